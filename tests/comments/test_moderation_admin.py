"""The moderators' desk over HTTP: who may do what, what is shown, and that it costs the same whatever there is."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, Decision, Discussion, Report, VisitorRule
from comments.moderation import decisions, queue
from newsblog.site.models import SiteSettings

Make = Callable[..., Comment]
DESK = "/admin/comments/comment/"
DECIDE = f"{DESK}decide/"
UNDO = f"{DESK}undo/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def people(writer: User, owner: User) -> dict[str, User | None]:
    """One of each role; the fixtures of the site's other tests, and those that moderation knows."""
    moderator = User.objects.create_user("by-group", is_staff=True)
    moderator.groups.add(Group.objects.get(name="Moderators"))
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_comment"))
    reader = User.objects.create_user("reader")
    reader.groups.add(Group.objects.get(name="Moderators"))
    return {
        "owner": owner,
        "moderator": moderator,
        "viewer": viewer,
        "writer": writer,
        "no-staff": reader,
        "anonymous": None,
    }


@pytest.fixture
def desk(people: dict[str, User], client_of: Callable[[User], Client]) -> Client:
    return client_of(people["moderator"])


def cards(page: str) -> list[int]:
    return [int(key) for key in re.findall(r'data-card="(\d+)"', page)]


def status(comment: Comment) -> str:
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


ALL_VERBS: dict[str, dict[str, str]] = {
    "approve": {},
    "decline": {"reason": "跑题"},
    "spam": {},
    "reply": {"reply": "谢谢！"},
    "edit": {"name": "甲", "body": "改过的话", "note": "错字"},
    "ban": {"kind": "email", "effect": "hold", "days": "7"},
    "pin": {},
    "unpin": {},
    "lock": {},
    "unlock": {},
}


def snapshot() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]
        for model in (Comment, Decision, VisitorRule)
    ]


@pytest.mark.parametrize("verb", ALL_VERBS)
@pytest.mark.parametrize("role", ["owner", "moderator", "viewer", "writer", "no-staff", "anonymous"])
def test_who_may_decide(
    role: str,
    verb: str,
    people: dict[str, User | None],
    client_of: Callable[[User], Client],
    article: Article,
    make_comment: Make,
) -> None:
    marked = verb in {"unpin", "unlock"}
    comment = make_comment(article, status="pending", email="a@example.com", pinned=marked, locked=marked)
    user = people[role]
    client = client_of(user) if user else Client()
    before = snapshot()
    answer = client.post(DECIDE, {"verb": verb, "comment": comment.pk, **ALL_VERBS[verb]})
    if role in {"owner", "moderator"}:
        assert (answer.status_code, answer["Location"]) == (302, DESK)
        assert snapshot() != before
    else:
        assert answer.status_code == 403 or answer["Location"].startswith("/admin/login/")
        assert snapshot() == before


@pytest.mark.parametrize(
    ("role", "sees_desk", "sees_mail"),
    [
        ("owner", True, True),
        ("moderator", True, True),
        ("viewer", True, False),
        ("writer", False, False),
        ("no-staff", False, False),
        ("anonymous", False, False),
    ],
)
def test_who_sees_what(
    role: str,
    sees_desk: bool,
    sees_mail: bool,
    people: dict[str, User | None],
    client_of: Callable[[User], Client],
    article: Article,
    make_comment: Make,
) -> None:
    comment = make_comment(article, "等着的话", status="pending", email="secret@example.com")
    user = people[role]
    client = client_of(user) if user else Client()
    for address in (DESK, f"{DESK}{comment.pk}/change/", f"{DESK}?tab=all", f"{DESK}classifier/"):
        answer = client.get(address)
        page = answer.content.decode()
        assert (answer.status_code == 200) == sees_desk, address
        assert ("secret@example.com" in page) == (sees_mail and "classifier" not in address), address
        assert ("data-card-form" in page) == (sees_mail and "classifier" not in address), address
    found = client.get(DESK, {"q": "secret@example.com"}).content.decode()
    assert bool(cards(found)) == sees_mail
    index = client.get("/admin/").content.decode()
    assert ("waiting-link" in index) == sees_mail


@pytest.mark.parametrize("role", ["viewer", "writer", "no-staff", "anonymous"])
def test_who_may_not_undo(
    role: str,
    people: dict[str, User | None],
    client_of: Callable[[User], Client],
    article: Article,
    make_comment: Make,
    owner: User,
) -> None:
    comment = make_comment(article, status="pending")
    (decision,) = decisions.approve([comment], owner)
    user = people[role]
    client = client_of(user) if user else Client()
    client.post(UNDO, {"decision": decision.pk})
    client.post("/admin/comments/decision/", {"action": "undo_selected", "_selected_action": decision.pk})
    assert status(comment) == "published"


def test_moderators_touch_no_articles(desk: Client, article: Article) -> None:
    for address in ("add/", f"{article.pk}/change/", f"{article.pk}/delete/", ""):
        assert desk.get(f"/admin/articles/article/{address}").status_code == 403


def test_a_form_needs_its_token_and_a_post(people: dict[str, User], article: Article, make_comment: Make) -> None:
    comment = make_comment(article, status="pending")
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["moderator"])
    assert client.post(DECIDE, {"verb": "approve", "comment": comment.pk}).status_code == 403
    assert client.get(DECIDE).status_code == client.get(UNDO).status_code == 405
    assert status(comment) == "pending"


class TestDesk:
    def test_it_shows_all_that_helps(self, desk: Client, article: Article, make_comment: Make) -> None:
        parent = make_comment(article, "上面的话", name="楼主")
        make_comment(article, email="a@example.com", browser="b")
        make_comment(article, email="a@example.com", status="spam")
        comment = make_comment(
            article,
            "**重要**的话<script>",
            name="小明",
            parent=parent,
            status="pending",
            email="a@example.com",
            website="https://example.com",
            browser="b",
            signals={"links": 1.0, "future": 0.5},
            spam_probability=0.876,
        )
        Report.objects.create(comment=comment, visitor="甲", reason="insult")
        page = desk.get(DESK).content.decode()
        assert cards(page) == [comment.pk]
        assert "<strong>重要</strong>" in page
        assert "<script>" not in page.split('id="content-main"')[1]
        for text in ("小明", "a@example.com", "https://example.com", "上面的话", article.title, "88", "future"):
            assert text in page

    def test_the_oldest_come_first_and_pages_go_on(self, desk: Client, article: Article, make_comment: Make) -> None:
        made = [make_comment(article, f"第{number}条", status="pending").pk for number in range(60)]
        seen: list[int] = []
        address = DESK
        while address:
            page = desk.get(address).content.decode()
            assert len(cards(page)) <= 25
            seen += cards(page)
            more = re.search(r'href="([^"]+)" data-desk-next', page)
            address = more[1].replace("&amp;", "&") if more else ""
        assert seen == made

    def test_tabs(self, desk: Client, article: Article, make_comment: Make, owner: User) -> None:
        by_status = {
            name: make_comment(article, status=name).pk for name in ("pending", "published", "spam", "removed")
        }
        reported, kept = make_comment(article), make_comment(article)
        for comment in (reported, kept):
            Report.objects.create(comment=comment, visitor="甲", reason="spam")
        decisions.approve([kept], owner)
        expected = {
            "pending": [by_status["pending"]],
            "reported": [reported.pk],
            "published": [kept.pk, reported.pk, by_status["published"]],
            "spam": [by_status["spam"]],
            "declined": [by_status["removed"]],
        }
        for tab, keys in expected.items():
            assert cards(desk.get(DESK, {"tab": tab}).content.decode()) == keys, tab
        assert len(cards(desk.get(DESK, {"tab": "all"}).content.decode())) == 6

    @pytest.mark.parametrize("text", ["小明", "ming@example.com", "MING@example.com", "提到的词", "example"])
    def test_search(self, text: str, desk: Client, article: Article, make_comment: Make) -> None:
        comment = make_comment(article, "有一个提到的词", name="小明", email="ming@example.com")
        make_comment(article)
        assert cards(desk.get(DESK, {"tab": "all", "q": text}).content.decode()) == [comment.pk]
        assert cards(desk.get(DESK, {"tab": "spam", "q": text}).content.decode()) == []

    def test_a_search_looks_at_so_many_at_a_time(
        self, desk: Client, article: Article, make_comment: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queue, "SEARCHED", 5)
        wanted = make_comment(article, "很久以前的词")
        for number in range(12):
            make_comment(article, f"第{number}条")
        address, found = f"{DESK}?tab=all&q=很久以前", []
        for _page in range(3):
            page = desk.get(address).content.decode()
            found.append(cards(page))
            more = re.search(r'href="([^"]+)" data-desk-next', page)
            address = more[1].replace("&amp;", "&") if more else ""
        assert (found, address) == ([[], [], [wanted.pk]], "")

    def test_one_article(self, desk: Client, make_article: Callable[..., Article], make_comment: Make) -> None:
        comment = make_comment(make_article(), status="pending")
        make_comment(make_article(), status="pending")
        assert cards(desk.get(DESK, {"article": comment.article_id}).content.decode()) == [comment.pk]

    @pytest.mark.parametrize(
        "query",
        ["tab=x", "after=-1", "after=99999999999999999999", "article=x", "q=%25_%27", "q=%20", "after=５", "q=a@b.c"],
    )
    def test_nonsense_is_no_mistake(self, query: str, desk: Client, article: Article) -> None:
        assert desk.get(f"{DESK}?{query}").status_code == 200

    @pytest.mark.parametrize("key", ["999999", "x", "99999999999999999999", "5_3F"])
    def test_there_is_no_such_comment(self, key: str, desk: Client) -> None:
        assert desk.get(f"{DESK}{key}/change/").status_code == 404

    def test_it_costs_the_same_whatever_there_is(
        self, desk: Client, make_article: Callable[..., Article], make_comment: Make, owner: User
    ) -> None:
        def grow(number: int) -> None:
            for index in range(number):
                article = make_article()
                parent = make_comment(article, email=f"{index}@example.com")
                for name in ("pending", "published", "spam", "removed"):
                    comment = make_comment(
                        article, parent=parent, status=name, email=f"{index}@example.com", browser=str(index)
                    )
                    Report.objects.create(comment=comment, visitor="甲", reason="spam")
                decisions.approve([make_comment(article, status="pending", user=owner)], owner)

        def cost() -> list[int]:
            numbers = []
            for query in ("", "?tab=reported", "?tab=published", "?tab=all", "?tab=all&q=写", "?q=0@example.com"):
                with CaptureQueriesContext(connection) as captured:
                    assert desk.get(DESK + query).status_code == 200
                numbers.append(len(captured))
            return numbers

        grow(2)
        cost()
        before = cost()
        grow(12)
        assert cost() == before
        assert max(before) <= 16

    def test_no_page_reads_the_whole_table(self, desk: Client, article: Article) -> None:
        rows = [
            Comment(article=article, name="读者", body=f"话{number}", path=f"{number:012x}", status=name, email="")
            for number, name in enumerate(["published"] * 2900 + ["spam"] * 80 + ["pending"] * 20)
        ]
        Comment.objects.bulk_create(rows)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_comment")
            for wish in (queue.Wish(), queue.Wish(tab="spam"), queue.Wish(tab="all", after=rows[-1].pk)):
                sql, parameters = queue._of_tab(wish)[:26].query.sql_with_params()
                cursor.execute(f"EXPLAIN {sql}", parameters)
                plan = "\n".join(row[0] for row in cursor.fetchall())
                assert "Seq Scan" not in plan, plan


class TestDecide:
    def test_without_javascript_one_comes_back_to_the_list(
        self, desk: Client, article: Article, make_comment: Make
    ) -> None:
        comment = make_comment(article, status="pending")
        back = f"{DESK}?tab=all&q=a"
        answer = desk.post(DECIDE, {"verb": "approve", "comment": comment.pk, "next": back}, follow=True)
        assert answer.redirect_chain == [(back, 302)]
        assert 'class="success"' in answer.content.decode()
        for evil in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
            answer = desk.post(DECIDE, {"verb": "decline", "comment": comment.pk, "next": evil})
            assert answer["Location"] == DESK

    def test_a_script_learns_what_leaves_the_list(self, desk: Client, article: Article, make_comment: Make) -> None:
        comment = make_comment(article, status="pending")
        form = {"verb": "approve", "comment": comment.pk, "tab": "pending"}
        answer = desk.post(DECIDE, form, headers=JSON).json()
        assert answer["gone"] == [comment.pk]
        assert answer["decisions"] == [Decision.objects.get().pk]
        again = desk.post(DECIDE, form, headers=JSON).json()
        assert (again["gone"], again["decisions"]) == ([comment.pk], [])
        undone = desk.post(UNDO, {"decision": answer["decisions"]}, headers=JSON)
        assert undone.json()["undone"] == 1
        assert status(comment) == "pending"
        assert desk.post(UNDO, {"decision": answer["decisions"]}, headers=JSON).status_code == 409

    def test_selected_ones_together(self, desk: Client, article: Article, make_comment: Make) -> None:
        made = [make_comment(article, f"第{number}条", status="pending") for number in range(3)]
        desk.post(DECIDE, {"verb": "spam", "comment": [made[0].pk, made[2].pk]})
        assert [status(comment) for comment in made] == ["spam", "pending", "spam"]

    def test_the_whole_list_as_far_as_it_was_seen(self, desk: Client, article: Article, make_comment: Make) -> None:
        made = [make_comment(article, f"第{number}条", status="pending") for number in range(30)]
        published = make_comment(article)
        page = desk.get(DESK).content.decode()
        seen = re.search(r'name="seen" value="(\d+)"', page)
        later = make_comment(article, "后来的", status="pending")
        assert seen
        desk.post(DECIDE, {"verb": "decline", "everything": "1", "tab": "pending", "seen": seen[1]})
        assert {status(comment) for comment in made} == {"removed"}
        assert (status(later), status(published)) == ("pending", "published")

    def test_the_whole_list_is_what_was_searched(self, desk: Client, article: Article, make_comment: Make) -> None:
        first, second = (make_comment(article, text, status="pending") for text in ("买发票", "写得好"))
        desk.post(DECIDE, {"verb": "spam", "everything": "1", "tab": "pending", "q": "发票", "seen": second.pk})
        assert (status(first), status(second)) == ("spam", "pending")

    @pytest.mark.parametrize(
        "data",
        [
            {"verb": "explode"},
            {},
            {"verb": "approve", "comment": ""},
            {"verb": "approve", "comment": "x"},
            {"verb": "reply", "reply": "  "},
            {"verb": "reply", "reply": "字" * 5001},
            {"verb": "edit", "name": "", "body": "话"},
            {"verb": "edit", "name": "甲", "body": "\u200b"},
            {"verb": "decline", "reason": "长" * 201},
            {"verb": "ban", "kind": "browser", "effect": "refuse"},
            {"verb": "ban", "kind": "network", "effect": "refuse"},
            {"verb": "ban", "kind": "email", "effect": "explode"},
        ],
    )
    def test_what_cannot_be_done_is_said(
        self, data: dict[str, str], desk: Client, article: Article, make_comment: Make
    ) -> None:
        comment = make_comment(article, status="pending", email="a@example.com")
        before = snapshot()
        form = {"comment": comment.pk, **data}
        answer = desk.post(DECIDE, form, headers=JSON)
        assert answer.status_code == 400
        assert answer.json()["message"]
        assert 'class="error"' in desk.post(DECIDE, form, follow=True).content.decode()
        assert snapshot() == before

    def test_an_answer_stands_below_and_is_of_the_staff(
        self, desk: Client, people: dict[str, User], article: Article, make_comment: Make
    ) -> None:
        comment = make_comment(article, status="pending")
        desk.post(DECIDE, {"verb": "reply", "comment": comment.pk, "reply": "谢谢！"})
        answer = Comment.objects.latest("id")
        assert (answer.parent, answer.user, answer.status) == (comment, people["moderator"], "published")

    def test_a_ban_keeps_the_visitor_out(self, desk: Client, article: Article, make_comment: Make) -> None:
        comment = make_comment(article, status="pending", email="A@example.com", browser="0123456789abcdef")
        desk.post(DECIDE, {"verb": "ban", "comment": comment.pk, "kind": "email", "effect": "refuse", "days": "1"})
        desk.post(DECIDE, {"verb": "ban", "comment": comment.pk, "kind": "browser", "effect": "hold", "days": ""})
        desk.post(DECIDE, {"verb": "ban", "comment": comment.pk, "kind": "email", "effect": "hold", "days": ""})
        email, browser = VisitorRule.objects.order_by("-kind")
        assert (email.value, email.effect, email.expires_at) == ("a@example.com", "hold", None)
        assert (browser.value, str(browser.created_by)) == ("0123456789abcdef", "by-group")

    def test_the_last_decision_can_be_undone_from_the_list(
        self, desk: Client, article: Article, make_comment: Make
    ) -> None:
        comment = make_comment(article, status="pending")
        desk.post(DECIDE, {"verb": "spam", "comment": comment.pk})
        page = desk.get(DESK).content.decode()
        key = re.search(r'name="decision" value="(\d+)"', page)
        assert key
        desk.post(UNDO, {"decision": key[1], "next": DESK})
        assert status(comment) == "pending"


class TestLog:
    ADDRESS = "/admin/comments/decision/"

    def test_it_says_who_did_what(
        self, desk: Client, owner: User, article: Article, make_comment: Make, people: dict[str, User]
    ) -> None:
        one, other = make_comment(article, "甲话", status="pending"), make_comment(article, "乙话", status="pending")
        decisions.approve([one], owner)
        decisions.mark_as_spam([other], people["moderator"])
        decisions.automatic(make_comment(article, "丙话"), "report", before="published", after="pending")
        page = desk.get(self.ADDRESS).content.decode()
        assert all(text in page for text in ("甲话", "乙话", "丙话"))
        for query, text in (
            (f"actor={owner.pk}", "甲话"),
            ("actor=0", "丙话"),
            ("verb__exact=spam", "乙话"),
            (f"q={one.public_id}", "甲话"),
        ):
            page = desk.get(f"{self.ADDRESS}?{query}").content.decode()
            assert [word for word in ("甲话", "乙话", "丙话") if word in page] == [text], query
        assert desk.get(f"{self.ADDRESS}?actor=x").status_code == 200

    def test_it_is_not_written_by_hand(
        self, owner: User, client_of: Callable[[User], Client], article: Article, make_comment: Make
    ) -> None:
        (decision,) = decisions.approve([make_comment(article, status="pending")], owner)
        client = client_of(owner)
        assert client.get(f"{self.ADDRESS}add/").status_code == 403
        assert client.post(f"{self.ADDRESS}{decision.pk}/change/", {"note": "x"}).status_code == 403
        assert client.post(f"{self.ADDRESS}{decision.pk}/delete/", {"post": "yes"}).status_code == 403

    def test_undone_by_its_button_or_several_at_once(
        self, desk: Client, owner: User, article: Article, make_comment: Make
    ) -> None:
        made = [make_comment(article, f"第{number}条", status="pending") for number in range(3)]
        rows = decisions.approve(made, owner)
        page = desk.get(self.ADDRESS).content.decode()
        assert page.count(f'formaction="{UNDO}"') == 3
        desk.post(UNDO, {"decision": rows[0].pk})
        data = {"action": "undo_selected", "_selected_action": [row.pk for row in rows]}
        page = desk.post(self.ADDRESS, data, follow=True).content.decode()
        assert {status(comment) for comment in made} == {"pending"}
        assert 'class="warning"' in page

    def test_it_outlives_the_comment(self, desk: Client, owner: User, article: Article, make_comment: Make) -> None:
        comment = make_comment(article, status="pending")
        decisions.approve([comment], owner)
        public_id = comment.public_id
        comment.delete()
        page = desk.get(self.ADDRESS).content.decode()
        assert public_id in page
        assert "formaction" not in page.split('id="result_list"')[1]


class TestDiscussion:
    @staticmethod
    def form(client: Client, article: Article) -> dict[str, Any]:
        context = client.get(f"/admin/articles/article/{article.pk}/change/").context
        form = context["adminform"].form
        data = {name: form[name].value() for name in form.fields}
        data |= {"published_at_0": "2026-01-01", "published_at_1": "00:00:00"}
        for inline in context["inline_admin_formsets"]:
            management = inline.formset.management_form
            data |= {management.add_prefix(name): management[name].value() for name in management.fields}
        return {name: value for name, value in data.items() if value is not None}

    def test_it_is_set_in_the_form_of_the_article(
        self, owner: User, client_of: Callable[[User], Client], article: Article, make_comment: Make
    ) -> None:
        client = client_of(owner)
        data = self.form(client, article)
        client.post(f"/admin/articles/article/{article.pk}/change/", data)
        assert not Discussion.objects.exists()
        make_comment(article)
        data = self.form(client, article)
        make_comment(article, "表单打开时来的")
        data |= {"discussion-0-article": str(article.pk), "discussion-0-mode": "hold"}
        answer = client.post(
            f"/admin/articles/article/{article.pk}/change/", data | {"discussion-0-close_after_days": "0"}
        )
        assert answer.status_code == 302
        discussion = Discussion.objects.get()
        assert (discussion.mode, discussion.close_after_days, discussion.total) == ("hold", 0, 2)

    def test_those_who_cannot_change_the_article_cannot_change_it(
        self, writer: User, client_of: Callable[[User], Client], article: Article, make_article: Callable[..., Article]
    ) -> None:
        client = client_of(writer)
        page = client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
        assert 'name="discussion-0-mode"' not in page
        draft = make_article(status="draft")
        page = client.get(f"/admin/articles/article/{draft.pk}/change/").content.decode()
        assert 'name="discussion-0-mode"' in page


class TestRules:
    def test_a_rule_has_a_maker_and_an_end(self, desk: Client) -> None:
        ends = timezone.now() + timedelta(days=1)
        desk.post(
            "/admin/comments/visitorrule/add/",
            {
                "kind": "network",
                "value": "203.0.113.9/24",
                "effect": "refuse",
                "expires_at_0": f"{ends:%Y-%m-%d}",
                "expires_at_1": "12:00:00",
            },
        )
        rule = VisitorRule.objects.get()
        assert (rule.value, str(rule.created_by)) == ("203.0.113.0/24", "by-group")
        assert rule.expires_at
        again = desk.post(
            "/admin/comments/visitorrule/add/", {"kind": "network", "value": "203.0.113.0/24", "effect": "hold"}
        )
        assert "errorlist" in again.content.decode()


class TestErasing:
    def test_replies_of_others_stay(
        self, owner: User, client_of: Callable[[User], Client], article: Article, make_comment: Make
    ) -> None:
        comment = make_comment(article, "要忘掉的话")
        reply = make_comment(article, "回复", parent=comment)
        decisions.edit(comment, owner, body="改过的")
        client_of(owner).post(f"{DESK}{comment.pk}/delete/", {"post": "yes"})
        assert status(reply) == "published"
        assert Comment.objects.get(pk=comment.pk).body == ""
        assert "要忘掉的话" not in str(Decision.objects.values())

    def test_moderators_decline_and_do_not_erase(self, desk: Client, article: Article, make_comment: Make) -> None:
        comment = make_comment(article)
        assert desk.post(f"{DESK}{comment.pk}/delete/", {"post": "yes"}).status_code == 403
        assert Comment.objects.exists()

    def test_an_article_goes_with_its_comments(
        self, owner: User, client_of: Callable[[User], Client], article: Article, make_comment: Make
    ) -> None:
        decisions.decline([make_comment(article)], owner)
        client = client_of(owner)
        assert client.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"}).status_code == 302
        assert Comment.objects.exists()
        assert client.post("/admin/articles/article/bin/", {"delete": article.pk}).status_code == 302
        assert not Comment.objects.exists()


def test_the_head_of_every_page_says_what_waits(
    desk: Client, article: Article, make_comment: Make, site: SiteSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.language = "en"
    site.save()
    for number in range(3):
        make_comment(article, f"第{number}条", status="pending")
    for address in ("/admin/", DESK, "/admin/comments/word/", "/admin/comments/visitorrule/add/"):
        assert "3 comments wait" in desk.get(address).content.decode(), address
    monkeypatch.setattr(queue, "MOST_COUNTED", 2)
    assert "More than 2 comments wait" in desk.get("/admin/").content.decode()


def test_the_policy_of_the_site_holds_on_the_desk(desk: Client, article: Article, make_comment: Make) -> None:
    make_comment(article, status="pending")
    answer = desk.get(DESK)
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)", page.replace('type="application/json"', ""))
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page)
