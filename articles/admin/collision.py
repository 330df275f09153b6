"""When two editors save the same article: what fits together is merged, and of the rest the second one chooses."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.flow import may_pin
from articles.history import snapshot
from articles.history.differences import sides
from articles.history.merge import Conflict, Merged, merge
from articles.history.words import name_of, value_of
from articles.models import Article, Author, Category, Image, RelatedLink, Tag

TEXTS = ("title", "slug", "body", "summary", "cover_alt", "source_name", "source_url")
SWITCHES = {"pinned", "comments_open"}
UNKEPT = {"user", "assignee"}
"""What no revision has: the form says what its editor began from."""
CHOICES = {"mine", "theirs", "both"}
OWN = ("csrfmiddlewaretoken", "their_version")
LINKS = "related_links"


def save(desk: ModelAdmin, request: HttpRequest, key: str, go_on: Callable[..., Any]) -> Any:
    """Save what was posted, with what somebody else saved since its editor began; or ask what to take."""
    article = Article.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
    if article is None or article.binned_at or not desk.has_change_permission(request, article):
        return _give_back(desk, request, article) if _is_writer(desk, request) else go_on(request, key)
    seen = _number(request.POST, "seen_version")
    if seen == article.version:
        return go_on(request, key)
    base = article.revisions.filter(version__lte=seen, last_version__gte=seen).first()
    theirs = snapshot.take(article)
    posted = _posted(request.POST, theirs, SWITCHES if may_pin(request.user) else SWITCHES - {"pinned"})
    merged = merge(base.fields if base else None, posted, theirs)
    choices = [request.POST.get(f"pick-{number}", "") for number in range(len(merged.conflicts))]
    is_decided = request.POST.get("their_version") == str(article.version) and CHOICES.issuperset(choices)
    if merged.conflicts and not is_decided:
        return _ask(desk, request, article, merged)
    request.POST = _rewritten(request.POST, merged.settle(choices), article)  # type: ignore[assignment]
    if taken := [name for name in merged.taken if name not in {conflict.name for conflict in merged.conflicts}]:
        names = "、".join(name_of(name) for name in taken)
        words = _("Somebody else saved this article meanwhile. Both changes are in it now: %(fields)s")
        messages.info(request, words % {"fields": names})
    return go_on(request, key)


def _ask(desk: ModelAdmin, request: HttpRequest, article: Article, merged: Merged) -> HttpResponse:
    last = article.revisions.select_related("user").first()
    kept = [(name, value) for name, values in request.POST.lists() for value in values if not _is_own(name)]
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Two people changed the same"),
        "opts": desk.opts,
        "original": article,
        "other": last.user if last else None,
        "conflicts": [_to_choose_from(one) for one in merged.conflicts],
        "kept": kept,
    }
    return TemplateResponse(request, "admin/articles/article/collision.html", context)


def _to_choose_from(conflict: Conflict) -> dict[str, Any]:
    """A conflict as its page shows it, with what differs between the two."""
    said = (value_of(conflict.name, value) for value in (conflict.theirs, conflict.mine))
    theirs, mine = sides(*("\n".join(one) if isinstance(one, list) else one for one in said))
    is_text = conflict.name == "body"
    return {"name": name_of(conflict.name), "is_text": is_text, "mine": mine, "theirs": theirs}


def _is_writer(desk: ModelAdmin, request: HttpRequest) -> bool:
    return "body" in request.POST and desk.has_change_permission(request)


def _give_back(desk: ModelAdmin, request: HttpRequest, article: Article | None) -> HttpResponse:
    """What was typed into an article that can't be saved any more: others published it meanwhile, or deleted it."""
    is_gone = article is None or article.binned_at is not None
    context = {
        **desk.admin_site.each_context(request),
        "title": _("This can't be saved any more"),
        "opts": desk.opts,
        "is_gone": is_gone,
        "texts": [
            (name_of(name), text, 16 if name == "body" else 2) for name in TEXTS if (text := request.POST.get(name))
        ],
    }
    status = HTTPStatus.GONE if is_gone else HTTPStatus.FORBIDDEN
    return TemplateResponse(request, "admin/articles/article/too_late.html", context, status=status)


def _is_own(name: str) -> bool:
    return name in OWN or name.startswith("pick-")


def _posted(data: QueryDict, theirs: snapshot.Snapshot, switches: set[str]) -> snapshot.Snapshot:
    """What the form says, in the shape of a snapshot; where it says nothing, what is stored. It has these ``switches``,
    and sends only those that are on."""
    fields: snapshot.Snapshot = dict(theirs)
    fields |= {name: str(data[name]).replace("\r\n", "\n").strip() for name in TEXTS if name in data}
    fields |= {name: name in data for name in switches}
    for name in snapshot.TIMES:
        if f"{name}_0" in data:
            fields[name] = _moment(data, name, theirs[name])
    for name, model in (("author", Author), ("category", Category)):
        if found := model.objects.filter(pk__in=_keys(data, name)).first():
            fields[name] = found.name
    fields["tags"] = sorted(Tag.objects.filter(pk__in=_keys(data, "tags")).values_list("name", flat=True))
    cover = Image.objects.filter(pk__in=_keys(data, "cover")).first()
    fields["cover"] = cover.token if cover else None
    if f"{LINKS}-TOTAL_FORMS" in data:
        fields["related"] = _posted_links(data)
    return fields


def _moment(data: QueryDict, name: str, otherwise: str | None) -> str | None:
    try:
        moment = forms.SplitDateTimeField(required=False).clean([data.get(f"{name}_0"), data.get(f"{name}_1")])
    except ValidationError:
        return otherwise
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def _keys(data: QueryDict, name: str) -> list[int]:
    return [int(value) for value in data.getlist(name) if value.isdecimal() and len(value) < 19]


def _posted_links(data: QueryDict) -> list[list[Any]]:
    """The related articles that the form names, in their order."""
    rows = []
    for number in range(min(_number(data, f"{LINKS}-TOTAL_FORMS"), 1000)):
        row = f"{LINKS}-{number}-"
        if f"{row}DELETE" not in data and data.get(f"{row}target", "").isdecimal():
            place = _number(data, f"{row}position"), number
            says = data.get(f"{row}kind", ""), f"{row}shows_backlink" in data
            rows.append((*place, _number(data, f"{row}target"), *says))
    slugs = dict(
        Article.objects.filter(pk__in=[target for *_place, target, _kind, _back in rows]).values_list("pk", "slug")
    )
    return [[slugs[target], kind, back] for *_place, target, kind, back in sorted(rows) if target in slugs]


def _number(data: QueryDict, name: str) -> int:
    value = data.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _rewritten(data: QueryDict, fields: snapshot.Snapshot, article: Article) -> QueryDict:
    """The form as if its editor had begun from what is stored now."""
    new = data.copy()
    for name in [name for name in new if _is_own(name) and name != "csrfmiddlewaretoken"]:
        del new[name]
    new["seen_version"] = str(article.version)
    for name in TEXTS:
        new[name] = fields[name] or ""
    for name in SWITCHES:
        new.pop(name, None)
        if fields[name]:
            new[name] = "on"
    for name in snapshot.TIMES:
        new[f"{name}_0"], new[f"{name}_1"] = _split(fields[name])
    new["author"] = str(Author.objects.called(fields["author"]).pk)
    new["category"] = str(Category.objects.called(fields["category"]).pk)
    new.setlist("tags", [str(Tag.objects.called(name).pk) for name in fields["tags"]])
    cover = Image.objects.filter(token=fields["cover"]).first() if fields["cover"] else None
    new["cover"] = str(cover.pk) if cover else ""
    for name in UNKEPT:
        if f"initial-{name}" in new and new[f"initial-{name}"] == new.get(name, ""):
            new[name] = new[f"initial-{name}"] = str(getattr(article, f"{name}_id") or "")
    _rewrite_links(new, fields["related"], article)
    _leave_out_gone_corrections(new, article)
    return new


def _split(moment: str | None) -> tuple[str, str]:
    found: datetime | None = parse_datetime(moment) if moment else None
    if found is None:
        return "", ""
    local = timezone.localtime(found)
    return f"{local:%Y-%m-%d}", f"{local:%H:%M:%S}"


def _rewrite_links(data: QueryDict, related: list[Any], article: Article) -> None:
    """The inline form of the related articles: first the rows that there are, then the new ones."""
    for name in [name for name in data if name.startswith(f"{LINKS}-")]:
        del data[name]
    stored: list[RelatedLink] = list(article.related_links.select_related("target"))
    places = {slug: (place, rest) for place, (slug, *rest) in enumerate(related)}
    there = {link.target.slug for link in stored}
    targets = dict(Article.objects.filter(slug__in=places.keys() - there).values_list("slug", "pk"))
    rows: list[dict[str, Any]] = []
    for link in stored:
        place, rest = places.get(link.target.slug, (0, [link.kind]))
        row = _row(link.pk, article, link.target_id, place, rest)
        rows.append(row if link.target.slug in places else row | {"DELETE": "on"})
    rows += [_row("", article, key, *places[slug]) for slug, key in targets.items()]
    data[f"{LINKS}-TOTAL_FORMS"], data[f"{LINKS}-INITIAL_FORMS"] = str(len(rows)), str(len(stored))
    for number, row in enumerate(rows):
        for name, value in row.items():
            data[f"{LINKS}-{number}-{name}"] = str(value)


def _leave_out_gone_corrections(data: QueryDict, article: Article) -> None:
    """A correction that others deleted, and nobody changed here, is no mistake."""
    there = {str(key) for key in article.corrections.values_list("pk", flat=True)}
    for number in range(min(_number(data, "corrections-INITIAL_FORMS"), 1000)):
        row = f"corrections-{number}-"
        if data.get(f"{row}id") not in there and data.get(f"{row}text") == data.get(f"initial-{row}text"):
            data[f"{row}DELETE"] = "on"


def _row(key: int | str, article: Article, target: int, place: int, rest: list[Any]) -> dict[str, Any]:
    row = {"id": key, "source": article.pk, "target": target, "position": place, "kind": rest[0]}
    return row | {"shows_backlink": "on"} if all(rest[1:]) else row
