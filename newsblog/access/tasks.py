"""Keeping no login longer than it holds."""

from procrastinate.contrib.django import app

from .sessions import SessionStore


@app.periodic(cron="37 * * * *")
@app.task(queue="queue", queueing_lock="access.forget", name="access.forget")
def forget(timestamp: int) -> None:
    """Forget logins that are over."""
    SessionStore.clear_expired()
