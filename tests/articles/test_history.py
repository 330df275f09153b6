"""Nothing is lost: revisions, what changed, the way back, two editors at once, and the bin."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.test import Client

from articles.history.differences import differences
from articles.models import Article
from tests.articles.test_admin import change_address, form_of

Make = Callable[..., Article]
Client_of = Callable[[User], Client]
TEXT = "第一段。\n\n第二段。\n\n第三段。"


@pytest.fixture
def editor(site: Any) -> User:
    user = User.objects.create_user("editor", password="secret", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def article(make_article: Make) -> Article:
    return make_article("合并", body=TEXT, tags=("甲",))


def with_tags(article: Article, **changes: Any) -> dict[str, Any]:
    return form_of(article, tags=[tag.pk for tag in article.tags.all()], **changes)


class TestRevisions:
    def test_saving_the_same_again_makes_none(self, article: Article, editor: User, client_of: Client_of) -> None:
        for title in ("改过", "改过", "又改过"):
            client_of(editor).post(change_address(article), with_tags(article, title=title))
            article.refresh_from_db()
        titles = [revision.fields["title"] for revision in article.revisions.all()]
        assert titles == ["又改过", "改过", "合并"]

    def test_the_history_says_who_changed_what(self, article: Article, editor: User, client_of: Client_of) -> None:
        client = client_of(editor)
        client.post(change_address(article), with_tags(article, title="改过", body=TEXT + "\n\n第四段。"))
        response = client.get(f"/admin/articles/article/{article.pk}/history/")
        (newest, changes), (_first, nothing) = response.context["revisions"]
        assert newest.user == editor
        assert len(changes) == 2
        assert nothing == []

    def test_any_two_can_be_compared(self, article: Article, editor: User, client_of: Client_of) -> None:
        client = client_of(editor)
        client.post(change_address(article), with_tags(article, body="第一段。\n\n第<b>2</b>段。"))
        page = client.get(f"/admin/articles/article/{article.pk}/history/compare/?from=2&to=1").content.decode()
        assert "<del>二</del><ins>&lt;b&gt;2&lt;/b&gt;</ins>" in page
        assert "<del>第三段。</del>" in page
        for query in ("", "?from=1&to=99", "?from=x", "?from=99999999999999"):
            assert client.get(f"/admin/articles/article/{article.pk}/history/compare/{query}").status_code == 404

    def test_one_comes_back_and_the_state_stays(
        self, article: Article, editor: User, client_of: Client_of, client: Client
    ) -> None:
        staff = client_of(editor)
        staff.post(change_address(article), with_tags(article, title="错的", body="错的"))
        article.refresh_from_db()
        article.withdraw()
        staff.post(f"/admin/articles/article/{article.pk}/history/1/restore/")
        article.refresh_from_db()
        assert (article.title, article.body, article.status) == ("合并", TEXT, "withdrawn")
        assert article.revisions.filter(fields__title="错的").exists()
        assert article.revisions.all()[0].user == editor

    def test_a_name_helps_to_find_it_again(self, article: Article, editor: User, client_of: Client_of) -> None:
        article.record_revision(editor)
        client_of(editor).post(f"/admin/articles/article/{article.pk}/history/1/name/", {"name": "送印 <b>\0"})
        assert article.revisions.get().name == "送印 <b>"
        page = client_of(editor).get(change_address(article)).content.decode()
        assert "送印 &lt;b&gt;" in page

    def test_who_may_not_publish_restores_all_but_the_pin(
        self, make_article: Make, writer: User, editor: User, client_of: Client_of
    ) -> None:
        draft = make_article("旧题", status="draft", published_at=None, pinned=True)
        first = draft.record_revision(None)
        draft.title = "新题"
        draft.save()
        draft.unpin()
        for user, is_pinned in ((writer, False), (editor, True)):
            client_of(user).post(f"/admin/articles/article/{draft.pk}/history/{first.number}/restore/")
            draft.refresh_from_db()
            assert (draft.title, draft.pinned) == ("旧题", is_pinned)

    def test_only_who_may_change_an_article_restores(
        self, article: Article, writer: User, moderator: User, client_of: Client_of
    ) -> None:
        article.record_revision(None)
        address = f"/admin/articles/article/{article.pk}/history/"
        for user in (writer, moderator):
            for verb in ("restore", "name"):
                assert client_of(user).post(f"{address}1/{verb}/").status_code == 403
        assert client_of(writer).get(address).status_code == 200
        assert client_of(moderator).get(address).status_code == 403
        assert client_of(writer).get(f"{address}1/restore/").status_code == 405

    def test_the_verb_refuses_who_may_not_change_it_any_more(self, make_article: Make, writer: User) -> None:
        draft = make_article(status="draft")
        first = draft.record_revision(writer)
        draft.restore(first, writer)
        Article.objects.get(pk=draft.pk).publish()  # while the writer looks at the history
        with pytest.raises(PermissionDenied):
            draft.restore(first, writer)

    def test_long_histories_have_pages(self, article: Article, editor: User, client_of: Client_of) -> None:
        for number in range(25):
            article.title = f"第{number}版"
            article.save()
            article.record_revision(editor)
        address = f"/admin/articles/article/{article.pk}/history/"
        first = client_of(editor).get(address).context["revisions"]
        rest = client_of(editor).get(address, {"before": first[-1][0].number}).context["revisions"]
        assert [len(first), len(rest)] == [20, 5]
        assert rest[0][0].number == first[-1][0].number - 1

    def test_long_texts_are_compared_without_end(self) -> None:
        old, new = "字" * 100_000, "自" * 100_000
        assert differences({"body": old}, {"body": new})[0].lines[0][0].kind == "del"


class TestEndOfSession:
    HEADERS = {"HTTP_ORIGIN": "http://testserver"}

    def test_a_form_that_comes_too_late_comes_back(self, article: Article, editor: User, client: Client) -> None:
        form = with_tags(article, body="不能丢的正文")
        response = client.post(change_address(article), form, **self.HEADERS)
        assert response.status_code == 403
        assert ("body", "不能丢的正文") in response.context["fields"]
        client.force_login(editor)
        again = dict(response.context["fields"])
        assert client.post(change_address(article), form | again, **self.HEADERS).status_code == 302
        article.refresh_from_db()
        assert article.body == "不能丢的正文"

    def test_a_login_in_another_tab_costs_no_text(self, article: Article, editor: User) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        form = with_tags(article, body="不能丢的正文", csrfmiddlewaretoken="a" * 64)
        response = client.post(change_address(article), form, **self.HEADERS)
        assert response.status_code == 403
        assert ("body", "不能丢的正文") in response.context["fields"]

    def test_forms_of_other_sites_are_not_given_back(self, article: Article, editor: User, client: Client) -> None:
        forged = {"HTTP_ORIGIN": "https://evil.example"}
        assert client.post(change_address(article), form_of(article), **forged).status_code in {302, 403}
        checked = Client(enforce_csrf_checks=True)
        checked.force_login(editor)
        response = checked.post(change_address(article), form_of(article, body="恶意"), **forged)
        assert response.status_code == 403
        assert "恶意" not in response.content.decode()
