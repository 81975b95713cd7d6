"""Gathers what a user can choose from."""

import attrs

from compose_core.compose.gathering import Gatherer
from compose_core.compose.macro_options import MacroOption, macro_options
from compose_core.compose.options import (
    Options,
    customer_values_of,
    limits_of,
    queues_of,
    when_secure,
)
from compose_core.errors import Rejected
from compose_core.errors.catalogue import permission
from compose_core.model.department import Department
from compose_core.model.user import User
from compose_core.policies.licence import without_licence
from compose_core.policies.permissions import without_creating


@attrs.frozen
class Chooser:
    """Tells what a user can choose from, by the facts that a send would be judged by."""

    gatherer: Gatherer

    def options(self, login: str, name: str | None) -> Options:
        """The options of a user in a department, or in the user's home department."""
        version = self.gatherer.directory.version()
        user = self.gatherer.actor(login)
        if not user.active:
            raise Rejected([permission.USER.at(login=login)])
        department = self._department(user, user.home_department if name is None else name)
        settings = self.gatherer.settings.department(department.name)
        partition = self.gatherer.settings.partition()
        return Options(
            departments=self._departments(user),
            department=department.name,
            denials=(*without_creating(user), *without_licence(user)),
            secure=when_secure(settings),
            aliases=tuple(alias for alias in department.aliases if alias.active),
            sender_required=not settings.secure_messaging,
            may_choose_queue=settings.agents_may_choose_queue,
            queues=queues_of(user, department, settings),
            may_send_bcc=user.may_see_bcc,
            default_priority=settings.default_priority,
            macros=self._macros(user, department, version),
            custom_attributes=self.gatherer.directory.custom_attributes(),
            customer_values=customer_values_of(partition),
            limits=limits_of(partition),
        )

    def _macros(self, user: User, department: Department, version: str) -> tuple[MacroOption, ...]:
        libraries, now = self.gatherer.libraries, self.gatherer.clock.now()
        library = libraries.of(department, version)
        return macro_options(user, department, library, libraries.attributes, now)

    def _department(self, user: User, name: str) -> Department:
        department = self.gatherer.department_of(user, name)
        if department is None:
            raise Rejected([permission.DEPARTMENT.at("department")])
        return department

    def _departments(self, user: User) -> tuple[str, ...]:
        names = sorted(user.departments)
        return tuple(name for name in names if self.gatherer.department_of(user, name))
