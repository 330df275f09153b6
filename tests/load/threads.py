"""Comments in the order in which they were written, all articles among each other."""

import heapq
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from comments import fingerprints, rendering
from comments.models import Comment
from comments.models.comment import SEGMENT, SHOWN_DEPTH
from comments.models.visitors import Like

from .bulk import Rows, reserve
from .prose import Prose

TEXTS = 4000
NAMES = 5000
REPLIES = 0.45
# Of all: what moderators have not decided about yet, what they hid.
STATUSES = {"pending": 0.002, "spam": 0.02, "removed": 0.008}


class Said(NamedTuple):
    key: int
    path: str
    root: int | None


class Threads:
    """Readers' comments. ``open`` an article for some, then ``write`` what was said before a moment."""

    def __init__(self, prose: Prose) -> None:
        self.chance = prose.chance
        texts = sorted({prose.comment() for _ in range(TEXTS)})
        self.texts = [(text, rendering.render(text), fingerprints.of_text(text)) for text in texts]
        self.names = [f"{self.chance.choice(('读者', '网友', 'user', '老'))}{number}" for number in range(NAMES)]
        self.coming: list[tuple[datetime, int]] = []
        self.published: dict[int, list[Said]] = {}
        self.left: dict[int, int] = {}
        self.comments = Rows(
            Comment,
            *("id", "article_id", "parent_id", "root_id", "path", "public_id", "name", "body", "html", "rules"),
            *("status", "created_at", "likes", "address_hash", "browser", "form_key", "fingerprint", "text_hash"),
        )
        self.likes = Rows(Like, "comment_id", "visitor")

    def open(self, article: int, since: datetime, number: int, until: datetime) -> None:
        """Let readers say so much about an article, most of it soon."""
        if number == 0:
            return
        self.published[article], self.left[article] = [], number
        for _ in range(number):
            after = timedelta(hours=self.chance.expovariate(1 / 20))
            heapq.heappush(self.coming, (min(since + after, until), article))

    def write(self, before: datetime) -> int:
        """Write what was said before a moment and is not written yet; how many."""
        number = sum(at < before for at, _article in self.coming)
        key = reserve(Comment, number) if number else 0
        for one in range(key, key + number):
            at, article = heapq.heappop(self.coming)
            self._say(one, article, at)
            self.left[article] -= 1
            if self.left[article] == 0:
                del self.left[article], self.published[article]
        self.comments.write()
        self.likes.write()
        return number

    def _say(self, key: int, article: int, at: datetime) -> None:
        chance, thread = self.chance, self.published[article]
        parent = chance.choice(thread) if thread and chance.random() < REPLIES else None
        path = (parent.path[: SHOWN_DEPTH * SEGMENT] if parent else "") + f"{key:0{SEGMENT}x}"
        root = (parent.root or parent.key) if parent else None
        body, html, text_hash = chance.choice(self.texts)
        name, status, likes = chance.choice(self.names), self._status(), self._like(key)
        public_id = f"{chance.getrandbits(48):012x}"
        place = {"article_id": article, "parent_id": parent.key if parent else None}
        words = {"name": name, "email": "", "website": "", "body": body}
        fingerprint = fingerprints.of_comment(_as_comment(**place, **words))
        self.comments.add(
            *(key, article, place["parent_id"], root, path, public_id, name, body, html, rendering.RULES),
            *(status, at, likes, self._digest(), self._digest(), self._digest(), fingerprint, text_hash),
        )
        if status == "published":
            thread.append(Said(key, path, root))

    def _status(self) -> str:
        drawn = self.chance.random()
        for status, share in STATUSES.items():
            if drawn < share:
                return status
            drawn -= share
        return "published"

    def _like(self, key: int) -> int:
        number = int(self.chance.paretovariate(1.5)) if self.chance.random() < 0.05 else 0
        for _ in range(min(number, 50)):
            self.likes.add(key, self._digest())
        return min(number, 50)

    def _digest(self) -> str:
        return f"{self.chance.getrandbits(128):032x}"


def _as_comment(**values: Any) -> Comment:
    return SimpleNamespace(**values)  # type: ignore[return-value]
