"""A Maildir in place of a server: whole letters, or none."""

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from compose_adapters.maildir import MaildirMailer
from compose_core.letter import Envelope, MimeAttachment, Unrenderable
from compose_core.outbox import Verdict
from smtp_mailers import CONTENT, ENVELOPE, LETTER, PAT, SECONDS, SENDER


def files(folder: Path, name: str) -> list[Path]:
    return sorted((folder / name).iterdir())


def test_a_letter_is_a_file_of_the_very_octets_that_would_be_sent(tmp_path: Path) -> None:
    mailer = MaildirMailer(tmp_path / "a" / "mail")
    results = mailer.send(LETTER, ENVELOPE, SECONDS)
    (file,) = files(tmp_path / "a" / "mail", "new")
    assert file.read_bytes() == CONTENT
    assert [result.verdict for result in results] == [Verdict.ACCEPTED] * 3
    assert files(tmp_path / "a" / "mail", "tmp") == []
    assert mailer.allowance().letters > 1000


def test_a_hand_over_that_is_repeated_leaves_one_file_and_another_one_another(
    tmp_path: Path,
) -> None:
    mailer = MaildirMailer(tmp_path)
    mailer.send(LETTER, ENVELOPE, SECONDS)
    mailer.send(LETTER, ENVELOPE, SECONDS)
    assert len(files(tmp_path, "new")) == 1
    mailer.send(LETTER, Envelope(SENDER, (PAT,)), SECONDS)
    mailer.send(attrs.evolve(LETTER, message_id="<8@example.com>"), ENVELOPE, SECONDS)
    assert len(files(tmp_path, "new")) == 3


@pytest.mark.rule("A3")
def test_a_folder_that_has_gone_defers(tmp_path: Path) -> None:
    mailer = MaildirMailer(tmp_path)
    (tmp_path / "tmp").rmdir()
    results = mailer.send(LETTER, ENVELOPE, SECONDS)
    assert {(result.verdict, result.reply) for result in results} == {
        (Verdict.DEFERRED, "not written: No such file or directory")
    }


def test_a_letter_that_no_mail_can_hold_is_refused(tmp_path: Path) -> None:
    mailer = MaildirMailer(tmp_path)
    results = mailer.send(attrs.evolve(LETTER, subject="a\nb"), ENVELOPE, SECONDS)
    assert {result.verdict for result in results} == {Verdict.REFUSED}
    assert files(tmp_path, "new") == []


@attrs.frozen
class Unreadable:
    """An attachment whose store fails after a while."""

    fault: Exception
    size: int = 1_000_000

    def chunks(self) -> Iterator[bytes]:
        yield b"x" * 100_000
        raise self.fault


@pytest.mark.rule("A3")
@pytest.mark.parametrize(
    ("fault", "verdict", "reply"),
    [
        (OSError(5, "Input/output error"), Verdict.DEFERRED, "not written: Input/output error"),
        (OSError("pat@example.com"), Verdict.DEFERRED, "not written: OSError"),
        (LookupError("pat@example.com"), Verdict.DEFERRED, "not written: LookupError"),
        (Unrenderable("a", "no"), Verdict.REFUSED, f"not written: {Unrenderable('a', 'no')}"),
    ],
    ids=["disk", "bare", "store", "letter"],
)
def test_an_attachment_that_cannot_be_read_leaves_no_half_of_the_letter(
    tmp_path: Path, fault: Exception, verdict: Verdict, reply: str
) -> None:
    file = MimeAttachment("a.bin", "application/octet-stream", Unreadable(fault))
    results = MaildirMailer(tmp_path).send(
        attrs.evolve(LETTER, enclosures=(file,)), ENVELOPE, SECONDS
    )
    assert {(result.verdict, result.reply) for result in results} == {(verdict, reply)}
    assert files(tmp_path, "tmp") + files(tmp_path, "new") == []
