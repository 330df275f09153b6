"""Whether pages are right while an article is edited, comments are posted and many read: nobody gets what was changed
before he asked."""

import itertools
import re
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl

from articles.models import Article
from newsblog.page_cache.listener import is_heard

from .visitor import Visitor
from .wrk import Load, load, write_paths

SLUG, COMMENTED = "measured", "measured-posting"
PAUSE_SECONDS = 0.05
EDITION = re.compile(r"第(\d+)版")
READERS = 2


@dataclass
class Found:
    """What came of it. ``stale`` pages showed less than was acknowledged before they were asked for."""

    edits: int = 0
    comments: int = 0
    looks: int = 0
    stale: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    load: Load | None = None


class Actor(Thread):
    """Does one thing again and again, until the end."""

    def __init__(self, url: str, found: Found, until: float) -> None:
        super().__init__()
        self.visitor, self.found, self.until = Visitor(url), found, until

    def run(self) -> None:
        for number in itertools.count(1):
            if time.monotonic() > self.until:
                return
            try:
                self.act(number)
            except Exception as error:
                self.found.failed.append(repr(error))

    def act(self, number: int) -> None:
        raise NotImplementedError


class Editor(Actor):
    """Saves new titles; ``acknowledged`` is the last one that the site said it has heard of."""

    acknowledged = 0

    def act(self, number: int) -> None:
        article = Article.objects.get(slug=SLUG)
        article.title = f"城市更新三年记 第{number}版"
        article.save()
        if not is_heard():
            raise RuntimeError("the site did not hear of a change")
        self.acknowledged = number
        self.found.edits += 1
        time.sleep(PAUSE_SECONDS)


class Commenter(Actor):
    """Posts comments, and looks for each on the page of the latest."""

    def __init__(self, url: str, found: Found, until: float) -> None:
        from .posting import forms

        super().__init__(url, found, until)
        self.forms = forms(int((until - time.monotonic()) / PAUSE_SECONDS) + 100)
        self.reader = Visitor(url)

    def act(self, number: int) -> None:
        form = dict(parse_qsl(next(self.forms)[1], keep_blank_values=True))
        mark = f"记号{time.monotonic_ns()}"
        form["body"] = f"{mark} 写得很清楚，谢谢作者。"  # of a text by chance the classifier holds one in two hundred
        if (status := self.visitor.post(f"/articles/{COMMENTED}/comments/", form)) != 303:
            raise RuntimeError(f"a comment was answered by {status}")
        self.visitor.cookies.clear()  # the next one comes from somebody else
        self.found.comments += 1
        if mark not in self.reader.get("/comments/")[1]:
            self.found.stale.append("/comments/")
        time.sleep(PAUSE_SECONDS)


class Reader(Actor):
    """Looks at the edited article."""

    editor: Editor

    def act(self, number: int) -> None:
        least = self.editor.acknowledged
        _took, page = self.visitor.get(f"/articles/{SLUG}/")
        self.found.looks += 1
        edition = EDITION.search(page)
        if least and (edition is None or int(edition[1]) < least):
            self.found.stale.append(f"edition {edition and edition[1]} instead of {least}")


def measure(url: str, seconds: int, work: Path) -> Found:
    """Edit, comment and read for so long. What was changed is as before afterwards, but for the comments."""
    found, until = Found(), time.monotonic() + seconds
    editor, commenter = Editor(url, found, until), Commenter(url, found, until)
    readers = [Reader(url, found, until) for _ in range(READERS)]
    for reader in readers:
        reader.editor = editor
    title = Article.objects.get(slug=SLUG).title
    paths = write_paths(["/", f"/articles/{SLUG}/", f"/articles/{COMMENTED}/", "/comments/", "/feed/"], work / "paths")
    with ExitStack() as after:
        after.callback(_retitle, title)
        for actor in (editor, commenter, *readers):
            actor.start()
            after.callback(actor.join)
        found.load = load(url, seconds, paths=paths)
    return found


def _retitle(title: str) -> None:
    article = Article.objects.get(slug=SLUG)
    article.title = title
    article.save()
