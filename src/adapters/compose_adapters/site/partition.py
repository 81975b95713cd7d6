"""The settings of the whole partition (section 6), and the custom attributes (E13, C5)."""

import unicodedata
from datetime import timedelta

from compose_adapters.site.positions import child_of, item_of
from compose_adapters.site.section import Section, nearest
from compose_core.letter.attachments import is_media_type
from compose_core.model.custom_attribute import CustomAttribute, Kind, Subject
from compose_core.model.language import LANGUAGES
from compose_core.model.settings import KILOBYTE, MEGABYTE, PartitionSettings

_DEFAULT = PartitionSettings()
# Beyond these a mistake is likelier than a wish, and memory does not reach.
MAX_EMAIL_MB = 1024
MAX_BODY_KB = 1024 * 1024
MAX_IDLE_MINUTES = 7 * 24 * 60
MAX_SESSIONS = 1000


def partition_of(document: Section) -> PartitionSettings:
    """Read the partition's settings; those that are left out have their defaults."""
    section = document.table("partition") or Section({}, "partition", document.faults)
    values = document.table("customer_values") or Section({}, "customer_values", document.faults)
    settings = PartitionSettings(
        language=_language(section),
        customer_departmentalisation=section.flag("customer_departmentalisation", default=False),
        max_email_octets=section.whole("max_email_size_mb", 25, 1, MAX_EMAIL_MB) * MEGABYTE,
        max_body_octets=section.whole("max_body_size_kb", 1024, 1, MAX_BODY_KB) * KILOBYTE,
        blocked_file_types=_blocked(section),
        session_idle=timedelta(
            minutes=section.whole("session_idle_minutes", 30, 1, MAX_IDLE_MINUTES)
        ),
        sessions_per_user=section.whole("sessions_per_user", 5, 1, MAX_SESSIONS),
        allow_special_use_domains=section.flag("allow_special_use_domains", default=False),
        group_types=values.names("group_types"),
        contact_person_types=values.names("contact_person_types"),
        identification_types=values.names("identification_types"),
        regions=values.names("regions"),
        levels=values.names("levels"),
        industries=values.names("industries"),
    )
    section.close()
    values.close()
    return settings


def _language(section: Section) -> str:
    language = section.optional_text("language")
    if language is None or language in LANGUAGES:
        return language or _DEFAULT.language
    hint = nearest(language, LANGUAGES) or f"; it must be one of {', '.join(LANGUAGES)}"
    section.fault("language", f"'{language}' is not a language of this program{hint}")
    return _DEFAULT.language


def _blocked(section: Section) -> tuple[str, ...] | None:
    if not section.has("blocked_file_types"):
        return None
    entries = section.names("blocked_file_types")
    for index, entry in enumerate(entries):
        if reason := _not_a_file_type(entry):
            place = item_of(child_of(section.path, "blocked_file_types"), index)
            section.faults.add(place, reason)
    return tuple(unicodedata.normalize("NFKC", entry).casefold() for entry in entries)


def _not_a_file_type(entry: str) -> str | None:
    if "/" in entry:
        is_one = is_media_type(entry) and ";" not in entry
        return None if is_one else f"'{entry}' is no content type; write it as type/subtype"
    if entry.startswith("."):
        return f"'{entry}' begins with a dot; write the extension alone, as '{entry.lstrip('.')}'"
    if "." in entry or any(each.isspace() for each in entry):
        return f"'{entry}' is no extension; write what stands after the last dot of a file's name"
    return None


def custom_attributes_of(document: Section) -> tuple[CustomAttribute, ...]:
    """Read the configured attributes, each name once for activities and once for customers."""
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
