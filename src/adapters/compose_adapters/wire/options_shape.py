"""What a form for composing needs, as it is told (SPEC 9)."""

import attrs

from compose_adapters.wire.answer_scalars import ADDRESS, CHOICE, FLAG, NUMBER, array
from compose_adapters.wire.error_shape import DETAIL, Detail, Tell
from compose_adapters.wire.scalars import TEXT
from compose_adapters.wire.shapes import Field, Object
from compose_core.compose import CustomerValues, Limits, MacroOption, Options
from compose_core.model.custom_attribute import CustomAttribute
from compose_core.model.department import Alias

_ALIAS = Object(Alias, (Field("name", TEXT, "name"), Field("address", ADDRESS, "address")))
_MACRO = Object(
    MacroOption,
    (
        Field("name", TEXT, "name"),
        Field("kind", TEXT, "kind"),
        Field("sample", TEXT, "sample"),
        Field("allowed", FLAG, "allowed"),
        Field("inSubject", FLAG, "in_subject"),
    ),
)
_ATTRIBUTE = Object(
    CustomAttribute,
    (
        Field("of", CHOICE, "of"),
        Field("name", TEXT, "name"),
        Field("kind", CHOICE, "kind"),
        Field("values", array("value", TEXT), "values"),
    ),
)
_CUSTOMER_VALUES = Object(
    CustomerValues,
    (
        Field("groupTypes", array("groupType", TEXT), "group_types"),
        Field("contactPersonTypes", array("contactPersonType", TEXT), "contact_person_types"),
        Field("identificationTypes", array("identificationType", TEXT), "identification_types"),
        Field("regions", array("region", TEXT), "regions"),
        Field("levels", array("level", TEXT), "levels"),
        Field("industries", array("industry", TEXT), "industries"),
    ),
)
_LIMITS = Object(
    Limits,
    (
        Field("subjectCharacters", NUMBER, "subject_characters"),
        Field("bodyOctets", NUMBER, "body_octets"),
        Field("emailOctets", NUMBER, "email_octets"),
        Field("blockedFileTypes", array("fileType", TEXT), "blocked_file_types"),
        Field("leastPriority", NUMBER, "least_priority"),
        Field("mostPriority", NUMBER, "most_priority"),
        Field("copiesCharacters", NUMBER, "copies_characters"),
        Field("fileNameCharacters", NUMBER, "file_name_characters"),
        Field("attributeCharacters", NUMBER, "attribute_characters"),
    ),
)


@attrs.frozen(kw_only=True)
class OptionsDocument(Options):
    """The options, as they are told.

    Args:
        told_denials: the denials, each as a sentence.
    """

    told_denials: tuple[Detail, ...]

    @property
    def may_send(self) -> bool:
        """Whether the user lacks nothing that every request needs."""
        return not self.denials


def options_document(options: Options, tell: Tell) -> OptionsDocument:
    """The options, as they are told.

    Args:
        options: what a user can choose from.
        tell: puts a finding into the caller's language.
    """
    denials = tuple(Detail(each.path, tell(each), each.name) for each in options.denials)
    return OptionsDocument(**attrs.asdict(options, recurse=False), told_denials=denials)


OPTIONS = Object(
    OptionsDocument,
    (
        Field("departments", array("department", TEXT), "departments"),
        Field("department", TEXT, "department"),
        Field("sendAllowed", FLAG, "may_send"),
        Field("denials", array("denial", DETAIL), "told_denials"),
        Field("secure", CHOICE, "secure"),
        Field("aliases", array("alias", _ALIAS), "aliases"),
        Field("fromRequired", FLAG, "sender_required"),
        Field("queueAllowed", FLAG, "may_choose_queue"),
        Field("queues", array("queue", TEXT), "queues"),
        Field("bccAllowed", FLAG, "may_send_bcc"),
        Field("defaultPriority", NUMBER, "default_priority"),
        Field("macros", array("macro", _MACRO), "macros"),
        Field("customAttributes", array("customAttribute", _ATTRIBUTE), "custom_attributes"),
        Field("customerValues", _CUSTOMER_VALUES, "customer_values"),
        Field("limits", _LIMITS, "limits"),
    ),
)
