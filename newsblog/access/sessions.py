"""Django's sessions in the database, with whose they are: the engine that ``SESSION_ENGINE`` names."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

# What a session keeps of its own beginning.
STARTED, DEVICE, NETWORK = "access.started", "access.device", "access.network"
SEEN_EVERY = timedelta(minutes=5)


class SessionStore(DatabaseStore):
    """Writes down when a login was last seen, at most every five minutes."""

    @classmethod
    def get_model_class(cls) -> Any:
        from .models import Login

        return Login

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        from .models import moment

        row: Any = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.device, row.network = data.get(DEVICE, ""), data.get(NETWORK, "")
        row.started_at, row.seen_at = moment(data.get(STARTED)), timezone.now()
        return row

    def _get_session_from_db(self) -> Any:
        row: Any = super()._get_session_from_db()  # type: ignore[misc]  # which the stubs don't know
        now = timezone.now()
        if row and row.user_id and now - row.seen_at > SEEN_EVERY:
            self.get_model_class().objects.filter(session_key=row.session_key).update(seen_at=now)
        return row
