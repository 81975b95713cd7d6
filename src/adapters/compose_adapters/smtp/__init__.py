"""Delivery by SMTP: a client whose every step is bounded in time and size."""

from compose_adapters.smtp.faults import SPECIAL, VERDICTS, Fault, Stage
from compose_adapters.smtp.mailer import SmtpMailer
from compose_adapters.smtp.server import BadServer, Credentials, Security, SmtpServer
from compose_adapters.smtp.signing import DkimSigner, Signer

__all__ = [
    "SPECIAL",
    "VERDICTS",
    "BadServer",
    "Credentials",
    "DkimSigner",
    "Fault",
    "Security",
    "Signer",
    "SmtpMailer",
    "SmtpServer",
    "Stage",
]
