"""What a letter looks like on its way."""

from compose_core.letter import size_of
from compose_core.testing import decisions
from letters import PLAIN, octets


def test_a_plain_letter_is_written_out_whole() -> None:
    assert octets(PLAIN) == (
        b"Date: Sun, 01 Nov 2026 09:30:00 +0000\r\n"
        b"From: Example Support <support@example.com>\r\n"
        b"To: pat@example.com\r\n"
        b"Subject: Your order\r\n"
        b"Message-ID: <7.3.token@example.com>\r\n"
        b"MIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"\r\n"
        b"Hello Pat,\r\n"
        b"it is on its way.\r\n"
    )


def test_the_size_is_known_without_rendering() -> None:
    assert size_of(PLAIN) == len(octets(PLAIN))


def test_a_letter_without_a_link_is_handed_over_as_it_is() -> None:
    letter = decisions.letter(decisions.activity())
    assert letter.link_token is None
    assert letter.with_link_token("x" * 43) is letter
