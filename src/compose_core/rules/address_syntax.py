"""Addresses by themselves: what they look like, and how many there may be (E15, F1)."""

from collections.abc import Iterator

from compose_core.errors import Finding
from compose_core.errors.catalogue import request as request_findings
from compose_core.errors.exceptions import EncodedWordInAddress, NotAnAddress
from compose_core.model import paths
from compose_core.model.address import Address
from compose_core.model.request import Command, ComposeRequest

LIST_LIMIT = 255


def addresses_given(
    request: ComposeRequest, longest: int | None = None
) -> Iterator[tuple[str, str]]:
    """Every address of the request, by its path; not those of a new customer.

    Args:
        request: as given.
        longest: characters of a list of copies; the addresses of a longer one are left out.
    """
    if request.sender is not None:
        yield paths.FROM, request.sender
    if request.to is not None:
        yield paths.to(request.positions), request.to
    for path, copies in ((paths.CC, request.cc), (paths.BCC, request.bcc)):
        if longest is not None and _length_of_list(copies) > longest:
            continue
        for index, text in enumerate(copies):
            yield paths.copy(path, index), text


def addresses(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """Every address is one by F1; those of a list that is too long are not looked at."""
    for path, text in addresses_given(request, longest=LIST_LIMIT):
        yield from syntax(path, text)


def syntax(path: str, text: str) -> Iterator[Finding]:
    """The text at a path is an address by F1; special-use domains are judged elsewhere."""
    try:
        Address.parse(text)
    except EncodedWordInAddress:
        yield request_findings.ADDRESS_ENCODED_WORD.at(path, value=text)
    except NotAnAddress as refusal:
        yield request_findings.ADDRESS_MALFORMED.at(path, value=text, reason=refusal.reason)


def length_of_lists(request: ComposeRequest, command: Command) -> Iterator[Finding]:
    """A list of copies, joined by one comma each, has at most 255 characters (E15)."""
    for path, copies in ((paths.CC, request.cc), (paths.BCC, request.bcc)):
        length = _length_of_list(copies)
        if length > LIST_LIMIT:
            yield request_findings.ADDRESSES_TOO_LONG.at(
                path, element=path, length=length, limit=LIST_LIMIT
            )


def _length_of_list(copies: tuple[str, ...]) -> int:
    """Count the characters of the addresses, joined by one comma each."""
    return sum(map(len, copies)) + max(len(copies) - 1, 0)
