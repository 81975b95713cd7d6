"""Customers and cases."""

import sqlalchemy as sa

from compose_adapters.sql.tables.site import departments
from compose_adapters.sql.tables.types import Id, Json, Octets, UtcTime, metadata

SHARED = 0
"""The scope of a customer that belongs to no department (C1)."""

customers = sa.Table(
    "customers",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("department_id", sa.ForeignKey(departments.c.id)),
    sa.Column("version", Octets, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("group_type", sa.Text),
    sa.Column("role", sa.Text),
    sa.Column("how_referred", sa.Text),
    sa.Column("level", sa.Text),
    sa.Column("industry", sa.Text),
    sa.Column("pin", sa.Text),
    sa.Column("market_segment", sa.Text),
    sa.Column("entitlements", sa.Text),
    sa.Column("group_region", sa.Text),
    sa.Column("group_number_of_members", sa.Text),
    sa.Column("group_income", sa.Text),
    sa.Column("custom_attributes", Json, nullable=False),
)

contact_persons = sa.Table(
    "contact_persons",
    metadata,
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), primary_key=True),
    sa.Column("person", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("first_name", sa.Text),
    sa.Column("middle_name", sa.Text),
    sa.Column("last_name", sa.Text),
    sa.Column("salutation", sa.Text),
    sa.Column("suffix", sa.Text),
    sa.Column("initials", sa.Text),
    sa.Column("gender", sa.Text),
    sa.Column("job_title", sa.Text),
    sa.Column("date_of_birth", sa.Text),
    sa.Column("marital_status", sa.Text),
    sa.Column("employment_status", sa.Text),
    sa.Column("occupation", sa.Text),
    sa.Column("income_level", sa.Text),
    sa.Column("start_greeting", sa.Text),
    sa.Column("end_greeting", sa.Text),
    sa.Column("has_direct_mailing_consent", sa.Boolean),
    sa.Column("has_direct_calling_consent", sa.Boolean),
    sa.Column("has_holding_data_consent", sa.Boolean),
    sa.Column("login_id", sa.Text),
    sa.Column("priority", sa.Text),
    sa.Column("first_name_furigana", sa.Text),
    sa.Column("middle_name_furigana", sa.Text),
    sa.Column("last_name_furigana", sa.Text),
    sa.Column("spouse_name", sa.Text),
    sa.Column("emergency_contact", sa.Text),
    sa.Column("identification_type", sa.Text),
    sa.Column("identification_value", sa.Text),
    sa.Column("type", sa.Text),
)

contact_points = sa.Table(
    "contact_points",
    metadata,
    sa.Column("customer_id", Id, primary_key=True, autoincrement=False),
    sa.Column("person", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("point", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("priority", sa.Text),
    sa.Column("address", sa.Text),
    sa.Column("number", sa.Text),
    sa.Column("kind", sa.Text),
    sa.Column("country_code", sa.Text),
    sa.Column("area_code", sa.Text),
    sa.Column("extension", sa.Text),
    sa.Column("availability_days", sa.Text),
    sa.Column("availability_times", sa.Text),
    sa.Column("street1", sa.Text),
    sa.Column("street2", sa.Text),
    sa.Column("city", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("zip", sa.Text),
    sa.Column("country", sa.Text),
    sa.Column("url", sa.Text),
    sa.ForeignKeyConstraint(
        ["customer_id", "person"], [contact_persons.c.customer_id, contact_persons.c.person]
    ),
)

# The one place where an address is unique: two sends to a new address make one customer (C6).
customer_addresses = sa.Table(
    "customer_addresses",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("scope", Id, primary_key=True, autoincrement=False),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sqlite_with_rowid=False,
)

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=False),
    sa.Column("department_id", sa.ForeignKey(departments.c.id), nullable=False),
    sa.Column("customer_id", sa.ForeignKey(customers.c.id), nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("created", UtcTime, nullable=False),
    sa.Column("version", Octets, nullable=False),
)
