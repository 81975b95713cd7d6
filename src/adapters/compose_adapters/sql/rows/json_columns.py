"""Core values as what a JSON column holds, and back: one converter for all of them."""

from typing import Any, TypeVar

from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.json import make_converter

from compose_core.letter import Letter

T = TypeVar("T")

# Dates become texts and enumerations their values, by the types that the values' classes declare.
_CONVERTER = make_converter(forbid_extra_keys=True)

# A letter's bodies have columns of their own, and what it encloses stands with the files.
_OMITTED = override(omit=True)
_CONVERTER.register_unstructure_hook(
    Letter,
    make_dict_unstructure_fn(
        Letter,
        _CONVERTER,
        text=_OMITTED,
        html=_OMITTED,
        enclosures=_OMITTED,
        # Only notifications have one.
        link_token=override(omit_if_default=True),
    ),
)
_CONVERTER.register_structure_hook(
    Letter, make_dict_structure_fn(Letter, _CONVERTER, enclosures=_OMITTED)
)


def to_json_column(value: object) -> Any:
    """What JSON carries of a value, or of a tuple of values."""
    if value == ():
        # Most tuples of a send are empty, and the converter takes its time for them too.
        return []
    return _CONVERTER.unstructure(value)


def from_json_column(members: object, kind: type[T]) -> T:
    """The value of a kind that such members tell."""
    return _CONVERTER.structure(members, kind)
