"""The first screen of the admin: to each what concerns them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.flow import Move
from articles.models import Article, FailedSearch, HourlyViews
from comments.models import Comment
from newsblog.desk.models import Day
from newsblog.desk.tasks import count_days
from newsblog.mail.models import OutgoingMail
from tests.reading import read

Make = Callable[..., Article]
Client_of = Callable[[User], Client]


def person(name: str, group: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.com", "secret", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def staff(site: Any) -> dict[str, User]:
    return {group: person(group.lower(), group) for group in ("Writers", "Editors", "Moderators")}


def overview(client: Client) -> Any:
    response = client.get("/admin/")
    assert response.status_code == 200
    return response.context["overview"]


class TestWhatWaits:
    def test_editors_see_reviews_and_moderators_comments(
        self, make_article: Make, make_comment: Callable[..., Comment], staff: dict[str, User], client_of: Client_of
    ) -> None:
        article = make_article(status="in-review")
        make_comment(article, status="pending")
        urls = {group: [one.url for one in overview(client_of(user)).waiting] for group, user in staff.items()}
        assert urls["Writers"] == []
        assert ["in-review" in url for url in urls["Editors"]] == [True]
        assert urls["Moderators"] == ["/admin/comments/comment/"]

    def test_failed_work_is_shown_to_those_who_may_look_after_it(self, owner: User, client_of: Client_of) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('a', 'a', 'failed')")
        assert [one.url for one in overview(client_of(owner)).waiting] == ["/admin/queue/job/?state=failed"]


def test_what_comes_is_listed_by_its_time(make_article: Make, staff: dict[str, User], client_of: Client_of) -> None:
    now = timezone.now()
    later = make_article(status="scheduled", published_at=now + timedelta(hours=3))
    going = make_article(withdraw_at=now + timedelta(hours=1))
    changing = make_article()
    changing.planned_changes.create(base={}, fields={}, at=now + timedelta(hours=2))
    shown = [article for _moment, article, _what in overview(client_of(staff["Editors"])).scheduled]
    assert shown == [going, changing, later]


def test_my_drafts_are_mine(make_article: Make, staff: dict[str, User], client_of: Client_of) -> None:
    mine = make_article(status="draft", user=staff["Writers"])
    make_article(status="draft")
    make_article(user=staff["Writers"])
    assert list(overview(client_of(staff["Writers"])).drafts) == [mine]


class TestFigures:
    def test_views_and_comments_are_counted_by_the_day(
        self, article: Article, make_comment: Callable[..., Comment], staff: dict[str, User], client_of: Client_of
    ) -> None:
        now = timezone.now()
        for days in (0, 0, 2):
            hour = (now - timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
            HourlyViews.objects.update_or_create(article=article, hour=hour, defaults={"total": 5})
        make_comment(article)
        make_comment(article, status="spam")
        count_days(timestamp=0)
        count_days(timestamp=0)
        views, comments = overview(client_of(staff["Editors"])).charts
        assert [number for _day, number in views.figures][-3:] == [5, 0, 5]
        assert (views.total, comments.total) == (10, 1)
        assert Day.objects.count() == 7
        page = client_of(staff["Editors"]).get("/admin/").content.decode()
        assert page.count("<rect") == 60

    def test_without_figures_it_says_so(self, staff: dict[str, User], client_of: Client_of) -> None:
        page = client_of(staff["Editors"]).get("/admin/").content.decode()
        assert "<rect" not in page


class TestFailedSearches:
    def test_what_was_searched_in_vain_is_counted_and_forgotten(
        self, article: Article, client: Client, staff: dict[str, User], client_of: Client_of
    ) -> None:
        for text in ("量子 计算", "量子  計算", "北斗", "", "a\0b"):
            client.get("/search/", {"q": text})
        client.head("/search/", {"q": "量子 计算"})
        found = overview(client_of(staff["Writers"])).failed_searches
        assert [(one.text, one.number) for one in found] == [("量子 计算", 2)]
        FailedSearch.objects.update(last_at=timezone.now() - timedelta(days=31))
        FailedSearch.forget()
        assert not FailedSearch.objects.exists()

    def test_a_narrowed_search_says_nothing_of_the_archive(self, article: Article, client: Client) -> None:
        client.get("/search/", {"q": "北斗", "category": "nowhere"})
        assert not FailedSearch.objects.exists()


def test_it_costs_the_same_whatever_there_is(make_article: Make, owner: User, client_of: Client_of) -> None:
    client = client_of(owner)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/")
        return len(captured)

    def grow() -> None:
        for status in ("draft", "in-review", "scheduled", "published"):
            article = make_article(status=status, user=owner, withdraw_at=timezone.now() + timedelta(days=1))
            article.planned_changes.create(base={}, fields={}, at=timezone.now())
            read(article)
        FailedSearch.note(f"词{article.pk}")

    grow()
    client.get("/admin/")
    before = queries()
    for _ in range(4):
        grow()
    assert queries() == before
    assert before <= 25


class TestMail:
    def test_the_other_side_hears_of_a_move_once(
        self, make_article: Make, staff: dict[str, User], settings: Any
    ) -> None:
        settings.MAIL_ENABLED, settings.MAIL_FROM = True, "news@example.com"
        writer, editor = staff["Writers"], staff["Editors"]
        article = make_article("要审的文章", status="draft", published_at=None, user=writer)
        article.submit(by=writer)
        assert list(OutgoingMail.objects.values_list("to", flat=True)) == [editor.email]
        article.record_revision(writer)
        article.publish(by=editor)
        mails = OutgoingMail.objects.order_by("pk").values_list("to", "subject")
        assert [to for to, _subject in mails] == [editor.email, writer.email]
        assert all("要审的文章" in subject for _to, subject in mails)
        assert Move.PUBLISH in OutgoingMail.objects.get(to=writer.email).key

    def test_nobody_hears_of_their_own_doing(self, make_article: Make, staff: dict[str, User], settings: Any) -> None:
        settings.MAIL_ENABLED = True
        editor = staff["Editors"]
        make_article(status="draft", user=editor, published_at=None).publish(by=editor)
        assert not OutgoingMail.objects.exists()
