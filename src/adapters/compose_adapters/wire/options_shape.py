"""What a form for composing needs, as it is told (SPEC 9)."""

from compose_adapters.wire.answer_scalars import ADDRESS, CHOICE, FLAG, NUMBER, array
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
    ),
)

OPTIONS = Record(
    Options,
    (
        Member("departments", array("department", TEXT), "departments"),
        Member("department", TEXT, "department"),
        Member("aliases", array("alias", _ALIAS), "aliases"),
        Member("fromRequired", FLAG, "sender_required"),
        Member("queues", array("queue", TEXT), "queues"),
        Member("bccAllowed", FLAG, "may_send_bcc"),
        Member("defaultPriority", NUMBER, "default_priority"),
        Member("macros", array("macro", _MACRO), "macros"),
        Member("customAttributes", array("customAttribute", _ATTRIBUTE), "custom_attributes"),
        Member("customerValues", _CUSTOMER_VALUES, "customer_values"),
        Member("limits", _LIMITS, "limits"),
    ),
)
