"""One file of the content format: front matter in YAML between lines of ``---``, then Markdown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import yaml
from django.utils.translation import gettext as _

from articles.models import RelatedLink
from articles.text import normalized

MOST_BYTES = 4 * 1024 * 1024
FENCE = "---"


class ContentError(Exception):
    """A file can't be taken: why, and the line (from 1) where that shows, or 0."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line

    def __str__(self) -> str:
        return _("line %(line)d: %(message)s") % vars(self) if self.line else self.message


@dataclass(frozen=True)
class Related:
    slug: str
    kind: str = RelatedLink.Kind.SEE_ALSO.value
    backlink: bool = True


@dataclass(frozen=True)
class Corrected:
    """What was corrected, and when."""

    date: datetime
    text: str


@dataclass(frozen=True)
class CommentEntry:
    """A comment and its replies as the file has them, unchecked but for their shape."""

    name: str
    body: str
    email: str
    website: str
    status: str
    date: datetime | None
    replies: "list[CommentEntry]"


@dataclass
class Document:
    """What a file says, checked for its form. ``lines`` tells where each field stands."""

    title: str
    slug: str
    body: str
    author: str = ""
    category: str = ""
    tags: list[str] = field(default_factory=list)
    published: datetime | None = None
    updated: datetime | None = None
    views: int = 0
    summary: str = ""
    cover: str = ""
    cover_alt: str = ""
    related: list[Related] = field(default_factory=list)
    pinned: bool = False
    comments_open: bool = True
    source_name: str = ""
    source_url: str = ""
    corrections: list[Corrected] = field(default_factory=list)
    comments: list[CommentEntry] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file; the slug is the file's name where the file gives none.

        Raises:
            ContentError: with the line.
        """
        if path.stat().st_size > MOST_BYTES:
            raise ContentError(_("the file is larger than 4 MB"))
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ContentError(_("the text is not UTF-8"), error.object[: error.start].count(b"\n") + 1) from None
        if "\0" in text:
            raise ContentError(_("the text has a NUL character"), text[: text.index("\0")].count("\n") + 1)
        front, body = _split(normalized(text))
        values, lines = _load(front)
        return cls._from(values, lines, body, path.stem)

    @classmethod
    def _from(cls, values: dict[str, Any], lines: dict[str, int], body: str, stem: str) -> Self:
        fields: dict[str, Any] = {}
        for name, value in values.items():
            try:
                if name not in READERS:
                    raise ContentError(_("unknown field: %(name)s") % {"name": name})
                fields[name] = READERS[name](value)
            except ContentError as error:
                raise ContentError(error.message, error.line or lines[name]) from None
        if not fields.get("title"):
            raise ContentError(_("the title is missing"), lines.get("title", 1))
        return cls(**{"slug": stem, **fields}, body=body, lines=lines)


def _split(text: str) -> tuple[str, str]:
    first, _newline, rest = text.partition("\n")
    if first.rstrip() != FENCE:
        raise ContentError(_("the file must begin with a line of three hyphens"), 1)
    front: list[str] = []
    lines = rest.split("\n")
    for number, line in enumerate(lines):
        if line.rstrip() == FENCE:
            return "\n".join(front), "\n".join(lines[number + 1 :]).strip("\n") + "\n"
        front.append(line)
    raise ContentError(_("the line of three hyphens that ends the front matter is missing"), 1)


def _load(front: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The front matter with every scalar as text, and the line of every field in the file."""
    loader = yaml.BaseLoader(front)
    try:
        node = loader.get_single_node()
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(front, Loader=yaml.BaseLoader)):
            raise ContentError(_("references (&, *) are not used in front matter"), 1)
        values = loader.construct_document(node) if node else {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ContentError(error.problem or str(error), mark.line + 2 if mark else 1) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise ContentError(_("the front matter can't be read: %(error)s") % {"error": error}, 1) from None
    finally:
        loader.dispose()
    if not isinstance(values, dict):
        raise ContentError(_("the front matter must be a list of fields"), 1)
    lines: dict[str, int] = {}
    for key, _value in node.value if node else []:
        line = key.start_mark.line + 2
        if not isinstance(key.value, str) or key.value in lines:
            raise ContentError(_("this field stands twice"), line)
        lines[key.value] = line
    return values, lines


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ContentError(_("a text is expected here"))
    return value.strip()


def _texts(value: Any) -> list[str]:
    if value == "":
        return []
    if not isinstance(value, list):
        raise ContentError(_("a list is expected here"))
    return list(dict.fromkeys(text for item in value if (text := _text(item))))


def _moment(value: Any) -> datetime | None:
    text = _text(value)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ContentError(_("not a date and time: %(text)s") % {"text": text}) from None
    if moment.tzinfo is None:
        raise ContentError(_("the date needs an offset, for example 2026-03-14T09:30:00+08:00"))
    if not 1 < moment.year < 9999:
        raise ContentError(_("no calendar that we know has this year"))
    return moment


def _number(value: Any) -> int:
    text = _text(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise ContentError(_("a whole number is expected here"))
    return int(text)


def _truth(value: Any) -> bool:
    text = _text(value).lower()
    if text not in {"true", "false", "yes", "no"}:
        raise ContentError(_("true or false is expected here"))
    return text in {"true", "yes"}


def _related(value: Any) -> list[Related]:
    if value == "":
        return []
    if not isinstance(value, list):
        raise ContentError(_("a list is expected here"))
    found: dict[str, Related] = {}
    for item in value:
        entry = {"slug": item} if isinstance(item, str) else item
        if not isinstance(entry, dict) or not entry.keys() <= {"slug", "kind", "backlink"} or not entry.get("slug"):
            raise ContentError(_("a related article is a slug, or a slug and a kind"))
        words = {name: _text(entry[name]) for name in ("slug", "kind") if name in entry}
        one = Related(**words, backlink=_truth(entry["backlink"]) if "backlink" in entry else True)
        if one.kind not in RelatedLink.Kind.values:
            raise ContentError(_("unknown kind of relation: %(kind)s") % {"kind": one.kind})
        found.setdefault(one.slug, one)
    return list(found.values())


def _corrections(value: Any) -> list[Corrected]:
    if value == "":
        return []
    if not isinstance(value, list):
        raise ContentError(_("a list is expected here"))
    found: list[Corrected] = []
    for item in value:
        if not isinstance(item, dict) or item.keys() != {"date", "text"}:
            raise ContentError(_("a correction is a date and a text"))
        date, text = _moment(item["date"]), _text(item["text"])
        if date is None or not text:
            raise ContentError(_("a correction is a date and a text"))
        found.append(Corrected(date, text))
    return found


def _comments(value: Any) -> list[CommentEntry]:
    if value == "":
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ContentError(_("a list of comments is expected here"))
    return [_comment(item) for item in value]


def _comment(entry: dict[str, Any]) -> CommentEntry:
    unknown = entry.keys() - {"name", "email", "website", "date", "body", "status", "replies"}
    if unknown:
        raise ContentError(_("unknown field of a comment: %(name)s") % {"name": min(unknown)})
    texts = {name: _text(entry.get(name, "")) for name in ("name", "email", "website", "body")}
    if not texts["name"] or not texts["body"]:
        raise ContentError(_("a comment needs a name and a body"))
    return CommentEntry(
        **texts,
        status=_text(entry.get("status", "published")),
        date=_moment(entry.get("date", "")),
        replies=_comments(entry.get("replies", "")),
    )


READERS: dict[str, Callable[[Any], Any]] = {
    "title": _text,
    "slug": _text,
    "author": _text,
    "category": _text,
    "tags": _texts,
    "published": _moment,
    "updated": _moment,
    "views": _number,
    "summary": _text,
    "cover": _text,
    "cover_alt": _text,
    "related": _related,
    "pinned": _truth,
    "comments_open": _truth,
    "source_name": _text,
    "source_url": _text,
    "corrections": _corrections,
    "comments": _comments,
}
