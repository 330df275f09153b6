"""Django's PostgreSQL engine on the embedded server (``ENGINE = "newsblog.postgres"``).

Whoever needs a connection first starts the server, and a server that died is started again by the next request.
"""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from .cluster import ROLE, Cluster
from .programs import PostgresError

cluster = Cluster(settings.DATA_FOLDER)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        self._use_cluster()
        params: dict[str, Any] = super().get_connection_params()
        return {**params, "host": str(cluster.socket_folder), "user": ROLE}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._use_cluster()
        return super().get_new_connection(conn_params)

    def _use_cluster(self) -> None:
        try:
            cluster.use()
        except PostgresError as error:
            raise OperationalError(str(error)) from error
