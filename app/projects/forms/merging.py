"""Two registrations of one project: which one."""

from app.core.forms import AppForm, TextField, required


class PickOtherForm(AppForm):
    """Which project is the same one."""

    other = TextField("另一个项目", [required("请填写项目编号、名称或投资方。")], most=200)
