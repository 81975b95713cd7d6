"""What a request may tell of a new customer (C3 to C5).

Nothing in it is required here: it is judged only where it is used (E16).
"""

from compose_adapters.wire import spaces
from compose_adapters.wire.scalars import ATTRIBUTE_TEXT, BOOLEAN, COUNT, TEXT
from compose_adapters.wire.shapes import Group, Holder, Listing, Member, Record
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

# An enumerated value: `{"value": "Mr."}`. With no value in it, it has an empty one.
_CHOICE = Holder(Member("value", TEXT, space=spaces.COMMON, default=""))
# A day is given by itself; as a date is, too.
_DAY = Holder(Member("date", TEXT, is_attribute=True, default=""), is_bare=True)


def custom_attributes(*, are_judged: bool) -> Listing:
    """The custom attributes of an activity or a customer (E13).

    Args:
        are_judged: whether their names and values are required as a matter of form.
    """
    value = Holder(Member("value", ATTRIBUTE_TEXT, is_required=are_judged, default=""))
    values = Listing(Member("attribValue", value, default=""), is_single=True)
    members = (
        Member("attribName", TEXT, "name", is_required=are_judged, default=""),
        Member("attribValues", values, "value", is_required=are_judged, default=""),
    )
    return Listing(Member("customAttribute", Record(AttributeValue, members), space=spaces.COMMON))


_EMAIL = Record(EmailPoint, (Member("emailAddress", TEXT, "address"),))
_AVAILABILITY = Group(
    (
        Member("days", _CHOICE, "availability_days"),
        Member("times", _CHOICE, "availability_times"),
    )
)
_PHONE = Record(
    PhonePoint,
    (
        Member("phoneNo", TEXT, "number"),
        Member("type", _CHOICE, "kind"),
        Member("countryCode", TEXT, "country_code"),
        Member("areaCode", TEXT, "area_code"),
        Member("extension", TEXT, "extension"),
        Member("availability", _AVAILABILITY),
    ),
)
_POSTAL = Record(
    PostalPoint,
    tuple(
        Member(name, TEXT, name)
        for name in ("street1", "street2", "city", "state", "zip", "country")
    ),
)
_WEB = Record(WebPoint, (Member("url", TEXT, "url"),))
_POINT_TYPE = Group(
    (
        Member("value", TEXT, "type"),
        Member("email", _EMAIL, "place"),
        Member("phone", _PHONE, "place"),
        Member("postal", _POSTAL, "place"),
        Member("web", _WEB, "place"),
    )
)
_CONTACT_POINT = Record(
    ContactPoint, (Member("type", _POINT_TYPE), Member("priority", _CHOICE, "priority"))
)
_CONTACT_POINTS = Listing(Member("contactPoint", _CONTACT_POINT, space=spaces.CONTACT_POINT))
_IDENTIFICATION = Record(
    Identification, (Member("type", _CHOICE, "type"), Member("value", TEXT, "value"))
)
_CONTACT_PERSON = Record(
    ContactPerson,
    (
        Member("firstName", TEXT, "first_name"),
        Member("middleName", TEXT, "middle_name"),
        Member("lastName", TEXT, "last_name"),
        Member("salutation", _CHOICE, "salutation"),
        Member("suffix", _CHOICE, "suffix"),
        Member("initials", TEXT, "initials"),
        Member("gender", _CHOICE, "gender"),
        Member("jobTitle", TEXT, "job_title"),
        Member("dateOfBirth", _DAY, "date_of_birth"),
        Member("maritalStatus", _CHOICE, "marital_status"),
        Member("employmentStatus", _CHOICE, "employment_status"),
        Member("occupation", TEXT, "occupation"),
        Member("incomeLevel", TEXT, "income_level"),
        Member("startGreeting", TEXT, "start_greeting"),
        Member("endGreeting", TEXT, "end_greeting"),
        Member("hasDirectMailingConsent", BOOLEAN, "has_direct_mailing_consent"),
        Member("hasDirectCallingConsent", BOOLEAN, "has_direct_calling_consent"),
        Member("hasHoldingDataConsent", BOOLEAN, "has_holding_data_consent"),
        Member("loginId", TEXT, "login_id"),
        Member("priority", TEXT, "priority"),
        Member("firstNameFurigana", TEXT, "first_name_furigana"),
        Member("middleNameFurigana", TEXT, "middle_name_furigana"),
        Member("lastNameFurigana", TEXT, "last_name_furigana"),
        Member("spouseName", TEXT, "spouse_name"),
        Member("emergencyContact", TEXT, "emergency_contact"),
        Member("identification", _IDENTIFICATION, "identification"),
        Member("type", _CHOICE, "type"),
        Member("contactPoints", _CONTACT_POINTS, "contact_points", default=()),
    ),
)
# The API writes a group's region without the element that other enumerated members have.
_REGION = Holder(_CHOICE.member, is_bare=True)
_GROUP = Record(
    GroupDetails,
    (
        Member("type", _CHOICE, "type"),
        Member("region", _REGION, "region"),
        Member("numberOfMembers", COUNT, "number_of_members"),
        Member("income", TEXT, "income"),
    ),
)
_TYPE = Group((Member("value", TEXT, "type"), Member("group", _GROUP, "group")))

CUSTOMER = Record(
    CustomerDetails,
    (
        Member("type", _TYPE),
        Member("customerName", TEXT, "name"),
        Member("role", _CHOICE, "role"),
        Member("howReferred", _CHOICE, "how_referred"),
        Member("level", _CHOICE, "level"),
        Member("industry", _CHOICE, "industry"),
        Member("pin", TEXT, "pin"),
        Member("marketSegment", TEXT, "market_segment"),
        Member("entitlements", TEXT, "entitlements"),
        Member(
            "contactPersons",
            Listing(Member("contactPerson", _CONTACT_PERSON, space=spaces.CONTACT_PERSON)),
            "contact_persons",
            default=(),
        ),
        Member(
            "customAttributes",
            custom_attributes(are_judged=False),
            "custom_attributes",
            default=(),
        ),
    ),
)
