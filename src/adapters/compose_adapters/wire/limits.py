"""The limits of a body."""

import attrs

from compose_core.model.settings import MEGABYTE


@attrs.frozen
class Limits:
    """The limits that are checked while a body is read, so that none costs more than its size.

    Args:
        depth: levels of nesting; the root is level one (SPEC 9).
        elements: values of a JSON body; elements, attributes and namespaces of an XML one.
        name_length: characters of the name of an element, or of a namespace.
        parts: parts of a multipart body.
        part_headers: headers of one part.
        header_octets: octets of one header line.
        data_octets: octets of the parts ``data`` and ``data-type``, each.
        contents_octets: octets of text and HTML (S6), in UTF-8; before they are expanded there
            may be so many more as macros can take. By default, what no setting goes beyond; a
            host that knows the setting gives it.
        text_octets: octets of all but the long texts, such as contents and files.
        token_octets: octets of one number of JSON; of one tag, comment or instruction of XML.
        items: items of one list.
    """

    depth: int = 32
    elements: int = 5_000
    name_length: int = 255
    parts: int = 500
    part_headers: int = 16
    header_octets: int = 8_192
    data_octets: int = 16 * 1_048_576
    contents_octets: int = 1024 * MEGABYTE
    text_octets: int = 4 * MEGABYTE
    token_octets: int = 65_536
    items: int = 500


STANDARD = Limits()
