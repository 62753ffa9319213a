"""A mail server is set up whole or not at all."""

import pytest

from config import Config, ConfigError

WHOLE = {
    "SECRET_KEY": "x",
    "MAIL_SERVER": "mail.example.com",
    "MAIL_SENDER": "parklead@example.com",
    "PUBLIC_URL": "https://crm.example.com",
}


def test_without_a_server_nothing_is_asked_for():
    config = Config.from_env({"SECRET_KEY": "x"})
    assert config.as_flask()["MAIL_SERVER"] == ""


@pytest.mark.parametrize(("security", "port"), [("", 587), ("starttls", 587), ("ssl", 465), ("none", 25)])
def test_the_port_follows_from_the_security(security, port):
    env = WHOLE | ({"MAIL_SECURITY": security} if security else {})
    config = Config.from_env(env)
    assert (config.mail_port, config.mail_sender) == (port, "parklead@example.com")
    assert Config.from_env(env | {"MAIL_PORT": "2525"}).mail_port == 2525


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_SENDER", ""),
        ("MAIL_SENDER", "nobody"),
        ("PUBLIC_URL", ""),
        ("PUBLIC_URL", "crm.example.com"),
        ("MAIL_SECURITY", "tls"),
        ("MAIL_PORT", "many"),
        ("MAIL_PORT", "0"),
        ("MAIL_PORT", "70000"),
    ],
)
def test_a_half_set_up_server_stops_the_start_and_is_named(name, value):
    with pytest.raises(ConfigError, match=name):
        Config.from_env(WHOLE | {name: value})
