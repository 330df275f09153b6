"""What editors set for the whole site, and what readers and machines see of it."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.db import DataError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html
from PIL import Image as Pillow
from PIL import ImageFile, PngImagePlugin

from articles import counting
from articles.models import Article, ArticleViews, Category
from comments.models import Comment
from newsblog.site import colours
from newsblog.site.models import SiteSettings
from tests.newsblog.test_import import load

Make = Callable[..., Article]
Client_of = Callable[[User], Client]
PAGE, PREVIEW = "/admin/site/sitesettings/1/change/", "/admin/site/sitesettings/preview/"
GREEN, YELLOW = "#0a6b4f", "#ffe600"


def form(**fields: Any) -> dict[str, Any]:
    """The form of the page as a browser sends it when nothing was changed, but for ``fields``."""
    sent: dict[str, Any] = {
        "name": "新闻博客",
        "related_count": 6,
        "page_size": 10,
        "comments_page_size": 50,
        "feed_size": 20,
        "feed_full_text": "on",
        "comment_feeds": "on",
        "comments_open": "on",
        "comments_close_after_days": 0,
        "moderation": "publish",
        "moderation_mail": "digest",
        "reports_to_hide": 3,
        "robots": "all",
        "language": "zh-hans",
        "languages": ["zh-hans", "zh-hant", "en"],
        "time_zone": "Asia/Shanghai",
        "logo_with_name": "on",
        "sidebar_boxes": ["about", "hot", "categories"],
    }
    return sent | {name.replace("__", "-"): value for name, value in fields.items()}


def menu(*entries: tuple[str, str]) -> dict[str, list[Any]]:
    return {
        "menu-label": [label for label, _ in entries],
        "menu-address": [address for _, address in entries],
        "menu-order": list(range(1, len(entries) + 1)),
    }


@pytest.fixture
def desk(owner: User, client_of: Client_of) -> Client:
    return client_of(owner)


def save(desk: Client, **fields: Any) -> SiteSettings:
    response = desk.post(PAGE, form(**fields))
    assert response.status_code == 302, response.context["adminform"].form.errors
    return SiteSettings.load()


def errors(desk: Client, **fields: Any) -> dict[str, Any]:
    response = desk.post(PAGE, form(**fields))
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def picture(
    size: tuple[int, int] = (300, 100), format_name: str = "PNG", mode: str = "RGBA", **options: Any
) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Pillow.new(mode, size, "#c0392b").save(buffer, format_name, **options)
    return SimpleUploadedFile(f"picture.{format_name.lower()}", buffer.getvalue())


def opened(client: Client, address: str) -> ImageFile.ImageFile:
    response = client.get(address)
    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    return Pillow.open(io.BytesIO(b"".join(response.streaming_content)))


class TestLogo:
    def test_is_at_the_top_of_the_next_page_in_the_size_it_is_shown(self, desk: Client, client: Client) -> None:
        client.get("/")
        site = save(desk, logo_file=picture((600, 200)))
        page = client.get("/").content.decode()
        address = re.search(r'<img class="header-own-logo" src="([^"]+)"', page)
        assert address is not None
        assert 'width="120" height="40"' in page
        assert "img/mark.svg" not in page
        assert opened(client, address[1]).size == (120, 40)
        assert [opened(client, one.split()[0]).width for one in site.logo_srcset.split(", ")] == [120, 240, 360]

    def test_says_the_name_when_the_name_is_not_beside_it(self, desk: Client, client: Client) -> None:
        save(desk, logo_file=picture(), logo_with_name="")
        page = client.get("/").content.decode()
        assert 'class="header-name"' not in page
        assert 'alt="新闻博客"' in page

    def test_another_one_has_another_address_and_the_old_one_goes(
        self, desk: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        first = save(desk, logo_file=picture())
        with django_capture_on_commit_callbacks(execute=True):
            second = save(desk, logo_file=picture((200, 200)))
        assert second.logo_url != first.logo_url
        assert not default_storage.exists(f"brand/{first.logo}/logo-1.webp")
        assert default_storage.exists(f"brand/{second.logo}/logo-1.webp")

    def test_stays_when_other_things_are_saved_and_goes_when_removed(
        self, desk: Client, client: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        site = save(desk, logo_file=picture())
        assert save(desk, tagline="新的标语").logo == site.logo
        with django_capture_on_commit_callbacks(execute=True):
            assert save(desk, logo_file__clear="on").logo == ""
        assert client.get(site.logo_url).status_code == 404
        assert "img/mark.svg" in client.get("/").content.decode()

    def test_keeps_nothing_but_pixels(self, desk: Client, client: Client) -> None:
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", "a-secret-place")
        site = save(desk, logo_file=picture(pnginfo=notes))
        assert b"a-secret-place" not in b"".join(client.get(site.logo_url).streaming_content)

    @pytest.mark.parametrize(
        "upload",
        [
            SimpleUploadedFile("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
            SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n broken"),
            picture(format_name="GIF", mode="RGB"),
            picture((400, 2)),
            SimpleUploadedFile("logo.png", b"\0" * (5 * 1024 * 1024 + 1)),
        ],
        ids=["svg as png", "svg", "broken", "gif", "narrow", "large"],
    )
    def test_what_is_no_picture_is_refused(self, desk: Client, upload: SimpleUploadedFile) -> None:
        upload.seek(0)
        assert errors(desk, logo_file=upload)["logo_file"]
        assert SiteSettings.load().logo == ""

    def test_too_many_pixels_are_refused(self, desk: Client, settings: Any) -> None:
        settings.IMAGE_MAX_PIXELS = 1000
        assert errors(desk, logo_file=picture())["logo_file"]

    def test_is_asked_for_again_when_the_form_comes_back(self, desk: Client) -> None:
        assert errors(desk, logo_file=picture(), name="").keys() == {"logo_file", "name"}

    def test_only_its_own_files_are_served(self, desk: Client, client: Client) -> None:
        site = save(desk, logo_file=picture())
        for path in (f"{site.logo}/logo-9.webp", "../images/logo-1.webp", f"{'0' * 32}/logo-1.webp", "x/logo-1.webp"):
            assert client.get(f"/media/brand/{path}").status_code == 404


class TestIcon:
    def test_is_everywhere(self, desk: Client, client: Client) -> None:
        site = save(desk, icon_file=picture((600, 600)))
        page = client.get("/").content.decode()
        for name in ("icon-192.png", "favicon.ico", "apple-touch-icon.png"):
            assert f'href="{site.icon_url(name)}"' in page
        assert "img/favicon.svg" not in page
        icons = client.get("/manifest.webmanifest").json()["icons"]
        for icon in icons:
            assert "x".join(map(str, opened(client, icon["src"]).size)) == icon["sizes"]
        assert opened(client, client.get("/favicon.ico")["Location"]).info["sizes"] == {(16, 16), (32, 32), (48, 48)}
        assert site.icon_url("icon-192.png") in client.get("/feed/").content.decode()

    def test_a_maskable_one_is_opaque_and_keeps_to_the_middle(self, desk: Client, client: Client) -> None:
        site = save(desk, icon_file=picture((100, 60)))
        drawn = opened(client, site.icon_url("icon-maskable-512.png"))
        assert drawn.mode == "RGB"
        assert drawn.getpixel((5, 256)) == (255, 255, 255)
        assert drawn.getpixel((256, 256)) != (255, 255, 255)

    def test_the_usual_one_stays_without(self, site: SiteSettings, client: Client) -> None:
        assert client.get("/favicon.ico")["Location"].endswith("img/favicon.ico")

    def test_small_ones_are_refused(self, desk: Client) -> None:
        assert errors(desk, icon_file=picture((32, 32)))["icon_file"]


class TestColours:
    def test_are_a_style_sheet_that_never_changes(self, desk: Client, client: Client) -> None:
        assert "/theme.1" not in client.get("/").content.decode()
        site = save(desk, accent_light=GREEN.upper())
        page = client.get("/")
        assert f'<link rel="stylesheet" href="{site.theme_url}">' in page.content.decode()
        assert "unsafe" not in page["Content-Security-Policy"]
        sheet = client.get(site.theme_url)
        assert sheet["Content-Type"].startswith("text/css")
        assert "immutable" in sheet["Cache-Control"]
        assert f"--accent:{GREEN}" in sheet.content.decode()
        assert save(desk, accent_light="#7a1fa2").theme_url != site.theme_url

    def test_the_dark_one_is_made_where_it_is_missing(self, desk: Client, client: Client) -> None:
        sheet = client.get(save(desk, accent_light=GREEN).theme_url).content.decode()
        dark = re.search(r'data-theme="dark"\]\{--accent:(#\w{6})', sheet)
        assert dark is not None
        assert colours.DARK.is_readable(colours.Colour.of(dark[1]))

    @pytest.mark.parametrize(
        ("field", "colour", "scheme"),
        [
            ("accent_light", YELLOW, colours.LIGHT),
            ("accent_light", "#fff", colours.LIGHT),
            ("accent_light", "#777777", colours.LIGHT),
            ("accent_dark", "#000080", colours.DARK),
            ("accent_dark", "#000000", colours.DARK),
        ],
    )
    def test_what_is_hard_to_read_is_refused_and_a_button_has_the_nearest(
        self, desk: Client, field: str, colour: str, scheme: colours.Scheme
    ) -> None:
        response = desk.post(PAGE, form(**{field: colour}))
        page = response.content.decode()
        assert f'value="{colour}"' in page
        offered = re.search(rf'name="{field}-use" value="(#\w{{6}})"', page)
        assert offered is not None
        assert scheme.is_readable(colours.Colour.of(offered[1]))
        assert offered[1] in str(response.context["adminform"].form.errors[field])
        assert getattr(save(desk, **{field: colour, f"{field}__use": offered[1]}), field) == offered[1]

    @pytest.mark.parametrize("colour", ["red", "#12345", "#gggggg", "0067c0", "#fff;}", "\0"])
    def test_what_is_no_colour_is_refused(self, desk: Client, colour: str) -> None:
        assert errors(desk, accent_light=colour)["accent_light"]

    @pytest.mark.parametrize("name", ["1-ffe600-6ab7ff", "1-0a6b4f-000000", "2-0a6b4f-6ab7ff", "x", "1-0a6b4f-6ab7ff;"])
    def test_there_is_no_other_style_sheet(self, site: SiteSettings, client: Client, name: str) -> None:
        assert client.get(f"/theme.{name}.css").status_code == 404

    def test_contrast_is_judged_on_the_palette_that_pages_wear(self) -> None:
        tokens = Path(str(finders.find("css/tokens.css"))).read_text()
        light, dark = tokens.split("prefers-color-scheme: dark")
        for text, scheme in ((light, colours.LIGHT), (dark, colours.DARK)):
            values = {name: colours.Colour.of(value) for name, value in re.findall(r"--([a-z-]+): (#\w+);", text)}
            assert (values["accent"], values["accent-text"], values["card"]) == (
                scheme.default,
                scheme.text,
                scheme.card,
            )
            assert {values[name] for name in ("card", "page", "raised", "footer")} == set(scheme.grounds)
            assert scheme.is_readable(scheme.default)


class TestMenu:
    def shown(self, client: Client) -> list[tuple[str, str]]:
        page = client.get("/").content.decode().split('id="menu"', 1)[1].split("</nav>")[0]
        return [(label, href) for href, label in re.findall(r'href="([^"]+)"[^>]*>([^<]+)</a>', page)]

    def test_is_the_first_page_and_the_categories_until_it_is_set(self, article: Article, client: Client) -> None:
        category = Category.objects.get()
        assert self.shown(client)[1:] == [(category.name, category.get_absolute_url())]
        assert self.shown(client)[0][1] == "/"

    def test_is_what_was_written_in_its_order(self, desk: Client, article: Article, client: Client) -> None:
        category = article.category.get_absolute_url()
        rows = menu(("归档", "/archive/"), ("", ""), ("", category), ("友站", "https://example.com/?a=1"))
        save(desk, **rows | {"menu-order": ["9", "", "2", "5"]})
        assert self.shown(client) == [
            (article.category.name, category),
            ("友站", "https://example.com/?a=1"),
            ("归档", "/archive/"),
        ]

    def test_a_category_that_is_gone_leaves_no_gap(self, desk: Client, client: Client) -> None:
        save(desk, **menu(("", "/category/none/"), ("首页", "/")))
        assert self.shown(client) == [("首页", "/")]

    @pytest.mark.parametrize(
        "address",
        [
            "javascript:alert(1)",
            " javascript:alert(1)",
            "JaVaScRiPt://example.com/%0aalert(1)",
            "data:text/html,x",
            "//example.com/",
            "/\\example.com",
            "http://example.com/",
            "https://",
            "https://a@example.com/",
            "https://[",
            "archive",
            "/a b",
            "/a\tb",
            "/" + "a" * 600,
            "",
        ],
    )
    def test_addresses_that_lead_elsewhere_are_refused_and_stay_in_the_form(self, desk: Client, address: str) -> None:
        response = desk.post(PAGE, form(**menu(("去处", address))))
        assert response.context["adminform"].form.errors["menu"]
        assert 'value="去处"' in response.content.decode()

    def test_labels_are_needed_short_and_printable(self, desk: Client) -> None:
        for label in ("", "长" * 31, "a\0b", "a\u202eb"):
            assert errors(desk, **menu((label, "/archive/")))["menu"]

    def test_has_twelve_entries_at_the_most(self, desk: Client) -> None:
        save(desk, **menu(*[("去处", "/archive/")] * 12))
        assert errors(desk, **menu(*[("去处", "/archive/")] * 13))["menu"]

    def test_labels_are_text(self, desk: Client, client: Client) -> None:
        save(desk, **menu(("<b>x</b>", "/archive/?a=1&b=\"2'")))
        page = client.get("/").content.decode()
        assert "<b>x</b>" not in page
        assert "&lt;b&gt;x&lt;/b&gt;" in page


class TestBoxes:
    def test_are_those_that_were_chosen_in_their_order(self, desk: Client, article: Article, client: Client) -> None:
        save(
            desk,
            sidebar_boxes=["about", "tags", "categories", "text"],
            sidebar_boxes__order__about="3",
            sidebar_boxes__order__categories="1",
            sidebar_boxes__order__text="2",
            box_title="公告",
            box_text="**重点** <script>alert(1)</script> [坏](javascript:alert(1))",
        )
        boxes = client.get("/").context["sidebar"].boxes
        assert [box.name for box in boxes] == ["categories", "text", "about", "tags"]
        page = client.get("/").content.decode().split("<aside", 1)[1]
        assert page.index("公告") < page.index("about-name")
        assert "<strong>重点</strong>" in page
        assert "<script>alert" not in page
        assert 'href="javascript' not in page

    def test_hidden_ones_cost_nothing(self, desk: Client, article: Article, client: Client) -> None:
        save(desk, sidebar_boxes=["about"], **menu(("首页", "/")))
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/")
        assert not [query for query in captured if "jsonb_build_object" in query["sql"].lower()]
        assert len(captured) <= 7
        assert page.status_code == 200

    def test_without_any_there_is_no_column(self, desk: Client, article: Article, client: Client) -> None:
        save(desk, sidebar_boxes=[])
        assert "<aside" not in client.get("/").content.decode()

    def test_pages_that_need_a_hidden_one_have_it(self, desk: Client, make_article: Make, client: Client) -> None:
        make_article(tags=("甲",), category="出行")
        save(desk, sidebar_boxes=[])
        assert "出行" in client.get("/search/?q=x").content.decode().split("search-filter", 1)[1]

    @pytest.mark.parametrize("boxes", [["nothing"], ["hot", "hot"], ["hot\0"]])
    def test_others_are_refused(self, desk: Client, boxes: list[str]) -> None:
        assert errors(desk, sidebar_boxes=boxes)["sidebar_boxes"]


class TestFooter:
    def test_has_the_numbers_with_their_links(self, desk: Client, client: Client) -> None:
        save(desk, icp_number=" 京icp备 2021000001 号－1", police_number="京公网安备 11010102000001号")
        page = client.get("/").content.decode()
        assert '<a href="https://beian.miit.gov.cn/" rel="noreferrer">京ICP备2021000001号-1</a>' in page
        police = "https://beian.mps.gov.cn/#/query/webSearch?code=11010102000001"
        assert f'<a href="{police}" rel="noreferrer">京公网安备11010102000001号</a>' in page

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("icp_number", "2021000001"),
            ("icp_number", "<b>"),
            ("police_number", "京公网安备号"),
            ("police_number", "1" * 41),
        ],
    )
    def test_refuses_what_is_no_number(self, desk: Client, field: str, value: str) -> None:
        assert errors(desk, **{field: value})[field]


class TestLanguages:
    def test_only_those_that_are_offered_can_be_chosen(self, desk: Client, client: Client) -> None:
        save(desk, languages=["en"])
        page = client.get("/?lang=zh-hant")
        assert '<html lang="zh-hans">' in page.content.decode()
        assert not page.cookies
        assert 'hreflang="zh-hant"' not in page.content.decode()
        assert '<html lang="en">' in client.get("/?lang=en").content.decode()

    def test_there_is_no_switch_for_one(self, desk: Client, client: Client) -> None:
        save(desk, languages=[])
        assert "footer-languages" not in client.get("/").content.decode()

    def test_unknown_ones_are_refused(self, desk: Client) -> None:
        assert errors(desk, languages=["fr"])["languages"]


class TestFeeds:
    def test_have_the_excerpt_alone_when_it_is_so_set(self, desk: Client, make_article: Make, client: Client) -> None:
        make_article(body="开头。\n\n" + "中间的话。" * 60 + "\n\n结尾的话。")
        assert "结尾的话" in client.get("/feed/").content.decode()
        save(desk, feed_full_text="")
        for address in ("/feed/", "/feed.json"):
            text = client.get(address).content.decode()
            assert "开头" in text
            assert "结尾的话" not in text

    def test_are_as_long_as_it_is_set(self, desk: Client, make_article: Make, client: Client) -> None:
        for _number in range(7):
            make_article()
        save(desk, feed_size=5)
        assert len(client.get("/feed.json").json()["items"]) == 5
        assert len(client.get("/feed.json?archive=1").json()["items"]) == 5
        assert client.get("/feed.json?archive=2").status_code == 404

    def test_those_of_comments_can_be_switched_off(self, desk: Client, article: Article, client: Client) -> None:
        address = f"{article.get_absolute_url()}comments/feed/"
        assert address in client.get(article.get_absolute_url()).content.decode()
        assert client.get(address).status_code == 200
        save(desk, comment_feeds="")
        assert address not in client.get(article.get_absolute_url()).content.decode()
        assert client.get(address).status_code == 404


class TestCrawlers:
    def robots(self, client: Client) -> str:
        return client.get("/robots.txt").content.decode()

    def test_those_of_ai_are_refused_by_name(self, desk: Client, client: Client) -> None:
        assert "GPTBot" not in self.robots(client)
        save(desk, robots="no-ai")
        text = self.robots(client)
        group = text.split("\n\n")[1]
        assert "User-agent: GPTBot\n" in group
        assert group.endswith("Disallow: /")
        assert "User-agent: *\nDisallow: /admin/\n" in text
        assert "Sitemap: " in text

    def test_all_are_refused_and_pages_say_so(self, desk: Client, article: Article, client: Client) -> None:
        assert "X-Robots-Tag" not in client.get("/")
        save(desk, robots="none")
        assert "User-agent: *\nDisallow: /\n" in self.robots(client)
        assert "Sitemap" not in self.robots(client)
        for address in ("/", article.get_absolute_url(), "/feed/"):
            assert client.get(address)["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in client.get("/").content.decode()

    def test_more_lines_follow(self, desk: Client, client: Client) -> None:
        save(desk, robots_extra="# ours\r\nUser-agent: ExampleBot\r\nDisallow: /a&b/\r\n")
        assert "\n\n# ours\nUser-agent: ExampleBot\nDisallow: /a&b/\n" in self.robots(client)

    @pytest.mark.parametrize(
        "lines",
        [
            "Disallow: /",
            "hello",
            "User-agent: a\nDisallow: / b",
            "User-agent: a\0",
            "# a\x1bb",
            "a: b\n" * 101,
            "x" * 4001,
        ],
    )
    def test_what_would_break_the_file_is_refused(self, desk: Client, lines: str) -> None:
        assert errors(desk, robots_extra=lines)["robots_extra"]


def test_pages_of_comments_are_as_long_as_it_is_set(desk: Client, article: Article, client: Client) -> None:
    for number in range(7):
        last = Comment(article=article, name="读者", body=f"第{number}条")
        last.save()
    save(desk, comments_page_size=5)
    second = client.get(f"{article.get_absolute_url()}?page=2").content.decode()
    assert re.findall(r"<p>(第\d条)</p>", second) == ["第5条", "第6条"]
    assert "?page=2#" in client.get(f"/comments/{last.public_id}/")["Location"]


def test_each_field_says_what_it_is_for(desk: Client) -> None:
    fields = desk.get(PAGE).context["adminform"].form.fields
    assert [name for name, field in fields.items() if not field.help_text] == []


class TestPreview:
    def test_shows_the_first_page_and_stores_nothing(self, desk: Client, article: Article, client: Client) -> None:
        sent = form(name="另一个名字", accent_light=GREEN, logo_file=picture(), **menu(("归档", "/archive/")))
        shown = desk.post(PREVIEW, sent)
        page = shown.content.decode()
        assert shown.status_code == 200
        assert "<title>另一个名字" in page
        assert 'src="data:image/webp;base64,' in page
        assert "/theme.1-0a6b4f-" in page
        assert ">归档</a>" in page.split('id="menu"')[1].split("</nav>")[0]
        assert article.title in page
        assert SiteSettings.load().name == "新闻博客"
        assert default_storage.exists("brand") is False
        assert "另一个名字" not in client.get("/").content.decode()

    def test_shows_an_article_and_counts_no_view(self, desk: Client, article: Article) -> None:
        counting.views.flush()
        sent = form(notice="只在预览里", comment_hint="也只在预览里", page=article.get_absolute_url())
        page = desk.post(PREVIEW, sent).content.decode()
        assert article.title in page
        assert page.count("只在预览里") == 2
        counting.views.flush()
        assert not ArticleViews.objects.filter(total__gt=0).exists()
        assert article.get_absolute_url() in desk.get(PAGE).content.decode()

    @pytest.mark.parametrize("address", ["/admin/", "/nowhere/", "x", "//evil.example/", "\0"])
    def test_shows_nothing_but_pages_for_readers(self, desk: Client, article: Article, address: str) -> None:
        assert "<title>新闻博客" in desk.post(PREVIEW, form(page=address)).content.decode()

    def test_may_be_framed_by_the_site_alone_and_is_not_kept(self, desk: Client) -> None:
        for sent in (form(), form(name="")):
            shown = desk.post(PREVIEW, sent)
            assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
            assert "unsafe" not in shown["Content-Security-Policy"]
            assert "no-store" in shown["Cache-Control"]
            assert "X-Frame-Options" not in shown
        assert "frame-ancestors 'none'" in desk.get(PAGE)["Content-Security-Policy"]

    def test_says_what_is_wrong(self, desk: Client) -> None:
        shown = desk.post(PREVIEW, form(time_zone="Mars/Base"))
        assert shown.status_code == 422
        assert shown.context["form"].errors.keys() == {"time_zone"}

    def test_is_for_those_who_may_change_the_settings(self, writer: User, desk: Client, client_of: Client_of) -> None:
        assert desk.get(PREVIEW).status_code == 405
        assert client_of(writer).post(PREVIEW, form()).status_code == 403
        assert Client().post(PREVIEW, {}).status_code == 302
        writer.user_permissions.add(Permission.objects.get(codename="view_sitesettings"))
        reader = client_of(User.objects.get(pk=writer.pk))
        assert reader.get(PAGE).status_code == 200
        assert reader.post(PREVIEW, form()).status_code == 403
        assert reader.post(PAGE, form(name="x")).status_code == 403

    def test_other_sites_can_not_ask_for_it(self, owner: User) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(owner)
        assert client.post(PREVIEW, form()).status_code == 403


class TestTwoPeopleAtOnce:
    @pytest.fixture(autouse=True)
    def _as_the_form_has_it(self, desk: Client) -> None:
        save(desk)

    @staticmethod
    def began(desk: Client) -> str:
        page = html.fromstring(desk.get(PAGE).content)
        return str(page.xpath("//input[@name='began']/@value")[0])

    def test_keep_what_either_changed(self, desk: Client) -> None:
        began = self.began(desk)
        text = "一\r\n二"
        save(desk, tagline="甲的标语", box_text=text, comments_open="", sidebar_boxes=["hot"], logo_file=picture())
        response = desk.post(PAGE, form(began=began, footer="乙的页脚", **menu(("归档", "/archive/"))), follow=True)
        said = [str(message) for message in response.context["messages"]]
        site = SiteSettings.load()
        assert (site.tagline, site.box_text, site.footer) == ("甲的标语", text, "乙的页脚")
        assert (site.comments_open, site.sidebar_boxes) == (False, ["hot"])
        assert site.logo
        assert site.menu == [{"label": "归档", "address": "/archive/"}]
        assert [words for words in said if "标语" in words and "页脚" not in words]
        save(desk, began=self.began(desk), name="又一个", box_text=text, logo_with_name="")
        assert SiteSettings.load().box_text == text

    def test_are_told_what_both_changed_and_nothing_is_saved(self, desk: Client) -> None:
        began = self.began(desk)
        theirs = {"tagline": "甲的标语", "page_size": 20, "robots": "none", "languages": ["en"], "comment_feeds": ""}
        save(desk, footer="甲的页脚", **theirs, **menu(("甲的", "/archive/")))
        mine = {"tagline": "乙的标语", "page_size": 30, "robots": "no-ai", "languages": ["zh-hant"], "name": "乙的名字"}
        mine |= menu(("乙的", "/hot/"))
        response = desk.post(PAGE, form(began=began, **mine))
        form_again = response.context["adminform"].form
        assert form_again.errors.keys() == {"tagline", "page_size", "robots", "languages", "menu"}
        assert "甲的标语" in str(form_again.errors["tagline"])
        assert "英语" in str(form_again.errors["languages"])
        assert SiteSettings.load().tagline == "甲的标语"
        assert SiteSettings.load().name == "新闻博客"
        site = save(desk, began=form_again.began, **mine)
        assert (site.tagline, site.page_size, site.name) == ("乙的标语", 30, "乙的名字")
        assert (site.footer, site.comment_feeds) == ("甲的页脚", False)

    def test_choose_the_logo_again_that_both_changed(self, desk: Client) -> None:
        began = self.began(desk)
        theirs = save(desk, logo_file=picture()).logo
        response = desk.post(PAGE, form(began=began, logo_file=picture((200, 200))))
        assert response.context["adminform"].form.errors.keys() == {"logo_file"}
        assert SiteSettings.load().logo == theirs
        began = response.context["adminform"].form.began
        assert save(desk, began=began, logo_file=picture((200, 200))).logo != theirs

    def test_need_not_choose_where_they_agree(self, desk: Client) -> None:
        began = self.began(desk)
        for _person in range(2):
            assert save(desk, began=began, tagline="同一句").tagline == "同一句"

    @pytest.mark.parametrize("began", ["", "x", "[]", "1", "[" * 9000, '{"name": {"a": []}, "no": 1}'])
    def test_what_no_form_began_from_is_no_error(self, desk: Client, began: str) -> None:
        assert desk.post(PAGE, form(began=began, name="别的名字")).status_code in {200, 302}


class TestTheDatabase:
    @pytest.mark.parametrize(
        "fields",
        [
            {"logo": "../../secret"},
            {"icon": "x"},
            {"accent_light": "red"},
            {"menu": [{}] * 13},
            {"menu": "x"},
            {"sidebar_boxes": ["nothing"]},
            {"languages": ["fr"]},
            {"comments_page_size": 0},
            {"feed_size": 1000},
            {"robots": "maybe"},
        ],
        ids=str,
    )
    def test_refuses_what_would_break_pages(self, site: SiteSettings, fields: dict[str, Any]) -> None:
        with pytest.raises((IntegrityError, DataError)), transaction.atomic():
            SiteSettings.objects.update(**fields)


class TestSiteToml:
    @pytest.fixture
    def folder(self, tmp_path: Path, article: Article) -> Path:
        (tmp_path / "articles").mkdir()
        (tmp_path / "images").mkdir()
        Pillow.new("RGB", (200, 100), "#c0392b").save(tmp_path / "images" / "logo.png")
        Pillow.new("RGB", (200, 200), "#c0392b").save(tmp_path / "images" / "icon.png")
        return tmp_path

    def test_sets_all_of_it(self, folder: Path, article: Article) -> None:
        (folder / "site.toml").write_text(
            'logo = "images/logo.png"\nicon = "images/icon.png"\naccent_light = "#0A6B4F"\nrobots = "no-ai"\n'
            'moderation = "hold"\nsidebar_boxes = ["text", "hot"]\nlanguages = ["en"]\nfeed_full_text = false\n'
            f'[[menu]]\nlabel = "归档"\naddress = "/archive/"\n[[menu]]\ncategory = "{article.category.name}"\n'
        )
        assert "updated" in load(folder)
        site = SiteSettings.load()
        assert (site.logo_width, site.logo_height, site.accent_light) == (80, 40, GREEN)
        assert default_storage.exists(f"brand/{site.icon}/favicon.ico")
        assert (site.robots, site.sidebar_boxes, site.feed_full_text) == ("no-ai", ["text", "hot"], False)
        assert site.menu[1] == {"label": "", "address": article.category.get_absolute_url()}
        assert "1 unchanged" in load(folder)

    @pytest.mark.parametrize(
        "text",
        [
            "logo = 'images/none.png'",
            "logo = '../secret.png'",
            "logo = 1",
            "logo = 'images/logo.png\\u0000'",
            "icon = 'site.toml'",
            "logo_width = 5",
            "accent_light = 5",
            "accent_light = '#ffff00'",
            "menu = 5",
            "menu = ['a']",
            "[[menu]]\nlabel = 'a'\naddress = 'javascript:x'",
            "[[menu]]\ncategory = 'none'",
            "[[menu]]\ncategory = []",
            "sidebar_boxes = 'hot'",
            "sidebar_boxes = [1]",
            "feed_full_text = 1",
            "feed_size = true",
            "languages = ['fr']",
            "robots_extra = 'Disallow: /'",
        ],
    )
    def test_refuses_with_a_reason_what_can_not_be(self, folder: Path, text: str) -> None:
        (folder / "site.toml").write_text(text)
        with pytest.raises(CommandError):
            load(folder)


def test_what_is_odd_gets_an_answer(desk: Client) -> None:
    odd = form(
        sidebar_boxes__order__hot="9" * 50,
        menu__label=["a"] * 60,
        menu__address=["/"] * 60,
        menu__order=["x"] * 60,
        accent_light="#" * 10_000,
        time_zone="\0",
        name="\0",
        feed_size="1e9",
        robots="\0",
    )
    assert desk.post(PAGE, odd).status_code == 200
    assert desk.post(PREVIEW, odd).status_code == 422
    assert desk.post(PAGE, {}).status_code == 200
