"""A signature over a letter still holds when a server has received it."""

from collections.abc import Callable
from functools import cache

import attrs
import dkim
import pytest
from hypothesis import given, settings

from compose_core.letter import InMemory, Letter, Mailbox, MimeAttachment
from hostile_text import bodies, lines
from letters import PLAIN, octets
from mail_server import received
from rsa_keys import RsaKey, rsa_key

CANONICAL_FORMS = [
    (b"simple", b"simple"),
    (b"relaxed", b"relaxed"),
    (b"relaxed", b"simple"),
]


@cache
def key() -> RsaKey:
    return rsa_key()


def signed(letter: Letter, forms: tuple[bytes, bytes]) -> bytes:
    mail = octets(letter)
    signature: bytes = dkim.sign(mail, b"mail", b"example.com", key().pem, canonicalize=forms)
    return signature + mail


def verifies(mail: bytes) -> bool:
    look_up: Callable[..., bytes] = lambda *_, **__: key().dns_record  # noqa: E731 - dkimpy's hook
    return bool(dkim.verify(mail, dnsfunc=look_up))


@pytest.mark.parametrize("forms", CANONICAL_FORMS)
def test_a_signature_holds_after_a_real_server(forms: tuple[bytes, bytes]) -> None:
    letter = attrs.evolve(
        PLAIN,
        sender=Mailbox("Größe, " * 12, "support@example.com"),
        subject="Ihre Bestellung 4711: größer, schneller und =?utf-8?q?x?= " * 4,
        cc=tuple(f"a.colleague.{i}@example.com" for i in range(5)),
        text="Hallo \n.\n..\nFrom here\n\n\n",
        html="<p>größe</p>\n" * 40,
        enclosures=(MimeAttachment("Größe.pdf", "application/pdf", InMemory(bytes(9_000))),),
    )
    (mail,) = received([signed(letter, forms)])
    assert verifies(mail.octets)
    assert not verifies(mail.octets.replace(b"Hallo", b"Hello"))


@settings(max_examples=20)
@given(lines(245), bodies(), bodies())
def test_a_signature_holds_for_every_letter(subject: str, text: str, html: str) -> None:
    for letter in (
        attrs.evolve(PLAIN, subject=subject, text=text),
        attrs.evolve(PLAIN, subject=subject, text=text, html=html),
    ):
        (mail,) = received([signed(letter, (b"simple", b"simple"))])
        assert verifies(mail.octets)
