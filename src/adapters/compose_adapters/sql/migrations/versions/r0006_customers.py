"""More of customers: contact persons, telephone numbers, groups, and the values that sites list."""

import sqlalchemy as sa
from alembic import op

from compose_adapters.sql.migrations.columns import texts

revision = "0006"
down_revision = "0005"

_NEW = {
    "customers": "group_region group_number_of_members group_income",
    "contact_persons": (
        "login_id priority first_name_furigana middle_name_furigana last_name_furigana spouse_name "
        "emergency_contact identification_type identification_value type"
    ),
    "contact_points": "availability_days availability_times",
}
_LISTS = ("contact_person_types", "identification_types", "regions")


def upgrade() -> None:
    """Add the columns; nothing that is stored has them, and a site lists no values."""
    for table, names in _NEW.items():
        for column in texts(names, nullable=True):
            op.add_column(table, column)
    for name in _LISTS:
        kind = sa.JSON(none_as_null=True)
        op.add_column("partition", sa.Column(name, kind, nullable=False, server_default="[]"))
