"""Users, what they may do (section 3), and the hashes of their passwords."""

import re
from collections.abc import Callable, Iterator, Mapping

from compose_adapters.site.faults import FaultList
from compose_adapters.site.positions import child_of, item_of
from compose_adapters.site.section import Section, UniqueNames, absent, nearest, reference
from compose_core.model.department import Department
from compose_core.model.site import SiteUser
from compose_core.model.user import CREATE_ACTIVITY, EDIT_BCC, LICENCE, Scoped, User

ACTIONS = (CREATE_ACTIVITY, EDIT_BCC)
LICENCES = (LICENCE,)
_ENCODED = re.compile(
    r"\$argon2(id|i|d)\$v=19\$m=([1-9][0-9]{0,9}),t=([1-9][0-9]{0,9}),p=([1-9][0-9]{0,7})"
    r"\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{16,})",
    re.ASCII,
)
# A log-in must not take the machine's memory or minutes.
MAX_MEMORY_KIB = 4 * 1024 * 1024
MAX_PASSES = 1000
MAX_LANES = 255
FLOOR = ((47_104, 1), (19_456, 2), (12_288, 3), (9_216, 4), (7_168, 5))
"""Memory in KiB and passes, of argon2id: a hash has at least as much as one of these pairs.

They are OWASP's minimum; each makes guessing equally slow.
"""


def users_of(
    document: Section, departments: Mapping[str, Department], warnings: FaultList
) -> Iterator[SiteUser]:
    """Read the users in the order of the file.

    Args:
        document: the whole file.
        departments: all departments by name, with the things that permissions name.
        warnings: takes the licences and actions that no rule of ours asks for.
    """
    unique = UniqueNames("a user")
    for section in document.tables("users"):
        login = unique.name(section, "login")
        _warn_of_unused(section, "licences", LICENCES, warnings)
        _warn_of_unused(section, "actions", ACTIONS, warnings)
        yield SiteUser(_user(section, login, departments), _password_hash(section))
        section.close()


def _user(section: Section, login: str, departments: Mapping[str, Department]) -> User:
    home = reference(section, "home_department", departments, "department")
    foreign = _departments(section, tuple(departments))
    mine = tuple(
        departments[name] for name in dict.fromkeys((home, *foreign)) if name in departments
    )
    return User(
        login=login,
        first_name=section.optional_text("first_name") or "",
        last_name=section.optional_text("last_name") or "",
        home_department=home,
        active=section.flag("active", default=True),
        foreign_departments=frozenset(foreign),
        licences=frozenset(section.names("licences")),
        actions=frozenset(section.names("actions")),
        view_folders=_scoped(section, "view_folders", "folder", mine, lambda each: each.folders),
        execute_usage_links=_scoped(
            section,
            "execute_usage_links",
            "usage link",
            mine,
            lambda each: tuple(link.name for link in each.macros.usage_links),
        ),
        pull_queues=_scoped(
            section,
            "pull_queues",
            "queue",
            mine,
            lambda each: tuple(queue.name for queue in each.queues),
        ),
    )


def _departments(section: Section, known: tuple[str, ...]) -> tuple[str, ...]:
    found = section.names("foreign_departments")
    for index, name in enumerate(found):
        if name not in known:
            place = item_of(child_of(section.path, "foreign_departments"), index)
            section.faults.add(place, absent(name, known, "department"))
    return found


def _warn_of_unused(
    section: Section, key: str, known: tuple[str, ...], warnings: FaultList
) -> None:
    # Users have more rights than are asked for here, and a host's own policy may ask for them;
    # what is misspelt looks the same.
    for index, name in enumerate(section.names(key)):
        if name not in known:
            place = item_of(child_of(section.path, key), index)
            warnings.add(place, f"no rule here asks for '{name}'{nearest(name, known)}")


def _password_hash(section: Section) -> str | None:
    encoded = section.optional_text("password_hash")
    if encoded is not None and not is_password_hash(encoded):
        # The text may be a password: it is not repeated.
        section.fault(
            "password_hash",
            "is no argon2 hash; make one with: compose-core site hash-password",
        )
        return None
    if encoded is not None and not is_strong(encoded):
        memory, passes = FLOOR[1]
        section.fault(
            "password_hash",
            f"is too weak: it must be argon2id with m={memory},t={passes} or as much; "
            "make one with: compose-core site hash-password",
        )
        return None
    return encoded


def _scoped(
    section: Section,
    key: str,
    thing: str,
    departments: tuple[Department, ...],
    names_of: Callable[[Department], tuple[str, ...]],
) -> frozenset[Scoped]:
    """Read a list of names, of which each is one thing of the user's departments."""
    known = tuple(Scoped(each.name, name) for each in departments for name in names_of(each))
    found = set[Scoped]()
    for index, name in enumerate(section.names(key)):
        matches = _matches(name, known)
        if len(matches) != 1:
            place = item_of(child_of(section.path, key), index)
            section.faults.add(place, _unclear(name, matches, known, thing))
        found.update(matches)
    return frozenset(found)


def _matches(name: str, known: tuple[Scoped, ...]) -> tuple[Scoped, ...]:
    # Written in full it says more than a plain name that happens to look the same.
    in_full = tuple(each for each in known if _in_full(each) == name)
    return in_full or tuple(each for each in known if each.name == name)


def _unclear(name: str, matches: tuple[Scoped, ...], known: tuple[Scoped, ...], thing: str) -> str:
    if not matches:
        return absent(
            name, tuple(each.name for each in known), f"{thing} of the user's departments"
        )
    ways = " or ".join(f"'{_in_full(each)}'" for each in matches)
    return f"'{name}' is a {thing} of more than one of the user's departments; write {ways}"


def _in_full(thing: Scoped) -> str:
    return f"{thing.department}/{thing.name}"


def is_password_hash(encoded: str) -> bool:
    """Whether a text is an argon2 hash that a log-in can be checked against."""
    found = _ENCODED.fullmatch(encoded)
    if not found:
        return False
    memory, passes, lanes = (int(found[n]) for n in (2, 3, 4))
    is_bearable = memory <= MAX_MEMORY_KIB and passes <= MAX_PASSES and lanes <= MAX_LANES
    # 8 KiB a lane is the least that the algorithm works with.
    return is_bearable and memory >= 8 * lanes and _is_base64(found[5]) and _is_base64(found[6])


def is_strong(encoded: str) -> bool:
    """Whether a hash of argon2 costs enough to make guessing slow."""
    found = _ENCODED.fullmatch(encoded)
    if not found or found[1] != "id":
        return False
    memory, passes = int(found[2]), int(found[3])
    return any(memory >= least and passes >= fewest for least, fewest in FLOOR)


def _is_base64(text: str) -> bool:
    # Unpadded: a remainder of one character holds no octet.
    return len(text) % 4 != 1
