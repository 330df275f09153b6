"""JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/"""

import json
from typing import Any

from .feed import Entry, Feed

CONTENT_TYPE = "application/feed+json; charset=utf-8"


def render(feed: Feed) -> bytes:
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "description": feed.subtitle,
        "icon": feed.icon,
        "language": feed.language,
        "next_url": feed.links.get("prev-archive", ""),
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(_without_empty(data) | {"items": data["items"]}, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    author = _without_empty({"name": entry.writer.name, "url": entry.writer.url})
    return _without_empty(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_html": entry.html or " ",
            "summary": entry.summary,
            "image": entry.picture,
            "date_published": entry.published.isoformat(timespec="seconds"),
            "date_modified": entry.updated.isoformat(timespec="seconds"),
            "authors": [author] if author else [],
            "tags": list(entry.subjects),
        }
    )


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}
