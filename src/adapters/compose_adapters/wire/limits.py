"""How much a body may hold, whatever it says."""

import attrs


@attrs.frozen
class Limits:
    """The limits that are judged while a body is read, so that none costs more than its size.

    Args:
        depth: levels of nesting; the root is level one (SPEC 9).
        elements: values of a JSON body; elements, attributes and namespaces of an XML one.
        name_length: characters of the name of an element, or of a namespace.
        parts: parts of a multipart body.
        part_headers: headers of one part.
        header_octets: octets of one header line.
        data_octets: octets of the parts ``data`` and ``data-type``, each.
    """

    depth: int = 32
    elements: int = 10_000
    name_length: int = 255
    parts: int = 500
    part_headers: int = 16
    header_octets: int = 8_192
    data_octets: int = 16 * 1_048_576


STANDARD = Limits()
