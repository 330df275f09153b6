"""What a feed says, whatever its format."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

# What XML 1.0 (2.2) has no way to write.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Writer:
    name: str
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """An article or a comment. Addresses are absolute, ``html`` is sanitised."""

    id: str
    url: str
    title: str
    html: str
    published: datetime
    updated: datetime
    writer: Writer
    summary: str = ""
    subjects: Sequence[str] = ()
    picture: str = ""
    comments_feed: str = ""

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return 2 * len(self.html) + 3000


@dataclass(frozen=True)
class Feed:
    """The newest entries, or one archive of older ones. ``links`` are addresses by their relation (RFC 5005)."""

    title: str
    page: str
    """The page that the feed belongs to."""
    address: str
    """The feed's own."""
    language: str
    entries: Sequence[Entry]
    subtitle: str = ""
    icon: str = ""
    links: dict[str, str] = field(default_factory=dict)
    is_archive: bool = False

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=datetime(1970, 1, 1, tzinfo=UTC))


def tag_uri(kind: str, number: int, since: datetime) -> str:
    """A name that stays the same when addresses change (RFC 4151), e.g. ``tag:example.org,2026-01-31:article-12``."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{since:%Y-%m-%d}:{kind}-{number}"


def xml_text(text: str) -> str:
    """``text`` without the characters that XML can't hold."""
    return _NOT_IN_XML.sub("", text)
