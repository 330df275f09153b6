"""The desk of missing addresses: where they lead once an editor said so, and how that is undone."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from newsblog.addresses.models import MissingAddress, Redirect

DESK = "/admin/addresses/missingaddress/"
REDIRECTS = "/admin/addresses/redirect/"
Make = Callable[..., Article]
ClientOf = Callable[[User], Client]


@pytest.fixture
def editor(client_of: ClientOf, owner: User) -> Client:
    return client_of(owner)


def missed(path: str) -> MissingAddress:
    return MissingAddress.objects.get(path=path)


def statements(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


# Redirecting from the desk


def test_one_click_leads_to_the_best_article(make_article: Make, client: Client, editor: Client) -> None:
    make_article("别的文章", slug="bie-de-wen-zhang")
    article = make_article("北斗卫星怎样定位", slug="bei-dou-wei-xing-zen-yang-ding-wei")
    client.get("/2019/bei-dou-wei-xing-zenyang-dingwei.html")
    page = editor.get(DESK).content.decode()
    button = re.search(r'formaction="([^"]+)" name="target" value="([^"]+)">([^<]+)<', page)
    assert button
    assert button[2] == article.get_absolute_url()
    assert article.title in button[3]
    response = editor.post(button[1], {"target": button[2]}, follow=True)
    assert "/2019/bei-dou-wei-xing-zenyang-dingwei.html" in response.content.decode()
    response = client.get("/2019/bei-dou-wei-xing-zenyang-dingwei.html")
    assert response.status_code == 301
    assert response["Location"] == article.get_absolute_url()
    assert client.head("/2019/bei-dou-wei-xing-zenyang-dingwei.html").status_code == 301
    redirect = Redirect.objects.get()
    assert redirect.hits == 1
    assert redirect.user is not None
    assert 'name="target"' not in editor.get(DESK).content.decode()


def test_the_query_of_the_reader_is_kept(article: Article, client: Client) -> None:
    Redirect.objects.lead("/old/", "/archive/#top")
    Redirect.objects.lead("/own/", "/search/?q=x")
    assert client.get("/old/?from=mail&q=%E6%96%B0")["Location"] == "/archive/?from=mail&q=%E6%96%B0#top"
    assert client.get("/own/?from=mail")["Location"] == "/search/?q=x"
    assert client.get("/old/", QUERY_STRING="a=\r\nX: y")["Location"].startswith("/archive/?a=")


def test_a_post_to_a_redirected_address_is_not_led(article: Article, client: Client) -> None:
    Redirect.objects.lead("/old/", "/archive/")
    assert client.post("/old/").status_code == 404


def test_a_redirect_acts_only_while_the_page_is_missing(make_article: Make, client: Client) -> None:
    article = make_article(slug="a-page")
    Redirect.objects.lead("/articles/a-page/", "/archive/")
    assert client.get("/articles/a-page/").status_code == 200
    article.delete()
    assert client.get("/articles/a-page/").status_code == 301


def test_undo_brings_the_missing_page_and_its_count_back(article: Article, client: Client, editor: Client) -> None:
    client.get("/old/")
    client.get("/old/")
    row = missed("/old/")
    response = editor.post(f"{DESK}{row.pk}/lead/", {"target": "/archive/"}, follow=True)
    link = re.search(r'href="([^"]+/undo/\?back=desk)"', response.content.decode())
    assert link
    assert editor.get(link[1]).status_code == 200
    assert Redirect.objects.exists(), "a look changes nothing"
    response = editor.post(link[1])
    assert response["Location"] == DESK
    assert "/old/" in editor.get(DESK).content.decode()
    assert missed("/old/").count == 2
    assert client.get("/old/").status_code == 404
    assert editor.get(link[1]).status_code == 302


def test_redirects_are_undone_in_their_own_list(article: Article, client: Client, editor: Client) -> None:
    redirects = [Redirect.objects.lead(f"/old{number}/", "/archive/") for number in range(3)]
    page = editor.get(REDIRECTS).content.decode()
    assert f'formaction="{REDIRECTS}{redirects[0].pk}/undo/"' in page
    assert f"{REDIRECTS}{redirects[0].pk}/undo/" in editor.get(f"{REDIRECTS}{redirects[0].pk}/change/").content.decode()
    assert editor.post(f"{REDIRECTS}{redirects[0].pk}/undo/")["Location"] == REDIRECTS
    chosen = {"action": "undo_selected", "_selected_action": [redirect.pk for redirect in redirects[1:]]}
    editor.post(REDIRECTS, chosen)
    assert not Redirect.objects.exists()


def test_dismissing_takes_a_row_away_until_it_is_asked_for_again(
    article: Article, client: Client, editor: Client
) -> None:
    for path in ("/one/", "/two/", "/three/"):
        client.get(path)
    assert editor.get(f"{DESK}{missed('/one/').pk}/dismiss/").status_code == 405
    editor.post(f"{DESK}{missed('/one/').pk}/dismiss/")
    chosen = [missed("/two/").pk, missed("/three/").pk]
    editor.post(DESK, {"action": "dismiss_selected", "_selected_action": chosen})
    assert not MissingAddress.objects.exists()
    client.get("/one/")
    assert missed("/one/").count == 1


def test_a_row_that_somebody_else_dealt_with_is_no_error(article: Article, client: Client, editor: Client) -> None:
    for verb in ("lead", "dismiss"):
        response = editor.post(f"{DESK}999/{verb}/", {"target": "/archive/"}, follow=True)
        assert response.redirect_chain == [(DESK, 302)]


def test_the_list_is_found_again_as_it_was(article: Article, client: Client, editor: Client) -> None:
    client.get("/old/")
    page = editor.get(f"{DESK}?q=old").content.decode()
    dismiss = re.search(r'formaction="([^"]+dismiss[^"]+)"', page)
    assert dismiss
    assert editor.post(dismiss[1].replace("&amp;", "&"))["Location"] == f"{DESK}?q=old"


def test_another_address_may_be_typed_as_path_or_whole(article: Article, client: Client, editor: Client) -> None:
    for number, typed in enumerate(("/archive/", " http://testserver/archive/ ", "https://testserver/archive/")):
        client.get(f"/old{number}/")
        editor.post(f"{DESK}{missed(f'/old{number}/').pk}/lead/", {"target": typed})
        assert client.get(f"/old{number}/")["Location"] == "/archive/"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "archive",
        "//evil.example/",
        "https://evil.example/",
        "http://testserver.evil.example/",
        "http://testserver@evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "\\\\evil.example",
        "/archive/\r\nX: y",
        "/%0d%0a.txt",
        "/\t/evil.example",
        "/nothing/",
        "/articles/draft/",
        "/articles/none/",
        "/category/none/",
        "/old/",
        "/old/?a=b",
        "/" + "x" * 2000,
    ],
)
def test_what_readers_would_not_find_is_refused_beside_the_field(
    make_article: Make, client: Client, editor: Client, typed: str
) -> None:
    make_article(slug="draft", status=Article.Status.DRAFT)
    client.get("/old/")
    response = editor.post(f"{DESK}{missed('/old/').pk}/lead/", {"target": typed})
    page = response.content.decode()
    assert response.status_code == 200
    assert 'class="errorlist"' in page
    assert re.search(r'<input[^>]+name="target"[^>]+aria-invalid="true"', page)
    if typed.isprintable():
        shown = typed.replace("&", "&amp;").replace('"', "&quot;")
        assert f'value="{shown}"' in page or not typed
    assert not Redirect.objects.exists()


def test_redirects_are_added_and_changed_by_hand(article: Article, client: Client, editor: Client) -> None:
    response = editor.post(f"{REDIRECTS}add/", {"path": "/%E6%97%A7/", "target": "http://testserver/archive/"})
    assert response.status_code == 302
    redirect = Redirect.objects.get()
    assert redirect.path == "/旧/"
    assert client.get("/旧/")["Location"] == "/archive/"
    assert editor.post(f"{REDIRECTS}{redirect.pk}/change/", {"target": article.get_absolute_url()}).status_code == 302
    assert client.get("/旧/")["Location"] == article.get_absolute_url()
    for path, target in (
        ("/旧/", "/archive/"),
        ("/a/?b=c", "/archive/"),
        ("a", "/archive/"),
        ("//a", "/archive/"),
        ("/a/", "//evil.example/"),
        ("/a/", "/nothing/"),
        ("/archive/", "/archive/"),
    ):
        response = editor.post(f"{REDIRECTS}add/", {"path": path, "target": target})
        assert response.status_code == 200
        assert 'class="errorlist"' in response.content.decode()
    assert Redirect.objects.count() == 1


# No chains, no circles


def test_a_redirect_follows_its_target_when_that_is_redirected(make_article: Make, client: Client) -> None:
    first, second = make_article(slug="first"), make_article(slug="second")
    Redirect.objects.lead("/旧/", first.get_absolute_url())
    Redirect.objects.lead("/query/", f"{first.get_absolute_url()}?a=b#c")
    first.delete()
    Redirect.objects.lead("/articles/first/", second.get_absolute_url())
    for path in ("/旧/", "/query/", "/articles/first/"):
        assert client.get(path)["Location"] == second.get_absolute_url()


def test_a_redirect_to_a_redirected_address_leads_to_its_end(article: Article, client: Client) -> None:
    Redirect.objects.lead("/b/", article.get_absolute_url())
    Redirect.objects.lead("/a/", "/b/")
    assert client.get("/a/")["Location"] == article.get_absolute_url()


def test_no_redirect_closes_a_circle(make_article: Make) -> None:
    first, second = make_article(slug="first"), make_article(slug="second")
    Redirect.objects.lead(first.get_absolute_url(), second.get_absolute_url())
    with pytest.raises(ValidationError):
        Redirect.objects.lead(second.get_absolute_url(), first.get_absolute_url())
    with pytest.raises(ValidationError):
        Redirect.objects.lead("/archive/", "/%61rchive/?a=b")
    assert Redirect.objects.count() == 1


# Who may


def test_only_those_who_may_redirect_see_the_desk(
    article: Article, client: Client, client_of: ClientOf, writer: User
) -> None:
    client.get("/old/")
    redirect = Redirect.objects.lead("/led/", "/archive/")
    row = missed("/old/")
    addresses = (DESK, f"{DESK}{row.pk}/lead/", REDIRECTS, f"{REDIRECTS}add/", f"{REDIRECTS}{redirect.pk}/undo/")
    staff = client_of(writer)
    assert "addresses" not in staff.get("/admin/").content.decode()
    for address in addresses:
        assert staff.get(address).status_code == 403
        assert client.get(address).status_code == 302
    for address in (f"{DESK}{row.pk}/lead/", f"{DESK}{row.pk}/dismiss/", f"{REDIRECTS}{redirect.pk}/undo/"):
        assert staff.post(address, {"target": "/archive/"}).status_code == 403
        assert client.post(address, {"target": "/archive/"}).status_code == 403
    assert Redirect.objects.count() == MissingAddress.objects.count() == 1
    for name in ("add_redirect", "change_redirect"):
        writer.user_permissions.add(Permission.objects.get(codename=name))
    for address in addresses:
        assert staff.get(address).status_code == 200


def test_who_may_only_look_at_redirects_gets_no_buttons(article: Article, client_of: ClientOf, writer: User) -> None:
    redirect = Redirect.objects.lead("/led/", "/archive/")
    writer.user_permissions.add(Permission.objects.get(codename="view_redirect"))
    staff = client_of(writer)
    for address in (REDIRECTS, f"{REDIRECTS}{redirect.pk}/change/"):
        response = staff.get(address)
        assert response.status_code == 200
        assert "/undo/" not in response.content.decode()
    assert staff.get(DESK).status_code == 403


def test_buttons_need_the_token_of_the_page(article: Article, client: Client, owner: User) -> None:
    client.get("/old/")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    page = strict.get(DESK).content.decode()
    address = f"{DESK}{missed('/old/').pk}/lead/"
    assert strict.post(address, {"target": "/archive/"}).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    assert strict.post(address, {"target": "/archive/", "csrfmiddlewaretoken": token[1]}).status_code == 302


# The pages of the desk


def test_places_are_links_that_tell_nothing(article: Article, client: Client, editor: Client) -> None:
    client.get("/old/", headers={"Referer": "https://news.example/%E6%96%B0%E9%97%BB/%E2%80%AE<b>"})
    MissingAddress.objects.create(path="/forged/", referrers={"javascript:alert(1)": 1})
    page = editor.get(DESK).content.decode()
    assert 'rel="noopener noreferrer nofollow"' in page
    assert "news.example/新闻/%E2%80%AE&lt;b&gt;" in page
    assert 'href="javascript:' not in page


def test_the_lists_take_the_same_number_of_queries_for_more_rows(
    make_article: Make, client: Client, editor: Client
) -> None:
    def grow(times: int) -> None:
        for _time in range(times):
            article = make_article(slug=f"page-number-{Article.objects.count()}")
            client.get(f"/old/{article.slug}.html")
            Redirect.objects.lead(f"/led/{article.slug}/", article.get_absolute_url())

    grow(2)
    for address in (DESK, REDIRECTS):
        editor.get(address)
    before = [len(statements(editor, address)) for address in (DESK, REDIRECTS)]
    grow(20)
    assert [len(statements(editor, address)) for address in (DESK, REDIRECTS)] == before


def test_nothing_of_the_desk_is_inline(article: Article, client: Client, editor: Client) -> None:
    client.get(f"/old{article.get_absolute_url()}")
    redirect = Redirect.objects.lead("/led/", "/archive/")
    addresses = (DESK, f"{DESK}{missed(f'/old{article.get_absolute_url()}').pk}/lead/", REDIRECTS)
    for address in (*addresses, f"{REDIRECTS}{redirect.pk}/undo/", f"{REDIRECTS}{redirect.pk}/change/"):
        page = editor.get(address).content.decode()
        assert not re.search(r"<script(?![^>]* (src|type=\"application/json\"))|<style|\sstyle=|\son\w+=", page), (
            address
        )


# What readers may have meant


def test_the_most_similar_articles_are_offered(make_article: Make, client: Client) -> None:
    wanted = make_article("北斗卫星怎样定位")
    make_article("完全不同的话题")
    make_article("北斗卫星未发表", status=Article.Status.DRAFT)
    for address in ("/bei-dou-wei-xing-zen-yang-ding-we/", "/2019/北斗卫星怎样定位.html", "/articles/卫星怎样定位"):
        assert client.get(address).context["best"] == [wanted], address
    assert client.get("/zzzz/").context["best"] == []


def test_at_most_three_are_offered(make_article: Make, client: Client) -> None:
    for number in range(6):
        make_article(slug=f"annual-report-{number}")
    best = client.get("/annual-report-3x/").context["best"]
    assert len(best) == 3
    assert best[0].slug == "annual-report-3"
