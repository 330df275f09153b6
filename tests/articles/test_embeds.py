"""Videos and posts of other sites: cards from an allow-list, and nothing of theirs before a reader asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from articles.rendering import render

Make = Callable[..., Article]
VIDEOS = [
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "/embed/youtube/dQw4w9WgXcQ/"),
    ("https://youtu.be/dQw4w9WgXcQ?t=3", "/embed/youtube/dQw4w9WgXcQ/"),
    ("https://www.bilibili.com/video/BV1xx411c7mD/?p=1", "/embed/bilibili/BV1xx411c7mD/"),
    ("https://vimeo.com/76979871", "/embed/vimeo/76979871/"),
    ("https://v.qq.com/x/cover/mzc00200/a0012b3c4d5.html", "/embed/tencent/a0012b3c4d5/"),
    ("https://v.youku.com/v_show/id_XNDM4NTk4OTQ4MA==.html", "/embed/youku/XNDM4NTk4OTQ4MA==/"),
]
POSTS = ["https://weibo.com/1234567890/NabcdEFgh", "https://x.com/someone/status/1234567890123456789"]
OTHERS = [
    "https://example.com/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
    "https://evil.example/https://youtu.be/dQw4w9WgXcQ",
    "http://youtu.be/dQw4w9WgXcQ",
    'https://youtu.be/dQw4w9WgXcQ"><script>',
    "https://www.youtube.com/channel/abc",
]


@pytest.mark.parametrize(("address", "player"), VIDEOS)
def test_a_video_alone_in_its_paragraph_is_a_card(address: str, player: str) -> None:
    html = render(f"前文\n\n[片名 <b>](<{address}>)\n\n后文").html
    assert f'data-embed="{player}"' in html
    assert '<span class="embed-title">片名 &lt;b&gt;</span>' in html
    assert "<iframe" not in html
    assert render(address).html.count('class="embed"') == 1


@pytest.mark.parametrize("address", POSTS)
def test_a_post_is_a_card_that_is_only_a_link(address: str) -> None:
    html = render(f"[说了什么]({address})").html
    assert 'class="embed"' in html
    assert "data-embed" not in html
    assert f'href="{address}"' in html


@pytest.mark.parametrize("address", OTHERS)
def test_what_is_not_on_the_list_stays_a_link(address: str) -> None:
    assert "embed" not in render(f"[片名](<{address}>)").html


def test_a_link_among_words_stays_a_link() -> None:
    assert "embed" not in render(f"请看 [片名]({VIDEOS[0][0]}) 。").html
    assert "embed" not in render(f"- [片名]({VIDEOS[0][0]})").html


def test_a_picture_of_the_library_is_shown_in_the_card(
    owner: Any, client_of: Callable[..., Client], picture_file: Any
) -> None:
    code = client_of(owner).post("/markdownx/upload/", {"image": picture_file()}).json()["image_code"]
    html = render(f"[{code}]({VIDEOS[0][0]})").html
    assert html.index('class="embed-link"') < html.index("<picture>") < html.index("</a>")
    assert 'class="zoom"' not in html


def test_the_words_of_a_card_are_found_and_go_into_feeds(make_article: Make, client: Client) -> None:
    article = make_article(body=f"[海底光缆纪录片]({VIDEOS[0][0]})")
    assert "海底光缆纪录片" in article.body_text
    feed = client.get("/feed/").content.decode()
    assert VIDEOS[0][0] in feed
    assert "data-embed" not in feed


class TestPlayer:
    def test_only_its_page_lets_the_other_site_in(self, make_article: Make, client: Client) -> None:
        article = make_article(body=VIDEOS[0][0])
        player = client.get("/embed/youtube/dQw4w9WgXcQ/")
        policy = player["Content-Security-Policy"]
        assert "frame-src https://www.youtube-nocookie.com;" in policy + ";"
        assert "frame-ancestors 'self'" in policy
        assert player["X-Frame-Options"] == "SAMEORIGIN"
        assert player["X-Robots-Tag"] == "noindex"
        assert "youtube" not in client.get(article.get_absolute_url())["Content-Security-Policy"]

    @pytest.mark.parametrize(
        "address",
        [
            "/embed/weibo/NabcdEFgh/",
            "/embed/nowhere/dQw4w9WgXcQ/",
            "/embed/youtube/%22onload=x/",
            "/embed/youtube/aaaa%2F..%2Fb/",
            "/embed/youtube/" + "a" * 100 + "/",
        ],
    )
    def test_there_are_no_other_players(self, site: Any, client: Client, address: str) -> None:
        assert client.get(address).status_code == 404
