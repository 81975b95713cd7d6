"""Macros: texts of business objects that a message names and an expansion puts in (section 5).

`syntax` finds the macros of a source, `contexts` where in HTML they are, `template` keeps both. A
`Library` says what each name stands for, by `attributes` and the department's definitions.
`rendering` follows the macros of one part and encodes their values for their contexts; `expansion`
does so for the three parts of a message, and either gives all of them or the findings.
"""

from compose_core.macros.attributes import (
    ATTRIBUTES,
    Attribute,
    AttributeRow,
    MacroFacts,
    attribute_reference,
)
from compose_core.macros.expansion import (
    Expansion,
    SourceMapping,
    Uses,
    check,
    expand,
    find_static,
    uses,
)
from compose_core.macros.findings import MacroFinding, report
from compose_core.macros.library import Library
from compose_core.macros.limits import Limits
from compose_core.macros.site_checks import (
    SiteFinding,
    find_cycles,
    find_site_errors,
    find_site_warnings,
)
from compose_core.macros.syntax import Part
from compose_core.macros.template import Template, Templates

__all__ = [
    "ATTRIBUTES",
    "Attribute",
    "AttributeRow",
    "Expansion",
    "Library",
    "Limits",
    "MacroFacts",
    "MacroFinding",
    "Part",
    "SiteFinding",
    "SourceMapping",
    "Template",
    "Templates",
    "Uses",
    "attribute_reference",
    "check",
    "expand",
    "find_cycles",
    "find_site_errors",
    "find_site_warnings",
    "find_static",
    "report",
    "uses",
]
