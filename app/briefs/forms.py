"""Buttons that only need a token."""

from app.core.forms import AppForm


class OrderForm(AppForm):
    """Nothing to fill in; the button says what is ordered."""
