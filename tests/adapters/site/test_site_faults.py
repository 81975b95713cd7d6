"""Each fault of a site file has its path, its line and a sentence that says how to mend it."""

from pathlib import Path

import pytest

from compose_adapters.site import evaluate_site
from compose_adapters.site.users import FLOOR

DEPARTMENT = '[[departments]]\nname = "service"\n'
TWO_DEPARTMENTS = (
    '[[departments]]\nname = "a"\nqueues = [{ name = "q" }]\n'
    '[[departments]]\nname = "b"\nqueues = [{ name = "q" }]\n'
)
USER = '[[users]]\nlogin = "ann"\nhome_department = "service"\n'
CENTER = "[departments.secure_message_center]\n"

FAULTS = {
    "not TOML": ("a = ", 1, "", "the file is not TOML: invalid value"),
    "an unknown table": ("[partitions]", 1, "partitions", "did you mean 'partition'?"),
    "a table that is a text": ('partition = "x"', 1, "partition", "must be a table, not a text"),
    "a list that is a table": ("[departments]", 1, "departments", "must be a list, not a table"),
    "a list of texts for tables": ("users = [1]", 1, "users[0]", "must be a table, not a whole"),
    "a flag that is a number": (
        "[partition]\ncustomer_departmentalisation = 1",
        2,
        "partition.customer_departmentalisation",
        "must be true or false, not a whole number",
    ),
    "a number that is a flag": (
        "[partition]\nmax_email_size_mb = true",
        2,
        "partition.max_email_size_mb",
        "must be a whole number, not true or false",
    ),
    "a text that is a date": (
        "[partition]\nlanguage = 2026-01-01",
        2,
        "partition.language",
        "must be a text, not a date or time",
    ),
    "a language of somebody else": (
        '[partition]\nlanguage = "en-GB"',
        2,
        "partition.language",
        "'en-GB' is not a language of this program; did you mean 'en-US'?",
    ),
    "a language unlike any": (
        '[partition]\nlanguage = "Klingon"',
        2,
        "partition.language",
        "it must be one of en-US, es-ES",
    ),
    "a size over the limit": (
        "[partition]\nmax_email_size_mb = 99999999999999999999",
        2,
        "partition.max_email_size_mb",
        "it must be from 1 to 1024",
    ),
    "an extension with a dot": (
        '[partition]\nblocked_file_types = [\n  "exe",\n  ".js",\n]',
        4,
        "partition.blocked_file_types[1]",
        "write the extension alone, as 'js'",
    ),
    "a file name for an extension": (
        '[partition]\nblocked_file_types = ["x.exe"]',
        2,
        "partition.blocked_file_types[0]",
        "is no extension",
    ),
    "half a content type": (
        '[partition]\nblocked_file_types = ["text/"]',
        2,
        "partition.blocked_file_types[0]",
        "write it as type/subtype",
    ),
    "a level twice": (
        '[customer_values]\nlevels = ["Gold", "Gold"]',
        2,
        "customer_values.levels[1]",
        "'Gold' is there more than once; remove one",
    ),
    "an empty level": (
        '[customer_values]\nlevels = [" "]',
        2,
        "customer_values.levels[0]",
        "must not be empty",
    ),
    "a level that is a number": (
        "[customer_values]\nlevels = [1]",
        2,
        "customer_values.levels[0]",
        "must be a text, not a whole number",
    ),
    "a department twice, once decomposed": (
        '[[departments]]\nname = "Käufe"\n[[departments]]\nname = "Ka\u0308ufe"',
        4,
        "departments[1].name",
        "'Käufe' is already the name of a department",
    ),
    "a name with blanks around it": (
        '[[departments]]\nname = " service"',
        2,
        "departments[0].name",
        "begins or ends with white space",
    ),
    "a name with a control character": (
        '[[departments]]\nname = "ser\\tvice"',
        2,
        "departments[0].name",
        "holds a line break or a control character",
    ),
    "an alias whose name breaks the line": (
        DEPARTMENT + 'aliases = [{ name = "Support\\u2028Bcc: b", address = "a@example.com" }]',
        3,
        "departments[0].aliases[0].name",
        "holds a line break or a control character",
    ),
    "an article that no message can carry": (
        DEPARTMENT + 'folders = ["f"]\n'
        'articles = [{ name = "a", folder = "f", html = "a\\u0000b" }]',
        4,
        "departments[0].articles[0].html",
        "holds U+0000, which no message can carry",
    ),
    "a name that is too long": (
        f'[[departments]]\nname = "{"n" * 256}"',
        2,
        "departments[0].name",
        "has 256 characters; at most 255 are allowed",
    ),
    "an empty name": (
        '[[departments]]\nname = ""',
        2,
        "departments[0].name",
        "must not be empty; give a text",
    ),
    "a setting with another value": (
        DEPARTMENT + 'email_types = "secure"',
        3,
        "departments[0].email_types",
        'is "secure"; it must be "only secure" or "secure and standard"',
    ),
    "a priority of eight": (
        DEPARTMENT + "default_priority = 8",
        3,
        "departments[0].default_priority",
        "is 8; it must be from 1 to 7",
    ),
    "secure messaging without a centre": (
        DEPARTMENT + "secure_messaging = true",
        3,
        "departments[0].secure_messaging",
        "add [departments.secure_message_center] or switch it off",
    ),
    "an address twice, in another case": (
        DEPARTMENT + 'aliases = [\n{ name = "A", address = "a@example.com" },\n'
        '{ name = "B", address = "A@EXAMPLE.com" },\n]',
        5,
        "departments[0].aliases[1].address",
        "'a@example.com' is already the name of an alias of this department",
    ),
    "an empty address": (
        DEPARTMENT + 'aliases = [{ name = "A", address = "" }]',
        3,
        "departments[0].aliases[0].address",
        "must not be empty",
    ),
    "a special-use domain": (
        DEPARTMENT + 'aliases = [{ name = "A", address = "a@mail.test" }]',
        3,
        "departments[0].aliases[0].address",
        "set allow_special_use_domains = true in [partition]",
    ),
    "a queue twice": (
        DEPARTMENT + 'queues = [{ name = "q" }, { name = "q" }]',
        3,
        "departments[0].queues[1].name",
        "'q' is already the name of a queue of this department",
    ),
    "an article without a folder that is there": (
        DEPARTMENT + 'folders = ["public"]\n'
        'articles = [{ name = "a", folder = "pubic", text = "x" }]',
        4,
        "departments[0].articles[0].folder",
        "there is no folder of this department 'pubic'; did you mean 'public'?",
    ),
    "an article with nothing in it": (
        DEPARTMENT + 'folders = ["public"]\narticles = [{ name = "a", folder = "public" }]',
        4,
        "departments[0].articles[0].html",
        "give at least one of the two",
    ),
    "a usage link that leads to a script": (
        DEPARTMENT + 'usage_links = [{ name = "a", label = "A", url = "javascript:alert(1)" }]',
        3,
        "departments[0].usage_links[0].url",
        "must be an http, https or mailto address",
    ),
    "a macro without a kind": (
        DEPARTMENT + 'macros = [{ name = "a" }]',
        3,
        "departments[0].macros[0].kind",
        "is missing; it is required",
    ),
    "a macro of no kind": (
        DEPARTMENT + 'macros = [{ name = "a", kind = "articel", article = "x" }]',
        3,
        "departments[0].macros[0].kind",
        "'articel' is no kind of macro; did you mean 'article'?",
    ),
    "a macro with a name that no message can hold": (
        DEPARTMENT + 'macros = [{ name = "first-name", kind = "combination", content = "x" }]',
        3,
        "departments[0].macros[0].name",
        "is no macro name",
    ),
    "a macro twice": (
        DEPARTMENT + 'macros = [\n{ name = "a", kind = "combination", content = "x" },\n'
        '{ name = "a", kind = "combination", content = "y" },\n]',
        5,
        "departments[0].macros[1].name",
        "'a' is already the name of a macro of this department",
    ),
    "a macro of an article that is not there": (
        DEPARTMENT + 'macros = [{ name = "a", kind = "article", article = "x" }]',
        3,
        "departments[0].macros[0].article",
        "there is no article of this department 'x'; add it or name another",
    ),
    "an exception article that is not there": (
        DEPARTMENT + 'macros = [{ name = "a", kind = "business object", '
        'attribute = "case.id", exception_article = "x" }]',
        3,
        "departments[0].macros[0].exception_article",
        "there is no article of this department 'x'",
    ),
    "a macro of a usage link that is not there": (
        DEPARTMENT + 'macros = [{ name = "a", kind = "usage link", usage_link = "x" }]',
        3,
        "departments[0].macros[0].usage_link",
        "there is no usage link of this department 'x'",
    ),
    "a member of another kind of macro": (
        DEPARTMENT
        + 'macros = [{ name = "a", kind = "combination", content = "x", article = "y" }]',
        3,
        "departments[0].macros[0].article",
        "is not known here; remove it",
    ),
    "a macro of an attribute that is not there": (
        DEPARTMENT + 'macros = [{ name = "a", kind = "business object", attribute = "case.ib" }]',
        3,
        "departments[0].macros[0].attribute",
        "there is no attribute 'case.ib'; did you mean 'case.id'?",
    ),
    "a macro of a custom attribute that is not there": (
        DEPARTMENT + 'macros = [{ name = "a", kind = "business object", '
        'attribute = "activity.custom.x" }]',
        3,
        "departments[0].macros[0].attribute",
        "there is no custom attribute of activity 'x'",
    ),
    "a usage link with a parameter that is not there": (
        DEPARTMENT + 'usage_links = [{ name = "a", label = "A", url = "https://a.example/{x.y}" }]',
        3,
        "departments[0].usage_links[0].url",
        "there is no attribute 'x.y'",
    ),
    "a built-in macro defined again": (
        DEPARTMENT + 'macros = [{ name = "case_id", kind = "combination", content = "x" }]',
        3,
        "departments[0].macros[0]",
        "'case_id' is a built-in macro, which cannot be redefined",
    ),
    "a notification with an undefined macro": (
        DEPARTMENT + CENTER + 'url = "https://s.example.com/{token}"\n'
        'notification = { from = "a@example.com", subject = "x", text = "``secure_url" }',
        5,
        "departments[0].secure_message_center.notification.text",
        "No macro is named 'secure_url'",
    ),
    "a centre without a token": (
        DEPARTMENT + CENTER + 'url = "https://secure.example.com/"',
        4,
        "departments[0].secure_message_center.url",
        "must hold {token} once",
    ),
    "a centre with the token in its host": (
        DEPARTMENT + CENTER + 'url = "https://{token}.example.com/"',
        4,
        "departments[0].secure_message_center.url",
        "may hold the token only after the host",
    ),
    "a centre without a host": (
        DEPARTMENT + CENTER + 'url = "https:/secure/{token}"',
        4,
        "departments[0].secure_message_center.url",
        "must be an absolute http or https address",
    ),
    "a centre that is no address": (
        DEPARTMENT + CENTER + 'url = "https://[1/{token}"',
        4,
        "departments[0].secure_message_center.url",
        "is no web address",
    ),
    "a centre with a blank in it": (
        DEPARTMENT + CENTER + 'url = "https://secure.example.com/a b/{token}"',
        4,
        "departments[0].secure_message_center.url",
        "without blanks",
    ),
    "a link that lives no day": (
        DEPARTMENT + CENTER + 'url = "https://s.example.com/{token}"\nlink_days = 0',
        5,
        "departments[0].secure_message_center.link_days",
        "is 0; it must be from 1 to 3650",
    ),
    "a notification with two lines of subject": (
        DEPARTMENT + CENTER + 'url = "https://s.example.com/{token}"\n'
        'notification = { from = "a@example.com", subject = "a\\nBcc: b", text = "x" }',
        5,
        "departments[0].secure_message_center.notification.subject",
        "holds a line break or a control character",
    ),
    "a notification with a long subject": (
        DEPARTMENT + CENTER + 'url = "https://s.example.com/{token}"\n'
        f'notification = {{ from = "a@example.com", subject = "{"s" * 246}", text = "x" }}',
        5,
        "departments[0].secure_message_center.notification.subject",
        "has 246 characters; at most 245 are allowed",
    ),
    "an enumeration without values": (
        '[[custom_attributes]]\nof = "activity"\nname = "p"\nkind = "enumeration"',
        1,
        "custom_attributes[0].values",
        "an enumeration needs its values",
    ),
    "an enumeration of nothing": (
        '[[custom_attributes]]\nof = "activity"\nname = "p"\nkind = "enumeration"\nvalues = []',
        5,
        "custom_attributes[0].values",
        "an enumeration needs at least one value",
    ),
    "a string with values": (
        '[[custom_attributes]]\nof = "activity"\nname = "p"\nkind = "string"\nvalues = ["a"]',
        5,
        "custom_attributes[0].values",
        'does not go with the kind "string"; remove it',
    ),
    "an attribute of nobody": (
        '[[custom_attributes]]\nname = "p"\nkind = "string"',
        1,
        "custom_attributes[0].of",
        "is missing; it is required",
    ),
    "an attribute twice": (
        2 * '[[custom_attributes]]\nof = "activity"\nname = "p"\nkind = "date"\n',
        7,
        "custom_attributes[1].name",
        "'p' is already an attribute of activity; rename it",
    ),
    "a user twice": (
        DEPARTMENT + USER + USER,
        7,
        "users[1].login",
        "'ann' is already the name of a user",
    ),
    "a user without a home": (
        '[[users]]\nlogin = "ann"',
        1,
        "users[0].home_department",
        "is missing; it is required",
    ),
    "a foreign department that is not there": (
        DEPARTMENT + USER + 'foreign_departments = ["sales"]',
        6,
        "users[0].foreign_departments[0]",
        "there is no department 'sales'",
    ),
    "a queue of no department of the user's": (
        TWO_DEPARTMENTS + '[[users]]\nlogin = "ann"\nhome_department = "a"\npull_queues = ["b/q"]',
        10,
        "users[0].pull_queues[0]",
        "there is no queue of the user's departments 'b/q'",
    ),
    "a queue that two departments have": (
        TWO_DEPARTMENTS + '[[users]]\nlogin = "ann"\nhome_department = "a"\n'
        'foreign_departments = ["b"]\npull_queues = ["q"]',
        11,
        "users[0].pull_queues[0]",
        "'q' is a queue of more than one of the user's departments; write 'a/q' or 'b/q'",
    ),
    "a password for a hash": (
        DEPARTMENT + USER + 'password_hash = "secret"',
        6,
        "users[0].password_hash",
        "is no argon2 hash; make one with: compose-core site hash-password",
    ),
    "a quoted key": ('"a.\\"b" = 1', 1, '"a.\\"b"', "is not known here; remove it"),
    "a dotted key": ("partition.langage = 1", 1, "partition.langage", "did you mean 'language'?"),
}


@pytest.mark.parametrize(("document", "line", "path", "says"), FAULTS.values(), ids=FAULTS)
def test_one_fault_is_told_with_its_place_and_its_mend(
    document: str, line: int, path: str, says: str
) -> None:
    judgement = evaluate_site(document.encode())

    assert judgement.site is None
    assert [(fault.line, fault.path) for fault in judgement.faults] == [(line, path)]
    assert says in judgement.faults[0].message


def test_the_text_that_is_no_hash_is_not_repeated() -> None:
    judgement = evaluate_site((DEPARTMENT + USER + 'password_hash = "hunter2"').encode())

    assert "hunter2" not in str(judgement)


def test_a_file_that_is_not_utf_8_says_so() -> None:
    judgement = evaluate_site(b"\xff")

    assert [str(fault) for fault in judgement.faults] == [
        "the file is not UTF-8: octet 0 belongs to no character"
    ]


def test_a_byte_order_mark_is_no_fault() -> None:
    assert evaluate_site(b"\xef\xbb\xbf[partition]").faults == ()


def test_a_file_that_is_nested_beyond_reason_is_a_fault_and_no_crash() -> None:
    judgement = evaluate_site(b"a = " + b"[" * 100_000 + b"]" * 100_000)

    assert "nested too deeply" in judgement.faults[0].message


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        evaluate_site(tmp_path / "absent.toml")


def test_a_name_that_two_departments_share_is_told_apart_by_its_department() -> None:
    judgement = evaluate_site(
        (
            TWO_DEPARTMENTS + '[[users]]\nlogin = "ann"\nhome_department = "a"\n'
            'foreign_departments = ["b"]\npull_queues = ["b/q"]'
        ).encode()
    )

    assert judgement.site is not None
    assert [each.department for each in judgement.site.users[0].user.pull_queues] == ["b"]


@pytest.mark.parametrize(
    "encoded",
    [
        "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$",
        "$argon2id$v=16$m=65536,t=3,p=4$c29tZXNhbHRzb21l$RdescudvJCsgt3ub",
        "$argon2id$v=19$m=65536000,t=3,p=4$c29tZXNhbHRzb21l$RdescudvJCsgt3ub",
        "$argon2id$v=19$m=8,t=3,p=4$c29tZXNhbHRzb21l$RdescudvJCsgt3ub",
        "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb$RdescudvJCsgt3ub",
        "$2b$12$abcdefghijklmnopqrstuv",
    ],
)
def test_a_hash_that_no_log_in_could_be_checked_against_is_a_fault(encoded: str) -> None:
    judgement = evaluate_site((DEPARTMENT + USER + f'password_hash = "{encoded}"').encode())

    assert [fault.path for fault in judgement.faults] == ["users[0].password_hash"]


def encoded(memory: int, passes: int, *, kind: str = "id") -> str:
    salt, made = "c29tZXNhbHRzb21lc2FsdA", "RdescudvJCsgt3ub+b4dWRWJTmaaJObG"
    return f"$argon2{kind}$v=19$m={memory},t={passes},p=1${salt}${made}"


@pytest.mark.parametrize(("memory", "passes"), FLOOR)
def test_a_hash_below_the_floor_is_a_fault_and_one_at_it_is_none(memory: int, passes: int) -> None:
    def faults(text: str) -> list[str]:
        judgement = evaluate_site((DEPARTMENT + USER + f'password_hash = "{text}"').encode())
        return [str(each) for each in judgement.faults]

    assert faults(encoded(memory, passes)) == []
    weaker = [encoded(memory - 1, passes), encoded(memory, passes, kind="i")]
    weaker += [encoded(memory, passes - 1)] if passes > 1 else []
    for text in weaker:
        [fault] = faults(text)
        assert "m=19456,t=2" in fault
        assert text not in fault


def test_a_macro_of_no_kind_leaves_the_others_in_their_places() -> None:
    document = DEPARTMENT + (
        'macros = [\n{ name = "a", kind = "x" },\n'
        '{ name = "case_id", kind = "combination", content = "y" },\n]'
    )

    judgement = evaluate_site(document.encode())

    assert [(fault.line, fault.path) for fault in judgement.faults] == [
        (4, "departments[0].macros[0].kind"),
        (5, "departments[0].macros[1]"),
    ]


@pytest.mark.rule("M6")
def test_a_cycle_is_a_warning_and_no_fault() -> None:
    document = DEPARTMENT + (
        'macros = [\n{ name = "a", kind = "combination", content = "``b" },\n'
        '{ name = "b", kind = "combination", content = "``a" },\n]'
    )

    judgement = evaluate_site(document.encode())

    assert judgement.faults == ()
    assert [str(warning) for warning in judgement.warnings] == [
        "line 5: departments[0].macros[1]: 'b' contains itself: b > a > b."
    ]


@pytest.mark.rule("P1", "P7")
def test_rights_that_no_rule_asks_for_are_a_warning_and_no_fault() -> None:
    rights = (
        'licences = ["MailPlus", "ECE MailPlus"]\nactions = ["Case.Create", "Activity.Creates"]'
    )

    judgement = evaluate_site((DEPARTMENT + USER + rights).encode())

    assert judgement.faults == ()
    assert judgement.site is not None
    assert judgement.site.users[0].user.actions == {"Case.Create", "Activity.Creates"}
    assert [str(warning) for warning in judgement.warnings] == [
        f"line {line}: users[0].{place}: no rule here asks for {what}"
        for line, place, what in (
            (6, "licences[0]", "'MailPlus'; did you mean 'ECE MailPlus'?"),
            (7, "actions[0]", "'Case.Create'"),
            (7, "actions[1]", "'Activity.Creates'; did you mean 'Activity.Create'?"),
        )
    ]


def test_a_configured_custom_attribute_can_be_shown_by_macros_and_links() -> None:
    document = (
        DEPARTMENT
        + 'macros = [{ name = "a", kind = "business object", attribute = "customer.custom.no" }]\n'
        'usage_links = [{ name = "l", label = "L", url = "https://a.eu/{customer.custom.no}" }]\n'
        '[[custom_attributes]]\nof = "customer"\nname = "no"\nkind = "integer"'
    )

    assert evaluate_site(document.encode()).faults == ()
