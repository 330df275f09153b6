"""The queue: transactions, attempts, what dead workers left, what is forgotten, and the page that shows it all."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import Permission, User
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.jobs import Job as QueuedJob

from newsblog.queue import RETRY, stalled
from newsblog.queue.failures import note_failure
from newsblog.queue.models import Failure, Job
from newsblog.queue.tasks import forget
from newsblog.site.models import SiteSettings
from newsblog.worker import WorkerConnector

LIST = "/admin/queue/job/"


@pytest.fixture
def workplace() -> DjangoApp:
    """An app whose tasks are known to nobody else."""
    return DjangoApp(connector=DjangoConnector())


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """For tests that commit: Django empties only the tables of its own models afterwards."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def work(workplace: DjangoApp) -> None:
    """Do what is due, as a worker does."""

    def run() -> None:
        connector = WorkerConnector(kwargs=connector_params(), min_size=1, max_size=2)
        with workplace.replace_connector(connector):
            workplace.run_worker(wait=False, install_signal_handlers=False, worker_middleware=[note_failure])
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def make(status: str = "todo", task: str = "newsblog.indexnow", **fields: Any) -> int:
    """A job as the database keeps it."""
    columns = {"queue_name": "tests", "task_name": task, "status": status, **fields}
    with connection.cursor() as cursor:
        names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
        query = f"INSERT INTO procrastinate_jobs ({names}) VALUES ({places}) RETURNING id"  # noqa: S608
        cursor.execute(query, list(columns.values()))
        return int(cursor.fetchone()[0])


def make_worker(*, silent_for: float = 0) -> int:
    with connection.cursor() as cursor:
        query = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id"
        cursor.execute(query, [timezone.now() - timedelta(seconds=silent_for)])
        return int(cursor.fetchone()[0])


def state(key: int) -> str:
    return str(Job.objects.values_list("status", flat=True).get(pk=key))


class TestTransactions:
    def test_what_is_deferred_in_a_transaction_goes_with_it(self, db: None, workplace: DjangoApp) -> None:
        task = workplace.task(name="tests.task")(print)

        def fail() -> None:
            with transaction.atomic():
                task.defer()
                raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            fail()
        assert not Job.objects.exists()
        with transaction.atomic():
            task.defer()
        assert Job.objects.count() == 1

    @pytest.mark.usefixtures("committed")
    def test_a_job_runs_after_the_commit_and_not_before(self, workplace: DjangoApp) -> None:
        done: list[int] = []
        task = workplace.task(name="tests.task")(lambda number: done.append(number))
        with transaction.atomic():
            task.defer(number=1)
            work(workplace)
            assert done == []
        work(workplace)
        assert done == [1]

    @pytest.mark.usefixtures("committed")
    def test_what_a_job_defers_in_a_transaction_goes_with_it_too(self, workplace: DjangoApp) -> None:
        later = workplace.task(name="tests.later")(lambda: None)

        def fail() -> None:
            with transaction.atomic():
                later.defer()
                raise ValueError("no")

        workplace.task(name="tests.fail")(fail).defer()
        work(workplace)
        assert list(Job.objects.values_list("task_name", "status")) == [("tests.fail", "failed")]


class TestAttempts:
    def test_pauses_between_attempts_grow_and_end(self) -> None:
        now = timezone.now()
        waits = []
        for attempts in range(7):
            job = QueuedJob(
                id=1, queue="q", lock=None, queueing_lock=None, task_name="t", task_kwargs={}, attempts=attempts
            )
            decision = RETRY.get_retry_decision(exception=OSError(), job=job)
            waits.append(round((decision.retry_at - now).total_seconds()) if decision and decision.retry_at else None)
        assert waits == [4, 16, 64, 256, 1024, 4096, None]

    @pytest.mark.usefixtures("committed")
    def test_a_job_that_failed_is_tried_again_later_and_its_error_is_kept(self, workplace: DjangoApp) -> None:
        def fail() -> None:
            Failure.objects.count()
            raise OSError("the line is dead\0")

        workplace.task(name="tests.fail", retry=RETRY)(fail).defer()
        work(workplace)
        job = Job.objects.get()
        assert (job.status, job.attempts) == ("todo", 1)
        assert job.scheduled_at > timezone.now()
        assert Failure.objects.get().error == "OSError: the line is dead"

    @pytest.mark.usefixtures("committed")
    def test_the_error_of_an_asynchronous_job_is_kept_too(self, workplace: DjangoApp) -> None:
        async def fail() -> None:
            raise OSError("dead")

        workplace.task(name="tests.fail")(fail).defer()
        work(workplace)
        assert Job.objects.get().status == "failed"
        assert Failure.objects.get().error == "OSError: dead"


def retake() -> None:
    async_to_sync(stalled.retake)(app.job_manager)


class TestDeadWorkers:
    def test_their_jobs_are_taken_again_and_those_of_the_living_are_not(self, db: None) -> None:
        dead, alive = make_worker(silent_for=60), make_worker(silent_for=10)
        lost, orphan, held = make("doing", worker_id=dead), make("doing"), make("doing", worker_id=alive)
        retake()
        assert [state(key) for key in (lost, orphan, held)] == ["todo", "todo", "doing"]

    @pytest.mark.usefixtures("committed")
    def test_work_that_waits_anew_already_is_not_done_twice(self) -> None:
        lost = [make("doing", queueing_lock="one") for _number in range(2)]
        waiting = make("todo", queueing_lock="one")
        other = make("doing", queueing_lock="other")
        retake()
        assert [state(key) for key in (*lost, waiting, other)] == ["aborted", "aborted", "todo", "todo"]

    @pytest.mark.usefixtures("committed")
    def test_a_job_that_kills_every_worker_is_given_up(self) -> None:
        key = make("doing", attempts=stalled.MOST_ATTEMPTS)
        retake()
        assert state(key) == "failed"
        assert "died" in Failure.objects.get(pk=key).error


def test_what_was_done_is_forgotten_after_a_day_and_what_failed_after_a_month(db: None) -> None:
    kept, gone = [], []
    for status, days in (("succeeded", 1), ("failed", 30), ("cancelled", 30), ("aborted", 30)):
        for age, keys in ((timedelta(days=days, hours=-2), kept), (timedelta(days=days, hours=2), gone)):
            keys.append(key := make(status))
            Failure.note(key, OSError())
            with connection.cursor() as cursor:
                query = "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, %s, %s)"
                cursor.execute(query, [key, status, timezone.now() - age])
    kept.append(make("todo"))

    class Context:
        pass

    context = Context()
    context.app = app  # type: ignore[attr-defined]
    async_to_sync(forget.func)(context, timestamp=0)
    assert set(Job.objects.values_list("pk", flat=True)) == set(kept)
    assert not Failure.objects.filter(pk__in=gone).exists()


def test_search_engines_are_told_every_minute() -> None:
    periodic = app.periodic_registry.periodic_tasks["newsblog.indexnow", ""]
    assert periodic.cron == "* * * * *"


@pytest.fixture
def viewer(site: SiteSettings) -> User:
    """May look at the queue, and not change it."""
    user = User.objects.create_user("viewer", password="secret", is_staff=True)
    user.user_permissions.add(Permission.objects.get(content_type__app_label="queue", codename="view_job"))
    return user


@pytest.fixture
def page(owner: User, client_of: Callable[[User], Client]) -> Callable[..., str]:
    """The page as the owner sees it, in English."""

    def get(**query: str) -> str:
        client = client_of(owner)
        SiteSettings.objects.update(language="en")
        return client.get(LIST, query).content.decode()

    return get


class TestPage:
    def test_it_is_in_the_admin_for_those_who_may_see_it(
        self, owner: User, viewer: User, writer: User, client_of: Callable[[User], Client]
    ) -> None:
        for user, sees in ((owner, True), (viewer, True), (writer, False)):
            client = client_of(user)
            assert (LIST in client.get("/admin/").content.decode()) is sees
            assert client.get(LIST).status_code == (200 if sees else 403)
            assert "procrastinate" not in client.get("/admin/").content.decode().lower()

    def test_it_tells_whether_anybody_works(self, page: Callable[..., str]) -> None:
        assert "No worker is at work" in page()
        make_worker(silent_for=90)
        assert "No worker is at work" in page()
        make_worker()
        assert "1 worker is at work" in page()

    def test_an_empty_queue_says_so(self, page: Callable[..., str]) -> None:
        assert "There is no such job." in page()

    def test_it_shows_what_waits_what_runs_and_what_failed(self, page: Callable[..., str]) -> None:
        failed = make("failed", "comments.akismet")
        Failure.note(failed, OSError("<b>" + "x" * 500))
        make("doing", "mail.deliver")
        make("todo", "queue.forget")
        make("succeeded", "mail.forget")
        make("failed", "gone.task")
        text = page()
        rows = text.partition('id="result_list"')[2].partition("</table>")[0]
        for words in ("Ask Akismet", "Send a mail", "Forget old jobs", "OSError: &lt;b&gt;", "know such work"):
            assert words in rows
        assert "Forget old mails" not in rows
        assert "waiting: 1" in text
        assert "failed: 2" in text
        assert "<details>" in rows

    def test_it_can_be_narrowed(self, page: Callable[..., str]) -> None:
        make("succeeded", "mail.forget")
        make("cancelled", "mail.deliver")
        make("failed", "queue.forget")

        def rows(**query: str) -> list[str]:
            table = page(**query).partition('id="result_list"')[2].partition("</table>")[0]
            names = ("Forget old mails", "Send a mail", "Forget old jobs")
            return [name for name in names if name in table]

        assert rows() == ["Forget old jobs"]
        assert rows(state="succeeded") == ["Forget old mails"]
        assert rows(state="aborted") == ["Send a mail"]
        assert rows(state="failed", task="mail.deliver") == []
        assert rows(state="nonsense") == []

    def test_it_costs_the_same_however_much_there_is_and_has_pages(
        self, owner: User, client_of: Callable[[User], Client], django_assert_num_queries: Any
    ) -> None:
        client = client_of(owner)
        make("failed")
        client.get(LIST)
        with connection.execute_wrapper(Counter()) as _wrapped:
            client.get(LIST)
        few = Counter.number
        for _number in range(60):
            Failure.note(make("failed"), OSError("no"))
        with connection.execute_wrapper(Counter()):
            text = client.get(LIST).content.decode()
        assert Counter.number == few
        assert text.count('name="try_again_one"') == 50
        assert client.get(LIST, {"p": "2"}).content.decode().count('name="try_again_one"') == 11


class Counter:
    """Counts queries."""

    number = 0

    def __init__(self) -> None:
        Counter.number = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        Counter.number += 1
        return execute(*arguments)


class TestVerbs:
    def test_a_job_that_failed_is_tried_again_with_all_its_attempts(
        self, owner: User, client_of: Callable[[User], Client]
    ) -> None:
        key = make("failed", attempts=6)
        answer = client_of(owner).post(f"{LIST}?state=failed", {"try_again_one": str(key)}, follow=True)
        assert answer.redirect_chain == [(f"{LIST}?state=failed", 302)]
        assert len(list(answer.context["messages"])) == 1
        job = Job.objects.get(pk=key)
        assert (job.status, job.attempts) == ("todo", 0)

    def test_what_failed_or_waits_is_discarded_and_what_runs_is_not(
        self, owner: User, client_of: Callable[[User], Client]
    ) -> None:
        client = client_of(owner)
        keys = [make(status) for status in ("failed", "todo", "doing")]
        Failure.note(keys[0], OSError())
        for key in keys:
            answer = client.post(LIST, {"discard_one": str(key)}, follow=True)
            assert len(list(answer.context["messages"])) == 1
        assert list(Job.objects.values_list("pk", flat=True)) == keys[2:]
        assert not Failure.objects.exists()

    def test_many_are_tried_again_at_once(self, owner: User, client_of: Callable[[User], Client]) -> None:
        keys = [make("failed") for _number in range(3)]
        client_of(owner).post(LIST, {"action": "try_again", "_selected_action": keys})
        assert {state(key) for key in keys} == {"todo"}

    def test_work_that_waits_already_is_not_queued_twice(
        self, owner: User, client_of: Callable[[User], Client]
    ) -> None:
        make("todo", queueing_lock="one")
        keys = [make("failed", queueing_lock="one"), make("failed")]
        answer = client_of(owner).post(LIST, {"action": "try_again", "_selected_action": keys}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["warning", "success"]
        assert [state(key) for key in keys] == ["failed", "todo"]

    @pytest.mark.parametrize("verb", ["try_again_one", "discard_one"])
    def test_who_may_only_look_can_do_nothing(
        self, viewer: User, client_of: Callable[[User], Client], verb: str
    ) -> None:
        key = make("failed")
        client = client_of(viewer)
        assert "button" not in client.get(LIST).content.decode().partition('id="result_list"')[2].partition("</t")[0]
        assert verb not in client.get(LIST).content.decode()
        assert client.post(LIST, {verb: str(key)}).status_code == 403
        client.post(LIST, {"action": "try_again", "_selected_action": [key]})
        assert state(key) == "failed"

    def test_a_link_does_nothing(self, owner: User, client_of: Callable[[User], Client]) -> None:
        key = make("failed")
        client_of(owner).get(LIST, {"try_again_one": str(key), "discard_one": str(key)})
        assert state(key) == "failed"

    def test_nonsense_does_no_harm(self, owner: User, client_of: Callable[[User], Client]) -> None:
        client = client_of(owner)
        for key in ("0", "9" * 40, "x", "-1", "٣"):
            assert client.post(LIST, {"discard_one": key}).status_code < 500

    def test_nobody_writes_a_job_by_hand(self, owner: User, client_of: Callable[[User], Client]) -> None:
        assert client_of(owner).get(reverse("admin:queue_job_add")).status_code == 403
