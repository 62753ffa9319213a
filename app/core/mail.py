"""Sending mail: by SMTP, or into files where no server is set and this is a demo. Knows nothing of what is sent."""

import hashlib
import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from flask import current_app

from . import clock

TIMEOUT_SECONDS = 30
CLOSING = 421  # the server's “not now, not anybody”
FOLDER = "mail"


class MailError(Exception):
    """The message did not go out; it stays due."""


class AddressRefused(MailError):
    """The server takes mail, but not this message to this address."""


class ServerUnreachable(MailError):
    """Nothing can be sent at present."""


class Outbox(Protocol):
    """Where messages go."""

    def send(self, message: EmailMessage) -> None:
        """Hand the message over. Raises MailError."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """How to reach a mail server. `security`: starttls, ssl or none."""

    host: str
    port: int
    security: str
    username: str = ""
    password: str = ""


class SmtpOutbox:
    """One connection, opened with the first message and kept for all of a run."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._link: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand the message over. Raises AddressRefused, ServerUnreachable."""
        try:
            link = self._link = self._link or self._connected()
            link.send_message(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as fault:
            if isinstance(fault, smtplib.SMTPDataError) and fault.smtp_code == CLOSING:
                self.close()
                raise ServerUnreachable(_said(fault)) from fault
            raise AddressRefused(_said(fault)) from fault
        except (smtplib.SMTPException, OSError) as fault:
            self.close()
            raise ServerUnreachable(_said(fault)) from fault

    def close(self) -> None:
        """End the connection, if there is one."""
        link, self._link = self._link, None
        if link is not None:
            try:
                link.quit()
            except (smtplib.SMTPException, OSError):
                link.close()

    def _connected(self) -> smtplib.SMTP:
        kept = self._server
        if kept.security == "ssl":
            link: smtplib.SMTP = smtplib.SMTP_SSL(
                kept.host, kept.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        else:
            link = smtplib.SMTP(kept.host, kept.port, timeout=TIMEOUT_SECONDS)
        if kept.security == "starttls":
            link.starttls(context=ssl.create_default_context())
        if kept.username:
            link.login(kept.username, kept.password)
        return link


class FileOutbox:
    """Each message a file. A message that is sent again takes the place of the first: its name is that of its id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write it whole, or not at all. Raises ServerUnreachable."""
        name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:32]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part = self._folder / f"{name}.part-{os.getpid()}"
            part.write_bytes(message.as_bytes())
            part.replace(self._folder / f"{name}.eml")
        except OSError as fault:
            raise ServerUnreachable(str(fault)) from fault


@contextmanager
def outbox() -> Iterator[Outbox | None]:
    """The installation's outbox for one run; None where mail is not set up."""
    config = current_app.config
    if config["MAIL_SERVER"]:
        smtp = SmtpOutbox(
            Server(
                host=config["MAIL_SERVER"],
                port=config["MAIL_PORT"],
                security=config["MAIL_SECURITY"],
                username=config["MAIL_USERNAME"],
                password=config["MAIL_PASSWORD"],
            )
        )
        try:
            yield smtp
        finally:
            smtp.close()
    elif config["DEMO"]:
        yield FileOutbox(config["INSTANCE"] / FOLDER)
    else:
        yield None


def absolute(path: str) -> str:
    """A path of ours as a link in a mail. Without PUBLIC_URL, as in the demo, the address of the demo itself."""
    return (current_app.config["PUBLIC_URL"] or "http://127.0.0.1:8000").rstrip("/") + path


def compose(*, to: str, subject: str, text: str, key: str) -> EmailMessage:
    """A plain message. The same `key` gives the same Message-ID, so that a repeat can be known as one."""
    sender = current_app.config["MAIL_SENDER"]
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("园招通", addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _said(fault: Exception) -> str:
    """What went wrong, without the address: logs hold no personal data."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return "recipient refused: " + ", ".join(str(code) for code, _ in fault.recipients.values())
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{type(fault).__name__} {fault.smtp_code}"
    return type(fault).__name__
