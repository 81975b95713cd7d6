"""Users and what they may do (section 3)."""

from collections.abc import Iterator, Mapping

from compose_adapters.site.faults import FaultList
from compose_adapters.site.password_hash import FLOOR, is_password_hash, is_strong
from compose_adapters.site.permissions import Permissions
from compose_adapters.site.positions import child_of, item_of
from compose_adapters.site.references import absent, reference
from compose_adapters.site.section import Section, nearest
from compose_adapters.site.unique_names import UniqueNames
from compose_core.model.department import Department
from compose_core.model.site import SiteUser
from compose_core.model.user import CREATE_ACTIVITY, EDIT_BCC, LICENCE, User

ACTIONS = (CREATE_ACTIVITY, EDIT_BCC)
LICENCES = (LICENCE,)


def users_of(
    document: Section, departments: Mapping[str, Department], warnings: FaultList
) -> Iterator[SiteUser]:
    """The users in the order of the file.

    Args:
        document: the whole file.
        departments: all departments by name; what permissions are about is looked up in them.
        warnings: takes the licences and actions that no rule of ours asks for.
    """
    once = UniqueNames("a user")
    for section in document.tables("users"):
        login = once.name(section, "login")
        _warn_of_unasked(section, "licences", LICENCES, warnings)
        _warn_of_unasked(section, "actions", ACTIONS, warnings)
        yield SiteUser(_user(section, login, departments), _password_hash(section))
        section.close()


def _user(section: Section, login: str, departments: Mapping[str, Department]) -> User:
    home = reference(section, "home_department", departments, "department")
    foreign = _departments(section, tuple(departments))
    mine = tuple(
        departments[name] for name in dict.fromkeys((home, *foreign)) if name in departments
    )
    grants = Permissions(section, mine)
    return User(
        login=login,
        first_name=section.optional_text("first_name") or "",
        last_name=section.optional_text("last_name") or "",
        home_department=home,
        active=section.flag("active", default=True),
        foreign_departments=frozenset(foreign),
        licences=frozenset(section.names("licences")),
        actions=frozenset(section.names("actions")),
        view_folders=grants.folders("view_folders"),
        execute_usage_links=grants.usage_links("execute_usage_links"),
        pull_queues=grants.queues("pull_queues"),
    )


def _departments(section: Section, known: tuple[str, ...]) -> tuple[str, ...]:
    found = section.names("foreign_departments")
    for index, name in enumerate(found):
        if name not in known:
            place = item_of(child_of(section.path, "foreign_departments"), index)
            section.faults.add(place, absent(name, known, "department"))
    return found


def _warn_of_unasked(
    section: Section, key: str, asked: tuple[str, ...], warnings: FaultList
) -> None:
    # Users have more rights than are asked for here, and a host's own policy may ask for them;
    # what is misspelt looks the same.
    for index, name in enumerate(section.names(key)):
        if name not in asked:
            place = item_of(child_of(section.path, key), index)
            warnings.add(place, f"no rule here asks for '{name}'{nearest(name, asked)}")


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
