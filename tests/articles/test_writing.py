"""The writing desk: what is typed is kept for its writer alone, and pictures and articles are at hand."""

import html
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, AutoDraft, Image, Revision
from articles.writing import tasks
from newsblog.site.models import SiteSettings
from tests.articles.test_admin import change_address, form_of
from tests.mailing import run_jobs

Make = Callable[..., Article]
Client_of = Callable[[User], Client]
DRAFTS, PICTURES, TITLES, ADD = (
    "/admin/desk/drafts/",
    "/admin/desk/pictures/",
    "/admin/desk/titles/",
    "/admin/articles/article/add/",
)
KEY = "0123456789abcdef" * 2


def content(**fields: str) -> str:
    return json.dumps({"fields": {name: [value] for name, value in fields.items()}, "labels": {}}, ensure_ascii=False)


def keep(client: Client, article: Article | None = None, key: str = KEY, version: int = 1, **fields: str) -> Any:
    data = {"article": article.pk if article else "", "key": "" if article else key, "version": version}
    return client.post(DRAFTS, data | {"content": content(**fields)})


def an_image(client: Client, picture_file: Any) -> Image:
    client.post("/markdownx/upload/", {"image": picture_file()})
    return Image.objects.get()


@pytest.mark.parametrize("address", [DRAFTS, f"{DRAFTS}1/", f"{DRAFTS}1/discard/", PICTURES, f"{PICTURES}x/", TITLES])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_of_the_desk_is_for_strangers_readers_and_moderators(
    moderator: User, client_of: Client_of, address: str, method: str
) -> None:
    for client in (Client(), client_of(User.objects.create_user("reader")), client_of(moderator)):
        assert getattr(client, method)(address).status_code in {403, 404, 405}
    assert not AutoDraft.objects.exists()


class TestDrafts:
    def test_a_draft_is_kept_once_and_touches_neither_the_article_nor_its_history(
        self, make_article: Make, owner: User, client_of: Client_of
    ) -> None:
        article, client = make_article(), client_of(owner)
        before = Article.objects.values().get()
        for words in ("一", "一二"):
            assert keep(client, article, body=words).status_code == 200
        draft = AutoDraft.objects.get()
        assert (draft.user, draft.article, draft.content["fields"]) == (owner, article, {"body": ["一二"]})
        assert Article.objects.values().get() == before
        assert not Revision.objects.exists()

    def test_it_is_offered_on_the_form_and_to_its_writer_alone(
        self, make_article: Make, owner: User, writer: User, client_of: Client_of
    ) -> None:
        article = make_article(status=Article.Status.DRAFT)
        number = keep(client_of(writer), article, body="写到一半").json()["id"]
        mark = f'data-draft="{number}"'
        assert mark in client_of(writer).get(change_address(article)).content.decode()
        assert mark not in client_of(owner).get(change_address(article)).content.decode()
        got = client_of(writer).get(f"{DRAFTS}{number}/").json()
        assert got["content"]["fields"] == {"body": ["写到一半"]}
        for address in (f"{DRAFTS}{number}/discard/", f"{DRAFTS}{number}/"):
            assert client_of(owner).post(address).status_code in {404, 405}
        assert client_of(owner).get(f"{DRAFTS}{number}/").status_code == 404
        assert AutoDraft.objects.exists()

    def test_a_new_article_is_offered_on_the_add_page_until_it_is_saved(
        self, make_article: Make, owner: User, client_of: Client_of
    ) -> None:
        like, client = make_article(), client_of(owner)
        number = keep(client, title="没保存过").json()["id"]
        page = client.get(ADD).content.decode()
        assert f'data-draft="{number}"' in page
        assert "没保存过" in page
        form = form_of(like, title="存了", slug="", draft_key=KEY, seen_version="")
        response = client.post(ADD, form)
        assert response.status_code == 302
        assert response.cookies["desk-saved"].value == KEY
        assert not AutoDraft.objects.exists()

    def test_it_is_forgotten_when_the_article_is_saved(
        self, make_article: Make, owner: User, writer: User, client_of: Client_of
    ) -> None:
        article = make_article(status=Article.Status.DRAFT)
        keep(client_of(owner), article, body="一")
        keep(client_of(writer), article, body="二")
        response = client_of(owner).post(change_address(article), form_of(article, body="存"))
        assert response.cookies["desk-saved"].value == str(article.pk)
        assert AutoDraft.objects.get().user == writer

    def test_a_form_with_errors_keeps_it_and_its_key(self, owner: User, client_of: Client_of) -> None:
        keep(client_of(owner), title="一")
        response = client_of(owner).post(ADD, form_of(None, draft_key=KEY))
        assert response.status_code == 200
        assert f'name="draft_key" value="{KEY}"' in response.content.decode()
        assert AutoDraft.objects.exists()

    def test_one_that_nobody_decided_about_outlives_a_save(
        self, make_article: Make, owner: User, client_of: Client_of
    ) -> None:
        article = make_article()
        keep(client_of(owner), article, body="要紧的话")
        form = form_of(article, body="别的", draft_undecided="1")
        assert client_of(owner).post(change_address(article), form).status_code == 302
        assert AutoDraft.objects.get().content["fields"]["body"] == ["要紧的话"]

    def test_it_can_be_discarded_with_and_without_a_script(
        self, make_article: Make, owner: User, client_of: Client_of
    ) -> None:
        article, client = make_article(), client_of(owner)
        for headers, status in (({"Accept": "application/json"}, 200), ({}, 302)):
            number = keep(client, article, body="一").json()["id"]
            assert client.post(f"{DRAFTS}{number}/discard/", headers=headers).status_code == status
            assert not AutoDraft.objects.exists()

    def test_who_may_not_change_the_article_keeps_nothing_of_it(
        self, make_article: Make, writer: User, client_of: Client_of
    ) -> None:
        assert keep(client_of(writer), make_article(), body="一").status_code == 403
        writer.user_permissions.remove(Permission.objects.get(codename="add_article"))
        assert keep(client_of(writer), title="一").status_code == 403
        assert not AutoDraft.objects.exists()

    def test_a_post_without_the_token_is_refused(self, owner: User) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(owner)
        assert keep(client, title="一").status_code == 403

    @pytest.mark.parametrize(
        "data",
        [
            {"key": "", "content": content()},
            {"key": "x" * 32, "content": content()},
            {"key": KEY, "content": ""},
            {"key": KEY, "content": "[]"},
            {"key": KEY, "content": "[" * 100_000},
            {"key": KEY, "content": '{"fields": {"a": "b"}, "labels": []}'},
            {"key": KEY, "content": '{"fields": {"a": [1]}}'},
            {"key": KEY, "content": '{"fields": []}'},
            {"key": KEY, "content": content(body="字" * 600_000)},
        ],
    )
    def test_what_is_no_form_is_refused(self, owner: User, client_of: Client_of, data: dict[str, str]) -> None:
        response = client_of(owner).post(DRAFTS, {"article": "", "version": "1", **data})
        assert response.status_code == 400
        assert response.json()["error"]
        assert not AutoDraft.objects.exists()

    @pytest.mark.parametrize("article", ["0", "99999999", "9" * 18, "9" * 40, "-1", "x", "1\0"])
    def test_an_article_that_is_not_there_is_not_found(self, owner: User, client_of: Client_of, article: str) -> None:
        data = {"article": article, "key": KEY, "version": "1", "content": content()}
        assert client_of(owner).post(DRAFTS, data).status_code == 404

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 12, "9" * 5000])
    def test_characters_that_can_not_be_stored_and_odd_versions_lose_no_text(
        self, owner: User, client_of: Client_of, version: str
    ) -> None:
        data = {"key": KEY, "version": version, "content": '{"fields": {"a\\u0000": ["x\\u0000y\\ud800z"]}}'}
        assert client_of(owner).post(DRAFTS, data).status_code == 200
        assert AutoDraft.objects.get().content["fields"] == {"a": ["xyz"]}

    def test_the_longest_text_fits(self, owner: User, client_of: Client_of) -> None:
        assert keep(client_of(owner), body="字" * 200_000).status_code == 200

    def test_of_new_articles_only_the_latest_are_kept(self, owner: User, writer: User, client_of: Client_of) -> None:
        keep(client_of(writer), title="别人的")
        for number in range(AutoDraft.MOST_NEW + 3):
            keep(client_of(owner), key=f"{number:032x}", title=str(number))
        titles = [draft.title for draft in AutoDraft.objects.never_saved(owner)]
        assert titles == [str(number) for number in reversed(range(3, AutoDraft.MOST_NEW + 3))]
        assert AutoDraft.objects.never_saved(writer).exists()

    def test_old_ones_are_forgotten(self, owner: User, client_of: Client_of) -> None:
        for key in ("a" * 32, "b" * 32):
            keep(client_of(owner), key=key, title=key[0])
        long_ago = timezone.now() - AutoDraft.KEPT - timedelta(minutes=1)
        AutoDraft.objects.filter(form_key__startswith="a").update(saved_at=long_ago)
        for _twice in range(2):
            tasks.forget(timestamp=0)
        assert [draft.title for draft in AutoDraft.objects.all()] == ["b"]

    def test_the_database_holds_one_of_a_form_and_bounds_it(self, article: Article, owner: User) -> None:
        made = {"user": owner, "version": 1, "saved_at": timezone.now(), "content": {}}
        AutoDraft.objects.create(**made, article=article)
        AutoDraft.objects.create(**made, form_key=KEY)
        wrong: list[dict[str, Any]] = [
            {"article": article},
            {"form_key": KEY},
            {"article": article, "form_key": "b" * 32},
            {},
            {"form_key": "c" * 32, "content": {"a": "x" * 1_000_000}},
        ]
        for values in wrong:
            with pytest.raises(IntegrityError), transaction.atomic():
                AutoDraft.objects.create(**(made | values))

    def test_an_article_is_deleted_with_the_drafts_of_it(
        self, article: Article, owner: User, client_of: Client_of
    ) -> None:
        keep(client_of(owner), article, body="一")
        client_of(owner).post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"})
        assert AutoDraft.objects.exists()
        client_of(owner).post("/admin/articles/article/bin/", {"delete": article.pk})
        assert not AutoDraft.objects.exists()


class TestPictures:
    def test_the_library_is_searched_and_paged(self, owner: User, client_of: Client_of, picture_file: Any) -> None:
        first = an_image(client_of(owner), picture_file)
        for number in range(25):
            first.pk, first.token, first.sha256 = None, f"{number:032x}", f"{number:064x}"
            first.alt, first.credit = f"海边 {number}", "新华社" if number == 7 else ""
            first._state.adding = True
            first.save()
        client = client_of(owner)
        one, two = (client.get(PICTURES, {"page": page}).json() for page in (1, 2))
        assert (len(one["pictures"]), one["more"]) == (24, True)
        assert (len(two["pictures"]), two["more"]) == (2, False)
        found = client.get(PICTURES, {"q": "海 新华"}).json()["pictures"]
        assert [picture["alt"] for picture in found] == ["海边 7"]
        assert found[0]["address"].endswith(".jpg")

    @pytest.mark.parametrize("query", [{"page": "0"}, {"page": "x"}, {"page": "9" * 50}, {"q": "\0%_\\" * 1000}])
    def test_odd_questions_get_an_answer(self, owner: User, client_of: Client_of, query: dict[str, str]) -> None:
        address = PICTURES if "page" in query else f"{PICTURES}?page=1"
        query = {name: value.replace("\0", "") for name, value in query.items()}
        assert client_of(owner).get(address, query).status_code == 200

    def test_its_words_are_saved_and_told_to_the_articles(
        self, make_article: Make, writer: User, client_of: Client_of, picture_file: Any
    ) -> None:
        image = an_image(client_of(writer), picture_file)
        article = make_article(body=f"![]({image.markdown_address})")
        address = f"{PICTURES}{image.token}/"
        response = client_of(writer).post(address, {"alt": " 大海\0 ", "credit": "新华社"})
        assert response.json()["alt"] == "大海"
        image.refresh_from_db()
        assert (image.alt, image.credit) == ("大海", "新华社")
        assert run_jobs() == []
        article.refresh_from_db()
        assert 'alt="大海"' in article.body_html
        assert "新华社" in article.body_html

    def test_those_of_others_are_changed_by_permission(
        self, owner: User, writer: User, client_of: Client_of, picture_file: Any
    ) -> None:
        image = an_image(client_of(owner), picture_file)
        address, data = f"{PICTURES}{image.token}/", {"alt": "一", "credit": ""}
        assert client_of(writer).post(address, data).status_code == 403
        writer.user_permissions.add(Permission.objects.get(codename="change_image"))
        assert client_of(writer).post(address, data).status_code == 200
        assert client_of(writer).post(address, data | {"alt": "长" * 301}).status_code == 400
        assert Image.objects.get().alt == "一"

    def test_a_picture_that_is_not_there_is_not_found(self, owner: User, client_of: Client_of) -> None:
        assert client_of(owner).get(f"{PICTURES}{'0' * 32}/").status_code == 404


class TestTitles:
    def test_drafts_are_found_too_and_say_so(self, make_article: Make, writer: User, client_of: Client_of) -> None:
        make_article("长江的鱼")
        make_article("长江的水", status=Article.Status.DRAFT, published_at=None)
        make_article("黄河")
        found = client_of(writer).get(TITLES, {"q": "长江"}).json()["articles"]
        assert [(one["title"], one["state"], bool(one["label"])) for one in found] == [
            ("长江的水", "draft", True),
            ("长江的鱼", "published", False),
        ]
        assert found[1]["address"] == Article.objects.get(title="长江的鱼").get_absolute_url()

    def test_without_words_the_latest_are_offered(self, make_article: Make, writer: User, client_of: Client_of) -> None:
        for number in range(15):
            make_article(f"文章{number}")
        found = client_of(writer).get(TITLES).json()["articles"]
        assert [one["title"] for one in found] == [f"文章{number}" for number in range(14, 2, -1)]

    @pytest.mark.parametrize("text", ["'", '"', "\\", "!!!", "字" * 5000, "a & b | c:*", "<->"])
    def test_odd_words_get_an_answer(self, article: Article, writer: User, client_of: Client_of, text: str) -> None:
        assert client_of(writer).get(TITLES, {"q": text}).status_code == 200

    def test_it_costs_the_same_however_many_are_found(
        self, make_article: Make, writer: User, client_of: Client_of
    ) -> None:
        client, numbers = client_of(writer), []
        for _round in range(2):
            make_article("长江")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(TITLES, {"q": "长江"})
            numbers.append(len(queries))
        assert numbers[0] == numbers[1]


def test_the_form_costs_the_same_however_many_drafts_there_are(owner: User, client_of: Client_of) -> None:
    client, numbers = client_of(owner), []
    for key in ("a" * 32, "b" * 32):
        keep(client, key=key, title="一")
        with CaptureQueriesContext(connection) as queries:
            client.get(ADD)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_the_editor_is_the_widget_of_markdownx_without_its_script(owner: User, client_of: Client_of) -> None:
    page = client_of(owner).get(ADD).content.decode()
    assert "markdownx-editor" in page
    assert "data-markdownx-urls-path" in page
    assert "markdownx.min.js" not in page
    assert 'type="module"' in page
    assert " style=" not in page


def test_the_previews_have_the_colours_and_the_language_of_the_site(
    article: Article, owner: User, client_of: Client_of, site: SiteSettings
) -> None:
    site.accent_light, site.language = "#0a6b4f", "en"
    site.save()
    client = client_of(owner)
    form = html.unescape(client.get(change_address(article), {"lang": "zh-hans"}).content.decode())
    frame = form.partition("srcdoc=")[2].partition("</iframe>")[0]
    assert f'<link rel="stylesheet" href="{site.theme_url}">' in frame
    assert '<html lang="en"' in frame
    assert site.theme_url in client.get(f"/admin/articles/article/{article.pk}/places/").content.decode()


def test_each_tool_has_a_name_of_its_own(owner: User, client_of: Client_of) -> None:
    page = client_of(owner).get(ADD).content.decode()
    names = dict(re.findall(r'data-do="(\w+)".*? aria-label="([^"]+)"', page))
    assert len(set(names.values())) == len(names) == 19
    assert (names["code"], names["library"]) == ("行内代码", "从图片库插入图片")
