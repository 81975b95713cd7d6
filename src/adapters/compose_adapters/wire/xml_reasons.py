"""Why an XML body is not well-formed, in words that are translated."""

from xml.parsers.expat import errors

from compose_core.errors import Phrase
from compose_core.errors.catalogue import phrases

_BY_SENTENCE = {
    errors.XML_ERROR_SYNTAX: phrases.XML_SYNTAX,
    errors.XML_ERROR_NO_ELEMENTS: phrases.XML_NO_ELEMENT,
    errors.XML_ERROR_INVALID_TOKEN: phrases.XML_CHARACTER,
    errors.XML_ERROR_UNCLOSED_TOKEN: phrases.XML_UNCLOSED,
    errors.XML_ERROR_PARTIAL_CHAR: phrases.XML_CUT_OFF,
    errors.XML_ERROR_TAG_MISMATCH: phrases.XML_END_TAG,
    errors.XML_ERROR_DUPLICATE_ATTRIBUTE: phrases.XML_ATTRIBUTE_TWICE,
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: phrases.XML_AFTER_ROOT,
    errors.XML_ERROR_UNDEFINED_ENTITY: phrases.XML_ENTITY,
    errors.XML_ERROR_BAD_CHAR_REF: phrases.XML_REFERENCE,
    errors.XML_ERROR_MISPLACED_XML_PI: phrases.XML_DECLARATION_PLACE,
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION: phrases.XML_CDATA,
    errors.XML_ERROR_UNBOUND_PREFIX: phrases.XML_PREFIX,
    errors.XML_ERROR_XML_DECL: phrases.XML_DECLARATION,
}
REASONS: dict[int, Phrase] = {
    errors.codes[sentence]: phrase for sentence, phrase in _BY_SENTENCE.items()
}
"""By the parser's code; it has more, which no body here leads to."""
