"""What the macro engine says of a department's macros (M4, M6)."""

import re
from collections.abc import Iterator

import attrs

from compose_adapters.site.faults import FaultList
from compose_adapters.site.positions import child_of, item_of
from compose_adapters.site.references import absent
from compose_core.macros import (
    ATTRIBUTES,
    Library,
    Part,
    Templates,
    check,
    find_site_errors,
    find_site_warnings,
)
from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.macro import BusinessObjectMacro, MacroSet
from compose_core.model.settings import Notification
from compose_core.model.site import Site

_CUSTOM = re.compile(r"(activity|customer)\.custom\.(.+)", re.DOTALL)
_PARAMETER = re.compile(r"\{([^{}]*)\}")


def judge_macros(site: Site, faults: FaultList, warnings: FaultList) -> None:
    """Note what cannot be right in any message, and warn of what is wrong in some.

    What has a fault already is not told a second one.
    """
    for index, each in enumerate(site.departments):
        place = item_of("departments", index)
        judge = _Judge(Library(each.department.macros), place, site.custom_attributes)
        found = [*judge.attributes(), *judge.faults()]
        if each.settings.secure_message_center and each.settings.secure_message_center.notification:
            found += judge.notification(each.settings.secure_message_center.notification)
        for path, message in found:
            if not faults.has_within(path):
                faults.add(path, message)
        for path, message in judge.warnings():
            warnings.add(path, message)


@attrs.frozen
class _Judge:
    """Finds what is wrong with a department's macros, each finding with its path."""

    library: Library
    place: str
    configured: tuple[CustomAttribute, ...]

    @property
    def macros(self) -> MacroSet:
        return self.library.macros

    def faults(self) -> Iterator[tuple[str, str]]:
        for each in find_site_errors(self.library):
            yield self._definition(each.where, each.index), each.message

    def warnings(self) -> Iterator[tuple[str, str]]:
        for each in find_site_warnings(self.library):
            yield self._definition(each.where, each.index), each.message

    def attributes(self) -> Iterator[tuple[str, str]]:
        for index, macro in enumerate(self.macros.macros):
            if isinstance(macro, BusinessObjectMacro) and macro.attribute.strip():
                path = child_of(self._definition("macros", index), "attribute")
                yield from ((path, message) for message in self._unknown(macro.attribute))
        for index, link in enumerate(self.macros.usage_links):
            path = child_of(self._definition("usage_links", index), "url")
            for attribute in _PARAMETER.findall(link.url):
                yield from ((path, message) for message in self._unknown(attribute))

    def notification(self, notification: Notification) -> Iterator[tuple[str, str]]:
        path = child_of(child_of(self.place, "secure_message_center"), "notification")
        parts = Templates.compile(subject=notification.subject, text=notification.text)
        for fault in check(parts, self.library):
            key = "subject" if fault.part is Part.SUBJECT else "text"
            yield child_of(path, key), fault.message

    def _definition(self, where: str, index: int) -> str:
        return item_of(child_of(self.place, where), index)

    def _unknown(self, attribute: str) -> Iterator[str]:
        custom = _CUSTOM.fullmatch(attribute)
        if custom:
            names = tuple(each.name for each in self.configured if each.of.value == custom[1])
            if custom[2] not in names:
                yield absent(custom[2], names, f"custom attribute of {custom[1]}")
        elif self.library.attribute(attribute) is None:
            known = tuple(each.path for each in ATTRIBUTES)
            yield absent(attribute, known, "attribute")
