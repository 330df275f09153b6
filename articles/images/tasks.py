"""Work on pictures that nobody waits for."""

from contextlib import suppress

from procrastinate.contrib.django import app

from newsblog.queue import RETRY


@app.task(queue="articles", retry=RETRY, name="articles.renditions")
def finish(picture: int) -> None:
    """Make the sizes of a picture that are missing, and let the texts that show it have them."""
    from articles.models import Image
    from articles.models.image_files import OvertakenError
    from articles.rebuilding import rebuild

    image = Image.objects.filter(pk=picture).first()
    if image is None:
        return
    with suppress(OvertakenError):  # whatever overtook it queued a job of its own
        image.make_missing()
        rebuild(image.articles_with_it_in_their_text())


def finish_later(picture: int) -> None:
    """Queue that as a part of the transaction that is open. Jobs on one picture are done one after the other."""
    finish.configure(lock=f"articles.picture {picture}").defer(picture=picture)
