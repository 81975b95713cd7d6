"""Users: the agents who send, and what they may do (section 3)."""

import attrs

from compose_core.model.personal import hide_texts

CREATE_ACTIVITY = "Activity.Create"
EDIT_BCC = "Email.Edit BCC field"
LICENCE = "ECE MailPlus"


@attrs.frozen
class Scoped:
    """A thing of a department that a permission is about, such as a folder or a queue."""

    department: str
    name: str


@attrs.frozen(
    field_transformer=hide_texts(
        "login", "home_department", "foreign_departments", "licences", "actions"
    )
)
class User:
    """An agent.

    Args:
        login: unique in the partition.
        home_department: the department that the user belongs to.
        foreign_departments: those in which the user is a foreign user (P3).
        licences: names, such as ``ECE MailPlus`` (P7).
        actions: what the user may do, such as ``Activity.Create`` (P1, P2).
        view_folders: article folders whose articles the user may send (P4).
        execute_usage_links: links that the user may send (P5).
        pull_queues: queues that the user may pull from (P6).
    """

    login: str
    first_name: str
    last_name: str
    home_department: str
    active: bool = True
    foreign_departments: frozenset[str] = frozenset()
    licences: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    view_folders: frozenset[Scoped] = frozenset()
    execute_usage_links: frozenset[Scoped] = frozenset()
    pull_queues: frozenset[Scoped] = frozenset()

    @property
    def departments(self) -> frozenset[str]:
        """The departments that the user works in: home and foreign (P3)."""
        return self.foreign_departments | {self.home_department}

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def may_see_bcc(self) -> bool:
        """Whether the user may give and see blind copies (P2, P9)."""
        return EDIT_BCC in self.actions

    def may_view(self, department: str, folder: str) -> bool:
        """Whether the user may send articles of a department's folder (P4)."""
        return Scoped(department, folder) in self.view_folders

    def may_execute(self, department: str, usage_link: str) -> bool:
        """Whether the user may send a department's usage link (P5)."""
        return Scoped(department, usage_link) in self.execute_usage_links

    def may_pull(self, department: str, queue: str) -> bool:
        """Whether the user may pull from a department's queue (P6)."""
        return Scoped(department, queue) in self.pull_queues
