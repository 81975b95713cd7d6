"""Email addresses: their syntax, and the key by which two are the same (F1)."""

import re
import unicodedata
from functools import lru_cache

import attrs
import email_validator

from compose_core.errors import Phrase
from compose_core.errors.catalogue import phrases as reasons
from compose_core.errors.exceptions import EncodedWordInAddress, NotAnAddress
from compose_core.model.personal import hide_texts

MAX_LENGTH = 255
_FORBIDDEN = re.compile(r"""[()\[\]:;\s<>"]|\\\\""")
_USUAL = "com"
_SHAPE = re.compile(r"[^@]+@[^@.][^@]*\.[^@.]+")
_PLAIN = re.compile(
    r"([a-z0-9]+(?:[._+-][a-z0-9]+)*)@((?:(?!xn--)[a-z0-9-]+\.)+[a-z]+)", re.ASCII | re.IGNORECASE
)
# RFC 5321, section 4.5.3.1; a path has two brackets besides the address.
_LONGEST_LOCAL_PART = 64
_LONGEST = 254

# By what the validator's sentence holds; the first that fits.
_REASONS = (
    ("too long before the @", reasons.ADDRESS_LOCAL_TOO_LONG),
    ("too long after the @", reasons.ADDRESS_DOMAIN_TOO_LONG),
    ("too long", reasons.ADDRESS_WHOLE_TOO_LONG),
    ("hyphen", reasons.ADDRESS_HYPHEN),
    ("period", reasons.ADDRESS_DOT),
    ("before the @", reasons.ADDRESS_BEFORE_AT),
    ("after the @", reasons.ADDRESS_AFTER_AT),
)


@attrs.frozen(field_transformer=hide_texts())
class Address:
    """An email address in its two forms.

    Args:
        text: the normal form, where mail goes.
        key: case-folded character by character, domain in A-labels; two texts with the same key
            are one address.
    """

    text: str
    key: str = attrs.field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Parse an address; equal texts are parsed once.

        Raises:
            NotAnAddress: the text breaks F1. Special-use domains are no
                part of it (`is_special_use`), because a setting may allow them.
        """
        _check_length(text)
        return _parse(text)

    @property
    def domain(self) -> str:
        """The part after the ``@``, in A-labels."""
        return self.key.rpartition("@")[2]

    @property
    def is_special_use(self) -> bool:
        """Whether the domain is reserved for special use, as ``.local`` and ``.test`` are."""
        return _is_special_use(self.domain)


@lru_cache(maxsize=4096)
def _is_special_use(domain: str) -> bool:
    names = email_validator.SPECIAL_USE_DOMAIN_NAMES
    return any(domain == name or domain.endswith("." + name) for name in names)


@lru_cache(maxsize=4096)
def _parse(text: str) -> Address:
    _check_shape(text)
    special = text.rpartition(".")[2].lower()
    if special not in email_validator.SPECIAL_USE_DOMAIN_NAMES:
        return _validate(text)
    # email-validator refuses these domains outright; the rest is validated under another one.
    usual = _validate(text[: -len(special)] + _USUAL)
    return Address(usual.text[: -len(_USUAL)] + special, usual.key[: -len(_USUAL)] + special)


def _validate(text: str) -> Address:
    """Validate an address with email-validator; of most, its domain alone."""
    plain = _PLAIN.fullmatch(text)
    if not plain or len(plain[1]) > _LONGEST_LOCAL_PART or len(text) > _LONGEST:
        return _validate_whole(text)
    domain, key = _domain(plain[2])
    return Address(f"{plain[1]}@{domain}", f"{plain[1].lower()}@{key}")


@lru_cache(maxsize=4096)
def _domain(text: str) -> tuple[str, str]:
    """Give a domain in normal form, and in A-labels."""
    whole = _validate_whole(f"x@{text}")
    return whole.text.rpartition("@")[2], whole.domain


def _validate_whole(text: str) -> Address:
    try:
        parsed = email_validator.validate_email(text, check_deliverability=False, strict=True)
    except email_validator.EmailNotValidError as error:
        raise NotAnAddress(_reason(str(error))) from error
    return Address(parsed.normalized, _key(parsed.local_part, parsed.ascii_domain))


def _reason(sentence: str) -> Phrase:
    """Find our words, which are translated, for the validator's sentence."""
    return next((ours for theirs, ours in _REASONS if theirs in sentence), reasons.ADDRESS_OTHER)


def _key(local_part: str, ascii_domain: str | None) -> str:
    domain = (ascii_domain or "").lower()
    if local_part.isascii():
        return f"{local_part.lower()}@{domain}"
    return f"{unicodedata.normalize('NFC', ''.join(map(_fold, local_part)))}@{domain}"


def _fold(character: str) -> str:
    """Fold a character into one: a fold into two would be the name of another mailbox."""
    forms = (character.casefold(), character.lower(), character)
    return next(form for form in forms if len(form) == 1)


def _check_length(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise NotAnAddress(reasons.ADDRESS_TOO_LONG.of(length=len(text), limit=MAX_LENGTH))


def _check_shape(text: str) -> None:
    if found := _FORBIDDEN.search(text):
        raise NotAnAddress(reasons.ADDRESS_CHARACTER.of(character=repr(found.group())))
    if not _SHAPE.fullmatch(text):
        raise NotAnAddress(reasons.ADDRESS_SHAPE)
    if "=?" in text.partition("@")[0]:
        raise EncodedWordInAddress(reasons.ADDRESS_ENCODED_WORD)
