"""An article before it appears: for guests by a secret link, for the desk by a button."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Author, PreviewLink, RelatedLink
from comments.models import Comment
from newsblog.addresses.models import MissingAddress
from newsblog.audit.models import Entry
from tests.reading import written

Make = Callable[..., Article]
Client_of = Callable[[User], Client]
CANARY = "金丝雀"


@pytest.fixture
def draft(make_article: Make) -> Article:
    return make_article(CANARY, body="第一稿。", status="draft", published_at=None, tags=("鸟",))


@pytest.fixture
def link(draft: Article, owner: User) -> tuple[PreviewLink, str]:
    return PreviewLink.make(draft, "王编辑", 7, owner)


def links_of(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/previews/"


def address_in(response: Any) -> str:
    found = re.search(r'value="[^"]*(/preview/[^"]+/)"', response.content.decode())
    assert found
    return found[1]


def make_link(client: Client, article: Article, recipient: str = "王编辑", days: str = "7") -> Any:
    return client.post(links_of(article), {"preview-recipient": recipient, "preview-days": days})


class TestTheGuest:
    def test_sees_the_page_without_an_account(self, link: tuple[PreviewLink, str], client: Client) -> None:
        response = client.get(f"/preview/{link[1]}/")
        page = response.content.decode()
        assert response.status_code == 200
        assert CANARY in page
        assert "第一稿。" in page
        assert "preview-bar" in page
        assert "王编辑" in page
        assert not client.cookies

    def test_keeps_to_the_revision_until_the_link_is_moved(self, link: tuple[PreviewLink, str], client: Client) -> None:
        article = link[0].article
        article.title, article.body = "新题目", "第二稿。"
        article.save()
        before = client.get(f"/preview/{link[1]}/").content.decode()
        assert "第一稿。" in before
        assert "新题目" not in before
        assert link[0].move()
        after = client.get(f"/preview/{link[1]}/").content.decode()
        assert "第二稿。" in after
        assert "新题目" in after
        assert not link[0].move()

    def test_leaves_no_trace_in_caches_search_engines_and_referrers(
        self, link: tuple[PreviewLink, str], client: Client
    ) -> None:
        for address in (f"/preview/{link[1]}/", "/preview/wrong/"):
            response = client.get(address)
            assert response["Cache-Control"] == "no-store, private"
            assert response["Referrer-Policy"] == "no-referrer"
            assert "noindex" in response["X-Robots-Tag"]
            assert '<meta name="robots" content="noindex' in response.content.decode()

    def test_sees_no_address_of_what_readers_do_not_see(self, link: tuple[PreviewLink, str], client: Client) -> None:
        page = client.get(f"/preview/{link[1]}/").content.decode()
        assert 'rel="canonical"' not in page
        assert "og:url" not in page
        assert link[0].article.get_absolute_url() not in page

    def test_writes_no_comments_and_is_no_reader(self, article: Article, owner: User, client: Client) -> None:
        _link, secret = PreviewLink.make(article, "客人", 1, owner)
        Comment(article=article, name="读者", body=CANARY).save()
        page = client.get(f"/preview/{secret}/").content.decode()
        assert f"{article.get_absolute_url()}comments/" not in page
        written()
        assert Article.objects.get(pk=article.pk).view_count == 0

    def test_sees_the_related_articles_of_then_and_no_draft_among_them(self, make_article: Make, owner: User) -> None:
        other, hidden = make_article("另一篇"), make_article("没登出的", status="draft")
        draft = make_article(CANARY, status="draft")
        for position, target in enumerate((hidden, other)):
            RelatedLink.objects.create(source=draft, target=target, position=position)
        _link, secret = PreviewLink.make(draft, "客人", 1, owner)
        draft.related_links.all().delete()
        response = Client().get(f"/preview/{secret}/")
        assert [one.origin for one in response.context["related"] if one.pk == other.pk] == ["chosen"]
        assert "没登出的" not in response.content.decode()

    def test_opening_changes_nothing_but_the_count(self, link: tuple[PreviewLink, str], client: Client) -> None:
        Author.objects.filter(pk=link[0].article.author_id).update(name="改了名字")
        client.get(f"/preview/{link[1]}/")
        client.head(f"/preview/{link[1]}/")
        client.post(f"/preview/{link[1]}/", {"body": "有错。"}, follow=True)
        client.get(f"/preview/{link[1]}/", headers={"Sec-Purpose": "prefetch;prerender"})
        stored = PreviewLink.objects.get()
        assert (stored.openings, stored.last_opened_at is None) == (1, False)
        assert list(Author.objects.values_list("name", flat=True)) == ["改了名字"]

    def test_is_not_told_why_a_link_leads_nowhere(self, make_article: Make, owner: User, client: Client) -> None:
        def made(**fields: Any) -> tuple[PreviewLink, str]:
            return PreviewLink.make(make_article(CANARY, status="draft", **fields), "客人", 1, owner)

        expired, revoked, binned, renewed = made(), made(), made(), made()
        past = timezone.now() - timedelta(days=2)
        PreviewLink.objects.filter(pk=expired[0].pk).update(created_at=past, expires_at=past + timedelta(days=1))
        revoked[0].revoke()
        binned[0].article.move_to_bin()
        renewed[0].renew(7)
        pages = set()
        for secret in (expired[1], revoked[1], binned[1], renewed[1], "x" * 32, "错", "a/b"):
            response = client.get(f"/preview/{secret}/")
            assert response.status_code == 404
            page = response.content.decode()
            assert CANARY not in page
            pages.add(re.sub(r'href="\?lang=[^"]*"', "", page))
        assert len(pages) == 1
        assert not MissingAddress.objects.exists()

    def test_half_an_address_is_not_noted(self, link: tuple[PreviewLink, str], client: Client) -> None:
        client.get(f"/preview/{link[1][:-3]}")
        client.get(f"/preview/{link[1]}/x/y")
        assert not MissingAddress.objects.exists()


class TestTheDesk:
    def test_makes_a_link_whose_address_is_shown_once(self, draft: Article, writer: User, client_of: Client_of) -> None:
        client = client_of(writer)
        response = make_link(client, draft)
        address = address_in(response)
        assert Client().get(address).status_code == 200
        secret = address.split("/")[2]
        stored = PreviewLink.objects.get()
        assert stored.created_by == writer
        assert secret not in repr(vars(stored))
        assert len(secret) * 6 >= 128
        assert secret not in client.get(links_of(draft)).content.decode()

    @pytest.mark.parametrize("days", [1, 7, 30])
    def test_chooses_how_long_it_is_good(self, draft: Article, owner: User, client_of: Client_of, days: int) -> None:
        make_link(client_of(owner), draft, days=str(days))
        left = PreviewLink.objects.get().expires_at - timezone.now()
        assert timedelta(days=days, minutes=-1) < left <= timedelta(days=days)

    @pytest.mark.parametrize(
        "fields",
        [
            {"preview-recipient": "", "preview-days": "7"},
            {"preview-recipient": "x" * 101, "preview-days": "7"},
            {"preview-recipient": "a\0b", "preview-days": "7"},
            {"preview-recipient": "王", "preview-days": "365"},
            {"preview-recipient": "王", "preview-days": "x"},
            {},
        ],
    )
    def test_is_told_what_is_wrong(
        self, draft: Article, owner: User, client_of: Client_of, fields: dict[str, str]
    ) -> None:
        response = client_of(owner).post(links_of(draft), fields)
        assert response.status_code == 400
        assert 'class="errornote"' in response.content.decode()
        assert not PreviewLink.objects.exists()

    def test_makes_one_for_each_recipient(self, draft: Article, owner: User, client_of: Client_of) -> None:
        client = client_of(owner)
        make_link(client, draft)
        assert make_link(client, draft).status_code == 400
        past = timezone.now() - timedelta(days=2)
        PreviewLink.objects.update(created_at=past, expires_at=past + timedelta(days=1))
        assert make_link(client, draft).status_code == 200
        assert PreviewLink.objects.filter(revoked_at=None).count() == 1

    def test_makes_an_address_anew_revokes_and_moves(self, draft: Article, owner: User, client_of: Client_of) -> None:
        client, guest = client_of(owner), Client()
        old = address_in(make_link(client, draft))
        verbs = f"{links_of(draft)}{PreviewLink.objects.get().pk}"
        new = address_in(client.post(f"{verbs}/renew/"))
        assert (guest.get(old).status_code, guest.get(new).status_code) == (404, 200)
        draft.body = "第二稿。"
        draft.save()
        assert client.post(f"{verbs}/move/").status_code == 302
        assert "第二稿。" in guest.get(new).content.decode()
        assert client.post(f"{verbs}/revoke/").status_code == 302
        assert guest.get(new).status_code == 404
        assert client.post(f"{verbs}/renew/").status_code == 404
        made = Entry.objects.filter(about_id=str(draft.pk), detail="王编辑").order_by("id")
        assert list(made.values_list("event", flat=True)) == ["preview.made", "preview.made", "preview.revoked"]

    def test_only_who_may_change_the_article(
        self, draft: Article, make_article: Make, writer: User, moderator: User, owner: User, client_of: Client_of
    ) -> None:
        public = make_article()
        link, _secret = PreviewLink.make(public, "客人", 1, owner)
        assert make_link(client_of(writer), public).status_code == 403
        assert make_link(client_of(moderator), draft).status_code == 403
        for verb in ("renew", "revoke", "move"):
            assert client_of(writer).post(f"{links_of(public)}{link.pk}/{verb}/").status_code == 403
            assert client_of(writer).post(f"{links_of(draft)}{link.pk}/{verb}/").status_code == 404
            assert client_of(owner).get(f"{links_of(public)}{link.pk}/{verb}/").status_code == 405
        assert client_of(owner).post(f"{links_of(draft)}{10**20}/renew/").status_code == 404
        assert make_link(Client(), draft).status_code in {302, 403}
        assert PreviewLink.objects.get().revoked_at is None

    def test_the_verbs_themselves_refuse_who_may_not_change_the_article(
        self, make_article: Make, writer: User, owner: User
    ) -> None:
        public = make_article()
        link, secret = PreviewLink.make(public, "客人", 1, owner)
        for verb in (
            lambda: PreviewLink.make(public, "别的客人", 1, writer),
            lambda: link.renew(7, by=writer),
            lambda: link.revoke(by=writer),
            lambda: link.move(by=writer),
        ):
            with pytest.raises(PermissionDenied):
                verb()
        assert PreviewLink.find(secret) == PreviewLink.objects.get()

    def test_other_sites_make_none(self, draft: Article, owner: User) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(owner)
        assert make_link(client, draft).status_code == 403
        assert not PreviewLink.objects.exists()

    def test_the_panel_has_the_links_and_not_more_queries_for_more(
        self, draft: Article, owner: User, client_of: Client_of
    ) -> None:
        client, address = client_of(owner), f"/admin/articles/article/{draft.pk}/change/"
        PreviewLink.make(draft, "客人甲", 7, owner)
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            assert "客人甲" in client.get(address).content.decode()
        for number in range(9):
            PreviewLink.make(draft, f"客人{number}", 7, owner)
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) == len(few)

    def test_the_panel_alone_is_sent_to_the_script(self, draft: Article, owner: User, client_of: Client_of) -> None:
        fields = {"preview-recipient": "王", "preview-days": "7"}
        response = client_of(owner).post(links_of(draft), fields, headers={"X-Desk-Panel": "1"})
        assert response["X-Desk-Panel"]
        assert b"<html" not in response.content
        assert address_in(response)

    def test_a_new_article_has_no_panel(self, owner: User, client_of: Client_of) -> None:
        response = client_of(owner).get("/admin/articles/article/add/")
        assert response.status_code == 200
        assert "data-desk-panel" not in response.content.decode()


class TestTheStoredPage:
    @pytest.mark.parametrize("status", ["draft", "in-review", "scheduled", "published", "withdrawn"])
    def test_staff_sees_every_state(self, make_article: Make, writer: User, client_of: Client_of, status: str) -> None:
        future = timezone.now() + timedelta(days=1)
        article = make_article(CANARY, status=status, published_at=None if status == "draft" else future)
        response = client_of(writer).get(f"/admin/articles/article/{article.pk}/preview/")
        page = response.content.decode()
        assert response.status_code == 200
        assert CANARY in page
        assert "preview-bar" in page
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert 'rel="canonical"' not in page
        written()
        assert Article.objects.get(pk=article.pk).view_count == 0

    def test_nobody_else_does(self, draft: Article, moderator: User, client_of: Client_of) -> None:
        address = f"/admin/articles/article/{draft.pk}/preview/"
        assert client_of(moderator).get(address).status_code == 403
        assert Client().get(address).status_code == 302
        draft.move_to_bin()
        assert client_of(moderator).get(address).status_code == 404
