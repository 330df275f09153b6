"""From the draft to the readers and back: who may, when, and once."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.flow import Move, due, planning
from articles.history import snapshot
from articles.models import Article, PlannedChange, RelatedLink
from articles.signals import moved
from newsblog.audit.models import Entry
from tests.articles.test_admin import change_address, form_of

Make = Callable[..., Article]
Client_of = Callable[[User], Client]


@pytest.fixture
def moves() -> Iterator[list[tuple[Article, Move]]]:
    """What was told of articles that moved."""
    told: list[tuple[Article, Move]] = []

    def note(sender: Any, article: Article, move: Move, **_kwargs: Any) -> None:
        told.append((article, move))

    moved.connect(note)
    yield told
    moved.disconnect(note)


@pytest.fixture
def editor(site: Any) -> User:
    user = User.objects.create_user("editor", password="secret", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


def at(moment: datetime, prefix: str = "published_at") -> dict[str, str]:
    local = timezone.localtime(moment)
    return {f"{prefix}_0": f"{local:%Y-%m-%d}", f"{prefix}_1": f"{local:%H:%M:%S}"}


def soon() -> datetime:
    return (timezone.now() + timedelta(hours=1)).replace(microsecond=0)


def arrive(article: Article, **times: datetime) -> None:
    """Let a time that was set come."""
    Article.objects.filter(pk=article.pk).update(**times)


class TestVerbs:
    def test_a_draft_goes_to_review_and_back_and_out(self, make_article: Make, writer: User, editor: User) -> None:
        article = make_article(status="draft", published_at=None)
        article.submit(by=writer)
        article.send_back(by=editor)
        article.submit(by=writer)
        article.publish(by=editor)
        assert article in Article.objects.published()
        article.withdraw(by=editor)
        assert article not in Article.objects.published()

    @pytest.mark.parametrize("verb", ["publish", "withdraw", "unschedule"])
    def test_only_who_may_publish_decides_what_readers_see(self, make_article: Make, writer: User, verb: str) -> None:
        states = {"publish": "in-review", "withdraw": "published", "unschedule": "scheduled"}
        article = make_article(status=states[verb])
        with pytest.raises(PermissionDenied):
            getattr(article, verb)(by=writer)
        assert Article.objects.get(pk=article.pk).status == states[verb]

    @pytest.mark.parametrize(
        ("state", "verb"), [("published", "submit"), ("draft", "withdraw"), ("draft", "send_back")]
    )
    def test_what_the_state_does_not_allow_is_refused(self, make_article: Make, state: str, verb: str) -> None:
        with pytest.raises(ValidationError):
            getattr(make_article(status=state), verb)()

    def test_an_old_copy_of_an_article_can_not_undo_what_happened_since(self, make_article: Make) -> None:
        article = make_article(status="in-review")
        copy = Article.objects.get(pk=article.pk)
        article.publish()
        with pytest.raises(ValidationError):
            copy.send_back()

    def test_each_move_is_written_into_the_log_of_the_desk(
        self, make_article: Make, writer: User, editor: User
    ) -> None:
        article = make_article(status="draft", published_at=None)
        article.submit(by=writer)
        article.publish(by=editor)
        article.withdraw(by=editor)
        events = Entry.objects.filter(event__startswith="article.").order_by("pk").values_list("event", "actor_name")
        assert list(events) == [
            ("article.submitted", "writer"),
            ("article.published", "editor"),
            ("article.withdrawn", "editor"),
        ]

    def test_a_moderator_may_nothing(self, make_article: Make, moderator: User) -> None:
        with pytest.raises(PermissionDenied):
            make_article(status="draft").submit(by=moderator)


class TestDesk:
    def test_a_writer_asks_and_an_editor_schedules(
        self, make_article: Make, writer: User, editor: User, client_of: Client_of
    ) -> None:
        article, later = make_article(status="draft", published_at=None), soon()
        client_of(writer).post(change_address(article), form_of(article, do="submit"))
        article.refresh_from_db()
        assert article.status == "in-review"
        client_of(editor).post(change_address(article), form_of(article, do="schedule", **at(later)))
        article.refresh_from_db()
        assert (article.status, article.published_at) == ("scheduled", later)
        assert article.revisions.count() == 3

    def test_a_time_keeps_its_seconds_when_the_form_is_saved_again(
        self, make_article: Make, editor: User, client_of: Client_of
    ) -> None:
        article, moment = make_article(status="draft", published_at=None), soon().replace(second=12)
        client, address = client_of(editor), change_address(article)
        said = client.post(address, form_of(article, **at(moment), do="schedule"), follow=True)
        assert [words for words in said.context["messages"] if ":12" in str(words)]
        rendered = said.context["adminform"].form["published_at"].as_widget()
        assert f'value="{timezone.localtime(moment):%H:%M}:12"' in rendered

    def test_the_way_to_its_page_is_offered_where_there_is_one(
        self, make_article: Make, editor: User, client_of: Client_of
    ) -> None:
        client = client_of(editor)
        links = {
            state: client.get(change_address(make_article(status=state))).context["has_absolute_url"]
            for state in ("draft", "withdrawn", "published")
        }
        assert links == {"draft": False, "withdrawn": False, "published": True}

    def test_who_may_only_look_sees_nothing_to_fill_in_and_no_alarm(
        self, make_article: Make, site: Any, client_of: Client_of
    ) -> None:
        article = make_article()
        RelatedLink.objects.create(source=article, target=make_article("量子"), kind="background")
        writer = User.objects.create_user("one", is_staff=True)
        writer.groups.add(Group.objects.get(name="Writers"))
        page = client_of(writer).get(change_address(article)).content.decode()
        assert "量子" in page
        assert not [mark for mark in ("data-presence", "data-related-search", "related_links-0") if mark in page]

    def test_typed_text_goes_with_the_button(self, make_article: Make, editor: User, client_of: Client_of) -> None:
        article = make_article(status="draft", published_at=None)
        client_of(editor).post(change_address(article), form_of(article, title="改过的标题", do="publish"))
        assert Article.objects.published().get().title == "改过的标题"

    def test_publishing_now_beats_a_time_to_come(self, make_article: Make, editor: User, client_of: Client_of) -> None:
        article = make_article(status="scheduled", published_at=soon())
        client_of(editor).post(change_address(article), form_of(article, do="publish", **at(soon())))
        assert article in Article.objects.published()

    @pytest.mark.parametrize("when", [{}, {"published_at_0": "2020-01-01", "published_at_1": "00:00:00"}])
    def test_scheduling_needs_a_time_to_come(
        self, make_article: Make, editor: User, client_of: Client_of, when: dict[str, str]
    ) -> None:
        article = make_article(status="draft", published_at=None)
        response = client_of(editor).post(
            change_address(article), form_of(article, title="不能丢", do="schedule", **when)
        )
        assert "published_at" in response.context["adminform"].form.errors
        assert "不能丢" in response.content.decode()

    def test_buttons_are_those_that_may_be_pressed(
        self, make_article: Make, writer: User, editor: User, client_of: Client_of
    ) -> None:
        article = make_article(status="in-review")
        seen = {user: client_of(user).get(change_address(article)).content.decode() for user in (writer, editor)}
        assert 'name="do" value="publish"' in seen[editor]
        assert 'name="do" value="publish"' not in seen[writer]
        assert 'name="do" value="send-back"' in seen[writer]

    def test_enter_in_a_field_saves_and_never_publishes(
        self, make_article: Make, editor: User, client_of: Client_of
    ) -> None:
        page = client_of(editor).get(change_address(make_article(status="draft"))).content.decode()
        assert page.index('name="_continue"') < page.index('name="do" value=')


class TestFitness:
    @pytest.mark.parametrize("verb", ["publish", "schedule"])
    def test_what_must_be_mended_stands_in_the_way_and_nothing_is_lost(
        self, make_article: Make, editor: User, client_of: Client_of, verb: str
    ) -> None:
        article = make_article(status="draft", published_at=None)
        form = form_of(article, body='<iframe src="https://example.com"></iframe>', do=verb, **at(soon()))
        response = client_of(editor).post(change_address(article), form)
        assert "body" in response.context["adminform"].form.errors
        assert "&lt;iframe" in response.content.decode()
        article.refresh_from_db()
        assert article.status == "draft"

    def test_no_other_door_is_open_either(self, make_article: Make) -> None:
        article = make_article(status="draft", published_at=None, body=" \n")
        with pytest.raises(ValidationError):
            article.publish()
        with pytest.raises(ValidationError):
            article.publish(at=soon())
        assert Article.objects.get().status == "draft"


class TestTime:
    def test_readers_see_it_come_and_go_without_any_job(self, make_article: Make, client: Client) -> None:
        article = make_article(status="scheduled", published_at=soon(), withdraw_at=soon() + timedelta(hours=1))
        address = article.get_absolute_url()
        assert client.get(address).status_code == 404
        arrive(article, published_at=timezone.now() - timedelta(seconds=1))
        assert client.get(address).status_code == 200
        arrive(article, withdraw_at=timezone.now())
        assert client.get(address).status_code == 410
        assert article.title not in client.get("/").content.decode()

    def test_each_is_told_once_and_kept_in_the_history(self, make_article: Make, moves: list[Any]) -> None:
        article = make_article(status="scheduled")
        expired = make_article(withdraw_at=timezone.now() - timedelta(minutes=1))
        for _ in range(3):
            due.do_all()
        assert moves == [(article, Move.APPEAR), (expired, Move.EXPIRE)]
        assert Article.objects.get(pk=article.pk).status == "published"
        assert Article.objects.get(pk=expired.pk).status == "withdrawn"
        assert [article.revisions.count(), expired.revisions.count()] == [1, 1]

    def test_an_editor_who_writes_meanwhile_is_not_disturbed(
        self, make_article: Make, editor: User, client_of: Client_of
    ) -> None:
        article = make_article(status="scheduled")
        typed = form_of(article, body="还在写")
        due.do_all()
        assert client_of(editor).post(change_address(article), typed).status_code == 302
        article.refresh_from_db()
        assert (article.body, article.status) == ("还在写", "published")

    def test_a_job_waits_for_the_very_moment(self, make_article: Make) -> None:
        first, second = soon(), soon() + timedelta(hours=2)
        article = make_article(status="scheduled", published_at=first, withdraw_at=second)
        article.save()
        moments = ProcrastinateJob.objects.filter(task_name="articles.due_at").values_list("scheduled_at", flat=True)
        assert sorted(moments) == [first, second]

    def test_an_end_before_the_beginning_is_refused(
        self, make_article: Make, editor: User, client_of: Client_of
    ) -> None:
        article = make_article(status="draft", published_at=None)
        times = at(soon()) | at(soon() - timedelta(minutes=5), "withdraw_at")
        response = client_of(editor).post(change_address(article), form_of(article, do="schedule", **times))
        assert response.status_code == 200
        assert response.context["adminform"].form.errors

    def test_publishing_again_forgets_an_end_that_is_over(self, make_article: Make) -> None:
        article = make_article(withdraw_at=timezone.now() - timedelta(minutes=1))
        due.do_all()
        article.refresh_from_db()
        article.publish()
        assert article in Article.objects.published()


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_each_thing_once(make_article: Make, moves: list[Any]) -> None:
    for _ in range(20):
        make_article(status="scheduled")

    def work() -> None:
        try:
            due.do_all()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(moves) == 20
    assert not Article.objects.filter(status="scheduled").exists()


class TestPlannedChange:
    def plan(self, client: Client, article: Article, moment: datetime, **changes: Any) -> Any:
        data = form_of(article, do="change", **at(moment, "change_at"), **changes)
        return client.post(change_address(article), data, follow=True)

    def test_it_is_seen_from_its_time_on_and_not_before(
        self, article: Article, editor: User, client_of: Client_of, client: Client
    ) -> None:
        self.plan(client_of(editor), article, soon(), title="新的标题", body="新的正文")
        change = PlannedChange.objects.get()
        due.do_all()
        article.refresh_from_db()
        assert article.title == "北斗卫星怎样定位"
        PlannedChange.objects.update(at=timezone.now())
        due.do_all()
        due.do_all()
        change.refresh_from_db()
        page = client.get(article.get_absolute_url()).content.decode()
        assert change.state == "done"
        assert "新的正文" in page
        assert "新的标题" in page
        assert article.revisions.count() == 1

    def test_in_the_bin_nothing_changes(self, article: Article, editor: User, client_of: Client_of) -> None:
        self.plan(client_of(editor), article, soon(), title="新的标题")
        article.refresh_from_db()
        article.move_to_bin()
        PlannedChange.objects.update(at=timezone.now())
        due.do_all()
        article.refresh_from_db()
        assert article.title == "北斗卫星怎样定位"
        article.take_out_of_bin()
        due.do_all()
        article.refresh_from_db()
        assert article.title == "新的标题"

    def test_what_was_written_meanwhile_stays(self, article: Article, editor: User, client_of: Client_of) -> None:
        self.plan(client_of(editor), article, soon(), title="新的标题")
        article.refresh_from_db()
        article.summary = "后来写的摘要"
        article.save()
        PlannedChange.objects.update(at=timezone.now())
        due.do_all()
        article.refresh_from_db()
        assert (article.title, article.summary) == ("新的标题", "后来写的摘要")

    def test_nothing_is_overwritten_when_both_changed_the_same(
        self, article: Article, editor: User, client_of: Client_of
    ) -> None:
        self.plan(client_of(editor), article, soon(), title="计划的标题")
        article.refresh_from_db()
        article.title = "后来的标题"
        article.save()
        PlannedChange.objects.update(at=timezone.now())
        due.do_all()
        article.refresh_from_db()
        change = PlannedChange.objects.get()
        assert (article.title, change.state) == ("后来的标题", "failed")
        assert change.reason in client_of(editor).get(change_address(article)).content.decode()

    def test_the_browser_forgets_what_was_planned(self, article: Article, editor: User, client_of: Client_of) -> None:
        form = form_of(article, title="以后的标题", do="change") | at(soon(), "change_at")
        assert client_of(editor).post(change_address(article), form).cookies["desk-saved"].value == str(article.pk)
        nothing = form_of(article, do="change") | at(soon(), "change_at")
        assert "desk-saved" not in client_of(editor).post(change_address(article), nothing).cookies

    def test_it_can_be_taken_back_once(self, article: Article, editor: User, client_of: Client_of) -> None:
        client = client_of(editor)
        self.plan(client, article, soon(), title="新的标题")
        change = PlannedChange.objects.get()
        address = f"/admin/articles/article/planned/{change.pk}/cancel/"
        assert client.get(address).status_code == 405
        client.post(address)
        client.post(address)
        change.refresh_from_db()
        assert change.state == "cancelled"
        PlannedChange.objects.update(at=timezone.now())
        due.do_all()
        article.refresh_from_db()
        assert article.title == "北斗卫星怎样定位"

    def test_mistakes_stay_in_the_form(self, article: Article, editor: User, client_of: Client_of) -> None:
        yesterday = timezone.now() - timedelta(days=1)
        response = self.plan(client_of(editor), article, yesterday, title="不能丢")
        assert "不能丢" in response.content.decode()
        assert "change_at" in response.context["adminform"].form.errors
        assert not PlannedChange.objects.exists()

    def test_a_writer_plans_nothing(self, article: Article, writer: User, client_of: Client_of) -> None:
        assert self.plan(client_of(writer), article, soon(), title="新").status_code == 403
        with pytest.raises(PermissionDenied):
            planning.plan(article, snapshot.take(article), {"title": "新"}, soon(), writer)
        change = article.planned_changes.create(base={}, fields={}, at=soon())
        with pytest.raises(PermissionDenied):
            planning.cancel(change, writer)
        assert client_of(writer).post(f"/admin/articles/article/planned/{change.pk}/cancel/").status_code == 403

    def test_a_slug_that_is_taken_by_then_changes_nothing(
        self, article: Article, make_article: Make, editor: User, client_of: Client_of
    ) -> None:
        self.plan(client_of(editor), article, soon(), slug="later")
        make_article(slug="later")
        PlannedChange.objects.update(at=timezone.now())
        due.do_all()
        assert PlannedChange.objects.get().state == "failed"
