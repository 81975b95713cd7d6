"""Delivery by SMTP: a client whose every step is bounded in time and size."""

from compose_adapters.smtp.dkim import DkimSigner, Signer
from compose_adapters.smtp.errors import SPECIAL, VERDICTS, SmtpFailure, Stage
from compose_adapters.smtp.mailer import SmtpMailer
from compose_adapters.smtp.url import BadServer, Credentials, Security, SmtpServer

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
