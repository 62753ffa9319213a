"""Buttons that only need a token, and the one choice that printing leaves."""

from wtforms import BooleanField

from app.core.forms import AppForm


class OrderForm(AppForm):
    """Nothing to fill in; the button says what is ordered."""


class OfficialForm(AppForm):
    """Issuing an official paper."""

    watermark = BooleanField("加水印（出具人姓名和时间）")
