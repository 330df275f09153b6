"""Work of the writing desk that nobody waits for."""

from procrastinate.contrib.django import app

from newsblog.queue import RETRY


@app.periodic(cron="23 4 * * *")
@app.task(queue="articles", queueing_lock="articles.forget_drafts", name="articles.forget_drafts")
def forget(timestamp: int) -> None:
    """Forget what was typed long ago and never saved."""
    from articles.models import AutoDraft

    AutoDraft.objects.forget_old()


@app.task(queue="articles", retry=RETRY, name="articles.picture_words")
def retell(token: str) -> None:
    """Make the texts anew that show a picture whose words changed: they have them too."""
    from articles.models import Image
    from articles.rebuilding import rebuild

    if image := Image.objects.filter(token=token).first():
        rebuild(image.articles_with_it_in_their_text())
