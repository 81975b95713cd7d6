"""What a form for composing needs, as it is told (SPEC 9)."""

import attrs

from compose_adapters.wire.answer_scalars import ADDRESS, CHOICE, FLAG, NUMBER, array
from compose_adapters.wire.error_shape import DETAIL, Detail, Tell
from compose_adapters.wire.scalars import TEXT
from compose_adapters.wire.shapes import Member, Record
from compose_core.compose import CustomerValues, Limits, MacroOption, Options
from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.department import Alias

_ALIAS = Record(Alias, (Member("name", TEXT, "name"), Member("address", ADDRESS, "address")))
_MACRO = Record(
    MacroOption,
    (
        Member("name", TEXT, "name"),
        Member("kind", TEXT, "kind"),
        Member("sample", TEXT, "sample"),
        Member("allowed", FLAG, "allowed"),
        Member("inSubject", FLAG, "in_subject"),
    ),
)
_ATTRIBUTE = Record(
    CustomAttribute,
    (
        Member("of", CHOICE, "of"),
        Member("name", TEXT, "name"),
        Member("kind", CHOICE, "kind"),
        Member("values", array("value", TEXT), "values"),
    ),
)
_CUSTOMER_VALUES = Record(
    CustomerValues,
    (
        Member("groupTypes", array("groupType", TEXT), "group_types"),
        Member("contactPersonTypes", array("contactPersonType", TEXT), "contact_person_types"),
        Member("identificationTypes", array("identificationType", TEXT), "identification_types"),
        Member("regions", array("region", TEXT), "regions"),
        Member("levels", array("level", TEXT), "levels"),
        Member("industries", array("industry", TEXT), "industries"),
    ),
)
_LIMITS = Record(
    Limits,
    (
        Member("subjectCharacters", NUMBER, "subject_characters"),
        Member("bodyOctets", NUMBER, "body_octets"),
        Member("emailOctets", NUMBER, "email_octets"),
        Member("blockedFileTypes", array("fileType", TEXT), "blocked_file_types"),
        Member("leastPriority", NUMBER, "least_priority"),
        Member("mostPriority", NUMBER, "most_priority"),
        Member("copiesCharacters", NUMBER, "copies_characters"),
        Member("fileNameCharacters", NUMBER, "file_name_characters"),
        Member("attributeCharacters", NUMBER, "attribute_characters"),
    ),
)


@attrs.frozen(kw_only=True)
class OptionsTold(Options):
    """The options, as they are told.

    Args:
        told_denials: the denials, each as a sentence.
    """

    told_denials: tuple[Detail, ...]

    @property
    def may_send(self) -> bool:
        """Whether the user lacks nothing that every request needs."""
        return not self.denials


def told_options(options: Options, tell: Tell) -> OptionsTold:
    """The options, as they are told.

    Args:
        options: what a user can choose from.
        tell: puts a finding into the caller's language.
    """
    denials = tuple(Detail(each.path, tell(each), each.name) for each in options.denials)
    return OptionsTold(**attrs.asdict(options, recurse=False), told_denials=denials)


OPTIONS = Record(
    OptionsTold,
    (
        Member("departments", array("department", TEXT), "departments"),
        Member("department", TEXT, "department"),
        Member("sendAllowed", FLAG, "may_send"),
        Member("denials", array("denial", DETAIL), "told_denials"),
        Member("secure", CHOICE, "secure"),
        Member("aliases", array("alias", _ALIAS), "aliases"),
        Member("fromRequired", FLAG, "sender_required"),
        Member("queueAllowed", FLAG, "may_choose_queue"),
        Member("queues", array("queue", TEXT), "queues"),
        Member("bccAllowed", FLAG, "may_send_bcc"),
        Member("defaultPriority", NUMBER, "default_priority"),
        Member("macros", array("macro", _MACRO), "macros"),
        Member("customAttributes", array("customAttribute", _ATTRIBUTE), "custom_attributes"),
        Member("customerValues", _CUSTOMER_VALUES, "customer_values"),
        Member("limits", _LIMITS, "limits"),
    ),
)
