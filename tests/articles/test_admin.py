"""The admin: every page works, and everybody may do what they may and no more."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from lxml import html

from articles.models import Article, Image, ImageTag, RelatedLink
from comments.models import Comment, VisitorRule, Word
from comments.moderation import decisions
from newsblog.mail.models import OutgoingMail

Make = Callable[..., Article]
Client_of = Callable[[User], Client]
OURS = [model for model in admin.site._registry if model._meta.app_label in {"articles", "comments", "site"}]


def form_of(article: Article | None, **changes: Any) -> dict[str, Any]:
    """The fields of the form as a browser would send them."""
    values = {
        "title": "",
        "body": "",
        "seen_version": "",
        "slug": "",
        "comments_open": "on",
        "related_links-TOTAL_FORMS": "0",
        "related_links-INITIAL_FORMS": "0",
        "corrections-TOTAL_FORMS": "0",
        "corrections-INITIAL_FORMS": "0",
        "discussion-TOTAL_FORMS": "0",
        "discussion-INITIAL_FORMS": "0",
    }
    if article:
        values |= {
            "title": article.title,
            "body": article.body,
            "seen_version": str(article.version),
            "slug": article.slug,
            "category": article.category_id,
            "author": article.author_id,
            "published_at_0": f"{timezone.localtime(article.published_at):%Y-%m-%d}" if article.published_at else "",
            "published_at_1": f"{timezone.localtime(article.published_at):%H:%M:%S}" if article.published_at else "",
        }
    return values | changes


def change_address(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


@pytest.fixture
def everything(
    make_article: Make, make_comment: Callable[..., Comment], owner: User, client_of: Client_of, picture_file: Any
) -> Article:
    client_of(owner).post("/markdownx/upload/", {"image": picture_file()})
    one, two = make_article("一", tags=("甲",), cover=Image.objects.get()), make_article("二")
    RelatedLink.objects.create(source=one, target=two)
    ImageTag.objects.create(name="<script>alert(1)</script>")
    make_comment(one, "<script>alert(1)</script>", name="<b>x</b>")
    decisions.pin(Comment.objects.get(), owner)
    VisitorRule.objects.create(kind="email", value="a@example.com", note="<script>alert(1)</script>")
    Word.objects.create(text="<script>alert(1)</script>")
    OutgoingMail.objects.create(key="a", to="a@example.com", subject="<script>alert(1)</script>")
    one.record_revision(owner)
    old = two.slug
    two.slug = "new"
    two.save()
    assert old != two.slug
    return one


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.model_name)
def test_every_page_of_every_model_works(everything: Article, owner: User, client_of: Client_of, model: Any) -> None:
    client = client_of(owner)
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    listed = client.get(base, {"q": "一"} if admin.site._registry[model].search_fields else {})
    assert listed.status_code in {200, 302}
    assert b"<script>alert" not in client.get(base, follow=True).content
    row = model.objects.first()
    assert row is not None
    for page in ("change", "history", "delete"):
        response = client.get(f"{base}{row.pk}/{page}/")
        assert response.status_code in {200, 403}
        assert response.status_code == 200 or page == "delete"
        assert b"<script>alert" not in response.content
    assert client.get(f"{base}add/").status_code in {200, 403}


def test_admin_pages_have_the_strict_policy_and_no_inline_code(
    owner: User, everything: Article, client_of: Client_of
) -> None:
    for address in ("/admin/", change_address(everything), "/admin/articles/article/"):
        response = client_of(owner).get(address)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy


def test_an_article_is_written_and_published(
    owner: User, everything: Article, client_of: Client_of, client: Client
) -> None:
    data = form_of(
        None,
        title="新闻",
        body="**重点**",
        do="publish",
        category=everything.category_id,
        author=everything.author_id,
        tags=[tag.pk for tag in everything.tags.all()],
        **{
            "related_links-TOTAL_FORMS": "1",
            "related_links-0-target": str(everything.pk),
            "related_links-0-position": "0",
            "related_links-0-kind": "background",
        },
    )
    response = client_of(owner).post("/admin/articles/article/add/", data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    article = Article.objects.get(slug="xin-wen")
    assert article.user == owner
    assert article.revisions.get().fields["tags"] == ["甲"]
    page = client.get(article.get_absolute_url())
    assert "<strong>重点</strong>" in page.content.decode()
    assert page.context["related"][0] == everything
    assert "新闻" in [one.title for one in client.get("/search/?q=甲").context["articles"]]


def test_a_writer_writes_and_does_not_publish(writer: User, make_article: Make, client_of: Client_of) -> None:
    client, draft, public = client_of(writer), make_article(status="draft", published_at=None), make_article()
    assert client.post(change_address(draft), form_of(draft, title="改过")).status_code == 302
    for move in ("publish", "schedule", "withdraw", "appear", "nonsense"):
        draft.refresh_from_db()
        response = client.post(change_address(draft), form_of(draft, do=move))
        assert response.context["adminform"].form.errors
    assert client.post(change_address(public), form_of(public, title="改过")).status_code == 403
    action = {"action": "publish", "_selected_action": [draft.pk]}
    client.post("/admin/articles/article/", action)
    draft.refresh_from_db()
    public.refresh_from_db()
    assert (draft.title, draft.status) == ("改过", "draft")
    assert public.title != "改过"


@pytest.mark.parametrize("is_pinned", [False, True])
def test_a_writer_sees_whether_an_article_is_pinned_and_does_not_decide_it(
    writer: User, make_article: Make, client_of: Client_of, *, is_pinned: bool
) -> None:
    client, draft = client_of(writer), make_article(status="draft", published_at=None, pinned=is_pinned)
    page = client.get(change_address(draft))
    box = html.fromstring(page.content).get_element_by_id("id_pinned")
    assert ("disabled" in box.attrib, "checked" in box.attrib) == (True, is_pinned)
    for sent in ({} if is_pinned else {"pinned": "on"}, {"seen_version": "", "summary": "新的摘要"}):
        assert client.post(change_address(draft), form_of(draft, title="改过", **sent)).status_code in {200, 302}
        draft.refresh_from_db()
        assert draft.pinned == is_pinned
    client.post("/admin/articles/article/add/", form_of(draft, seen_version="", title="新的", slug="new", pinned="on"))
    assert not Article.objects.get(slug="new").pinned


def test_a_moderator_moderates_and_touches_no_article(
    moderator: User, article: Article, make_comment: Callable[..., Comment], client_of: Client_of, client: Client
) -> None:
    comment = make_comment(article, "广告")
    staff = client_of(moderator)
    for address in (
        "/admin/articles/article/",
        change_address(article),
        "/admin/articles/article/add/",
        "/admin/site/sitesettings/1/change/",
    ):
        assert staff.get(address).status_code == 403
        assert staff.post(address, form_of(article, title="改过")).status_code == 403
    staff.post("/admin/comments/comment/decide/", {"verb": "spam", "comment": comment.pk})
    assert "广告" not in client.get(article.get_absolute_url()).content.decode()
    staff.post("/admin/comments/comment/decide/", {"verb": "approve", "comment": comment.pk})
    assert "广告" in client.get(article.get_absolute_url()).content.decode()


def test_strangers_are_sent_to_the_login(client: Client, article: Article) -> None:
    for address in ("/admin/", "/admin/articles/article/", change_address(article)):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


def test_a_form_without_its_version_overwrites_nothing(owner: User, article: Article, client_of: Client_of) -> None:
    response = client_of(owner).post(change_address(article), form_of(article, body="旧页面", seen_version=""))
    assert response.status_code == 200
    article.refresh_from_db()
    assert article.body != "旧页面"


def test_mistakes_are_named_and_typed_text_stays(owner: User, article: Article, client_of: Client_of) -> None:
    response = client_of(owner).post(change_address(article), form_of(article, title="", body="不能丢的正文"))
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["title"]
    assert "不能丢的正文" in response.content.decode()


def test_an_article_related_to_itself_is_refused_with_a_message(
    owner: User, article: Article, client_of: Client_of
) -> None:
    inline = {
        "related_links-TOTAL_FORMS": "1",
        "related_links-0-target": str(article.pk),
        "related_links-0-source": str(article.pk),
        "related_links-0-position": "0",
        "related_links-0-kind": "see-also",
    }
    response = client_of(owner).post(change_address(article), form_of(article, **inline))
    assert response.status_code == 200
    assert "文章不能与自己相关" in response.content.decode()


@pytest.mark.parametrize("field", ["title", "slug", "summary", "body", "source_url"])
def test_nul_is_a_message_and_never_an_error(owner: User, article: Article, client_of: Client_of, field: str) -> None:
    response = client_of(owner).post(change_address(article), form_of(article, **{field: "a\0b"}))
    assert response.status_code == 200
    assert response.context["adminform"].form.errors


def test_the_publish_and_withdraw_actions(owner: User, make_article: Make, client_of: Client_of) -> None:
    draft = make_article(status="draft", published_at=None)
    client = client_of(owner)
    client.post("/admin/articles/article/", {"action": "publish", "_selected_action": [draft.pk]})
    assert draft in Article.objects.published()
    client.post("/admin/articles/article/", {"action": "withdraw", "_selected_action": [draft.pk]})
    assert draft not in Article.objects.published()
    assert draft.revisions.filter(user=owner).count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Base"),
        ("time_zone", "../../etc/passwd"),
        ("page_size", "0"),
        ("related_count", "99"),
        ("name", ""),
    ],
)
def test_site_settings_refuse_what_would_break_the_site(
    owner: User, client_of: Client_of, field: str, value: str
) -> None:
    good = {
        "name": "站",
        "tagline": "",
        "about": "",
        "footer": "",
        "notice": "",
        "related_count": 6,
        "page_size": 10,
        "comment_hint": "",
        "comments_page_size": 50,
        "feed_size": 20,
        "robots": "all",
        "comments_close_after_days": 0,
        "moderation": "first",
        "moderation_mail": "digest",
        "reports_to_hide": 3,
        "akismet_key": "",
        "language": "zh-hans",
        "time_zone": "Asia/Shanghai",
    }
    client, address = client_of(owner), "/admin/site/sitesettings/1/change/"
    assert client.post(address, good | {field: value}).context["adminform"].form.errors[field]
    assert client.post(address, good).status_code == 302
    assert client.get("/admin/site/sitesettings/")["Location"] == address


def test_links_are_found_by_the_titles_at_both_ends(owner: User, client_of: Client_of, make_article: Make) -> None:
    satellite, battery, coffee = map(make_article, ("北斗卫星", "电池热失控", "咖啡因"))
    RelatedLink.objects.create(source=satellite, target=battery)
    RelatedLink.objects.create(source=coffee, target=satellite)
    RelatedLink.objects.create(source=coffee, target=battery)
    desk = client_of(owner)
    found = {
        words: desk.get("/admin/articles/relatedlink/", {"q": words}).context["cl"].result_count
        for words in ("卫星", "咖啡因", "量子", "")
    }
    assert found == {"卫星": 2, "咖啡因": 2, "量子": 0, "": 3}
