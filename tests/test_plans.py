"""What pages ask of the database: nothing row by row, and no walk through all articles or all comments."""

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import FETCH_RAISE, query
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import related
from articles.models import Article
from tests.load.corpus import make_articles

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
MEASURED = {"measured": 20}
MANY = 4000
READERS = (
    *("/", "/search/?q=城市", "/search/?q=城市&order=newest", "/search/?q=城", "/search/suggestions/?q=城市"),
    *("/articles/measured/", "/feed/", "/sitemap.xml", "/news-sitemap.xml", "/hot/week/", "/hot/day/"),
)
EDITORS = (
    *("/admin/", "/admin/articles/article/?q=城市", "/admin/articles/article/?state=draft"),
    *("/admin/comments/comment/?q=收藏", "/admin/comments/comment/?tab=all"),
)
LINK = re.compile(r'(?:href="|<loc>)([^"<]+)')
# They lead out of the desk, end the login, or give a file.
LEFT_OUT = re.compile(r"^/(?:static|media)/|/admin/(?:logout|jsi18n|r)/|\.csv|/export/|/qr/|/card")
ROW = re.compile(r"/(?:(?:category|author|tag)/[^/]+|\d+|[0-9a-f-]{16,}|\d{8}-\d+)(?=/)|-\d+(?=\.xml)")
READS = re.compile(r"\s*(?:SELECT|WITH|EXECUTE)\b")
ONLY_FOR_SMALL = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
WHOLE = ("articles_article", "comments_comment")


def test_no_page_of_readers_fetches_what_belongs_to_a_row_by_itself(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    make_articles(60, measured=MEASURED)
    monkeypatch.setattr(query, "DEFAULT_FETCH_MODE", FETCH_RAISE)
    assert len(list(pages(client, READERS))) > 25


def test_no_page_walks_through_all_articles_or_all_comments(owner: User, client_of: ClientOf) -> None:
    make_articles(MANY, measured=MEASURED)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found: dict[str, str] = {}
    for beginnings in (READERS, EDITORS):
        for address, asked in pages(client_of(owner), beginnings):
            reads = (one["sql"] for one in asked if READS.match(one["sql"]))
            found |= {sql: address for sql in reads if walks_through_all(sql)}
    assert not found, "\n\n".join(f"{address}: {sql}" for sql, address in found.items())


def walks_through_all(sql: str) -> bool:
    """Whether no index leads to what is asked for, or it leads through all of the table. Where a table of this size is
    quicker to read as a whole, a larger one isn't: the database may not choose that here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DISCARD PLANS; SET LOCAL plan_cache_mode = force_custom_plan"
        )  # of statements that are prepared
        cursor.execute("".join(f"SET LOCAL {one} = off;" for one in ONLY_FOR_SMALL))
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        (found,) = cursor.fetchone()
        cursor.execute("".join(f"SET LOCAL {one} = on;" for one in ONLY_FOR_SMALL))
    return any(walks((json.loads(found) if isinstance(found, str) else found)[0]["Plan"], has_end=False))


def walks(node: dict[str, Any], *, has_end: bool) -> Iterator[bool]:
    """Of each scan below: whether it reads a whole table. One that ``has_end`` stops as soon as there are enough."""
    if node.get("Relation Name") in WHOLE:
        is_bounded = has_end or "Index Cond" in node or ("Filter" not in node and node["Plan Rows"] < MANY // 2)
        yield node["Node Type"] == "Seq Scan" or (node["Node Type"].startswith("Index") and not is_bounded)
    has_end = (has_end and node["Node Type"] not in {"Sort", "Aggregate", "Hash"}) or node["Node Type"] == "Limit"
    for below in node.get("Plans", ()):
        yield from walks(below, has_end=has_end)


def pages(client: Client, beginnings: tuple[str, ...]) -> Iterator[tuple[str, CaptureQueriesContext]]:
    """``beginnings`` and a page of each kind that links lead to from there, with what each asked."""
    is_of_the_desk = beginnings[0].startswith("/admin/")
    left, seen = list(beginnings), set(map(kind_of, beginnings))
    while left:
        address = left.pop()
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
            body = b"".join(response) if response.streaming else response.content
        assert response.status_code < 400, address
        yield address, asked
        page = body.decode(errors="replace")
        if 'id="searchbar"' in page and "?" not in address:
            left.append(f"{address}?q=城市")
        for link in LINK.findall(page):
            parts = urlsplit(urljoin(f"http://testserver{address}", html.unescape(link)))
            is_left_out = parts.netloc != "testserver" or LEFT_OUT.search(parts.path)
            if is_left_out or parts.path.startswith("/admin/") != is_of_the_desk or kind_of(parts.path) in seen:
                continue
            seen.add(kind_of(parts.path))
            left.append(parts.path)


def kind_of(address: str) -> str:
    """Pages of different rows are of one kind."""
    return ROW.sub("/0", unquote(address))


def test_the_neighbours_of_an_old_article_are_not_walked_to() -> None:
    make_articles(400, measured=MEASURED)
    published = Article.objects.published()
    old = published.order_by("published_at")[5]
    with CaptureQueriesContext(connection) as asked:
        published.neighbours(old)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked[0]['sql']}")
        plans = json.dumps(cursor.fetchone()[0])
    read = re.findall(r'"(?:Actual Rows|Rows Removed by Filter)": (\d+)', plans)
    assert sum(map(int, read)) < 20


def test_the_newest_of_a_tag_need_no_sorting() -> None:
    make_articles(400, measured=MEASURED)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    tag = Article.tags.through.objects.values_list("tag", flat=True)[0]
    plan = related._newest_with(tag).explain()
    assert "articles_article_tags_newest" in plan
    assert "Sort" not in plan


def test_tables_that_are_written_all_the_time_are_cleared_early() -> None:
    """A fifth of a million rows, as PostgreSQL has it by itself, would be dead before that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE 'autovacuum_vacuum_scale_factor=0.01' = ANY (reloptions)")
        early = {name for (name,) in cursor.fetchall()}
    assert early == {
        *("articles_articleviews", "articles_hourlyviews", "articles_visit", "articles_articlecount"),
        *("comments_discussion", "comments_tally"),
    }
