"""The custom attributes of activities and customers (E13, C5)."""

from compose_adapters.site.section import Section
from compose_core.model.custom_attribute import CustomAttribute, Kind, Subject


def custom_attributes_of(document: Section) -> tuple[CustomAttribute, ...]:
    """The configured attributes, each name once for activities and once for customers."""
    found: dict[tuple[Subject, str], CustomAttribute] = {}
    for section in document.tables("custom_attributes"):
        attribute = _attribute(section)
        if attribute.name and (attribute.of, attribute.name) in found:
            of = attribute.of.value
            section.fault("name", f"'{attribute.name}' is already an attribute of {of}; rename it")
        found[attribute.of, attribute.name] = attribute
        section.close()
    return tuple(found.values())


def _attribute(section: Section) -> CustomAttribute:
    kind = section.required_choice("kind", Kind.STRING)
    values = section.names("values")
    if kind is Kind.ENUMERATION and not section.has("values"):
        section.fault("values", "is missing; an enumeration needs its values")
    elif kind is Kind.ENUMERATION and not values:
        section.fault("values", "is empty; an enumeration needs at least one value")
    elif kind is not Kind.ENUMERATION and section.has("values"):
        section.fault("values", f'does not go with the kind "{kind.value}"; remove it')
    of = section.required_choice("of", Subject.ACTIVITY)
    return CustomAttribute(of, section.name("name"), kind, values)
