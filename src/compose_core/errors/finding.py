"""What is wrong with a request, as data: a finding names its rule, its place and its mend."""

from collections.abc import Mapping
from enum import Enum

import attrs

from compose_core.errors.phrase import Param, Phrase, Translate, english, filled


class Stage(Enum):
    """The stage of judgement that a finding belongs to; a stage with findings ends it (SPEC H5)."""

    REQUEST = "request"
    PERMISSION = "permission"
    FACTS = "facts"


@attrs.frozen
class Definition:
    """A kind of finding: its stable name, the rule that it guards and the sentence it is told in.

    Args:
        name: dotted and stable; programs match on it.
        rule: the rule's number in the reference of rules, such as ``E11``.
        text: an English sentence that says what is wrong and how to mend it, with
            ``{parameter}`` fields. It is also the key of its translations.
        stage: when it is judged.
    """

    name: str
    rule: str
    text: str
    stage: Stage

    def at(self, path: str = "", **params: Param) -> "Finding":
        """The finding of this kind at a path, with the parameters that its text names."""
        return Finding(self, path, params)


@attrs.frozen
class Finding:
    """One finding.

    Args:
        definition: what kind of finding this is.
        path: the JSON path of the element, lists counted from zero; empty for the whole request.
        params: what the text's fields stand for.
    """

    definition: Definition
    path: str
    params: Mapping[str, Param] = attrs.field(factory=dict, repr=False)

    @property
    def name(self) -> str:
        """The stable name that code matches on."""
        return self.definition.name

    @property
    def message(self) -> str:
        """The finding as an English sentence."""
        return self.told(english)

    def without_values(self) -> "Finding":
        """The same finding with ``…`` for every value in its sentence."""
        return Finding(self.definition, self.path, dict.fromkeys(self.params, "…"))

    def without_texts(self) -> "Finding":
        """The same finding with ``…`` for every text in its sentence but the program's own."""
        shown = {name: each if _is_own(each) else "…" for name, each in self.params.items()}
        return Finding(self.definition, self.path, shown)

    def told(self, translate: Translate) -> str:
        """The finding in another language."""
        return filled(translate(self.definition.text), self.params, translate)


def _is_own(param: Param) -> bool:
    return isinstance(param, int) or (isinstance(param, Phrase) and not param.params)
