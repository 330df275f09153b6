"""Work on articles that nobody waits for."""

from procrastinate.contrib.django import app

from .flow import tasks as flow
from .history import bin as bin_of_articles
from .images import tasks as pictures
from .models import ArticleCount, FailedSearch
from .writing import tasks as writing

__all__ = ["flow", "fold_counts", "forget_searches", "pictures", "writing"]


@app.periodic(cron="43 * * * *")
@app.task(queue="articles", queueing_lock="articles.forget_searches", name="articles.forget_searches")
def forget_searches(timestamp: int) -> None:
    """Forget searches without results that are old."""
    FailedSearch.forget()


@app.periodic(cron="33 * * * *")
@app.task(queue="articles", queueing_lock="articles.fold_counts", name="articles.fold_counts")
def fold_counts(timestamp: int) -> None:
    """Make one line of the many that say how the number of articles changed."""
    ArticleCount.objects.fold()


@app.periodic(cron="13 * * * *")
@app.task(queue="articles", queueing_lock="articles.empty_bin", name="articles.empty_bin")
def empty_bin(timestamp: int) -> None:
    """Delete for good what was in the bin for thirty days."""
    bin_of_articles.empty()
