"""Deleted articles stay in a bin for thirty days, out of everybody's sight."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from articles.models import Article
from articles.tasks import empty_bin
from comments.models import Comment
from tests.articles.test_admin import change_address, form_of

Make = Callable[..., Article]
Client_of = Callable[[User], Client]


@pytest.fixture
def editor(site: Any) -> User:
    user = User.objects.create_user("editor", password="secret", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def article(make_article: Make) -> Article:
    return make_article("删除")


class TestBin:
    def test_deleting_moves_there_and_readers_are_told(
        self, article: Article, editor: User, client_of: Client_of, client: Client
    ) -> None:
        Comment(article=article, name="读者", body="话").save()
        staff = client_of(editor)
        assert staff.get(f"/admin/articles/article/{article.pk}/delete/").status_code == 200
        staff.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"})
        assert client.get(article.get_absolute_url()).status_code == 410
        assert article.title not in client.get("/").content.decode()
        said = [str(words) for words in staff.get("/admin/articles/article/").context["messages"]]
        assert [
            words for words in said if article.title in words and '<a href="/admin/articles/article/bin/">' in words
        ]
        assert len(said) == 1
        assert article.title not in staff.get("/admin/articles/article/").content.decode()
        assert staff.get(change_address(article)).status_code == 302
        staff.post("/admin/articles/article/bin/", {"out": article.pk})
        article.refresh_from_db()
        assert (article.status, article.comments.count()) == ("withdrawn", 1)
        assert client.get(article.get_absolute_url()).status_code == 410

    def test_several_go_at_once(self, article: Article, make_article: Make, editor: User, client_of: Client_of) -> None:
        keys = [article.pk, make_article(status="draft").pk]
        data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
        client_of(editor).post("/admin/articles/article/", data)
        assert Article.objects.filter(pk__in=keys, binned_at__isnull=False).count() == 2

    def test_nothing_can_be_done_with_it_there(self, article: Article) -> None:
        article.move_to_bin()
        for verb in ("publish", "submit", "move_to_bin"):
            with pytest.raises(ValidationError):
                getattr(article, verb)()

    def test_it_is_emptied_after_thirty_days(self, article: Article, make_article: Make) -> None:
        young = make_article()
        for one, days in ((article, 31), (young, 29)):
            one.move_to_bin()
            Article.objects.filter(pk=one.pk).update(binned_at=timezone.now() - timedelta(days=days))
        empty_bin(timestamp=0)
        assert list(Article.objects.all()) == [young]

    def test_who_may_not_delete_neither_sees_nor_fills_it(
        self, article: Article, writer: User, client_of: Client_of
    ) -> None:
        assert client_of(writer).get("/admin/articles/article/bin/").status_code == 403
        assert client_of(writer).post("/admin/articles/article/bin/", {"delete": article.pk}).status_code == 403
        with pytest.raises(PermissionDenied):
            article.move_to_bin(by=writer)

    def test_only_what_is_there_can_be_deleted_for_good(
        self, article: Article, editor: User, client_of: Client_of
    ) -> None:
        staff = client_of(editor)
        for key in (article.pk, 0, "x", "9" * 30):
            assert staff.post("/admin/articles/article/bin/", {"delete": key}).status_code == 404
        article.move_to_bin()
        staff.post("/admin/articles/article/bin/", {"delete": article.pk})
        assert not Article.objects.exists()

    def test_it_says_who_deleted_it(self, article: Article, editor: User, client_of: Client_of) -> None:
        article.move_to_bin(by=editor)
        assert "<td>editor</td>" in client_of(editor).get("/admin/articles/article/bin/").content.decode()
        article.take_out_of_bin(by=editor)
        article.refresh_from_db()
        assert (article.binned_at, article.binned_by) == (None, None)

    def test_a_slug_stays_taken_as_long_as_it_can_come_back(
        self, article: Article, make_article: Make, editor: User, client_of: Client_of
    ) -> None:
        other = make_article("另一篇")
        article.move_to_bin()
        response = client_of(editor).post(change_address(other), form_of(other, slug=article.slug))
        assert article.title in response.context["adminform"].form.errors["slug"][0]
        other.refresh_from_db()
        assert other.slug != article.slug

    def test_an_import_does_not_fetch_it_back(self, article: Article, tmp_path: Path) -> None:
        article.move_to_bin()
        (tmp_path / "articles").mkdir()
        document = "---\ntitle: 新\npublished: 2026-01-01T08:00:00+08:00\n---\n\n正文\n"
        (tmp_path / "articles" / f"{article.slug}.md").write_text(document, encoding="utf-8")
        with pytest.raises(CommandError):
            call_command("import_content", tmp_path, stdout=StringIO(), stderr=StringIO())
        article.refresh_from_db()
        assert article.title == "删除"

    def test_what_readers_see_is_not_deleted_by_who_may_not_publish(
        self, article: Article, make_article: Make, writer: User, client_of: Client_of
    ) -> None:
        writer.user_permissions.add(Permission.objects.get(codename="delete_article"))
        draft = make_article(status="draft", published_at=None)
        data = {"action": "delete_selected", "_selected_action": [article.pk, draft.pk], "post": "yes"}
        assert client_of(writer).post("/admin/articles/article/", data).status_code == 403
        assert not Article.objects.filter(binned_at__isnull=False).exists()
        client_of(writer).post("/admin/articles/article/", data | {"_selected_action": [draft.pk]})
        assert list(Article.objects.filter(binned_at__isnull=False)) == [draft]

    def test_the_page_costs_the_same_for_one_and_for_many(
        self, make_article: Make, editor: User, client_of: Client_of, django_assert_max_num_queries: Any
    ) -> None:
        client = client_of(editor)
        for _number in range(12):
            make_article().move_to_bin(by=editor)
        client.get("/admin/articles/article/bin/")
        with django_assert_max_num_queries(12):
            client.get("/admin/articles/article/bin/")


def test_the_verb_itself_refuses_who_may_not_withdraw(article: Article, writer: User) -> None:
    writer.user_permissions.add(Permission.objects.get(codename="delete_article"))
    with pytest.raises(PermissionDenied):
        article.move_to_bin(by=User.objects.get(pk=writer.pk))
    assert Article.objects.filter(pk=article.pk, binned_at=None).exists()
