"""Multipart bodies, part by part, as the tests of the wire formats take them apart."""

BOUNDARY = "a-boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
DATA = 'Content-Disposition: form-data; name="data"'
DATA_TYPE = 'Content-Disposition: form-data; name="data-type"'

Part = tuple[str, bytes]


def body_of(*parts: Part) -> bytes:
    """The body that has these parts, each its header lines and its octets."""
    encoded = (f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + octets for head, octets in parts)
    return b"".join(part + b"\r\n" for part in encoded) + f"--{BOUNDARY}--\r\n".encode()


def request_body(data: bytes, *files: Part, data_type: bytes = b"application/json") -> bytes:
    """The body of a request: its data and its files."""
    return body_of((DATA, data), (DATA_TYPE, data_type), *files)


def file_part(name: str, octets: bytes, content_type: str = "text/plain") -> Part:
    """A part that is an attachment."""
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    return f"{head}\r\nContent-Type: {content_type}", octets
