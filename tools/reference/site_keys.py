"""Every key of the site file: what it holds, its default, and what it is for."""

import attrs

from compose_adapters.site.departments import MAX_LINK_DAYS, MAX_SUBJECT
from compose_adapters.site.partition import (
    MAX_BODY_KB,
    MAX_EMAIL_MB,
    MAX_IDLE_MINUTES,
    MAX_SESSIONS,
)

REQUIRED = object()
"""Stands for the default of a key that must be there."""


@attrs.frozen
class Key:
    """One key of a table.

    Args:
        name: as it is written.
        holds: what kind of value, in words.
        says: what it is for, in words; with the setting's number, if it has one.
        default: what stands for it where it is left out; `None` for nothing.
    """

    name: str
    holds: str
    says: str
    default: object = None


_ACTIVE = Key("active", "true or false", "whether it can be used", default=True)
_NONE: tuple[str, ...] = ()

TABLES: dict[str, tuple[Key, ...]] = {
    "partition": (
        Key("language", "one of the fifteen of F5", "of texts to callers who ask none", "en-US"),
        Key(
            "customer_departmentalisation",
            "true or false",
            "S4: customers are looked for in the activity's department alone",
            default=False,
        ),
        Key("max_email_size_mb", f"1 to {MAX_EMAIL_MB}", "S5, in units of 1,048,576 octets", 25),
        Key("max_body_size_kb", f"1 to {MAX_BODY_KB}", "S6, in units of 1,024 octets", 1024),
        Key("blocked_file_types", "a list", "S7: extensions and content types; the list below"),
        Key("session_idle_minutes", f"1 to {MAX_IDLE_MINUTES}", "S8", 30),
        Key("sessions_per_user", f"1 to {MAX_SESSIONS}", "S8", 5),
        Key(
            "allow_special_use_domains",
            "true or false",
            "whether addresses of `.test`, `.local` and the like are accepted (F1)",
            default=False,
        ),
    ),
    "customer_values": (
        Key("group_types", "a list", "the types of groups that there are (C3)", _NONE),
        Key("contact_person_types", "a list", "the types of contact persons (C4)", _NONE),
        Key("identification_types", "a list", "the documents that identify persons (C4)", _NONE),
        Key("regions", "a list", "the regions of groups (C5)", _NONE),
        Key("levels", "a list", "the levels of customers (C5)", _NONE),
        Key("industries", "a list", "the industries of customers (C5)", _NONE),
    ),
    "departments": (
        Key("name", "a name, once", "what requests call it", REQUIRED),
        _ACTIVE,
        Key("secure_messaging", "true or false", "S1", default=False),
        Key(
            "email_types",
            '`"only secure"` or `"secure and standard"`',
            "S2; means nothing where S1 is off",
            "secure and standard",
        ),
        Key(
            "agents_may_choose_queue",
            "true or false",
            "S3: requests may name a queue",
            default=True,
        ),
        Key("on_uncertain_delivery", '`"resend"` or `"hold"`', "S9", "resend"),
        Key("default_priority", "1 to 7", "of requests that give none", 5),
        Key("folders", "a list of names", "of articles", _NONE),
    ),
    "departments.aliases": (
        Key("name", "a name", "shown beside the address", REQUIRED),
        Key("address", "an address, once in the department", "to send from", REQUIRED),
        _ACTIVE,
    ),
    "departments.queues": (
        Key("name", "a name, once in the department", "what requests call it", REQUIRED),
        _ACTIVE,
    ),
    "departments.articles": (
        Key("name", "a name, once in the department", "what macros call it", REQUIRED),
        Key("folder", "a folder of the department", "whom it is for (P4)", REQUIRED),
        Key("html", "HTML with macros", "at least one of the two; the other is derived"),
        Key("text", "text with macros", "see `html`"),
    ),
    "departments.usage_links": (
        Key("name", "a name, once in the department", "what macros and P5 call it", REQUIRED),
        Key("label", "text", "what the reader sees", REQUIRED),
        Key("url", "an address", "http, https or mailto, with `{attribute}` parameters", REQUIRED),
    ),
    "departments.macros": (
        Key("name", "a macro's name, once in the department", "no built-in one", REQUIRED),
        Key(
            "kind",
            '`"business object"`, `"combination"`, `"article"` or `"usage link"`',
            "says which of the keys below it has",
            REQUIRED,
        ),
        Key("attribute", "an attribute", "of a business object macro: required"),
        Key("default", "text", "of a business object macro: stands for an empty attribute"),
        Key("exception_article", "an article", "of a business object macro: see M5"),
        Key("content", "text with macros", "of a combination macro: required"),
        Key("article", "an article of the department", "of an article macro: required"),
        Key("usage_link", "a usage link of the department", "of a usage link macro: required"),
    ),
    "departments.secure_message_center": (
        Key("url", "an address", "http or https, with `{token}` once after the host", REQUIRED),
        Key("link_days", f"1 to {MAX_LINK_DAYS}", "S10", 90),
    ),
    "departments.secure_message_center.notification": (
        Key("from", "an address", "its sender; need not be an alias", REQUIRED),
        Key("subject", f"text with macros, at most {MAX_SUBJECT} characters", "", REQUIRED),
        Key("text", "text with macros", "holds the link, `` ``secure_message_url ``", REQUIRED),
    ),
    "custom_attributes": (
        Key("of", '`"activity"` or `"customer"`', "what it is an attribute of", REQUIRED),
        Key("name", "a name, once for each of the two", "", REQUIRED),
        Key("kind", '`"string"`, `"enumeration"`, `"integer"` or `"date"`', "", REQUIRED),
        Key("values", "a list", "of an enumeration: required, at least one"),
    ),
    "users": (
        Key("login", "a name, once", "", REQUIRED),
        Key(
            "password_hash",
            "argon2id, encoded",
            "at least m=19456,t=2; without it no logins over HTTP",
        ),
        Key("first_name", "text", "", ""),
        Key("last_name", "text", "", ""),
        _ACTIVE,
        Key("home_department", "a department", "", REQUIRED),
        Key("foreign_departments", "a list of departments", "where the user works too (P3)", _NONE),
        Key("licences", "a list", "`ECE MailPlus` (P7)", _NONE),
        Key("actions", "a list", "`Activity.Create` (P1), `Email.Edit BCC field` (P2)", _NONE),
        Key(
            "view_folders",
            "a list of folders",
            "P4; `department/name` where two departments of the user's share a name",
            _NONE,
        ),
        Key("execute_usage_links", "a list of usage links", "P5; likewise", _NONE),
        Key("pull_queues", "a list of queues", "P6; likewise", _NONE),
    ),
}
LISTS = frozenset(TABLES) - {
    "partition",
    "customer_values",
    "departments.secure_message_center",
    "departments.secure_message_center.notification",
}
"""The tables that may stand any number of times."""
