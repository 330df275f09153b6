"""The rows of the benchmark's table."""

import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from django.db import connections

from articles.models import Article, Author, Category
from comments.models import Comment
from tests.running_site import RunningSite

from . import truth, wrk
from .memory import megabytes
from .posting import post_comments
from .prose import FREQUENT
from .report import Row, Target, at_least, at_most
from .servers import bare, behind_nginx, lacks_nginx, site, static
from .visitor import Visitor
from .wrk import Load, load

SECONDS = int(os.environ.get("SECONDS", "4"))
ROUNDS = 3
MANY_REQUESTS = 100_000
ARTICLE = "/articles/measured/"
HIT, MISS, FILE = at_least(0.80), at_least(1 / 30), at_least(0.90)
# Where a new article of this category shows.
CATEGORY = "要闻"
SHOWING_NEW = ("/", "/category/yao-wen/", "/feed/")


def measure(folder: Path, work: Path) -> Iterator[Row]:
    """Measure the site of a data folder; its data are as before afterwards. ``work`` is a folder for small files."""
    with site(folder) as running:
        body = Visitor(running.url).get(ARTICLE)[1].encode()
        yield from memory(running, work)
        with bare(body, work) as limit:
            yield from hits(running.url, limit)
            yield comments(running.url, limit)
        yield right(running.url, work)
        yield publishing(running.url)
    if lacking := lacks_nginx():
        yield Row("article through nginx / file in nginx", note=lacking)
    else:
        with behind_nginx(folder, work) as url, static(body, work) as limit:
            yield compare("article through nginx / file in nginx", url + ARTICLE, limit, FILE)
            yield compare("the same, compressed", url + ARTICLE, limit, FILE, encoding="gzip")
    with site(folder, PAGE_CACHE="off") as running, bare(body, work) as limit:
        yield from misses(running.url, limit, work)
        yield crowd(running.url)


def compare(
    what: str, url: str, limit: str, target: Target | None, *, encoding: str = "", paths: Path | None = None
) -> Row:
    """Ours and the limit in turn, so that what else the machine does falls on both; the pair in the middle counts."""
    load(url, 1, encoding=encoding, paths=paths)
    pairs: list[tuple[Load, Load]] = []
    for _round in range(ROUNDS):
        best = load(limit, SECONDS, encoding=encoding)
        pairs.append((load(url, SECONDS, encoding=encoding, paths=paths), best))
    pairs.sort(key=lambda pair: pair[0].per_second / pair[1].per_second)
    ours, best = pairs[len(pairs) // 2]
    return Row(what, ours, best.per_second, ours.per_second / best.per_second, target)


def hits(url: str, limit: str) -> Iterator[Row]:
    yield compare("article, hit / bare WSGI function", url + ARTICLE, limit, HIT)
    for name, path in others().items():
        yield compare(f"{name}, hit", url + path, limit, HIT)
    checked = load(url + ARTICLE, SECONDS, title=_title())
    yield Row("article, hit, the title of each answer looked at", checked)


def misses(url: str, limit: str, work: Path) -> Iterator[Row]:
    row = compare("article, miss / bare WSGI function", url + ARTICLE, limit, MISS)
    yield row
    if row.load:
        yield Row("the same, p99 / p50", figure=row.load.p99 / row.load.p50, target=at_most(4))
    for name, path in others().items():
        yield compare(f"{name}, miss", url + path, limit, None)
    searches = wrk.write_paths([f"/search/?q={quote(FREQUENT)}"], work / "searches")
    yield compare("search, frequent word", url, limit, None, paths=searches)
    checked = load(url + ARTICLE, SECONDS, title=_title())
    yield Row("article, miss, the title of each answer looked at", checked)


def others() -> dict[str, str]:
    """Further kinds of pages."""
    middle = max(2, Article.objects.published().count() // 20)
    return {"home": "/", "category": "/category/yao-wen/", "deep page": f"/?page={middle}", "feed": "/feed/"}


def comments(url: str, limit: str) -> Row:
    last = Comment.objects.order_by("-pk").values_list("pk", flat=True)[0]
    best = load(limit, SECONDS)
    posted = post_comments(url, "measured-posting", SECONDS * ROUNDS)
    Comment.objects.filter(pk__gt=last).delete()
    taken = replace(posted.load, requests=posted.accepted, wrong=posted.refused + posted.lost)
    ratio = posted.per_second / best.per_second
    return Row("comments accepted, 8 clients / bare WSGI function", taken, best.per_second, ratio, MISS)


def right(url: str, work: Path) -> Row:
    last = Comment.objects.order_by("-pk").values_list("pk", flat=True)[0]
    found = truth.measure(url, SECONDS * ROUNDS, work)
    Comment.objects.filter(pk__gt=last).delete()
    for complaint in [*found.failed, *found.stale][:5]:
        print(f"    {complaint}", file=sys.stderr)
    wrong = len(found.stale) + len(found.failed) + (found.load.wrong if found.load else 0)
    what = f"while {found.edits} edits and {found.comments} comments come in: stale pages, failures"
    return Row(what, found.load, figure=wrong, target=at_most(0, " wrong"))


def publishing(url: str) -> Row:
    """From the verb until home, category, feed and its own page show an article, whoever asks; the slowest of five."""
    times = [_publish_and_see(url, number) for number in range(5)]
    return Row("publishing, until every page shows it", figure=max(times), target=at_most(300, " ms"))


def _publish_and_see(url: str, number: int) -> float:
    like = Article.objects.get(slug="measured")
    category, author = Category.objects.called(CATEGORY), Author.objects.order_by("pk")[0]
    slug = f"bench-{time.time_ns()}"
    article = Article(title=f"刚刚发布的第{number}条", slug=slug, body=like.body, category=category, author=author)
    article.save()
    readers = [Visitor(url) for _ in range(4)]
    pages = [*SHOWING_NEW, f"/articles/{slug}/"]
    for reader in readers:
        for path in pages[:-1]:
            reader.get(path)
    began = time.perf_counter()
    article.publish()
    while not all(_shows(reader, path, slug) for reader in readers for path in pages):
        pass
    took = (time.perf_counter() - began) * 1000
    article.delete()
    return took


def _shows(reader: Visitor, path: str, slug: str) -> bool:
    try:
        return f"/articles/{slug}/" in reader.get(path)[1]
    except RuntimeError:
        return False


def crowd(url: str) -> Row:
    """The first page of ten thousand comments and that of fifty, each asked for alone, in turn."""
    reader = Visitor(url)
    times: dict[str, list[float]] = {"measured-10000": [], "measured-50": []}
    for _sample in range(40):
        for slug, own in times.items():
            own.append(reader.get(f"/articles/{slug}/")[0])
    many, few = map(statistics.median, times.values())
    note = f"{many:.1f} and {few:.1f} ms"
    return Row("10,000 comments / 50 comments, one request", figure=many / few, target=at_most(1.3), note=note)


def memory(running: RunningSite, work: Path) -> Iterator[Row]:
    """What the site takes after many requests, and that it stays so: most for the same few pages, as readers have it,
    one in twenty for any of two thousand others."""
    slugs = Article.objects.published().newest().values_list("slug", flat=True)[:2000]
    articles = [f"/articles/{slug}/" for slug in slugs]
    few = [*SHOWING_NEW, *articles[:30]]
    seldom = [*articles, *(f"/?page={number}" for number in range(1, 51))]
    file = wrk.write_paths([*seldom, *(few * (19 * len(seldom) // len(few)))], work / "paths")
    connections.close_all()
    assert running.process
    roots = [running.process.pid, running.server_pid]
    done = wrong = 0
    taken: list[float] = []
    while done < MANY_REQUESTS:
        some = load(running.url, 10, paths=file)
        done, wrong = done + some.requests, wrong + some.wrong
        taken.append(megabytes(roots))
    what = f"memory after {done:,} requests, {wrong} wrong answers"
    yield Row(what, figure=taken[-1], target=at_most(500, " MB"), note=f"{taken[len(taken) // 2]:.0f} MB half way")


def _title() -> str:
    return Article.objects.get(slug="measured").title
