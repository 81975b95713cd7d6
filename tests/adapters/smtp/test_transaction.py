"""What is said to a server that behaves, and what comes of its answers."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import attrs
import pytest

from compose_adapters.smtp import Stage
from compose_adapters.smtp.testing import Act, Peer, RecordingServer, closes, only_first, replies
from compose_core.letter import Envelope, InMemory, MimeAttachment, render
from compose_core.outbox import Result, Verdict
from smtp_mailers import (
    BEA,
    CAL,
    CONTENT,
    ENVELOPE,
    LETTER,
    PAT,
    SECONDS,
    SENDER,
    mailer_to,
)
from station import Station

ACCEPTED = (Result(Verdict.ACCEPTED, "250 accepted"),) * 3
SIZE = len(CONTENT)


def commands(server: RecordingServer) -> list[str]:
    return [command for command, _ in server.commands if not command.startswith("EHLO")]


@pytest.mark.rule("A4")
def test_the_server_receives_the_very_octets_of_the_letter_with_its_dots_doubled() -> None:
    with RecordingServer() as server, mailer_to(server) as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    (mail,) = server.mails
    assert results == ACCEPTED
    assert mail.content == CONTENT
    assert mail.wire == CONTENT.replace(b"\n.", b"\n..")
    assert b"\r\n..it is\r\n...on its way.\r\n..\r\nThanks\r\n" in mail.wire


@pytest.mark.rule("A4")
def test_the_envelope_names_everyone_and_the_headers_no_blind_copy() -> None:
    with RecordingServer() as server, mailer_to(server) as mailer:
        mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    (mail,) = server.mails
    assert (mail.sender, mail.recipients) == (SENDER, (PAT, CAL, BEA))
    assert BEA.encode() not in mail.content


def test_a_connection_serves_many_letters_and_is_ended_politely() -> None:
    with RecordingServer() as server, mailer_to(server) as mailer:
        for _ in range(3):
            assert mailer.send(LETTER, ENVELOPE, 10 * SECONDS) == ACCEPTED
    one = [f"MAIL FROM:<{SENDER}> SIZE={SIZE}", *(f"RCPT TO:<{each}>" for each in (PAT, CAL, BEA))]
    assert commands(server) == [*one, "DATA", *one, "DATA", *one, "DATA", "QUIT"]
    assert server.connections == 1


def test_a_kept_connection_that_the_server_has_closed_costs_no_attempt() -> None:
    with RecordingServer() as server, mailer_to(server) as mailer:
        mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
        server.acts = {Stage.MAIL: only_first(1, closes)}
        assert mailer.send(LETTER, ENVELOPE, 10 * SECONDS) == ACCEPTED
        server.acts = {Stage.MAIL: only_first(1, replies("421 idle for too long"))}
        assert mailer.send(LETTER, ENVELOPE, 10 * SECONDS) == ACCEPTED
    assert (len(server.mails), server.connections) == (3, 3)


def answers_of(codes: dict[str, str]) -> Callable[[Stage, str], str | None]:
    return lambda stage, argument: codes.get(argument) if stage is Stage.RCPT else None


@pytest.mark.rule("A3")
@pytest.mark.parametrize("codes", list(product(("250", "450", "550"), repeat=3)))
def test_every_recipient_gets_its_own_state_and_no_copy_twice(codes: tuple[str, ...]) -> None:
    told = dict(zip((PAT, CAL, BEA), (f"{code} said" for code in codes), strict=True))
    with RecordingServer(answers=answers_of(told)) as server, mailer_to(server) as mailer:
        station = Station()
        station.service = attrs.evolve(station.service, mailer=mailer)
        station.queue(1)
        station.service.deliver_due()
        first = [state.value for state in station.states()]
        server.answers = answers_of({})
        station.clock.advance(timedelta(days=1))
        station.service.deliver_due()
    meaning = {"250": "accepted", "450": "deferred", "550": "refused"}
    assert first == [meaning[code] for code in codes]
    copies = [address for mail in server.mails for address in mail.recipients]
    wanted = [address for address, reply in told.items() if not reply.startswith("550")]
    assert sorted(copies) == sorted(wanted)
    assert [state.value for state in station.states()] == [
        "refused" if code == "550" else "accepted" for code in codes
    ]


def test_a_connection_whose_recipients_were_all_refused_serves_the_next_letter() -> None:
    told = dict.fromkeys((PAT, CAL, BEA), "550 unknown")
    with RecordingServer(answers=answers_of(told)) as server, mailer_to(server) as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
        server.answers = answers_of({})
        assert mailer.send(LETTER, ENVELOPE, 10 * SECONDS) == ACCEPTED
    assert results == (Result(Verdict.REFUSED, "550 unknown"),) * 3
    assert (server.connections, commands(server)[4:6]) == (1, ["DATA", "RSET"])


def waits_for_a_content(told: str) -> Act:
    """Ask for a content though nobody is to have it, and say this of what comes."""

    def act(peer: Peer) -> bool:
        peer.reply("354 go ahead")
        assert peer.line() == b".\r\n"
        peer.reply(told)
        return True

    return act


@pytest.mark.parametrize("told", ["554 nobody to have it", "250 accepted"])
def test_a_server_that_wants_a_content_for_nobody_gets_an_empty_one(told: str) -> None:
    refused = dict.fromkeys((PAT, CAL, BEA), "550 unknown")
    with RecordingServer(answers=answers_of(refused)) as server, mailer_to(server) as mailer:
        server.acts = {Stage.DATA: only_first(1, waits_for_a_content(told))}
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
        server.answers = answers_of({})
        assert mailer.send(LETTER, ENVELOPE, 10 * SECONDS) == ACCEPTED
    assert results == (Result(Verdict.REFUSED, "550 unknown"),) * 3
    assert (server.connections, len(server.mails)) == (1, 1)


def test_after_a_refused_data_command_the_connection_serves_the_next_letter() -> None:
    acts = {Stage.DATA: only_first(1, replies("451 full"))}
    with RecordingServer(acts=acts) as server, mailer_to(server) as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
        assert mailer.send(LETTER, ENVELOPE, 10 * SECONDS) == ACCEPTED
    assert results == (Result(Verdict.DEFERRED, "451 full"),) * 3
    assert server.connections == 1


def test_a_recipient_that_was_refused_stays_so_when_the_rest_comes_to_grief() -> None:
    acts = {Stage.DATA: closes}
    answers = answers_of({CAL: "550 unknown"})
    with RecordingServer(acts=acts, answers=answers) as server, mailer_to(server) as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    deferred = Result(Verdict.DEFERRED, "DATA: the server closed the connection")
    assert results == (deferred, Result(Verdict.REFUSED, "550 unknown"), deferred)


def test_a_letter_beyond_the_size_that_the_server_takes_is_refused_unsent() -> None:
    with RecordingServer(extensions=(f"SIZE {SIZE - 1}",)) as server, mailer_to(server) as mailer:
        results = mailer.send(LETTER, ENVELOPE, 10 * SECONDS)
    reply = f"the server takes at most {SIZE - 1} octets, and the letter has {SIZE}"
    assert results == (Result(Verdict.REFUSED, reply),) * 3
    assert commands(server) == ["QUIT"]


@pytest.mark.parametrize("size", [f"SIZE {SIZE}", "SIZE 0", "SIZE", "SIZE much"])
def test_a_letter_within_the_size_that_the_server_takes_is_sent(size: str) -> None:
    with RecordingServer(extensions=(size,)) as server, mailer_to(server) as mailer:
        assert mailer.send(LETTER, ENVELOPE, 10 * SECONDS) == ACCEPTED


UMLAUT = "jörg@example.com"


@pytest.mark.rule("F1")
def test_a_local_part_that_is_not_ascii_needs_a_server_with_smtputf8() -> None:
    letter = attrs.evolve(LETTER, to=(UMLAUT,))
    envelope = Envelope(SENDER, (UMLAUT, CAL))
    with RecordingServer() as server, mailer_to(server) as mailer:
        mailer.send(letter, envelope, 10 * SECONDS)
    (mail,) = server.mails
    assert mail.recipients == (UMLAUT, CAL)
    assert mail.parameters == (f"SIZE={len(mail.content)}", "BODY=8BITMIME", "SMTPUTF8")
    with RecordingServer(extensions=()) as server, mailer_to(server) as mailer:
        results = mailer.send(letter, envelope, 10 * SECONDS)
    assert {result.verdict for result in results} == {Verdict.REFUSED}
    assert server.mails == []


@pytest.mark.rule("F1")
def test_a_blind_copy_that_needs_smtputf8_is_refused_alone() -> None:
    with RecordingServer(extensions=()) as server, mailer_to(server) as mailer:
        results = mailer.send(LETTER, Envelope(SENDER, (PAT, UMLAUT)), 10 * SECONDS)
    assert [result.verdict for result in results] == [Verdict.ACCEPTED, Verdict.REFUSED]
    assert server.mails[0].recipients == (PAT,)


def test_a_domain_that_is_not_ascii_is_told_in_a_labels() -> None:
    with RecordingServer(extensions=()) as server, mailer_to(server) as mailer:
        mailer.send(LETTER, Envelope(SENDER, ("pat@bücher.example",)), 10 * SECONDS)
    assert server.mails[0].recipients == ("pat@xn--bcher-kva.example",)


def test_an_address_cannot_smuggle_a_command() -> None:
    evil = "pat@example.com>\r\nRCPT TO:<spy@example.com"
    with RecordingServer() as server, mailer_to(server) as mailer:
        results = mailer.send(LETTER, Envelope(SENDER, (evil,)), 10 * SECONDS)
    assert results[0].verdict is Verdict.REFUSED
    assert (server.mails, commands(server)) == ([], [])


def test_a_letter_that_no_mail_can_hold_is_refused() -> None:
    bad = attrs.evolve(LETTER, subject="a\r\nBcc: spy@example.com")
    with RecordingServer() as server, mailer_to(server) as mailer:
        results = mailer.send(bad, ENVELOPE, 10 * SECONDS)
    assert {result.verdict for result in results} == {Verdict.REFUSED}
    assert server.connections == 0


@attrs.frozen
class Unreadable:
    """An attachment whose store fails in the middle."""

    size: int = 1_000_000

    def chunks(self) -> "list[bytes]":
        raise OSError("the disk is gone")


@pytest.mark.rule("A3")
def test_an_attachment_that_cannot_be_read_defers_and_no_half_of_the_mail_arrives() -> None:
    file = MimeAttachment("a.bin", "application/octet-stream", Unreadable())  # type: ignore[arg-type]  # what fails gives nothing
    letter = attrs.evolve(LETTER, enclosures=(file,))
    with RecordingServer() as server, mailer_to(server) as mailer:
        results = mailer.send(letter, ENVELOPE, 10 * SECONDS)
    assert results == (Result(Verdict.DEFERRED, "the letter could not be read (OSError)"),) * 3
    assert server.mails == []


def test_an_attachment_of_another_size_than_it_claims_is_refused() -> None:
    class Shrunk(InMemory):
        @property
        def size(self) -> int:
            return 10

    file = MimeAttachment("a.bin", "application/octet-stream", Shrunk(b"x"))
    with RecordingServer() as server, mailer_to(server) as mailer:
        results = mailer.send(attrs.evolve(LETTER, enclosures=(file,)), ENVELOPE, 10 * SECONDS)
    assert {result.verdict for result in results} == {Verdict.REFUSED}
    assert server.mails == []


def test_a_large_letter_arrives_whole() -> None:
    file = MimeAttachment("a.bin", "application/octet-stream", InMemory(bytes(range(256)) * 20_000))
    letter = attrs.evolve(LETTER, enclosures=(file,))
    with RecordingServer() as server, mailer_to(server) as mailer:
        assert mailer.send(letter, ENVELOPE, 20 * SECONDS) == ACCEPTED
    assert server.mails[0].content == b"".join(render(letter))
