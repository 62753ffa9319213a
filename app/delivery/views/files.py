"""Photos of the site, and every file as a download."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError, RuleBroken
from app.core.messages import flash_with
from app.core.permissions import Permission
from app.core.uploads import answer
from app.delivery import actions, queries
from app.delivery.forms import PhotosForm

from .blueprint import bp
from .common import head, open_to_edit, open_to_read

PICTURES = (".jpg", ".jpeg", ".png")


@bp.route("/<string:code>/facts/photos/new", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def add_photos(code: str) -> ResponseReturnValue:
    """One or several photos at once."""
    actor = signed_in()
    project = open_to_edit(code, to=actor)
    page = head(project)
    form = PhotosForm()
    if form.validate_on_submit():
        uploads = form.files.data or []
        try:
            if other := next((one.name for one in uploads if not one.name.lower().endswith(PICTURES)), None):
                message = f"“{other}”不是照片，请选择 JPG 或 PNG 图片。"
                raise RuleBroken(message, field="files")
            actions.attach(project, uploads, by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash(f"已上传 {len(uploads)} 张照片。", "ok")
            return redirect(page["back_url"])
    return render_template("delivery/photos.html", **page, form=form), form.status


@bp.get("/<string:code>/facts/files/<int:number>")
@requires(Permission.PROJECT_READ)
def file(code: str, number: int) -> ResponseReturnValue:
    """A kept file, for whoever may read the facts."""
    project = open_to_read(code, to=signed_in())
    return answer(queries.find_file(project, number))


@bp.post("/<string:code>/facts/files/<int:number>/delete")
@requires(Permission.PROJECT_EDIT)
def delete_file(code: str, number: int) -> ResponseReturnValue:
    """Strike it out, with the way back at hand."""
    actor = signed_in()
    project = open_to_edit(code, to=actor)
    page = head(project)
    try:
        found = queries.find_file(project, number)
    except NoResultFound:
        queries.find_file(project, number, deleted=True)
        return redirect(page["facts_url"])
    actions.detach(project, found, by=actor)
    url = url_for("delivery.restore_file", code=code, number=number, **page["along"])
    flash_with(f"已删除文件“{found.file_name}”。", label="撤销", url=url, post=True)
    return redirect(page["facts_url"])


@bp.post("/<string:code>/facts/files/<int:number>/restore")
@requires(Permission.PROJECT_EDIT)
def restore_file(code: str, number: int) -> ResponseReturnValue:
    """Take that back."""
    actor = signed_in()
    project = open_to_edit(code, to=actor)
    page = head(project)
    try:
        found = queries.find_file(project, number, deleted=True)
    except NoResultFound:
        queries.find_file(project, number)
        return redirect(page["facts_url"])
    actions.reattach(project, found, by=actor)
    flash("文件已恢复。", "ok")
    return redirect(page["facts_url"])
