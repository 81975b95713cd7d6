"""The elements of a request: all that is accepted (SPEC 1 and 4).

Nothing of a customer is required here: its rules apply only where it is used (E16).
"""

from compose_adapters.wire import namespaces
from compose_adapters.wire.scalars import (
    ATTRIBUTE_TEXT,
    BASE64,
    BODY_TEXT,
    BOOLEAN,
    COUNT,
    DATE,
    ID,
    INTEGER,
    SUBJECT,
    TEXT,
)
from compose_adapters.wire.shapes import Field, Inline, List, Object, Wrapper
from compose_core.model.attachment import Attachment, InMemory
from compose_core.model.custom_attribute import AttributeValue
from compose_core.model.customer import (
    ContactPerson,
    ContactPoint,
    CustomerDetails,
    EmailPoint,
    GroupDetails,
    Identification,
    PhonePoint,
    PostalPoint,
    WebPoint,
)
from compose_core.model.request import BodyContent, ComposeRequest

# An enumerated value: `{"value": "Mr."}`; empty where the member is missing.
_CHOICE = Wrapper(Field("value", TEXT, space=namespaces.COMMON, default=""))
# A day may be given by itself.
_DAY = Wrapper(Field("date", TEXT, is_attribute=True, default=""), is_bare=True)


def custom_attributes(*, are_required: bool) -> List:
    """Declare the custom attributes of an activity or a customer (E13).

    Args:
        are_required: whether their absence is a finding of form.
    """
    value = Wrapper(Field("value", ATTRIBUTE_TEXT, is_required=are_required, default=""))
    values = List(Field("attribValue", value, default=""), is_single=True)
    members = (
        Field("attribName", TEXT, "name", is_required=are_required, default=""),
        Field("attribValues", values, "value", is_required=are_required, default=""),
    )
    return List(Field("customAttribute", Object(AttributeValue, members), space=namespaces.COMMON))


_EMAIL_POINT = Object(EmailPoint, (Field("emailAddress", TEXT, "address"),))
_AVAILABILITY = Inline(
    (
        Field("days", _CHOICE, "availability_days"),
        Field("times", _CHOICE, "availability_times"),
    )
)
_PHONE = Object(
    PhonePoint,
    (
        Field("phoneNo", TEXT, "number"),
        Field("type", _CHOICE, "kind"),
        Field("countryCode", TEXT, "country_code"),
        Field("areaCode", TEXT, "area_code"),
        Field("extension", TEXT, "extension"),
        Field("availability", _AVAILABILITY),
    ),
)
_POSTAL = Object(
    PostalPoint,
    tuple(
        Field(name, TEXT, name)
        for name in ("street1", "street2", "city", "state", "zip", "country")
    ),
)
_WEB = Object(WebPoint, (Field("url", TEXT, "url"),))
_POINT_TYPE = Inline(
    (
        Field("value", TEXT, "type"),
        Field("email", _EMAIL_POINT, "place"),
        Field("phone", _PHONE, "place"),
        Field("postal", _POSTAL, "place"),
        Field("web", _WEB, "place"),
    )
)
_CONTACT_POINT = Object(
    ContactPoint, (Field("type", _POINT_TYPE), Field("priority", _CHOICE, "priority"))
)
_CONTACT_POINTS = List(Field("contactPoint", _CONTACT_POINT, space=namespaces.CONTACT_POINT))
_IDENTIFICATION = Object(
    Identification, (Field("type", _CHOICE, "type"), Field("value", TEXT, "value"))
)
_CONTACT_PERSON = Object(
    ContactPerson,
    (
        Field("firstName", TEXT, "first_name"),
        Field("middleName", TEXT, "middle_name"),
        Field("lastName", TEXT, "last_name"),
        Field("salutation", _CHOICE, "salutation"),
        Field("suffix", _CHOICE, "suffix"),
        Field("initials", TEXT, "initials"),
        Field("gender", _CHOICE, "gender"),
        Field("jobTitle", TEXT, "job_title"),
        Field("dateOfBirth", _DAY, "date_of_birth"),
        Field("maritalStatus", _CHOICE, "marital_status"),
        Field("employmentStatus", _CHOICE, "employment_status"),
        Field("occupation", TEXT, "occupation"),
        Field("incomeLevel", TEXT, "income_level"),
        Field("startGreeting", TEXT, "start_greeting"),
        Field("endGreeting", TEXT, "end_greeting"),
        Field("hasDirectMailingConsent", BOOLEAN, "has_direct_mailing_consent"),
        Field("hasDirectCallingConsent", BOOLEAN, "has_direct_calling_consent"),
        Field("hasHoldingDataConsent", BOOLEAN, "has_holding_data_consent"),
        Field("loginId", TEXT, "login_id"),
        Field("priority", TEXT, "priority"),
        Field("firstNameFurigana", TEXT, "first_name_furigana"),
        Field("middleNameFurigana", TEXT, "middle_name_furigana"),
        Field("lastNameFurigana", TEXT, "last_name_furigana"),
        Field("spouseName", TEXT, "spouse_name"),
        Field("emergencyContact", TEXT, "emergency_contact"),
        Field("identification", _IDENTIFICATION, "identification"),
        Field("type", _CHOICE, "type"),
        Field("contactPoints", _CONTACT_POINTS, "contact_points", default=()),
    ),
)
# The API writes a group's region without the element that other enumerated members have.
_REGION = Wrapper(_CHOICE.member, is_bare=True)
_CUSTOMER_GROUP = Object(
    GroupDetails,
    (
        Field("type", _CHOICE, "type"),
        Field("region", _REGION, "region"),
        Field("numberOfMembers", COUNT, "number_of_members"),
        Field("income", TEXT, "income"),
    ),
)
_CUSTOMER_TYPE = Inline((Field("value", TEXT, "type"), Field("group", _CUSTOMER_GROUP, "group")))

CUSTOMER = Object(
    CustomerDetails,
    (
        Field("type", _CUSTOMER_TYPE),
        Field("customerName", TEXT, "name"),
        Field("role", _CHOICE, "role"),
        Field("howReferred", _CHOICE, "how_referred"),
        Field("level", _CHOICE, "level"),
        Field("industry", _CHOICE, "industry"),
        Field("pin", TEXT, "pin"),
        Field("marketSegment", TEXT, "market_segment"),
        Field("entitlements", TEXT, "entitlements"),
        Field(
            "contactPersons",
            List(Field("contactPerson", _CONTACT_PERSON, space=namespaces.CONTACT_PERSON)),
            "contact_persons",
            default=(),
        ),
        Field(
            "customAttributes",
            custom_attributes(are_required=False),
            "custom_attributes",
            default=(),
        ),
    ),
)


ROOT = "activity"

_ACTIVITY_TYPE = Inline(
    (
        Field("value", TEXT, "type"),
        Field(
            "subtype",
            Wrapper(Field("value", TEXT, space=namespaces.COMMON, is_required=True)),
            "subtype",
        ),
    )
)
_CASE = Wrapper(Field("id", ID, is_attribute=True, is_required=True))
_QUEUE = Wrapper(Field("name", TEXT, is_required=True))
_DUE_DATE = Wrapper(Field("date", DATE, is_attribute=True, is_required=True), is_bare=True)
_ATTACHMENTS = List(
    Field(
        "attachment",
        Object(
            Attachment,
            (
                Field("contentType", TEXT, "content_type", is_required=True, default=""),
                Field("fileName", TEXT, "file_name", is_required=True, default=""),
                Field("content", BASE64, "content", is_required=True, default=InMemory(b"")),
            ),
        ),
        space=namespaces.ATTACHMENT,
    )
)
_CONTENTS = List(
    Field(
        "content",
        Object(
            BodyContent,
            (
                Field("type", TEXT, "type", space=namespaces.COMMON),
                Field("value", BODY_TEXT, "value", space=namespaces.COMMON),
            ),
        ),
    )
)
_ADDRESS = Field("address", TEXT, default="")
_ADDRESSES = Inline(
    (
        Field("from", TEXT, "sender"),
        Field("to", List(_ADDRESS, is_bare=True, is_single=True), "to"),
        Field("cc", List(_ADDRESS, is_bare=True), "cc", default=()),
        Field("bcc", List(_ADDRESS, is_bare=True), "bcc", default=()),
    )
)
_PAYLOAD_EMAIL = Inline(
    (
        Field("contents", _CONTENTS, "contents", default=()),
        Field("emailAddresses", _ADDRESSES),
    )
)

ACTIVITY = Object(
    ComposeRequest,
    (
        Field("department", Wrapper(Field("name", TEXT, space=namespaces.PLATFORM)), "department"),
        Field("type", _ACTIVITY_TYPE),
        Field("case", _CASE, "case_id"),
        Field("queue", _QUEUE, "queue"),
        Field("priority", INTEGER, "priority"),
        Field("dueDate", _DUE_DATE, "due_date"),
        Field("subject", SUBJECT, "subject"),
        Field("payload", Inline((Field("email", _PAYLOAD_EMAIL),))),
        Field("attachments", _ATTACHMENTS, "attachments", default=()),
        Field(
            "customAttributes",
            custom_attributes(are_required=True),
            "custom_attributes",
            default=(),
        ),
        Field("customer", CUSTOMER, "customer", space_within=namespaces.CUSTOMER),
    ),
)
