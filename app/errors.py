"""The only map from refusals to HTTP. Every error page says what happened and offers a way on."""

import logging

from flask import Flask, abort, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.accounts import watch
from app.core.access import PUBLIC, declared
from app.core.errors import BadAddress, DomainError, NotAllowed, Stale
from app.core.transaction import roll_back

log = logging.getLogger(__name__)

_COLLISIONS = {"40001", "40P01", "55P03"}  # PostgreSQL: not serialisable, deadlock, lock not to be had
TITLES = {
    400: ("请求无法处理", "地址或提交的内容不完整，请返回上一页重试。"),
    401: ("登录已失效", "请重新登录；已填写的内容会保留在本机草稿中。"),
    403: ("没有权限", "您的角色不能打开这一页；如需要，请联系系统管理员。"),
    404: ("没有找到", "地址有误，或该记录不在您的可见范围内。"),
    405: ("操作方式不对", "请从页面上的按钮操作。"),
    409: ("内容已被他人更新", "您打开之后，这条记录已被别人保存。请核对后再改。"),
    413: ("文件过大", "单个文件不超过 30 MB，请压缩或拆分后再传。"),
    422: ("没有保存", "请按提示修改后再提交。"),
    429: ("尝试过于频繁", "请稍等一分钟再试。"),
    500: ("系统出错", "问题已记录。刚才的操作没有保存，请稍后重试。"),
}


def init_app(app: Flask) -> None:
    """Install the handlers."""

    @app.before_request
    def refuse_what_no_database_holds() -> None:
        if "\0" in request.path or any("\0" in text for pair in request.args.items(multi=True) for text in pair):
            abort(404)

    @app.errorhandler(CSRFError)
    def forged(_fault: CSRFError) -> ResponseReturnValue:
        return _without_token()

    @app.errorhandler(HTTPException)
    def http(fault: HTTPException) -> ResponseReturnValue:
        code = fault.code or 500
        if code < 400:  # redirects are answers, not errors
            return fault.get_response()
        return _answer(code)

    @app.errorhandler(NoResultFound)
    def nothing(_fault: NoResultFound) -> ResponseReturnValue:
        return _answer(404)

    @app.errorhandler(StaleDataError)
    @app.errorhandler(Stale)
    def stale(_fault: Exception) -> ResponseReturnValue:
        return _answer(409)

    @app.errorhandler(BadAddress)
    def bad_address(refusal: BadAddress) -> ResponseReturnValue:
        return _answer(400, refusal.message, title="地址中的条件有误", back_url=request.path, back_label="清除全部条件")

    @app.errorhandler(DomainError)
    def refused(refusal: DomainError) -> ResponseReturnValue:
        return _answer(403 if isinstance(refusal, NotAllowed) else 422, refusal.message)

    app.register_error_handler(Exception, _broken)


def _is_collision(fault: Exception) -> bool:
    """Whether the engine gave up because somebody else holds what was asked for: nothing is wrong, only too early."""
    if not isinstance(fault, OperationalError):
        return False
    return getattr(fault.orig, "sqlstate", None) in _COLLISIONS or "database is locked" in str(fault.orig)


def _broken(fault: Exception) -> ResponseReturnValue:
    """A fault of ours, or two transactions in each other's way."""
    if _is_collision(fault):
        log.warning("two transactions in each other's way at %s", request.endpoint)
        return _answer(409, "有人正在改同一批数据，刚才的操作没有保存。请重试一次。", title="请再试一次")
    log.error("unhandled error at %s", request.endpoint, exc_info=fault)
    if current_app.testing:
        raise fault
    return _answer(500)


def _without_token() -> ResponseReturnValue:
    """A form whose token is of another session, or of none."""
    page = watch.way_back()
    if current_user.is_authenticated or declared(request.endpoint or "") == PUBLIC:
        sentence = "页面已过期，刚才填写的内容没有保存。请重新打开这一页，核对后再提交。"
        return _answer(400, sentence, **({"back_url": page, "back_label": "重新打开"} if page else {}))
    # The token went with the session: whoever sent the form has to sign in first.
    if watch.wants_no_page():
        return _answer(401)
    return redirect(url_for("accounts.login", next=page, why="lost"))


def _answer(code: int, sentence: str | None = None, **more: str) -> ResponseReturnValue:
    """The error as a page, or as JSON where a script asked. `more`: another title, another way on."""
    # Before rendering: the page reads the user's name, and that read could flush what broke.
    roll_back()
    title, advice = TITLES.get(code, TITLES[400 if code < 500 else 500])
    sentence = sentence or advice
    if request.accept_mimetypes.best == "application/json":
        return jsonify(message=sentence), code
    return render_template("errors.html", **{"code": code, "title": title, "sentence": sentence, **more}), code
