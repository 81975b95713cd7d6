"""The SMTP mailer keeps the contract of mailers, in clear and within TLS."""

from collections.abc import Iterator

import pytest

from compose_adapters.smtp.testing import RecordingServer
from compose_core.ports import Mailer
from compose_core.testing.contracts import MailerContract
from smtp_mailers import certificate, mailer_to


class TestSmtpMailer(MailerContract):
    @pytest.fixture
    def mailer(self) -> Iterator[Mailer]:
        with RecordingServer() as server, mailer_to(server) as mailer:
            yield mailer


class TestSmtpMailerWithinTls(MailerContract):
    @pytest.fixture
    def mailer(self) -> Iterator[Mailer]:
        server = RecordingServer(tls=certificate())
        with server, mailer_to(server, "?starttls=required") as mailer:
            yield mailer
