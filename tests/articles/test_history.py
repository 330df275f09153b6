"""Nothing is lost: revisions, what changed, the way back, two editors at once, and the bin."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from articles.history.differences import differences
from articles.history.merge import Conflict, merge, merge_text
from articles.models import Article, RelatedLink, Tag
from articles.tasks import empty_bin
from comments.models import Comment
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


class TestMergingTexts:
    @pytest.mark.parametrize(
        ("mine", "theirs", "result"),
        [
            ("甲。\n\n第二段。\n\n第三段。", "第一段。\n\n第二段。\n\n丙。", "甲。\n\n第二段。\n\n丙。"),
            (TEXT + "\n\n新的结尾。", "新的开头。\n\n" + TEXT, "新的开头。\n\n" + TEXT + "\n\n新的结尾。"),
            ("第一段。\n\n第三段。", "改了。\n\n第二段。\n\n第三段。", None),
            (TEXT, "改了。\n\n第二段。", "改了。\n\n第二段。"),
            ("同样。\n\n第二段。\n\n第三段。", "同样。\n\n第二段。\n\n第三段。", "同样。\n\n第二段。\n\n第三段。"),
            ("", TEXT, ""),
        ],
    )
    def test_different_paragraphs_go_together(self, mine: str, theirs: str, result: str | None) -> None:
        parts = list(merge_text(TEXT, mine, theirs))
        conflicts = [part for part in parts if isinstance(part, Conflict)]
        assert bool(conflicts) == (result is None)
        if result is not None:
            assert "\n\n".join(str(part) for part in parts) == result

    def test_code_with_blank_lines_stays_whole(self) -> None:
        code = "```\na\n\nb\n```"
        assert list(merge_text(f"一\n\n{code}", f"一\n\n{code}\n\n二", f"零\n\n一\n\n{code}"))[2] == code

    def test_the_same_paragraph_is_a_conflict_with_both_in_it(self) -> None:
        base = {"body": TEXT, "title": "题"}
        merged = merge(base, base | {"body": TEXT.replace("二", "2")}, base | {"body": TEXT.replace("二", "两")})
        assert merged.conflicts == [Conflict("body", "第2段。", "第两段。")]
        assert merged.settle(["both"])["body"] == "第一段。\n\n第2段。\n\n第两段。\n\n第三段。"
        assert merged.settle(["theirs"])["body"] == "第一段。\n\n第两段。\n\n第三段。"

    def test_lists_take_what_both_added_and_lose_what_either_took_out(self) -> None:
        base = {"tags": ["甲", "乙"]}
        assert merge(base, {"tags": ["甲", "丙"]}, {"tags": ["丁", "甲", "乙"]}).fields["tags"] == ["甲", "丙", "丁"]

    def test_a_huge_text_is_one_conflict_and_takes_no_time(self) -> None:
        many = "\n\n".join(["x"] * 5000)
        assert merge({"body": many}, {"body": many + "a"}, {"body": many + "b"}).conflicts


class TestCollision:
    def test_different_parts_are_merged_by_themselves(
        self, article: Article, editor: User, client_of: Client_of
    ) -> None:
        one = with_tags(article, body=TEXT.replace("第一段", "甲改的"))
        two = with_tags(article, body=TEXT.replace("第三段", "乙改的"), summary="乙的摘要")
        client = client_of(editor)
        assert client.post(change_address(article), one).status_code == 302
        assert client.post(change_address(article), two).status_code == 302
        article.refresh_from_db()
        assert article.body == "甲改的。\n\n第二段。\n\n乙改的。"
        assert article.summary == "乙的摘要"

    def test_tags_and_related_articles_of_both_stay(
        self, article: Article, make_article: Make, editor: User, client_of: Client_of
    ) -> None:
        first, second = make_article("甲选的"), make_article("乙选的")
        tags = [Tag.objects.called(name).pk for name in ("甲", "乙", "丙")]

        def link(target: Article) -> dict[str, str]:
            row = {"target": target.pk, "position": 0, "kind": "background"}
            fields = {f"related_links-0-{name}": str(value) for name, value in row.items()}
            return {"related_links-TOTAL_FORMS": "1", **fields}

        client = client_of(editor)
        one = form_of(article, tags=tags[:2], **link(first))
        two = form_of(article, tags=[tags[0], tags[2]], **link(second))
        for form in (one, two):
            assert client.post(change_address(article), form).status_code == 302
        assert set(article.tags.values_list("name", flat=True)) == {"甲", "乙", "丙"}
        assert {link.target for link in RelatedLink.objects.filter(source=article)} == {first, second}

    def test_what_overlaps_is_shown_side_by_side_and_chosen(
        self, article: Article, editor: User, client_of: Client_of
    ) -> None:
        one = with_tags(article, body=TEXT.replace("第二段", "甲改的"), title="甲的标题")
        two = with_tags(article, body=TEXT.replace("第二段", "乙改的"), title="乙的标题", summary="乙的摘要")
        client = client_of(editor)
        client.post(change_address(article), one)
        response = client.post(change_address(article), two)
        page = response.content.decode()
        for words in ("甲改的", "乙改的", "甲的标题", "乙的标题"):
            assert words in page
        kept = dict(response.context["kept"]) | {"their_version": article_version(article)}
        assert client.post(change_address(article), two).status_code == 200
        answer = client.post(change_address(article), two | kept | {"pick-0": "mine", "pick-1": "both"})
        assert answer.status_code == 302
        article.refresh_from_db()
        assert (article.title, article.summary) == ("乙的标题", "乙的摘要")
        assert article.body == "第一段。\n\n乙改的。\n\n甲改的。\n\n第三段。"
        assert [tag.name for tag in article.tags.all()] == ["甲"]

    def test_a_choice_that_is_out_of_date_is_asked_again(
        self, article: Article, editor: User, client_of: Client_of
    ) -> None:
        client = client_of(editor)
        two = with_tags(article, title="乙的标题")
        client.post(change_address(article), with_tags(article, title="甲的标题"))
        old = article_version(article)
        article.refresh_from_db()
        client.post(change_address(article), with_tags(article, title="丙的标题"))
        response = client.post(change_address(article), two | {"their_version": old, "pick-0": "mine"})
        assert response.status_code == 200
        assert "丙的标题" in response.content.decode()

    def test_what_was_imported_is_a_beginning_too(self, article: Article, editor: User, client_of: Client_of) -> None:
        assert not article.revisions.exists()
        client = client_of(editor)
        forms = [with_tags(article, title="新的标题"), with_tags(article, summary="新的摘要")]
        assert [client.post(change_address(article), form).status_code for form in forms] == [302, 302]
        article.refresh_from_db()
        assert (article.title, article.summary) == ("新的标题", "新的摘要")

    def test_hostile_numbers_are_no_error(self, article: Article, editor: User, client_of: Client_of) -> None:
        for value in ("99999999999999999999", "-1", "x", "٣"):
            response = client_of(editor).post(change_address(article), with_tags(article, seen_version=value))
            assert response.status_code in {200, 302}
        article.refresh_from_db()
        assert article.title == "合并"


def article_version(article: Article) -> str:
    return str(Article.objects.get(pk=article.pk).version)


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
        staff.get("/admin/articles/article/")  # says that it was done
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

    def test_what_readers_see_is_deleted_only_by_who_may_withdraw_it(
        self, article: Article, make_article: Make, writer: User, client_of: Client_of
    ) -> None:
        writer.user_permissions.add(Permission.objects.get(codename="delete_article"))
        draft, staff = make_article(status="draft"), client_of(User.objects.get(pk=writer.pk))
        data = {"action": "delete_selected", "_selected_action": [article.pk, draft.pk], "post": "yes"}
        staff.post("/admin/articles/article/", data)
        with pytest.raises(PermissionDenied):
            article.move_to_bin(by=User.objects.get(pk=writer.pk))
        assert list(Article.objects.filter(binned_at=None)) == [article]

    def test_only_what_is_there_can_be_deleted_for_good(
        self, article: Article, editor: User, client_of: Client_of
    ) -> None:
        staff = client_of(editor)
        for key in (article.pk, 0, "x", "9" * 30):
            assert staff.post("/admin/articles/article/bin/", {"delete": key}).status_code == 404
        article.move_to_bin()
        staff.post("/admin/articles/article/bin/", {"delete": article.pk})
        assert not Article.objects.exists()


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
