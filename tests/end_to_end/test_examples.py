"""What a preview of an example shows is what is delivered, over a real connection."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import attrs
import pytest

from compose_adapters.html import SafeHtml
from compose_adapters.smtp.testing import ReceivedMail, RecordingServer
from compose_adapters.sql import SqlSecureLinks
from compose_adapters.wiring import Configuration, request_of
from compose_adapters.wiring.embedded import Container
from compose_core.compose import Preview
from compose_core.decision import Receipt
from compose_core.errors import PreviewOutdated
from compose_core.secure import SecureMessages

EXAMPLES = Path(__file__).parents[2] / "examples"
# The second makes the case and the customer that the first needs.
NAMES = (
    *("2.multipart", "1.json", "1.xml", "3.json", "3.xml", "4.multipart"),
    *("5.json", "5.xml", "6.multipart"),
)

pytestmark = pytest.mark.rule("A7")


@attrs.frozen
class Sent:
    """An example, as it was shown before and received after."""

    name: str
    preview: Preview
    receipt: Receipt
    mails: tuple[ReceivedMail, ...]
    world: Container


def sent_through(server: RecordingServer, world: Container, name: str) -> Sent:
    """An example, previewed, sent as prepared and delivered."""
    octets = (EXAMPLES / "requests" / name).read_bytes()
    request = request_of(octets, name, None)
    preview = world.compose.preview(request, "agent")
    assert preview.prepared is not None, (preview.denials, preview.findings)
    before = len(server.mails)
    receipt = world.compose.send_prepared(preview.prepared)
    world.workers().once()
    return Sent(name, preview, receipt, tuple(server.mails[before:]), world)


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Sent]]:
    folder = tmp_path_factory.mktemp("examples")
    with RecordingServer() as server:
        world = Container(
            Configuration(
                site=EXAMPLES / "site.toml",
                database=f"sqlite:///{folder / 'compose.db'}",
                smtp=server.url,
            )
        )
        world.make_ready()
        yield {name: sent_through(server, world, name) for name in NAMES}
        world.close()


def parsed(mail: ReceivedMail) -> EmailMessage:
    return message_from_bytes(mail.content, policy=policy.default)


def body_of(mail: EmailMessage, kind: str) -> bytes | None:
    """The octets of a body, after its transfer encoding is undone."""
    part = mail.get_body((kind,))
    if part is None:
        return None
    octets = part.get_payload(decode=True)
    assert isinstance(octets, bytes)
    # The content of a mail that is not encoded ends with a line end, whatever it says.
    return octets.removesuffix(b"\r\n")


def in_mail(text: str | None) -> bytes | None:
    """A body as a mail carries it: UTF-8, lines ended by CR LF."""
    return text.replace("\n", "\r\n").encode().removesuffix(b"\r\n") if text else None


def test_every_example_is_tried() -> None:
    files = {path.name for path in (EXAMPLES / "requests").iterdir() if path.name[0].isdigit()}

    assert files == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_recipient_of_an_example_has_it(examples: dict[str, Sent], name: str) -> None:
    sent = examples[name]

    received = [address for mail in sent.mails for address in mail.recipients]
    assert received == [each.address.text for each in sent.preview.recipients]
    (record,) = sent.world.records.activities([sent.receipt.activity_id])
    assert {each.state.value for each in record.deliveries} == {"accepted"}


@pytest.mark.parametrize(
    "name", ["3.json", "3.xml", "4.multipart", "5.json", "5.xml", "6.multipart"]
)
def test_an_open_mail_is_what_its_preview_showed(examples: dict[str, Sent], name: str) -> None:
    sent = examples[name]
    assert not sent.preview.secure
    assert sent.preview.sizes is not None
    (received,) = sent.mails
    mail = parsed(received)

    assert mail["Subject"] == sent.preview.subject
    assert body_of(mail, "html") == in_mail(sent.preview.html)
    # A subject alone is mailed with an empty text.
    assert (body_of(mail, "plain") or None) == in_mail(sent.preview.text)
    assert len(received.content) == sent.preview.sizes.email_octets


@pytest.mark.rule("A4")
@pytest.mark.parametrize("name", ["5.json", "5.xml", "6.multipart"])
def test_a_blind_copy_is_in_no_octet_of_the_mail(examples: dict[str, Sent], name: str) -> None:
    (received,) = examples[name].mails

    assert "archive@example.com" in received.recipients
    assert b"archive@example.com" not in received.wire


@pytest.mark.parametrize("name", ["2.multipart", "1.json", "1.xml"])
def test_a_secure_message_is_kept_as_its_preview_showed_and_told_of(
    examples: dict[str, Sent], name: str
) -> None:
    sent = examples[name]
    assert sent.preview.secure
    (received,) = sent.mails
    text = str(parsed(received).get_content())
    found = re.search(r"https://secure\.example\.com/secure/(\S+)", text)
    assert found is not None

    links = SqlSecureLinks(sent.world.database)
    shown = SecureMessages(links, sent.world.clock, SafeHtml()).open(found[1])

    assert shown.subject == sent.preview.subject
    assert shown.text == sent.preview.text
    (record,) = sent.world.records.activities([sent.receipt.activity_id])
    assert record.activity.html == sent.preview.html
    assert sent.preview.subject is not None
    assert sent.preview.subject not in received.wire.decode()


def test_the_same_example_in_json_and_xml_comes_to_the_same_mail(
    examples: dict[str, Sent],
) -> None:
    for first, second in (("3.json", "3.xml"), ("5.json", "5.xml")):
        left, right = (parsed(examples[name].mails[0]) for name in (first, second))
        ids = (str(examples[first].receipt.case_id), str(examples[second].receipt.case_id))

        assert left["Subject"] == str(right["Subject"]).replace(f"#{ids[1]}]", f"#{ids[0]}]")
        assert [part.get_filename() for part in left.iter_attachments()] == [
            part.get_filename() for part in right.iter_attachments()
        ]


def test_a_second_send_of_what_was_prepared_is_refused(examples: dict[str, Sent]) -> None:
    sent = examples["3.json"]
    assert sent.preview.prepared is not None

    with pytest.raises(PreviewOutdated):
        sent.world.compose.send_prepared(sent.preview.prepared)


def test_a_notification_of_the_examples_names_nobody(examples: dict[str, Sent]) -> None:
    letters = [
        mail.content
        for each in examples.values()
        for mail in each.mails
        if b"\r\nAuto-Submitted: auto-generated\r\n" in mail.content
    ]
    assert letters
    for letter in letters:
        body = message_from_bytes(letter, policy=policy.default).get_content()
        assert "awaits you" in body
        assert "Dear" not in body
