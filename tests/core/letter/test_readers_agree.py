"""Other people's readers give back what went in: no more, no less, nothing else."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_core.letter import InMemory, Letter, Mailbox, MimeAttachment, size_of
from compose_core.letter.attachments import clean_file_name
from hostile_text import FRAGMENTS, bodies, lines
from letters import PLAIN, octets
from mail_readers import READERS, Read, Reader

NAMED = st.builds(Mailbox, name=lines(998), address=st.just("support@example.com"))
ENCLOSURES = st.builds(
    MimeAttachment,
    file_name=lines(998).map(clean_file_name),
    content_type=st.sampled_from(("application/pdf", "text/plain", "text/html", "image/png")),
    content=st.binary(max_size=400).map(InMemory),
)
LETTERS = st.builds(
    lambda **fields: attrs.evolve(PLAIN, **fields),
    sender=NAMED,
    reply_to=st.none() | NAMED,
    cc=st.sampled_from(
        (
            (),
            ("ann@example.org",),
            tuple(f"a.person.{i}@example.org" for i in range(9)),
        )
    ),
    subject=lines(245),
    text=st.none() | bodies(),
    html=st.none() | bodies(),
    enclosures=st.lists(ENCLOSURES, max_size=3).map(tuple),
)


@pytest.mark.parametrize("reader", READERS)
@given(letter=LETTERS)
def test_a_reader_gives_back_what_went_in(reader: Reader, letter: Letter) -> None:
    assert reader(octets(letter)) == _expected(letter)


@given(letter=LETTERS)
def test_every_line_is_a_line_of_mail(letter: Letter) -> None:
    mail = octets(letter)
    assert mail.isascii()
    assert b"\0" not in mail
    assert mail.count(b"\r") == mail.count(b"\n") == mail.count(b"\r\n")
    assert max(map(len, mail.split(b"\r\n"))) <= 998
    assert mail.endswith(b"\r\n")


@given(letter=LETTERS)
def test_the_size_is_that_of_the_rendered_octets(letter: Letter) -> None:
    assert size_of(letter) == len(octets(letter))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("alphabet", ["a", "ab c", "é", "日 ", "👍", '",', "=?=", "a\\"])
def test_names_of_every_length_come_back(reader: Reader, alphabet: str) -> None:
    for length in (*range(130), *range(130, 998, 31), 998):
        name = (alphabet * 998)[:length].strip()
        letter = attrs.evolve(
            PLAIN,
            subject=name[:245],
            reply_to=Mailbox(name, "ann@example.org"),
            enclosures=(
                MimeAttachment(clean_file_name(name), "application/pdf", InMemory(b"%PDF")),
            ),
        )
        assert reader(octets(letter)) == _expected(letter)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_no_text_becomes_a_header_or_a_recipient(reader: Reader, fragment: str) -> None:
    letter = attrs.evolve(
        PLAIN,
        sender=Mailbox(fragment, "support@example.com"),
        reply_to=Mailbox(f"{fragment} {'long ' * 30}{fragment}", "ann@example.org"),
        subject=fragment,
        headers=(("X-Host", fragment),),
        enclosures=(MimeAttachment(clean_file_name(fragment), "image/png", InMemory(b"")),),
    )
    read = reader(octets(letter))
    assert (read.to, read.cc, read.bcc) == (("pat@example.com",), (), ())
    assert read.headers == {
        *("date", "from", "to", "reply-to", "subject", "message-id", "x-host"),
        *("mime-version", "content-type"),
    }


def _expected(letter: Letter) -> Read:
    mail_has_one_part = not letter.enclosures and (letter.text is None or letter.html is None)
    return Read(
        subject=letter.subject,
        sender=(_shown(letter.sender),),
        reply_to=(_shown(letter.reply_to),) if letter.reply_to else (),
        to=letter.to,
        cc=letter.cc,
        bcc=(),
        text=_text(_plain(letter), mail_ends_it=mail_has_one_part),
        html=_text(letter.html, mail_ends_it=mail_has_one_part),
        files=tuple(map(_file, letter.enclosures)),
        headers=_header_names(letter),
    )


def _shown(box: Mailbox) -> tuple[str, str]:
    # The readers trim a name that they have decoded.
    return box.name.strip(), box.address


def _plain(letter: Letter) -> str | None:
    return "" if letter.text is None and letter.html is None else letter.text


def _text(text: str | None, *, mail_ends_it: bool) -> str | None:
    if text is None:
        return None
    lines_of_mail = text.replace("\r\n", "\n").replace("\r", "\n")
    unended = lines_of_mail and not lines_of_mail.endswith("\n")
    ended = f"{lines_of_mail}\n" if unended and mail_ends_it else lines_of_mail
    return ended.removeprefix("\ufeff")


def _file(enclosure: MimeAttachment) -> tuple[str, str, bytes]:
    content = b"".join(enclosure.content.chunks())
    return enclosure.file_name.strip(), enclosure.content_type, content


def _header_names(letter: Letter) -> frozenset[str]:
    names = {"date", "from", "to", "subject", "message-id", "mime-version", "content-type"}
    names |= {"cc"} if letter.cc else set()
    names |= {"reply-to"} if letter.reply_to else set()
    multipart = letter.enclosures or (letter.text is not None and letter.html is not None)
    return frozenset(names if multipart else names | {"content-transfer-encoding"})
