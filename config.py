"""Settings read from the environment. Outside the demo nothing secret has a default."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent
REQUIRED = ("SECRET_KEY",)
DEMO_KEY_BYTES = 32
MAIL_PORTS = {"starttls": 587, "ssl": 465, "none": 25}


class ConfigError(RuntimeError):
    """The environment is not complete enough to start; the message says what to set."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything that differs between installations.

    A default stands here only where it is right for production and safe to publish.
    """

    secret_key: str
    instance: Path = ROOT / "instance"
    database_url: str = ""
    demo: bool = False
    testing: bool = False
    https: bool = True
    public_url: str = ""
    mail_server: str = ""
    mail_port: int = 587
    mail_security: str = "starttls"
    mail_username: str = ""
    mail_password: str = ""
    mail_sender: str = "parklead@localhost"
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read the environment. Raises ConfigError, in one line, when something is missing."""
        demo = env.get("PARKLEAD_DEMO", "") == "1"
        instance = Path(env.get("PARKLEAD_INSTANCE", "") or ROOT / "instance")
        secret = env.get("SECRET_KEY", "")
        if not secret and demo:
            secret = _demo_secret(instance)
        missing = [name for name in REQUIRED if name == "SECRET_KEY" and not secret]
        if missing:
            message = (
                f"Set these environment variables: {', '.join(missing)} "
                "(or PARKLEAD_DEMO=1 to try the product with demo data)."
            )
            raise ConfigError(message)
        return cls(
            secret_key=secret,
            instance=instance,
            database_url=env.get("DATABASE_URL", ""),
            demo=demo,
            https=not demo,
            public_url=env.get("PUBLIC_URL", ""),
            **_mail(env),
        )

    @property
    def engine_url(self) -> str:
        """The database to use; SQLite inside the instance folder unless DATABASE_URL names another."""
        url = self.database_url or f"sqlite:///{self.instance / 'parklead.sqlite3'}"
        for short in ("postgres://", "postgresql://"):
            if url.startswith(short):
                return "postgresql+psycopg://" + url.removeprefix(short)
        return url

    def as_flask(self) -> dict[str, Any]:
        """Our settings in the words of Flask and its extensions."""
        return {
            "SECRET_KEY": self.secret_key,
            "TESTING": self.testing,
            "DEMO": self.demo,
            "PUBLIC_URL": self.public_url,
            "INSTANCE": self.instance,
            "SQLALCHEMY_ENGINES": {"default": self.engine_url},
            "ALEMBIC": {"script_location": str(ROOT / "migrations")},
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.https,
            "REMEMBER_COOKIE_DURATION": 0,
            "MAX_CONTENT_LENGTH": 32 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "MAX_FORM_PARTS": 2000,
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_DEFAULT_LOCALE": "zh_CN",
            "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
            "RATELIMIT_STORAGE_URI": "memory://",
            "RATELIMIT_HEADERS_ENABLED": False,
            "HTTPS": self.https,
            "MAIL_SERVER": self.mail_server,
            "MAIL_PORT": self.mail_port,
            "MAIL_SECURITY": self.mail_security,
            "MAIL_USERNAME": self.mail_username,
            "MAIL_PASSWORD": self.mail_password,
            "MAIL_SENDER": self.mail_sender,
            **self.extra,
        }


def _mail(env: Mapping[str, str]) -> dict[str, Any]:
    """How mail goes out; nothing when no server is named. Raises ConfigError when it is named by half."""
    server = env.get("MAIL_SERVER", "").strip()
    if not server:
        return {}
    sender, security = env.get("MAIL_SENDER", "").strip(), env.get("MAIL_SECURITY", "starttls").strip().lower()
    port = env.get("MAIL_PORT", "").strip() or str(MAIL_PORTS.get(security, 0))
    faults = (
        ("MAIL_SENDER (the address that mails come from)", "@" not in sender.strip("@")),
        (
            "PUBLIC_URL (links in mails begin with it)",
            not env.get("PUBLIC_URL", "").startswith(("http://", "https://")),
        ),
        (f"MAIL_SECURITY ({', '.join(MAIL_PORTS)})", security not in MAIL_PORTS),
        ("MAIL_PORT (a number)", not (port.isascii() and port.isdigit() and 0 < int(port) < 65536)),
    )
    if wrong := [name for name, bad in faults if bad]:
        message = f"With MAIL_SERVER also set: {', '.join(wrong)}."
        raise ConfigError(message)
    return {
        "mail_server": server,
        "mail_port": int(port),
        "mail_security": security,
        "mail_sender": sender,
        "mail_username": env.get("MAIL_USERNAME", ""),
        "mail_password": env.get("MAIL_PASSWORD", ""),
    }


def _demo_secret(instance: Path) -> str:
    """A key made once and kept in the instance folder, so that a restart of the demo keeps people signed in."""
    path = instance / "demo-secret-key"
    if path.exists() and (kept := path.read_text(encoding="ascii").strip()):
        return kept
    instance.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(made := secrets.token_hex(DEMO_KEY_BYTES), encoding="ascii")
    return made
