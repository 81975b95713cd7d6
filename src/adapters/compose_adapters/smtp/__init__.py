"""Delivery by SMTP: a client whose every step is bounded in time and size."""

from compose_adapters.smtp.errors import SPECIAL, VERDICTS, SmtpFailure, Stage
from compose_adapters.smtp.mailer import SmtpMailer
from compose_adapters.smtp.server import BadServer, Credentials, Security, SmtpServer
from compose_adapters.smtp.signing import DkimSigner, Signer

__all__ = [
    "SPECIAL",
    "VERDICTS",
    "BadServer",
    "Credentials",
    "DkimSigner",
    "Security",
    "Signer",
    "SmtpFailure",
    "SmtpMailer",
    "SmtpServer",
    "Stage",
]
