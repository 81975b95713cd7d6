"""Findings are German to their last clause, whatever their sentences are put together of."""

from typing import Any

import pytest

from compose_adapters.language import translate
from compose_core.errors import Rejected
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.customer import ContactPerson, ContactPoint, CustomerDetails, EmailPoint
from compose_core.model.request import contents
from compose_core.testing import builders
from decoding import decode_and_check
from world import World

pytestmark = pytest.mark.rule("F5")


def in_german(refusal: Rejected) -> list[str]:
    return [translate(finding, "de-DE") for finding in refusal.findings]


def pat(address: str) -> CustomerDetails:
    point = ContactPoint("email", EmailPoint(address))
    return CustomerDetails("individual", (ContactPerson("Pat", contact_points=(point,)),))


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        (
            {"to": "nobody"},
            "'nobody' ist keine E-Mail-Adresse: verlangt ist etwas wie name@domain.example.",
        ),
        (
            {"to": "a..b@example.com"},
            (
                "'a..b@example.com' ist keine E-Mail-Adresse: ein Punkt steht am Anfang oder Ende "
                "eines Teils oder neben einem anderen."
            ),
        ),
        (
            {"to": "a@-example.com"},
            (
                "'a@-example.com' ist keine E-Mail-Adresse: ein Bindestrich steht am Anfang "
                "oder Ende eines Teils der Domain."
            ),
        ),
        (
            {"attachments": (Attachment("text/plain", "a.exe", InMemory(b"#!")),)},
            (
                "Die Datei 'a.exe' ist gesperrt: Endung exe, Inhalt script. "
                "Dateien dieser Art dürfen nicht gesendet werden."
            ),
        ),
        (
            {"custom_attributes": (AttributeValue("colour", "red"),)},
            "'colour' ist kein eigenes Attribut von Aktivitäten; entfernen Sie es.",
        ),
        (
            {"subject": "A ``case_idd"},
            (
                "Kein Makro heißt 'case_idd', wie die Stelle 2 (Betreff) es verlangt; "
                "der ähnlichste Name ist 'case_id'."
            ),
        ),
        (
            {"contents": contents(html="<a title=``case_id>x</a>")},
            (
                "Das Makro 'case_id' an der Stelle 9 (HTML) steht in einem Attribut ohne "
                "Anführungszeichen; setzen Sie den Wert des Attributs in Anführungszeichen."
            ),
        ),
        (
            {"customer": pat("a@b")},
            (
                "'a@b' ist kein Wert für 'customer.contactPersons.contactPerson[0]"
                ".contactPoints.contactPoint[0].type.email.emailAddress': verlangt ist "
                "eine E-Mail-Adresse (verlangt ist etwas wie name@domain.example)."
            ),
        ),
    ],
)
def test_a_refused_request_is_told_in_german(members: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Rejected) as refusal:
        World().service.send(builders.request(**members), builders.AGENT)
    assert in_german(refusal.value) == [sentence]


FORM = "multipart/form-data; boundary=b"


@pytest.mark.parametrize(
    ("body", "content_type", "sentence"),
    [
        (
            b'{"a": [1 2]}',
            "application/json",
            (
                "Der Inhalt der Anfrage ist kein wohlgeformtes JSON: Zeile 1, Spalte 10: "
                "hier wird ',' oder ']' erwartet."
            ),
        ),
        (
            b"<activity><a></b></activity>",
            "application/xml",
            (
                "Der Inhalt der Anfrage ist kein wohlgeformtes XML: Zeile 1, Spalte 16: "
                "dieser schließende Tag ist nicht der des offenen Elements."
            ),
        ),
        (
            b"--b\r\nA: b",
            FORM,
            (
                "Der mehrteilige Inhalt ist bei Oktett 9 nicht wohlgeformt: "
                "der Inhalt endet vor seiner letzten Grenze."
            ),
        ),
    ],
)
def test_a_body_that_is_not_well_formed_is_told_in_german(
    body: bytes, content_type: str, sentence: str
) -> None:
    with pytest.raises(Rejected) as refusal:
        decode_and_check(body, content_type)
    assert in_german(refusal.value) == [sentence]
