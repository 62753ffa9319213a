"""The hidden state of a form on a page, and what a browser would send for it, for tests of two people at one record."""

from flask.testing import FlaskClient

NAMES = ("version", "opened")


def hidden(page: str, name: str) -> str:
    """What a hidden field of a page carries."""
    part = page.split(f'name="{name}"')[1]
    text = part.split('value="')[1].split('"')[0]
    return (
        text.replace("&#34;", '"').replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    )


def state(page: str) -> dict[str, str]:
    """What a form that compares with its opening carries."""
    return {name: hidden(page, name) for name in NAMES}


def opened(client: FlaskClient, url: str) -> dict[str, str]:
    """Open the form and keep its hidden state, as a browser sends it back."""
    return state(client.get(url).get_data(as_text=True))
