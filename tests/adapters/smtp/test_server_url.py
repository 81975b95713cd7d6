"""What an SMTP URL says, and what is wrong with it."""

from pathlib import Path

import pytest

from compose_adapters.smtp import BadServer, Credentials, Security, SmtpServer


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 25)),
        ("smtp://mail.example:2525/", SmtpServer("mail.example", 2525)),
        ("smtp://mail.example.", SmtpServer("mail.example.", 25)),
        ("smtp://bücher.example", SmtpServer("bücher.example", 25)),
        ("smtps://mail.example", SmtpServer("mail.example", 465, Security.TLS)),
        ("smtp://[2001:db8::1]:26", SmtpServer("2001:db8::1", 26)),
        (
            "smtp://mail.example?starttls=required&rate=2.5&hello=desk.example",
            SmtpServer("mail.example", 25, Security.STARTTLS, rate=2.5, hello="desk.example"),
        ),
        (
            "smtps://a%40b:c%3Ad@mail.example",
            SmtpServer("mail.example", 465, Security.TLS, Credentials("a@b", "c:d")),
        ),
    ],
)
def test_a_url_tells_the_server(url: str, server: SmtpServer) -> None:
    assert SmtpServer.parse(url) == server


@pytest.mark.parametrize("octets", [b"s3cret", b"s3cret\n", b"s3cret\r\nand more\n"])
def test_the_password_may_stand_in_a_file(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "password"
    path.write_bytes(octets)
    found = SmtpServer.parse(f"smtps://ann@mail.example?password_file={path}")
    assert found.credentials == Credentials("ann", "s3cret")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://mail.example", "must begin with smtp:// or smtps://"),
        ("mail.example:25", "must begin with smtp:// or smtps://"),
        ("smtp://", "must name a host"),
        ("smtp://mail.example/inbox", "must name a host, and no path"),
        ("smtp://mail..example:25", "from 1 to 63 characters"),
        (f"smtp://{'m' * 64}.example", "from 1 to 63 characters"),
        ("smtp://mail.example:0", "from 1 to 65535"),
        ("smtp://mail.example:70000", "from 1 to 65535"),
        ("smtp://mail.example:smtp", "from 1 to 65535"),
        ("smtp://[mail.example", "malformed"),
        ("smtp://mail.example?starttls=maybe", "can only be 'required'"),
        ("smtp://mail.example?tls=1", "unknown parameters: tls"),
        ("smtp://mail.example?rate=1&rate=2", "a parameter twice"),
        ("smtp://mail.example?rate=0", "above 0"),
        ("smtp://mail.example?rate=inf", "above 0"),
        ("smtp://mail.example?rate=fast", "above 0"),
        ("smtp://mail.example?hello=a%0D%0Ab", "printable ASCII"),
        ("smtp://ann@mail.example", "both a user and a password"),
        ("smtp://ann:%00@mail.example", "without NUL"),
        ("smtp://mail.example?password_file=/x", "but no user"),
        ("smtp://ann@mail.example?password_file=/no/such/file", "cannot be read"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_in_a_sentence(url: str, says: str) -> None:
    with pytest.raises(BadServer, match=says):
        SmtpServer.parse(url)


def test_the_sentence_holds_no_secret() -> None:
    with pytest.raises(BadServer) as refusal:
        SmtpServer.parse("smtp://ann:topsecret@[mail.example")
    assert "topsecret" not in str(refusal.value)
    assert refusal.value.__cause__ is None
