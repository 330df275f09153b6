"""Feeds are valid, complete, and asked for again cheaply."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from articles.models import Article, Image
from comments.models import Comment

Make = Callable[..., Article]
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "schemas" / "atom.rng"))
HOSTILE = "坏 <b>&amp;</b> ]]> \x01\x0b\ufffe\u202e 𠮷"
ATOM = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0"}


def atom(client: Client, address: str) -> etree._Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    document = etree.fromstring(response.content)
    assert SCHEMA.validate(document), SCHEMA.error_log
    return document


def json_feed(client: Client, address: str) -> dict:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/feed+json")
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert feed["feed_url"] == f"http://testserver{address}"
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert all(author["name"] for author in item["authors"])
    return feed


@pytest.fixture
def tagged(make_article: Make) -> Article:
    return make_article("北斗", body="第一段。\n\n**第二段** [站内](/archive/)", tags=("导航",), author="林知远")


def subjects(article: Article) -> list[str]:
    return [subject.get_absolute_url() for subject in (article.category, article.tags.get(), article.author)]


def test_every_feed_has_the_full_text_in_both_formats(tagged: Article, client: Client) -> None:
    for place in ["/", *subjects(tagged)]:
        parsed = feedparser.parse(etree.tostring(atom(client, f"{place}feed/")))
        assert not parsed.bozo
        (entry,) = parsed.entries
        item = json_feed(client, f"{place}feed.json")["items"][0]
        for html in (entry.content[0].value, item["content_html"]):
            assert "<strong>第二段</strong>" in html
            assert 'href="http://testserver/archive/"' in html
        assert entry.link == item["url"] == f"http://testserver{tagged.get_absolute_url()}"
        assert entry.title == item["title"] == "北斗"
        assert entry.author == item["authors"][0]["name"] == "林知远"
        assert [tag.term for tag in entry.tags] == item["tags"] == ["科技", "导航"]


def test_other_articles_stay_out_of_the_feed_of_a_subject(tagged: Article, make_article: Make, client: Client) -> None:
    make_article("别的", category="别类", author="别人")
    for place in subjects(tagged):
        assert len(json_feed(client, f"{place}feed.json")["items"]) == 1
    assert len(json_feed(client, "/feed.json")["items"]) == 2


def test_what_xml_can_not_hold_breaks_no_feed(make_article: Make, client: Client) -> None:
    article = make_article(HOSTILE, body=HOSTILE, author=HOSTILE, category=HOSTILE[:20], tags=(HOSTILE[:10],))
    Comment(article=article, name=HOSTILE[:8], body=HOSTILE).save()
    for address in ("/feed/", f"{article.get_absolute_url()}comments/feed/"):
        text = "".join(atom(client, address).itertext())
        assert "]]>" in text
        assert "𠮷" in text
        assert "\x01" not in text


def test_an_empty_site_has_valid_feeds(site: object, client: Client) -> None:
    atom(client, "/feed/")
    assert json_feed(client, "/feed.json")["items"] == []


def test_pictures_have_absolute_addresses(make_article: Make, picture_file: Callable, client: Client) -> None:
    from articles.images.uploads import read_upload

    image, _created = Image.objects.store(read_upload(picture_file()), alt="照片")
    article = make_article(body=f"![照片]({image.markdown_address})")
    html = json_feed(client, "/feed.json")["items"][0]
    assert f'src="http://testserver{image.full.src}"' in html["content_html"]
    assert "srcset" not in html["content_html"]
    assert html["image"] == f"http://testserver{image.full.src}"
    assert article.title in html["title"]


def test_a_feed_that_did_not_change_is_not_sent_again(tagged: Article, client: Client) -> None:
    for address in ("/feed/", "/feed.json"):
        first = client.get(address)
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert client.get(address, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
        tagged.title += "！"
        tagged.save()
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
        later = {"If-None-Match": client.get(address)["ETag"]}
        tagged.withdraw()
        assert client.get(address, headers=later).status_code == 200
        tagged.publish()


def test_an_entry_keeps_its_id_when_its_address_changes(tagged: Article, client: Client) -> None:
    before = json_feed(client, "/feed.json")["items"][0]
    tagged.slug = "new-address"
    tagged.save()
    after = json_feed(client, "/feed.json")["items"][0]
    assert before["id"] == after["id"]
    assert before["url"] != after["url"]


@pytest.mark.parametrize("count", [0, 19, 20, 21, 45, 60])
def test_all_articles_are_in_the_feed_and_its_archives(make_article: Make, client: Client, count: int) -> None:
    titles = [make_article(f"第{number}篇").title for number in range(count)]
    address, seen, documents = "/feed/", [], 0
    while address:
        document = atom(client, address)
        seen += document.xpath("a:entry/a:title/text()", namespaces=ATOM)
        assert bool(document.xpath("fh:archive", namespaces=ATOM)) is (documents > 0)
        links = document.xpath("a:link[@rel='prev-archive']/@href", namespaces=ATOM)
        address = links[0].removeprefix("http://testserver") if links else ""
        documents += 1
    assert set(seen) == set(titles)
    assert documents <= count // 20 + 2


def test_an_archive_stays_as_it_is_when_something_is_published(make_article: Make, client: Client) -> None:
    for _number in range(45):
        make_article()
    before = atom(client, "/feed/?archive=1").xpath("a:entry/a:id/text()", namespaces=ATOM)
    make_article(published_at=timezone.now() - timedelta(minutes=1))
    assert atom(client, "/feed/?archive=1").xpath("a:entry/a:id/text()", namespaces=ATOM) == before


@pytest.mark.parametrize("archive", ["0", "99", "-1", "x", "", "1e3", "٣", "9" * 400])
def test_an_archive_that_is_not_there_is_not_found(tagged: Article, client: Client, archive: str) -> None:
    assert client.get(f"/feed/?archive={archive}").status_code == 404


def test_comments_have_a_feed(article: Article, make_comment: Callable[..., Comment], client: Client) -> None:
    make_comment(article, "<script>甲</script>\n第二行", name="读者", email="secret@example.com")
    make_comment(article, "乙", status="pending")
    place = f"{article.get_absolute_url()}comments/"
    parsed = feedparser.parse(etree.tostring(atom(client, f"{place}feed/")))
    (entry,) = parsed.entries
    assert "&lt;script&gt;" in entry.content[0].value
    assert entry.author == "读者"
    assert client.get(entry.link.removeprefix("http://testserver")).status_code == 302
    assert len(json_feed(client, f"{place}feed.json")["items"]) == 1
    for address in (f"{place}feed/", f"{place}feed.json"):
        assert b"secret@example.com" not in client.get(address).content
    assert client.get("/articles/none/comments/feed/").status_code == 404


def test_pages_name_their_feeds(tagged: Article, client: Client) -> None:
    for place in ["/", *subjects(tagged)]:
        page = client.get(place).content.decode()
        for kind, address in (("atom+xml", "feed/"), ("feed+json", "feed.json")):
            assert f'<link rel="alternate" type="application/{kind}"' in page
            assert f'href="{place}{address}"' in page
    assert f'href="{tagged.get_absolute_url()}comments/feed/"' in client.get(tagged.get_absolute_url()).content.decode()


def test_a_feed_takes_the_same_number_of_queries_for_more(make_article: Make, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/feed/")
        return len(captured)

    make_article(tags=("甲",))
    before = queries()
    for number in range(30):
        make_article(tags=("甲", f"乙{number}"), author=f"作者{number}", category=f"分类{number}")
    assert queries() == before <= 5
