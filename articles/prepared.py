"""Queries that Django writes once, and PostgreSQL plans once: for those that are asked most, writing and planning took
longer than answering."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from . import moment

Value = int | str | tuple[int, ...]
_PLACE = re.compile(r"%\((\w+)\)s")
_numbers = itertools.count(1)
# What each connection has prepared; its memory goes with it.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


# Stands between the texts of a list that is one value (ASCII's unit separator), here and in SQL.
END, END_IN_SQL = "\x1f", r"E'\x1f'"


def listed(texts: Iterable[str]) -> str:
    """Texts as one value, for ``string_to_array`` with ``END_IN_SQL``: to quote each of hundreds by itself takes longer
    than PostgreSQL's answer."""
    return END.join(text.replace(END, "") for text in texts)


class Statement:
    """One statement of SQL with places for named values, ``%(name)s``, that each connection prepares once."""

    def __init__(self, sql: str) -> None:
        names = list(dict.fromkeys(_PLACE.findall(sql)))
        self.name = f"newsblog_{next(_numbers)}"
        self.sql = _PLACE.sub(lambda place: f"${names.index(place[1]) + 1}", sql)
        values = ", ".join(f"%({name})s" for name in names)
        self.call = f"EXECUTE {self.name}" + (f" ({values})" if names else "")

    def on(self, connection: BaseDatabaseWrapper) -> str:
        """What to execute with the values on this connection, where it is prepared."""
        connection.ensure_connection()
        raw: Any = connection.connection
        known = _known.setdefault(raw, set())
        if self.name not in known:
            with connection.wrap_database_errors:
                raw.execute(f"PREPARE {self.name} AS {self.sql}")
            known.add(self.name)
        return self.call


class Prepared[Row]:
    """A query that is asked again and again with other values.

    ``build`` makes the queryset from keyword arguments and does nothing with them but give them to it, so that each
    arrives in the database as it is. The SQL is written once for tuples of one length and texts that are empty or not,
    and once for each value of those that are ``fixed``, as the number of rows, which are part of the SQL.

    Raises:
        ValueError: the queryset makes something else of a value, as ``contains`` does.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], fixed: Sequence[str] = ()) -> None:
        self.build, self.fixed = build, frozenset(fixed)
        self._written: dict[Any, Written[Row]] = {}

    def __call__(self, **values: Value) -> list[Row]:
        """The rows for these values."""
        if moment.chosen.get():  # another time is another query
            return list(self.build(**values))
        shape = tuple((name, value if name in self.fixed else _shape(value)) for name, value in values.items())
        written = self._written.get(shape)
        if written is None:
            marks = _marks({name: value for name, value in values.items() if name not in self.fixed})
            try:
                written = self._written[shape] = Written(self.build(**(values | marks)), marks)
            except EmptyResultSet:
                return []
        return written.ask(values)


class Written[Row]:
    """A queryset with its SQL; ``marks`` stand in it where the values go."""

    def __init__(self, rows: QuerySet[Any, Row], marks: dict[str, Value]) -> None:
        self.rows = rows
        self.compiler: SQLCompiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = self.compiler.as_sql()
        places: dict[Any, Callable[[dict[str, Value]], Any]] = {}
        for name, mark in marks.items():
            if isinstance(mark, tuple):
                places |= {one: _nth(name, number) for number, one in enumerate(mark)}
            elif mark != "":
                places[mark] = itemgetter(name)
        if lost := places.keys() - {one for one in parameters if isinstance(one, int | str)}:
            raise ValueError(f"a value does not arrive in the database as it is: {lost}")
        self.values = {f"v{number}": value_of for number, value_of in enumerate(places.values())}
        # What is no value is part of the SQL, so that PostgreSQL knows which partial index fits.
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            text: str = cursor.mogrify(sql, parameters)
            for name, mark in zip(self.values, places, strict=True):
                text = text.replace(cursor.mogrify("%s", [mark]), f"%({name})s")
        self.statement = Statement(text)

    def ask(self, values: dict[str, Value]) -> list[Row]:
        connection = connections[DEFAULT_DB_ALIAS]
        rows, compiler, query = map(_shallow_copy, (self.rows, self.compiler, self.rows.query))
        rows._query = query  # the property would make it one of dictionaries
        sql, parameters = self.statement.on(connection), {name: of(values) for name, of in self.values.items()}
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_kwargs: (sql, parameters)
        query.get_compiler = lambda *_args, **_kwargs: compiler
        return list(rows)


def _shallow_copy(thing: Any) -> Any:
    """A thing of the same parts, which are not changed: copying them, as QuerySet does, took a fifth of the time."""
    new = object.__new__(type(thing))
    new.__dict__.update(thing.__dict__)
    return new


def _shape(value: Value) -> Any:
    return len(value) if isinstance(value, tuple) else value != ""


def _marks(values: dict[str, Value]) -> dict[str, Value]:
    """Values like these, which nobody asks for."""
    numbers = itertools.count(1)
    return {name: _mark(value, numbers) for name, value in values.items()}


def _mark(value: Value, numbers: Iterator[int]) -> Value:
    if isinstance(value, tuple):
        return tuple(-(10**9) - next(numbers) for _one in value)
    if isinstance(value, str):
        return value and f"\ue000{next(numbers)}"
    return -(10**9) - next(numbers)


def _nth(name: str, number: int) -> Callable[[dict[str, Any]], Any]:
    return lambda values: values[name][number]
