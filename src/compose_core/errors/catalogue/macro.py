"""Findings about macros and their expansion (section 5)."""

from compose_core.errors.finding import Definition, Stage


def _define(name: str, rule: str, text: str) -> Definition:
    return Definition(name, rule, text, Stage.FACTS)


EMPTY = _define(
    "macro.empty",
    "M3",
    "Two accents without a macro's name stand at offset {offset} of the {part}; "
    "name a macro, or write ``grave_accents for two accents.",
)
STRAY_ACCENTS = _define(
    "macro.stray_accents",
    "M1",
    "More than two accents stand before a macro's name, from offset {offset} of the {part}; "
    "a macro begins with two.",
)
ACCENTS_INSIDE = _define(
    "macro.accents_inside",
    "M3",
    "The definition of the macro '{name}', reached from offset {offset} of the {part}, "
    "holds accents without a macro's name; tell your administrator.",
)
UNDEFINED = _define(
    "macro.undefined", "M3", "No macro is named '{name}', as offset {offset} of the {part} asks."
)
MISSPELLED = _define(
    "macro.misspelled",
    "M3",
    "No macro is named '{name}', as offset {offset} of the {part} asks; "
    "the nearest name is '{nearest}'.",
)
UNAVAILABLE = _define(
    "macro.unavailable",
    "M5",
    "The macro '{name}' at offset {offset} of the {part} has no value here, "
    "and its definition says nothing to put instead.",
)
INCOMPLETE = _define(
    "macro.incomplete",
    "M4",
    "The macro '{name}' at offset {offset} of the {part} is defined by '{missing}', "
    "which does not exist; tell your administrator.",
)
OWN_SUBJECT = _define(
    "macro.own_subject",
    "M4",
    "The macro '{name}' at offset {offset} shows the subject; it cannot stand in the subject.",
)
CHARACTER = _define(
    "macro.character",
    "M7",
    "The value of the macro '{name}' at offset {offset} of the {part} holds a character "
    "that cannot stand there: U+{code}.",
)
IN_SCRIPT = _define(
    "macro.in_script",
    "M7",
    "The macro '{name}' at offset {offset} of the {part} stands in a script; "
    "it cannot be expanded there.",
)
IN_STYLE = _define(
    "macro.in_style",
    "M7",
    "The macro '{name}' at offset {offset} of the {part} stands in a style; "
    "it cannot be expanded there.",
)
IN_COMMENT = _define(
    "macro.in_comment",
    "M7",
    "The macro '{name}' at offset {offset} of the {part} stands in a comment or declaration; "
    "it cannot be expanded there.",
)
IN_TAG = _define(
    "macro.in_tag",
    "M7",
    "The macro '{name}' at offset {offset} of the {part} stands in a tag or an attribute's name; "
    "it cannot be expanded there.",
)
IN_UNQUOTED = _define(
    "macro.in_unquoted",
    "M7",
    "The macro '{name}' at offset {offset} of the {part} stands in an attribute without quotes; "
    "put quotes around the attribute's value.",
)
IN_ATTRIBUTE = _define(
    "macro.in_attribute",
    "M7",
    "The macro '{name}' at offset {offset} of the {part} stands in an attribute "
    "that browsers may run or load; it cannot be expanded there.",
)
AFTER_AMPERSAND = _define(
    "macro.after_ampersand",
    "M7",
    "The macro '{name}' at offset {offset} of the {part} follows an ampersand, with which "
    "its value could make another character; write the ampersand as &amp;.",
)
AMBIGUOUS = _define(
    "macro.ambiguous",
    "M7",
    "The macro '{name}' at offset {offset} of the {part} stands where mail programs read "
    "the HTML differently; close what is open before it.",
)
SCHEME = _define(
    "macro.url_scheme",
    "M7",
    "The address that the macro '{name}' at offset {offset} of the {part} begins "
    "is no http, https or mailto address.",
)
ARTICLE_OPEN = _define(
    "macro.article_open",
    "M7",
    "The HTML of the article that the macro '{name}' at offset {offset} of the {part} stands for "
    "ends inside a tag, comment or element whose end is missing; tell your administrator.",
)
CYCLE = _define(
    "macro.cycle",
    "M6",
    "The macro '{name}', reached from offset {offset} of the {part}, "
    "would contain itself: {cycle}.",
)
TOO_DEEP = _define(
    "macro.too_deep",
    "M6",
    "The macro '{name}', reached from offset {offset} of the {part}, "
    "is nested deeper than {limit}.",
)
TOO_MANY = _define(
    "macro.too_many",
    "M6",
    "At offset {offset} of the {part} the message passes {limit} macros, "
    "those in articles and combinations counted; use fewer.",
)
