"""Bytes to requests and back: JSON, XML and multipart (SPEC 2 and 9)."""

from compose_adapters.wire.decode import decode
from compose_adapters.wire.limits import STANDARD, Limits
from compose_adapters.wire.media import UnsupportedMediaType

__all__ = ["STANDARD", "Limits", "UnsupportedMediaType", "decode"]
