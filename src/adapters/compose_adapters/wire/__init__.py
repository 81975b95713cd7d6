"""Bytes to requests and values to bytes: JSON, XML and multipart (SPEC 2 and 9)."""

from compose_adapters.wire.decode import MultipartDecoder, decode, required_elements
from compose_adapters.wire.encode import (
    encode_activities,
    encode_customer,
    encode_error,
    encode_login_error,
    encode_options,
    encode_preview,
    encode_receipt,
    encode_request,
)
from compose_adapters.wire.error_shape import Detail
from compose_adapters.wire.file import body_of_file, decode_file
from compose_adapters.wire.limits import STANDARD, Limits
from compose_adapters.wire.login import Login, decode_login
from compose_adapters.wire.media import UnsupportedMediaType
from compose_adapters.wire.xml_schema import xml_schemas

__all__ = [
    "STANDARD",
    "Detail",
    "Limits",
    "Login",
    "MultipartDecoder",
    "UnsupportedMediaType",
    "body_of_file",
    "decode",
    "decode_file",
    "decode_login",
    "encode_activities",
    "encode_customer",
    "encode_error",
    "encode_login_error",
    "encode_options",
    "encode_preview",
    "encode_receipt",
    "encode_request",
    "required_elements",
    "xml_schemas",
]
