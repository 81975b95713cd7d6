"""Macros: what a message says of business objects, and how it comes to say it (section 5)."""

from compose_core.macros.attributes import ATTRIBUTES, Attribute
from compose_core.macros.expansion import Expansion, SourceMapping, check, expand, static_faults
from compose_core.macros.facts import MacroFacts
from compose_core.macros.fault import Fault
from compose_core.macros.library import Library
from compose_core.macros.limits import Limits
from compose_core.macros.part import Part
from compose_core.macros.readable import plain_text_from_html
from compose_core.macros.reference import Row, attribute_reference
from compose_core.macros.report import report
from compose_core.macros.site_checks import SiteFinding, cycles, site_faults, site_warnings
from compose_core.macros.template import Template, Templates
from compose_core.macros.uses import Uses, uses

__all__ = [
    "ATTRIBUTES",
    "Attribute",
    "Expansion",
    "Fault",
    "Library",
    "Limits",
    "MacroFacts",
    "Part",
    "Row",
    "SiteFinding",
    "SourceMapping",
    "Template",
    "Templates",
    "Uses",
    "attribute_reference",
    "check",
    "cycles",
    "expand",
    "plain_text_from_html",
    "report",
    "site_faults",
    "site_warnings",
    "static_faults",
    "uses",
]
