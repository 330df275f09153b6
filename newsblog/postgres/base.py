"""Django's PostgreSQL engine on the embedded server (``ENGINE = "newsblog.postgres"``).

Whoever needs a connection first starts the server, and a server that died is started again by the next request.
"""

from typing import Any, Self

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base

from .cluster import ROLE, Cluster
from .programs import PostgresError

cluster = Cluster(settings.DATA_FOLDER)


class Connection(psycopg.Connection):
    """A connection of a pool: it makes sure that the server runs when it is opened, and not at each request."""

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> Self:
        return super().connect(conninfo, **(options | _server()))


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        parameters: dict[str, Any] = super().get_connection_params()
        has_pool = bool(self.settings_dict["OPTIONS"].get("pool"))  # a copy of a connection may have none
        return parameters if has_pool else parameters | _server()

    @property
    def pool(self) -> Any:
        if options := self.settings_dict["OPTIONS"].get("pool"):
            options.setdefault("connection_class", Connection)
        return super().pool


def _server() -> dict[str, str]:
    """Where the server is; it runs."""
    try:
        cluster.use()
    except PostgresError as error:
        raise psycopg.OperationalError(str(error)) from error
    return {"host": str(cluster.socket_folder), "user": ROLE}
