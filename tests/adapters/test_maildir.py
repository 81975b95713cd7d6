"""A Maildir in place of a server: whole letters, or none."""

from pathlib import Path

import attrs
import pytest

from compose_adapters.maildir import MaildirMailer
from compose_core.letter import Envelope
from compose_core.ports import Verdict
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
