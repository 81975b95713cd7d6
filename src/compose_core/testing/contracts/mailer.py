"""What a Mailer must do when its far end takes every letter."""

from datetime import timedelta

import attrs
import pytest

from compose_core.letter import Envelope, Letter
from compose_core.model.address import Address
from compose_core.model.attachment import Attachment, InMemory
from compose_core.outbox import Verdict
from compose_core.ports import Mailer
from compose_core.testing import decisions

WITHIN = timedelta(seconds=30)
RECIPIENTS = ("pat@example.com", "kim@example.com", "boss@example.com")


class MailerContract:
    """A subclass gives the fixture ``mailer``, whose far end takes every letter."""

    def test_at_first_letters_may_be_handed_over(self, mailer: Mailer) -> None:
        allowance = mailer.allowance()
        assert allowance.letters > 0
        assert allowance.wait >= timedelta(0)
        assert not allowance.is_down

    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_every_recipient_has_a_result(self, mailer: Mailer, count: int) -> None:
        results = mailer.send(letter(), Envelope("support@example.com", RECIPIENTS[:count]), WITHIN)
        assert [result.verdict for result in results] == [Verdict.ACCEPTED] * count

    def test_a_letter_may_be_handed_over_again(self, mailer: Mailer) -> None:
        envelope = Envelope("support@example.com", RECIPIENTS[:1])
        verdicts = [mailer.send(letter(), envelope, WITHIN)[0].verdict for _ in range(3)]
        assert verdicts == [Verdict.ACCEPTED] * 3

    def test_files_and_every_script_are_taken(self, mailer: Mailer) -> None:
        file = Attachment("application/octet-stream", "b.bin", InMemory(bytes(range(256)) * 5000))
        own = decisions.activity(subject="Grüße 日本", text=".\n..\nFrom me\n", attachments=(file,))
        envelope = Envelope("support@example.com", RECIPIENTS[:1])
        (result,) = mailer.send(decisions.letter(own), envelope, WITHIN)
        assert result.verdict is Verdict.ACCEPTED

    def test_an_address_of_any_script_comes_to_something(self, mailer: Mailer) -> None:
        address = Address.parse("jürgen@exämple.com").text
        special = attrs.evolve(letter(), to=(address,))
        envelope = Envelope("support@example.com", (address,))
        assert len(mailer.send(special, envelope, WITHIN)) == 1


def letter() -> Letter:
    """A letter that every server takes."""
    return decisions.letter(decisions.activity())
