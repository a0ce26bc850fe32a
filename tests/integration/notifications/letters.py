"""The mailbox of the kill test: a table of its own, so that nothing sent is ever undone."""

import time

from sqlalchemy import Column, Engine, MetaData, String, Table

from notifications.channels import Letter

letter_table = Table(
    "test_letter",
    MetaData(),
    Column("id", String(32), primary_key=True),
    Column("delivery", String(32)),
)


class Mailbox:
    """A channel that keeps the key of every letter at once."""

    def __init__(self, engine: Engine, new_id) -> None:
        self._engine = engine
        self._new_id = new_id

    def send(self, letter: Letter) -> None:
        with self._engine.begin() as connection:
            row = {"id": self._new_id(), "delivery": letter.key}
            connection.execute(letter_table.insert().values(row))
        time.sleep(0.002)
