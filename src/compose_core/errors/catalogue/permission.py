"""Denials: what the user lacks (section 3)."""

from compose_core.errors.finding import Definition, Stage


def _define(name: str, rule: str, text: str) -> Definition:
    return Definition(name, rule, text, Stage.PERMISSION)


CREATE = _define(
    "permission.create_activity", "P1", "You need the action 'Create' on 'Activity' to do this."
)
BCC = _define(
    "permission.edit_bcc", "P2", "You need the action 'Edit BCC field' to send blind copies."
)
# Without its name: what is missing, inactive or not the user's is one denial, word for word.
DEPARTMENT = _define(
    "permission.department", "P8", "This department is not one that you can send for."
)
FOLDER = _define(
    "permission.view_folder",
    "P4",
    "You need 'View Folder' on the folder '{folder}' to use its article '{article}'.",
)
USAGE_LINK = _define(
    "permission.execute_usage_link",
    "P5",
    "You need 'Execute' on the usage link '{usage_link}' to send it.",
)
QUEUE = _define(
    "permission.pull_queue", "P6", "You need 'Pull' on the queue '{queue}' to choose it."
)
LICENCE = _define("permission.licence", "P7", "You need the licence '{licence}' to do this.")
USER = _define("permission.inactive_user", "P8", "The user '{login}' is not an active user.")
