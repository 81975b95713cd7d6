"""The mailer: to a server, or into a folder."""

from pathlib import Path

from compose_adapters.maildir import MaildirMailer
from compose_adapters.smtp import BadServer, SmtpMailer, SmtpServer
from compose_adapters.wiring.configuration import Configuration, Misconfigured

_FOLDER = "maildir:"


def mailer_of(configuration: Configuration) -> MaildirMailer | SmtpMailer:
    """Make the mailer that the configuration names.

    Raises:
        Misconfigured: it names none, or one that cannot be used.
        OSError: the folder cannot be made.
    """
    url = configuration.smtp
    if not url:
        raise Misconfigured("no mail server is named; give --smtp URL or COMPOSE_SMTP")
    if url.startswith(_FOLDER):
        return MaildirMailer(_folder(url))
    try:
        return SmtpMailer(SmtpServer.parse(url), step=configuration.step)
    except BadServer as fault:
        raise Misconfigured(f"the mail server cannot be used: {fault}") from fault


def _folder(url: str) -> Path:
    folder = url.removeprefix(_FOLDER)
    if not folder:
        raise Misconfigured("the mail server's URL names no folder; write maildir:DIR")
    return Path(folder)
