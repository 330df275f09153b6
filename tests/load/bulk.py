"""Many rows at once: COPY, with the indexes made at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction

# What could refuse a row or keep a count is off meanwhile: the builder answers for it.
WITHOUT_TRIGGERS = "SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica"
QUICKER = "SET LOCAL maintenance_work_mem = '1GB'; SET LOCAL max_parallel_maintenance_workers = 2"
AS_BEFORE = "SET LOCAL session_replication_role = DEFAULT; SET LOCAL maintenance_work_mem = DEFAULT"
# An index that isn't ready is passed by; making it anew makes it ready. Its definition stays what it was to the letter.
PASS_BY = """
    UPDATE pg_index SET indisready = false WHERE indrelid = ANY (%s::regclass[]) AND NOT indisunique
    RETURNING indexrelid::regclass::text
"""


@contextmanager
def filling(*tables: type[models.Model]) -> Iterator[None]:
    """Fill tables without their triggers and, but for those that make a row unique, without their indexes; all or
    nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WITHOUT_TRIGGERS)
        cursor.execute(QUICKER)
        cursor.execute(PASS_BY, [[table._meta.db_table for table in tables]])
        indexes = [name for (name,) in cursor.fetchall()]
        yield
        for name in indexes:
            cursor.execute(f"REINDEX INDEX {name}")
        cursor.execute(AS_BEFORE)


class Rows:
    """Rows of a table, copied with others together; what a row doesn't say is the model's default."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        """``columns`` as the database names them; with their values ``add`` is called."""
        fields = {field.column: field for field in model._meta.concrete_fields}
        assert set(columns) <= fields.keys()
        rest = [column for column in fields if column not in columns and not fields[column].primary_key]
        self.default = tuple(
            fields[column].get_db_prep_save(fields[column].get_default(), connection) for column in rest
        )
        self.rows: list[tuple[Any, ...]] = []
        names = ", ".join(f'"{column}"' for column in (*columns, *rest))
        self.statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'

    def add(self, *values: Any) -> None:
        self.rows.append(values)

    def write(self) -> None:
        with connection.cursor() as cursor, cursor.copy(self.statement) as copy:
            for row in self.rows:
                copy.write_row(row + self.default)
        self.rows.clear()


def reserve(model: type[models.Model], number: int) -> int:
    """Keep so many keys for rows that will be written, and say the first."""
    with connection.cursor() as cursor:
        name = "pg_get_serial_sequence(%s, 'id')"
        cursor.execute(f"SELECT nextval({name})", [model._meta.db_table])
        first: int = cursor.fetchone()[0]
        cursor.execute(f"SELECT setval({name}, %s)", [model._meta.db_table, first + number - 1])
    return first
