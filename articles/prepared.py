"""Queries whose SQL Django writes once: for those that are asked most, writing took longer than answering."""

import copy
import itertools
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from . import moment

Value = int | str | tuple[int, ...]


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
        self.sql, parameters = self.compiler.as_sql()
        places: dict[Any, Callable[[dict[str, Value]], Any]] = {}
        for name, mark in marks.items():
            if isinstance(mark, tuple):
                places |= {one: _nth(name, number) for number, one in enumerate(mark)}
            elif mark != "":
                places[mark] = itemgetter(name)
        if lost := places.keys() - {one for one in parameters if isinstance(one, int | str)}:
            raise ValueError(f"a value does not arrive in the database as it is: {lost}")
        self.parameters = [(isinstance(one, int | str) and places.get(one)) or _always(one) for one in parameters]

    def ask(self, values: dict[str, Value]) -> list[Row]:
        rows, compiler = self.rows.all(), copy.copy(self.compiler)
        parameters = tuple(value_of(values) for value_of in self.parameters)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, parameters)  # type: ignore[method-assign]
        rows.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
        return list(rows)


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


def _always(value: Any) -> Callable[[dict[str, Value]], Any]:
    return lambda _values: value
