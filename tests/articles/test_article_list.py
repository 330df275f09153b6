"""The list of articles in the admin: what it finds, how it is narrowed, and what is done with many at once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Author, Category, Image, SavedFilter, Tag
from comments.models import Comment
from tests.reading import read

Make = Callable[..., Article]
ClientOf = Callable[[User], Client]
LIST = "/admin/articles/article/"


@pytest.fixture
def desk(owner: User, client_of: ClientOf) -> Client:
    return client_of(owner)


def listed(client: Client, **query: str) -> list[str]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [article.title for article in response.context["cl"].result_list]


def act(client: Client, action: str, *articles: Article, **more: Any) -> Any:
    return client.post(LIST, {"action": action, "_selected_action": [one.pk for one in articles], **more})


def undo(client: Client) -> Any:
    return client.post(f"{LIST}undo/")


class TestFilters:
    @pytest.mark.parametrize("state", Article.Status.values)
    def test_each_state_has_its_list(self, desk: Client, make_article: Make, state: str) -> None:
        for one in Article.Status.values:
            make_article(one, status=one)
        assert listed(desk, state=state) == [state]

    def test_filters_are_combined(self, desk: Client, owner: User, make_article: Make, picture_file: Any) -> None:
        desk.post("/markdownx/upload/", {"image": picture_file()})
        common = {"category": "财经", "author": "记者", "tags": ("股市",), "user": owner, "pinned": True}
        wanted = make_article("都对", **common)
        for name, other in {
            "category": "科技",
            "author": "别人",
            "tags": (),
            "user": None,
            "pinned": False,
            "status": "draft",
            "summary": "有摘要",
            "cover": Image.objects.get(),
            "published_at": timezone.now() - timedelta(days=20),
        }.items():
            make_article(f"错在{name}", **{**common, name: other})
        query = {
            "category": wanted.category.slug,
            "byline": "记者",
            "tag": "股市",
            "by": "me",
            "pinned": "yes",
            "state": "published",
            "summary": "missing",
            "cover": "missing",
            "time": "week",
        }
        assert listed(desk, **query) == ["都对"]
        assert len(desk.get(LIST, query).context["cl"].chips) == len(query)
        for name in query:
            assert len(listed(desk, **{key: value for key, value in query.items() if key != name})) == 2

    def test_a_range_of_days_is_that_of_the_site(self, desk: Client, make_article: Make) -> None:
        zone = timezone.get_fixed_timezone(8 * 60)
        for day in (1, 2, 3):
            make_article(f"{day}日", published_at=datetime(2025, 3, day, 0, 30, tzinfo=zone))
        assert listed(desk, **{"from": "2025-03-02", "until": "2025-03-02"}) == ["2日"]
        assert listed(desk, **{"from": "2025-03-02"}) == ["3日", "2日"]
        assert listed(desk, until="2025-03-01") == ["1日"]

    @pytest.mark.parametrize(
        "query",
        [
            {"state": "nonsense"},
            {"category": "no-such"},
            {"tag": "没有的标签"},
            {"byline": "没有的人"},
            {"by": "nobody"},
            {"time": "nonsense"},
            {"from": "2025-99-99"},
            {"from": "0001-01-01", "until": "9999-12-31"},
            {"cover": "x"},
            {"tag": "x" * 5000},
            {"q": "没有的词"},
            {"q": "，"},
            {"q": "-article"},
        ],
    )
    def test_what_is_not_known_finds_nothing_and_can_be_removed(
        self, desk: Client, article: Article, query: dict[str, str]
    ) -> None:
        response = desk.get(LIST, query)
        assert response.status_code == 200
        assert response.context["cl"].result_list == []
        assert response.context["cl"].chips
        assert b"article-list-empty" in response.content

    @pytest.mark.parametrize("query", [{"p": "99999"}, {"p": "-1"}, {"p": "x"}, {"o": "99.-99.x"}, {"all": ""}])
    def test_odd_pages_and_orders_show_the_list(self, desk: Client, article: Article, query: dict[str, str]) -> None:
        assert listed(desk, **query) == [article.title]

    def test_articles_with_broken_links_are_found_and_marked(self, desk: Client, make_article: Make) -> None:
        make_article("坏了", body="[那](/articles/mei-you/)", pinned=True)
        make_article("好的")
        assert listed(desk, links="broken") == ["坏了"]
        assert desk.get(LIST, {"links": "broken"}).content.count(b"article-list-mark") == 3
        assert b"?links=broken" in desk.get("/admin/").content

    def test_a_chip_leads_to_the_list_without_it(self, desk: Client, article: Article) -> None:
        chips = desk.get(LIST, {"state": "published", "from": "2025-01-01", "q": "北斗"}).context["cl"].chips
        assert [chip["without"] for chip in chips] == [
            "?from=2025-01-01&state=published",
            "?from=2025-01-01&q=%E5%8C%97%E6%96%97",
            "?q=%E5%8C%97%E6%96%97&state=published",
        ]

    def test_the_bin_is_not_in_the_list(self, desk: Client, owner: User, article: Article) -> None:
        article.move_to_bin(by=owner)
        assert listed(desk) == []


class TestSearch:
    def test_drafts_are_found_by_their_text_and_titles_come_first(self, desk: Client, make_article: Make) -> None:
        make_article("无关", body="关于量子计算的稿子", status="draft", published_at=None)
        make_article("量子计算", status="withdrawn", published_at=timezone.now() - timedelta(days=900))
        make_article("别的", body="量子力学的计算")
        assert listed(desk, q="量子计算") == ["量子计算", "无关"]
        assert listed(desk, q="量子计算", state="draft") == ["无关"]
        assert listed(desk, q="量子 -力学") == ["量子计算", "无关"]

    def test_an_address_finds_its_article(self, desk: Client, make_article: Make) -> None:
        make_article("这一篇", slug="wang-zhi")
        assert listed(desk, q="/articles/wang-zhi/") == ["这一篇"]
        assert listed(desk, q="https://example.com/articles/wang-zhi/") == ["这一篇"]
        assert listed(desk, q="wang-zhi") == ["这一篇"]

    def test_the_found_can_be_put_in_order(self, desk: Client, make_article: Make) -> None:
        make_article("旧的北斗", published_at=timezone.now() - timedelta(days=9))
        make_article("新的", body="北斗")
        column = desk.get(LIST).context["cl"].list_display.index("day")
        assert listed(desk, q="北斗") == ["旧的北斗", "新的"]
        assert listed(desk, q="北斗", o=f"-{column}") == ["新的", "旧的北斗"]


class TestColumns:
    def test_counts_marks_and_times_are_shown(self, desk: Client, make_article: Make, make_comment: Any) -> None:
        article = make_article(pinned=True, published_at=datetime(2025, 3, 1, 20, 0, tzinfo=UTC))
        make_comment(article)
        make_comment(article, "再说一句")
        read(article)
        page = desk.get(LIST).content.decode()
        assert '<td class="field-view_count">1</td>' in page
        assert '<td class="field-comment_count">2</td>' in page
        assert page.count("article-list-mark") == 2
        assert "2025-03-02 04:00" in page

    def test_the_most_read_come_first(self, desk: Client, make_article: Make) -> None:
        for number, title in enumerate(("甲", "乙", "丙")):
            make_article(title).views.__class__.objects.filter(article__title=title).update(total=[5, 9, 7][number])
        column = desk.get(LIST).context["cl"].list_display.index("view_count")
        assert listed(desk, o=f"-{column}") == ["乙", "丙", "甲"]
        assert listed(desk, o=str(column)) == ["甲", "丙", "乙"]


class TestSeveralAtOnce:
    def test_publishing_says_what_was_done_and_what_not(self, desk: Client, make_article: Make) -> None:
        draft = make_article(status="draft", published_at=None)
        later = make_article(status="scheduled", published_at=timezone.now() + timedelta(days=3))
        public = make_article()
        response = act(desk, "publish", draft, later, public)
        assert response.status_code == 302
        assert set(Article.objects.published()) == {draft, later, public}
        told = str(next(iter(desk.get(LIST).context["messages"])))
        assert "2" in told
        assert "1" in told

    def test_what_can_not_be_is_refused_with_its_title_and_stops_no_other(
        self, desk: Client, make_article: Make
    ) -> None:
        draft, public = make_article("草稿一篇", status="draft", published_at=None), make_article()
        act(desk, "withdraw", draft, public)
        draft.refresh_from_db()
        public.refresh_from_db()
        assert (draft.status, public.status) == ("draft", "withdrawn")
        page = desk.get(LIST)
        assert "草稿一篇" in str(next(iter(page.context["messages"])))

    @pytest.mark.parametrize("state", ["draft", "in-review", "scheduled", "withdrawn"])
    def test_publishing_is_taken_back(self, desk: Client, make_article: Make, state: str) -> None:
        at = {"scheduled": timezone.now() + timedelta(days=3), "withdrawn": timezone.now() - timedelta(days=3)}.get(
            state
        )
        article = make_article(status=state, published_at=at)
        act(desk, "publish", article)
        assert undo(desk).status_code == 302
        article.refresh_from_db()
        assert (article.status, article.published_at) == (state, at)

    def test_withdrawing_is_taken_back(self, desk: Client, article: Article) -> None:
        act(desk, "withdraw", article)
        assert article not in Article.objects.published()
        assert b"article-list-undo" in desk.get(LIST).content
        undo(desk)
        assert article in Article.objects.published()
        assert b"article-list-undo" not in desk.get(LIST).content

    def test_a_category_is_chosen_and_taken_back(self, desk: Client, owner: User, make_article: Make) -> None:
        one, two = make_article(category="科技"), make_article(category="财经")
        target = Category.objects.called("国际")
        assert act(desk, "move_to_category", one, two).context["form"].fields["value"]
        assert act(desk, "move_to_category", one, two, chosen="yes", value="").context["form"].errors
        assert set(target.articles.all()) == set()
        act(desk, "move_to_category", one, two, chosen="yes", value=target.pk)
        assert set(target.articles.all()) == {one, two}
        revision = one.revisions.first()
        assert revision is not None
        assert (revision.user, revision.fields["category"]) == (owner, "国际")
        undo(desk)
        assert [Article.objects.get(pk=each.pk).category.name for each in (one, two)] == ["科技", "财经"]

    def test_a_tag_is_given_and_taken(self, desk: Client, make_article: Make) -> None:
        one, two = make_article(), make_article(tags=("旧",))
        act(desk, "add_tag", one, two, chosen="yes", value="旧")
        assert one.tags.get().name == "旧"
        assert one.title in listed(desk, q="旧")
        undo(desk)
        assert not one.tags.exists()
        assert two.tags.exists()
        assert [tag.name for tag in act(desk, "remove_tag", one, two).context["form"].fields["value"].queryset] == [
            "旧"
        ]
        act(desk, "remove_tag", one, two, chosen="yes", value=Tag.objects.get().pk)
        assert not two.tags.exists()
        undo(desk)
        assert two.tags.exists()

    def test_a_new_tag_is_made_only_by_those_who_may(
        self, desk: Client, writer: User, client_of: ClientOf, make_article: Make
    ) -> None:
        draft = make_article(status="draft", published_at=None)
        assert act(client_of(writer), "add_tag", draft, chosen="yes", value="新").context["form"].errors
        act(desk, "add_tag", draft, chosen="yes", value="新")
        assert draft.tags.get().name == "新"

    @pytest.mark.parametrize("value", ["a\0b", "x" * 5000, "  "])
    def test_odd_tags_are_refused_with_a_message(self, desk: Client, article: Article, value: str) -> None:
        assert act(desk, "add_tag", article, chosen="yes", value=value).context["form"].errors
        assert not Tag.objects.exists()

    def test_pinning(self, desk: Client, article: Article) -> None:
        act(desk, "pin", article)
        assert Article.objects.get().pinned
        assert Article.objects.get().version == article.version + 1
        undo(desk)
        assert not Article.objects.get().pinned
        act(desk, "unpin", article)
        assert b"article-list-undo" not in desk.get(LIST).content

    def test_the_verbs_themselves_refuse_who_may_not_publish(self, article: Article, writer: User) -> None:
        for verb in (article.pin, article.unpin):
            with pytest.raises(PermissionDenied):
                verb(by=writer)
        assert not Article.objects.get().pinned

    def test_what_was_changed_since_is_not_taken_back(self, desk: Client, article: Article) -> None:
        act(desk, "pin", article)
        changed = Article.objects.get()
        changed.title = "后来改的"
        changed.save()
        undo(desk)
        assert Article.objects.get().pinned
        assert undo(desk).status_code == 302

    def test_undoing_needs_a_post_and_something_to_undo(self, desk: Client, article: Article) -> None:
        assert desk.get(f"{LIST}undo/").status_code == 405
        assert undo(desk).status_code == 302

    @pytest.mark.parametrize("action", ["publish", "withdraw", "pin", "unpin"])
    def test_a_writer_does_nothing_that_readers_see(
        self, writer: User, client_of: ClientOf, make_article: Make, action: str
    ) -> None:
        articles = make_article(pinned=True), make_article(status="draft", published_at=None)
        before = list(Article.objects.values_list("status", "pinned", "version"))
        act(client_of(writer), action, *articles)
        assert list(Article.objects.values_list("status", "pinned", "version")) == before

    def test_a_writer_files_drafts_and_leaves_public_articles_alone(
        self, writer: User, client_of: ClientOf, make_article: Make
    ) -> None:
        public, draft = make_article(category="科技"), make_article(category="科技", status="draft", published_at=None)
        target = Category.objects.called("国际")
        act(client_of(writer), "move_to_category", public, draft, chosen="yes", value=target.pk)
        assert list(target.articles.all()) == [draft]

    def test_all_that_match_is_never_meant(self, desk: Client, make_article: Make) -> None:
        one, two = make_article(), make_article()
        act(desk, "withdraw", one, select_across="1", index="0")
        assert list(Article.objects.published()) == [two]
        assert b'class="question' not in desk.get(LIST).content

    def test_too_many_are_refused(self, desk: Client, make_article: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        from articles.admin import bulk, undoing

        for module in (bulk, undoing):
            monkeypatch.setattr(module, "MOST", 1)
        one, two = make_article(), make_article()
        act(desk, "withdraw", one, two)
        assert Article.objects.published().count() == 2

    @pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "1\0", "999999"])
    def test_odd_keys_do_nothing(self, desk: Client, article: Article, key: str) -> None:
        assert desk.post(LIST, {"action": "withdraw", "_selected_action": [key]}).status_code in {200, 302}
        assert article in Article.objects.published()


class TestSavedFilters:
    def save(self, client: Client, name: str, query: str, **more: str) -> Any:
        return client.post(f"{LIST}filters/save/", {"name": name, "query": query, **more})

    def names(self, client: Client) -> list[str]:
        return [view["name"] for view in client.get(LIST).context["views"] if view.get("pk") or view.get("by")]

    def test_every_newsroom_has_some(self, writer: User, client_of: ClientOf, make_article: Make) -> None:
        make_article("我的", user=writer)
        make_article("别人的")
        client = client_of(writer)
        queries = [view["query"] for view in client.get(LIST).context["views"]]
        assert queries == ["", "by=me", "state=in-review", "state=scheduled", "state=draft", "cover=missing"]
        assert listed(client, by="me") == ["我的"]

    def test_one_is_saved_shown_and_forgotten(self, desk: Client, article: Article) -> None:
        response = self.save(desk, "科技草稿", "state=draft&page=3&nonsense=1&q=北斗")
        saved = SavedFilter.objects.get()
        assert saved.query == "q=%E5%8C%97%E6%96%97&state=draft"
        assert response["Location"].endswith(f"?{saved.query}")
        page = desk.get(f"{LIST}?state=draft&q=北斗")
        assert page.context["view_now"] == saved.query
        assert not page.context["view_is_new"]
        desk.post(f"{LIST}filters/{saved.pk}/delete/")
        assert self.names(desk) == []

    def test_a_name_used_again_means_the_new_view(self, desk: Client) -> None:
        self.save(desk, "看", "state=draft")
        self.save(desk, "看", "state=published")
        assert SavedFilter.objects.get().query == "state=published"

    def test_sharing_is_for_those_who_publish(self, desk: Client, writer: User, client_of: ClientOf) -> None:
        staff = client_of(writer)
        self.save(staff, "作者的", "state=draft", shared="on")
        self.save(desk, "大家的", "state=withdrawn", shared="on")
        self.save(desk, "自己的", "state=published")
        assert self.names(staff) == ["作者的", "大家的"]
        shared, own = SavedFilter.objects.get(name="大家的"), SavedFilter.objects.get(name="自己的")
        for one in (shared, own):
            assert staff.post(f"{LIST}filters/{one.pk}/delete/").status_code == 404
        assert SavedFilter.objects.count() == 3

    @pytest.mark.parametrize(
        ("name", "query"),
        [("", "state=draft"), ("看", ""), ("看", "q=" + "x" * 1500), ("x" * 41, "q=a"), ("\0", "q=a")],
    )
    def test_what_can_not_be_saved_is_refused_with_a_message(self, desk: Client, name: str, query: str) -> None:
        response = self.save(desk, name, query)
        assert response.status_code == 302
        assert not SavedFilter.objects.exists()
        assert list(desk.get(response["Location"]).context["messages"])

    def test_nobody_saves_without_end(self, desk: Client) -> None:
        for number in range(SavedFilter.MOST + 1):
            self.save(desk, f"第{number}个", f"q={number}")
        assert SavedFilter.objects.count() == SavedFilter.MOST

    def test_who_sees_no_articles_saves_no_view(self, moderator: User, client_of: ClientOf) -> None:
        assert self.save(client_of(moderator), "看", "q=a").status_code == 403
        assert client_of(moderator).post(f"{LIST}undo/").status_code == 403


FILL = """
    INSERT INTO articles_article (title, slug, status, published_at, author_id, category_id, user_id, body, body_html,
        body_text, contents, reading_minutes, summary, excerpt, cover_alt, created_at, saved_at, pinned, comments_open,
        source_name, source_url, version, derivation, search_vector, title_vector)
    SELECT '标题' || n, 's-' || n, (ARRAY['draft','in-review','scheduled','withdrawn','published','published',
        'published','published','published','published'])[1 + n %% 10], now() - n * interval '10 minutes',
        (%(authors)s::bigint[])[1 + n %% 20], (%(categories)s::bigint[])[1 + n %% 10], %(user)s, repeat('正文', 50), '',
        '', '[]', 1,
        CASE WHEN n %% 3 = 0 THEN '' ELSE '摘要' END, '', '', now(), now() - n * interval '10 minutes', n %% 500 = 0,
        true, '', '', 1, 4, to_tsvector('simple', 'x' || n), to_tsvector('simple', 'x' || n)
    FROM generate_series(1, 20000) AS n
"""


QUERIES = [
    "",
    "p=20",
    "p=400",
    "state=draft",
    "state=published",
    "category={category}",
    "byline=作者3",
    "by=me",
    "tag=标签",
    "time=week",
    "from=2025-01-01&until=2025-02-01",
    "cover=missing",
    "summary=missing",
    "pinned=yes",
    "links=broken",
    "state=published&category={category}&summary=missing",
    "o=-{day}",
    "o={day}",
    "o=-{view_count}",
    "o={view_count}",
    "q=x77",
]


class TestSpeed:
    @pytest.fixture
    def archive(self, owner: User) -> None:
        authors = [Author.objects.called(f"作者{number}").pk for number in range(20)]
        categories = [Category.objects.called(f"分类{number}").pk for number in range(10)]
        tag = Tag.objects.called("标签")
        with connection.cursor() as cursor:
            # Unlike its numbers, a sequence that was set anew goes back with the transaction.
            cursor.execute("ALTER SEQUENCE articles_article_id_seq RESTART")
            cursor.execute(FILL, {"authors": authors, "categories": categories, "user": owner.pk})
            cursor.execute(
                "INSERT INTO articles_articleviews (article_id, total) SELECT id, id % 1000 FROM articles_article"
            )
            cursor.execute(
                "INSERT INTO articles_article_tags (article_id, tag_id) "
                "SELECT id, %s FROM articles_article WHERE id %% 100 = 0",
                [tag.pk],
            )
            cursor.execute("ANALYZE articles_article, articles_articleviews, articles_article_tags")

    @pytest.mark.django_db
    def test_no_page_reads_the_whole_table(self, archive: None, desk: Client) -> None:
        columns = desk.get(f"{LIST}?state=nonsense").context["cl"].list_display
        places = {name: str(columns.index(name)) for name in ("day", "view_count")}
        category = Category.objects.get(name="分类2").slug
        for query in QUERIES:
            self.reads_no_whole_table(desk, query.format(category=category, **places))

    def reads_no_whole_table(self, desk: Client, query: str) -> None:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(f"{LIST}?{query}").status_code == 200
        asked = [
            one["sql"]
            for one in captured
            if one["sql"].startswith("SELECT") and 'FROM "articles_article"' in one["sql"]
        ]
        assert asked, query
        for sql in asked:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = on")
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
                row = cursor.fetchone()
            plan = row[0] if isinstance(row[0], str) else json.dumps(row[0])
            for node in _nodes(json.loads(plan)[0]["Plan"]):
                is_whole = node["Node Type"] == "Seq Scan" and node["Relation Name"] == "articles_article"
                assert not is_whole, plan
                assert node["Node Type"] != "Sort" or node["Plan Rows"] < 5000, plan

    def test_of_many_a_thousand_can_be_paged_through(self, archive: None, desk: Client) -> None:
        changes = desk.get(f"{LIST}?p=20").context["cl"]
        assert (changes.has_more, changes.result_count, changes.paginator.num_pages, changes.page_num) == (
            True,
            1000,
            20,
            20,
        )
        few = desk.get(f"{LIST}?pinned=yes").context["cl"]
        assert (few.has_more, few.result_count) == (False, 40)

    def test_the_number_of_queries_is_that_of_a_short_list(self, desk: Client, make_article: Make) -> None:
        make_article(tags=("甲",))
        desk.get(LIST)
        with CaptureQueriesContext(connection) as few:
            desk.get(LIST)
        for number in range(20):
            article = make_article(author=f"作者{number}", category=f"分类{number % 3}", tags=("甲",))
            Comment(article=article, name="读者", body="话").save()
        with CaptureQueriesContext(connection) as many:
            desk.get(LIST)
        assert len(many) == len(few)


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", []) for node in _nodes(child))]


def test_the_page_of_choosing_offers_no_more_than_one_may(writer: User, client_of: ClientOf) -> None:
    writer.user_permissions.remove(Permission.objects.get(codename="change_article"))
    actions = client_of(writer).get(LIST).context["action_form"]
    assert actions is None or "move_to_category" not in str(actions)
