"""The checks, each a question to one article. All together cost eight queries at the most, whatever the text has."""

import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.links import article_slug, own_path, picture_token
from articles.models import Article, Image, SlugRedirect
from articles.models.status import Status

from .findings import Finding, Level
from .reading import Reading, read

TITLE_WIDTH = 64
"""What search engines and lists show of a title, in Latin letters; a Chinese character is as wide as two."""
MOST_NAMED = 5
SHOWN_LENGTH = 60


def check(article: Article) -> list[Finding]:
    """What is wrong with an article, stored or as it is in a form; errors first, then in the order of the form."""
    reading = read(article.body)
    findings = [one for question in QUESTIONS for one in question(article, reading)]
    return sorted(findings, key=lambda one: one.level != Level.ERROR)


def blocking(article: Article) -> list[Finding]:
    """What must be mended before readers may see the article."""
    reading = read(article.body)
    found = (one for question in BLOCKING for one in question(article, reading))
    return [one for one in found if one.level == Level.ERROR]


def _title(article: Article, _reading: Reading) -> Iterator[Finding]:
    title = article.title.strip()
    if not title:
        yield Finding(Level.ERROR, "title", _("There is no title."))
        return
    width = _width(title)
    if width > TITLE_WIDTH:
        message = _("The title is too long: %(length)d of %(limit)d letters; a Chinese character counts as two.")
        values = {"length": width, "limit": TITLE_WIDTH}
        yield Finding(Level.WARNING, "title", message % values, _("Lists and search engines cut it."))
    same = Article.objects.kept().filter(title=title).exclude(pk=article.pk).only("slug").first()
    if same:
        message = _("Another article has the same title: %(address)s")
        yield Finding(Level.WARNING, "title", message % {"address": same.slug}, _("Say what is new in this one."))


def _text(article: Article, reading: Reading) -> Iterator[Finding]:
    if not reading.has_words and not reading.pictures:
        yield Finding(Level.ERROR, "body", _("There is no text."))
    if reading.foreign:
        yield Finding(
            Level.ERROR,
            "body",
            _("This is not allowed in a text, and readers would see it as it is: %(text)s") % {"text": reading.foreign},
            _("Put the address of a video or a post on a line by itself; it becomes a card."),
        )


def _slug(article: Article, _reading: Reading) -> Iterator[Finding]:
    if not article.slug:
        return
    if Article.objects.filter(slug=article.slug).exclude(pk=article.pk).exists():
        yield Finding(Level.ERROR, "slug", _("Another article has this slug."), _("Choose another one."))
    elif SlugRedirect.objects.filter(slug=article.slug).exclude(article_id=article.pk).exists():
        yield Finding(
            Level.ERROR,
            "slug",
            _("This slug belonged to another article and still leads to it."),
            _("Choose another one."),
        )


def _place(article: Article, _reading: Reading) -> Iterator[Finding]:
    if article.category_id is None:
        yield Finding(Level.ERROR, "category", _("There is no category."))
    if article.status == Status.SCHEDULED and article.published_at and article.published_at <= timezone.now():
        yield Finding(
            Level.WARNING,
            "published_at_0",
            _("It is scheduled for a time that is past: readers see it already."),
        )


def _in_lists(article: Article, _reading: Reading) -> Iterator[Finding]:
    if article.cover_id is None:
        yield Finding(
            Level.WARNING,
            "cover",
            _("There is no cover."),
            _("Lists and shared links show the first picture, or none."),
        )
    elif not article.cover_alt.strip():
        yield Finding(
            Level.WARNING,
            "cover_alt",
            _("The cover has no alternative text."),
            _("Say what is seen, for those who can't see it."),
        )
    if not article.summary.strip():
        yield Finding(
            Level.WARNING, "summary", _("There is no summary."), _("Lists show the beginning of the text instead.")
        )


def _pictures(_article: Article, reading: Reading) -> Iterator[Finding]:
    missing, foreign, wordless = [], [], []
    for shown in reading.pictures:
        token = picture_token(shown.address)
        image = reading.library.get(token or "")
        if image is None and own_path(shown.address) is None:
            foreign.append(shown.address)
        elif image is None:
            missing.append(shown.address)
        elif not shown.words and not image.alt:
            wordless.append(shown.address)
    yield from _each(
        missing, _("This picture is not in the library: %(address)s"), _("Upload it again, or take it out.")
    )
    yield from _each(
        foreign,
        _("This picture is on another site, and readers get a link instead of it: %(address)s"),
        _("Upload it to the library."),
    )
    yield from _each(
        wordless,
        _("This picture has no alternative text: %(address)s"),
        _("Say what is seen, for those who can't see it."),
    )


def _links(article: Article, reading: Reading) -> Iterator[Finding]:
    slugs = {address: slug for address in reading.links if (slug := article_slug(address))}
    found = _articles_by_slug(set(slugs.values()))
    gone, hidden, lost = [], [], []
    for address in dict.fromkeys(reading.links):
        target = found.get(slugs.get(address, ""))
        if address in slugs and target is None:
            gone.append(address)
        elif target and target.pk != article.pk and not target.is_public:
            hidden.append(address)
        elif (anchor := _anchor(address)) and not _has_anchor(article, reading, address, target, anchor):
            lost.append(address)
    for token in _tokens_gone(reading):
        gone.append(token)
    yield from _each(gone, _("This link leads nowhere: %(address)s"), _("Correct the address, or take the link out."))
    yield from _each(
        hidden,
        _("Readers can't see yet, or no more, what this link leads to: %(address)s"),
        _("Publish it first, or take the link out."),
    )
    yield from _each(lost, _("There is no such place in the text: %(address)s"), _("Link to a heading that there is."))


def _articles_by_slug(slugs: set[str]) -> dict[str, Article]:
    """The articles that the slugs lead to, by these; old slugs too."""
    rows = Article.objects.kept().only("slug", "status", "published_at", "withdraw_at", "contents")
    found = {one.slug: one for one in rows.filter(slug__in=slugs)}
    if left := slugs - found.keys():
        old = dict(SlugRedirect.objects.filter(slug__in=left).values_list("slug", "article_id"))
        moved = rows.in_bulk(old.values())
        found |= {slug: moved[key] for slug, key in old.items() if key in moved}
    return found


def _anchor(address: str) -> str:
    try:
        return unquote(urlsplit(address).fragment)
    except ValueError:
        return ""


def _has_anchor(article: Article, reading: Reading, address: str, target: Article | None, anchor: str) -> bool:
    if address.startswith("#") or (target and target.pk == article.pk):
        return anchor in reading.anchors
    if target is None or not anchor.startswith("section-"):
        return True
    return anchor in {heading["id"] for heading in target.contents}


def _tokens_gone(reading: Reading) -> list[str]:
    """The addresses of links to pictures that are not there."""
    tokens = {token: address for address in reading.links if (token := picture_token(address))}
    there = set(Image.objects.filter(token__in=tokens).values_list("token", flat=True)) if tokens else set()
    return [address for token, address in tokens.items() if token not in there]


def _each(addresses: list[str], message: str, mend: str) -> Iterator[Finding]:
    for address in list(dict.fromkeys(addresses))[:MOST_NAMED]:
        shown = address if len(address) <= SHOWN_LENGTH else f"{address[:SHOWN_LENGTH]}…"
        yield Finding(Level.WARNING, "body", message % {"address": shown}, mend)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


Question = Callable[[Article, Reading], Iterator[Finding]]
BLOCKING: tuple[Question, ...] = (_title, _text, _slug, _place)
QUESTIONS: tuple[Question, ...] = (*BLOCKING, _in_lists, _pictures, _links)
