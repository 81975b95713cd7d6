"""Multipart bodies."""

from collections.abc import Iterable

BOUNDARY = "----a-boundary-of-our-own"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

Field = tuple[str, bytes]


def field(name: str, content: bytes) -> Field:
    """A field that is no file."""
    return f'Content-Disposition: form-data; name="{name}"', content


def file(name: str, content: bytes, content_type: str = "text/plain") -> Field:
    """A file."""
    disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    return f"{disposition}\r\nContent-Type: {content_type}", content


def form(fields: Iterable[Field]) -> bytes:
    """The body that has the fields as parts, in their order."""
    parts = [
        f"--{BOUNDARY}\r\n{headers}\r\n\r\n".encode() + content + b"\r\n"
        for headers, content in fields
    ]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def request_form(data: bytes, data_type: str, files: Iterable[Field] = ()) -> bytes:
    """The body of a request with files."""
    return form([field("data", data), field("data-type", data_type.encode()), *files])
