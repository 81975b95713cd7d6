"""Bytes to requests and values to bytes: JSON, XML and multipart (SPEC 2 and 9).

The elements of a request or an answer are declared once, as a shape (`shapes`). To decode, a reader
makes a tree of the body, and `structure` makes the value of the tree by the shape. To encode,
`unstructure` makes elements of a value by its shape, and writes them. The XML schemas, the OpenAPI
description and the reference pages are made of the same shapes.
"""

from compose_adapters.wire.answer_shapes import Detail
from compose_adapters.wire.decode import MultipartDecoder, decode, decode_file, required_elements
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
from compose_adapters.wire.limits import STANDARD, Limits
from compose_adapters.wire.login import Login, decode_login
from compose_adapters.wire.media import UnsupportedMediaType, body_of_file
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
