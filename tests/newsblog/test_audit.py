"""Who did what on the desk can be read, and not be changed."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Category
from comments.moderation import decisions
from newsblog import audit
from newsblog.audit import tasks
from newsblog.audit.models import Entry
from newsblog.groups import GROUPS, give
from newsblog.site.models import SiteSettings

pytestmark = pytest.mark.usefixtures("same_minute")
Client_of = Callable[[User], Client]
LOG, EXPORT, LOGIN = "/admin/audit/entry/", "/admin/audit/entry/export/", "/admin/login/"


def events(*names: str) -> list[tuple[str, str, str]]:
    """Event, person and thing of what was written down, the oldest first."""
    kept = Entry.objects.filter(event__in=names) if names else Entry.objects.all()
    return list(kept.order_by("id").values_list("event", "actor_name", "about_name"))


def cells(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


class TestWhatIsWritten:
    def test_logins_and_logouts(self, owner: User) -> None:
        client = Client()
        client.post(LOGIN, {"username": "owner", "password": "secret"}, REMOTE_ADDR="203.0.113.7")
        client.post("/admin/logout/")
        assert events("login", "logout") == [("login", "owner", ""), ("logout", "owner", "")]
        assert Entry.objects.get(event="login").network == "203.0.113.0/24"

    def test_failures_keep_a_name_only_when_it_is_an_accounts(self, owner: User) -> None:
        for name in ("owner", "my-secret-password"):
            Client().post(LOGIN, {"username": name, "password": "typed-in-vain"})
        assert events("login.failed") == [("login.failed", "", "owner"), ("login.failed", "", "")]
        assert "my-secret-password" not in str(list(Entry.objects.values()))
        assert "typed-in-vain" not in str(list(Entry.objects.values()))

    def test_accounts_and_their_groups(self, owner: User, client_of: Client_of) -> None:
        client = client_of(owner)
        password = "correct horse battery"
        form = {"username": "new", "usable_password": "true", "password1": password, "password2": password}
        assert client.post("/admin/auth/user/add/", form).status_code == 302
        new = User.objects.get(username="new")
        writers = Group.objects.get(name="Writers")
        form = {"username": "new", "is_staff": "on", "is_active": "on", "groups": [writers.pk]}
        form |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00"}
        assert client.post(f"/admin/auth/user/{new.pk}/change/", form).status_code == 302
        assert client.post(f"/admin/auth/user/{new.pk}/delete/", {"post": "yes"}).status_code == 302
        of_new = [entry for entry in events() if entry[2] == "new"]
        assert of_new[0] == ("account.created", "owner", "new")
        assert of_new[-1] == ("account.deleted", "owner", "new")
        assert {entry[:2] for entry in of_new[1:-1]} == {("account.changed", "owner")}
        assert Entry.objects.filter(event="account.changed", detail="+Writers").exists()

    def test_groups(self, owner: User, client_of: Client_of) -> None:
        client = client_of(owner)
        client.post("/admin/auth/group/add/", {"name": "Night desk"})
        group = Group.objects.get(name="Night desk")
        permission = Permission.objects.first()
        assert permission is not None
        client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Night desk", "permissions": [permission.pk]})
        client.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"})
        names = [entry[0] for entry in events() if entry[2] == "Night desk"]
        assert names == ["group.created", "group.changed", "group.deleted"]

    def test_decisions_about_comments_without_their_words(
        self, article: Article, make_comment: Any, moderator: User
    ) -> None:
        one, two = (make_comment(article, status="pending", body=f"第{n}条") for n in (1, 2))
        decided = decisions.approve([one, two], moderator)
        decisions.undo(decided[1], moderator)
        decisions.pin(one, moderator)
        decisions.edit(one, moderator, body="改过")
        assert events()[-5:] == [
            ("comment.approve", "moderator", one.public_id),
            ("comment.approve", "moderator", two.public_id),
            ("comment.undo", "moderator", two.public_id),
            ("comment.pin", "moderator", one.public_id),
            ("comment.edit", "moderator", one.public_id),
        ]
        assert "改过" not in str(list(Entry.objects.values()))

    def test_settings_with_the_names_of_the_fields_alone(self, site: SiteSettings) -> None:
        site.akismet_key = "a-secret-key"
        site.save()
        entry = Entry.objects.get(event="settings.changed")
        assert "Akismet" in entry.detail
        assert "a-secret-key" not in entry.detail
        site.save()
        assert Entry.objects.filter(event="settings.changed").count() == 1

    @pytest.mark.parametrize("number", [1, 2])
    def test_records_that_are_deleted_one_by_one_or_together(
        self, owner: User, client_of: Client_of, number: int
    ) -> None:
        rows = [Category.objects.called(f"栏目{index}") for index in range(number)]
        form = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
        client_of(owner).post("/admin/articles/category/", form)
        assert not Category.objects.exists()
        assert events("record.deleted") == [("record.deleted", "owner", f"栏目{index}") for index in range(number)]

    def test_what_a_transaction_takes_back_did_not_happen(self, article: Article) -> None:
        with pytest.raises(ValueError, match="no"), transaction.atomic():  # noqa: PT012
            audit.note("article.published", about=article)
            raise ValueError("no")
        assert not events("article.published")

    def test_strange_words_are_kept_on_one_line(self, owner: User) -> None:
        entry = audit.note("record.changed", by=owner, detail="a\0\n" + "b" * 5000)
        assert entry.detail.startswith("a b")
        assert len(entry.detail) == 500


class TestItOnlyGrows:
    @pytest.fixture
    def entry(self, owner: User) -> Entry:
        return audit.note("login", by=owner)

    def test_the_database_refuses_changes(self, entry: Entry) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.update(detail="nothing happened")
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.all().delete()
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM audit_entry")
        assert Entry.objects.filter(pk=entry.pk, detail="").exists()

    def test_the_admin_has_no_way_either(self, entry: Entry, owner: User, client_of: Client_of) -> None:
        client = client_of(owner)
        assert client.get(f"{LOG}add/").status_code == 403
        assert client.post(f"{LOG}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.post(f"{LOG}{entry.pk}/change/", {"detail": "x"}).status_code == 403
        form = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
        client.post(LOG, form)
        assert Entry.objects.filter(pk=entry.pk).exists()

    def test_a_year_later_it_is_forgotten(self, entry: Entry) -> None:
        for days, left in ((364, True), (366, False)):
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
                cursor.execute(
                    "UPDATE audit_entry SET at = %s WHERE id = %s", [timezone.now() - timedelta(days=days), entry.pk]
                )
                cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
            tasks.forget(0)
            assert Entry.objects.filter(pk=entry.pk).exists() is left

    def test_it_outlives_the_account(self, entry: Entry, owner: User) -> None:
        owner.delete()
        assert ("login", "owner", "") in events()


class TestReading:
    @pytest.fixture
    def log(self, owner: User, writer: User, article: Article) -> None:
        audit.note("article.published", by=writer, about=article)
        audit.note("login", by=owner, detail="=HYPERLINK(1)")
        audit.note("login.failed")
        audit.note_each("comment.spam", [audit.Thing("comments.comment", "7", "c0ffee")], by=writer)

    def reading(self, user: User, client_of: Client_of) -> Client:
        user.user_permissions.add(Permission.objects.get(codename="view_entry", content_type__app_label="audit"))
        return client_of(user)

    def test_is_for_those_who_may(self, log: None, writer: User, client_of: Client_of) -> None:
        client = client_of(writer)
        assert client.get(LOG).status_code == client.post(EXPORT).status_code == 403
        assert Client().get(LOG).status_code == Client().post(EXPORT).status_code == 302
        client = self.reading(writer, client_of)
        assert client.get(LOG).status_code == 200

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("event=articles", {"article.published"}),
            ("event=failures", {"login.failed"}),
            ("event=article.published", {"article.published"}),
            ("event=comments", {"comment.spam"}),
            ("event=nothing", set()),
            ("q=北斗", {"article.published"}),
            ("person=0", {"login.failed"}),
            ("at__lt=2020-01-01T00:00:00%2B00:00", set()),
        ],
    )
    def test_by_event_person_time_and_words(
        self, log: None, owner: User, client_of: Client_of, query: str, found: set[str]
    ) -> None:
        client = client_of(owner)
        page = client.get(f"{LOG}?{query}")
        assert page.status_code == 200
        kept = {row.event for row in page.context["cl"].result_list}
        assert kept - {"account.created", "settings.changed"} == found

    def test_the_time_is_shown_to_the_second_and_an_empty_list_says_so(
        self, log: None, owner: User, client_of: Client_of
    ) -> None:
        client, (first, *_others) = client_of(owner), Entry.objects.all()
        assert f"{timezone.localtime(first.at):%Y-%m-%d %H:%M:%S}" in client.get(LOG).content.decode()
        assert "没有符合条件的记录。" in client.get(f"{LOG}?event=nothing").content.decode()

    def test_by_person(self, log: None, writer: User, owner: User, client_of: Client_of) -> None:
        page = client_of(owner).get(f"{LOG}?person={writer.pk}")
        assert {row.event for row in page.context["cl"].result_list} == {"article.published", "comment.spam"}

    @pytest.mark.parametrize(
        "query",
        [
            "person=x",
            "person=99999999999999999999",
            "at__gte=x",
            "at__year=0",
            "at__iso_year__gt=99999",
            "p=x",
            "q=%00",
            "o=x",
        ],
    )
    def test_odd_addresses_do_no_harm(self, log: None, owner: User, client_of: Client_of, query: str) -> None:
        client = client_of(owner)
        assert client.get(f"{LOG}?{query}").status_code in {200, 302, 400}
        assert client.post(f"{EXPORT}?{query}").status_code in {200, 302, 400}

    def test_it_takes_as_many_queries_for_many_entries(self, log: None, owner: User, client_of: Client_of) -> None:
        client = client_of(owner)
        client.get(LOG)
        with CaptureQueriesContext(connection) as few:
            client.get(LOG)
        for _ in range(60):
            audit.note("login", by=owner)
        with CaptureQueriesContext(connection) as many:
            client.get(LOG)
        assert len(few) == len(many) <= 10
        assert not [query for query in many if "COUNT" in query["sql"] and "LIMIT" not in query["sql"]]

    def test_the_export_is_what_is_filtered_and_is_written_down(
        self, log: None, owner: User, client_of: Client_of
    ) -> None:
        client = client_of(owner)
        answer = client.post(f"{EXPORT}?event=articles")
        assert answer["Content-Type"].startswith("text/csv")
        assert [row[2] for row in cells(answer)] == ["article.published"]
        assert events("export.made") == [("export.made", "owner", "")]
        assert client.get(EXPORT).status_code == 405

    def test_formulas_are_defused(self, log: None, owner: User, client_of: Client_of) -> None:
        rows = cells(client_of(owner).post(f"{EXPORT}?event=logins"))
        assert "'=HYPERLINK(1)" in {row[7] for row in rows}

    def test_decisions_about_comments_are_exported_the_same_way(
        self, article: Article, make_comment: Any, owner: User, moderator: User, client_of: Client_of
    ) -> None:
        decisions.approve([make_comment(article, status="pending")], owner)
        rows = cells(client_of(moderator).post("/admin/comments/decision/export/"))
        assert [row[1:3] for row in rows] == [["owner", "approve"]]


class TestGroups:
    def test_administrators_read_it(self, db: None) -> None:
        assert [name for name, permissions in GROUPS.items() if "audit.view_entry" in permissions] == ["Administrators"]

    def test_an_older_site_gives_it_to_its_administrators_once(self, db: None) -> None:
        group = Group.objects.get(name="Administrators")
        group.permissions.filter(codename="view_entry").delete()
        assert not group.permissions.filter(codename="view_entry").exists()
        give(apps, "default", "Administrators", "audit.view_entry")
        assert group.permissions.filter(codename="view_entry", content_type__app_label="audit").exists()
        give(apps, "default", "A group that was deleted", "audit.view_entry")
