from procrastinate.contrib.django import app

from newsblog.queue import RETRY

from .models import Day


@app.periodic(cron="*/10 * * * *")
@app.task(queue="newsblog", queueing_lock="desk.days", retry=RETRY, name="desk.days")
def count_days(timestamp: int) -> None:
    """Bring the figures of the last days up to date."""
    Day.recount()
