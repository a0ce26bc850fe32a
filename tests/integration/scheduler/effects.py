"""The table in which the workers of the kill test leave a mark for each job they did."""

from sqlalchemy import Column, MetaData, String, Table

effect = Table(
    "test_effect",
    MetaData(),
    Column("id", String(32), primary_key=True),
    Column("ref", String(64)),
)
