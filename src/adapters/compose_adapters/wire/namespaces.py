"""The XML namespaces of the interaction API (SPEC 9)."""

import re

PREFIX = "http://bindings.egain.com/ws/model/v12/gen/"
ACTIVITY = f"{PREFIX}interaction/activity"
PLATFORM = f"{PREFIX}platform"
COMMON = f"{PREFIX}common"
ATTACHMENT = f"{PREFIX}interaction/attachment"
CUSTOMER = f"{PREFIX}interaction/customer"
CONTACT_PERSON = f"{PREFIX}interaction/contactperson"
CONTACT_POINT = f"{PREFIX}interaction/contactpoint"
SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"

_OURS = re.compile(r"http://bindings\.egain\.com/ws/model/v[0-9][0-9.]*/gen/.*")


def is_ours(uri: str) -> bool:
    """Whether a namespace belongs to the API, in any version of it."""
    return _OURS.fullmatch(uri) is not None
