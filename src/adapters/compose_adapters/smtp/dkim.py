"""The signature of a domain (DKIM, RFC 6376)."""

from typing import Protocol

from compose_adapters.extras import require

_SIGNED = (
    *("from", "sender", "to", "cc", "reply-to", "subject", "date", "message-id"),
    *("in-reply-to", "references", "mime-version", "content-type", "content-transfer-encoding"),
)


class Signer(Protocol):
    """Signs whole mails."""

    def signature(self, mail: bytes) -> bytes:
        """The header that signs the mail, ended by CRLF."""
        ...


class DkimSigner:
    """Signs for one domain, headers and body, both in relaxed form.

    Each header is named once more than it occurs: one that is added on the way, such as a second
    From or Subject, breaks the signature (RFC 6376, section 8.15).

    Args:
        domain: in A-labels; receivers look its key up as ``selector._domainkey.domain``.
        selector: the key's name.
        key: the private key in PEM.

    Raises:
        MissingExtra: dkimpy is not installed.
    """

    def __init__(self, domain: str, selector: str, key: bytes) -> None:
        require("smtp", "dkim")
        self._domain = domain.encode()
        self._selector = selector.encode()
        self._key = key

    def signature(self, mail: bytes) -> bytes:
        """The DKIM-Signature header of the mail, ended by CRLF."""
        import dkim  # noqa: PLC0415 - the extra that brings it may be missing

        header: bytes = dkim.sign(
            mail,
            self._selector,
            self._domain,
            self._key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name.encode() for name in (*_SIGNED, *_SIGNED)],
        )
        return header
