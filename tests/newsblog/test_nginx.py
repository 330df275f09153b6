"""What nginx serves by itself is what the site would have said, at any moment."""

import gzip
import http.client
import json
import os
import re
import signal
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from newsblog.front.pages import Keeper, Pages
from tests.nginx import Nginx
from tests.running_site import started_before

pytestmark = [pytest.mark.embedded]
ARTICLE, OTHER, READ = "/articles/beidou-dingwei/", "/articles/kafeiyin/", "/articles/dianchi-rezhi/"
# What differs from one answer to the next, or says by which way it came.
BY_THE_WAY = {"date", "server", "connection", "keep-alive", "etag", "accept-ranges", "server-timing"}
LENGTHS = {"content-length", "transfer-encoding", "vary"}


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: list[str]

    @property
    def is_from_a_file(self) -> bool:
        return self.headers.get("server-timing") == "cache;desc=hit, file"

    @property
    def text(self) -> str:
        return self.body.decode()


class Front:
    """The site behind nginx; ``get`` asks nginx, ``ask_site`` the site itself."""

    def __init__(self, folder: Path) -> None:
        self.pages = folder / "pages"
        nginx_folder = folder / "nginx"
        nginx_folder.mkdir()
        self.site = started_before(folder / "data", PAGES_FOLDER=str(self.pages), TRUSTED_PROXIES="127.0.0.1")
        self.nginx = Nginx(nginx_folder, data=folder / "data", pages=self.pages, site_port=self.site.port)
        self.host = f"127.0.0.1:{self.nginx.port}"
        self.site.settings["SITE_URL"] = self.nginx.url

    def get(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        return self._ask(self.nginx.port, path, method, body, headers)

    def ask_site(self, path: str, **headers: str) -> Answer:
        return self._ask(self.site.port, path, "GET", None, {"Host": self.host, **headers})

    def warm(self, path: str, **headers: str) -> Answer:
        """Ask until a file has the answer."""
        for _attempt in range(50):
            answer = self.get(path, **headers)
            if answer.is_from_a_file:
                return answer
        raise AssertionError(f"{path} never became a file: {answer}")

    def comment(self, body: str, path: str = ARTICLE) -> Answer:
        data = urllib.parse.urlencode({"name": "读者", "body": body}).encode()
        return self.get(f"{path}comments/", "POST", data, **{"Content-Type": "application/x-www-form-urlencoded"})

    def like(self, comment: str, *, undo: bool = False, **headers: str) -> int:
        """How many like the comment then."""
        path, body = f"/comments/{comment}/like/", b"undo=1" if undo else b""
        headers |= {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        return int(json.loads(self.get(path, "POST", body, **headers).body)["likes"])

    def change(self, code: str) -> str:
        """Change something in a process that nobody waits for, as commands and other machines do."""
        return self.site.manage("shell", "--no-imports", "-c", code)

    def sees(self, path: str, text: str) -> bool:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if text in self.get(path).text:
                return True
            time.sleep(0.02)
        return False

    def _ask(self, port: int, path: str, method: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            fields = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"User-Agent": "Firefox", **fields})
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, fields, response.read(), response.headers.get_all("Set-Cookie") or [])
        finally:
            connection.close()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    one = Front(tmp_path_factory.mktemp("n"))
    one.site.start()
    one.nginx.start()
    yield one
    one.nginx.stop()
    if one.site.process and one.site.process.poll() is None:
        one.site.stop()


@pytest.mark.parametrize("path", ["/", ARTICLE, "/archive/", "/hot/week/", "/comments/", "/category/keji/"])
def test_a_page_from_a_file_is_the_site_s_own(front: Front, path: str) -> None:
    if front.ask_site(path).status == 404:
        path = re.findall(r'href="(/category/[^"]+/)"', front.get("/").text)[0]
    ours, nginx = front.ask_site(path), front.warm(path)
    assert nginx.status == 200
    assert "<!DOCTYPE html>" in nginx.text
    assert _without(nginx, BY_THE_WAY | LENGTHS) == _without(ours, BY_THE_WAY | LENGTHS)
    assert nginx.headers["vary"] == "Accept-Encoding"


def test_it_is_compressed_for_those_who_take_it(front: Front) -> None:
    plain = front.warm(ARTICLE)
    packed = front.get(ARTICLE, Accept_Encoding="gzip, br")
    assert packed.is_from_a_file
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]


def test_it_is_asked_for_by_head_by_tag_and_in_parts(front: Front) -> None:
    page = front.warm(ARTICLE)
    head = front.get(ARTICLE, "HEAD")
    assert (head.status, head.body, head.is_from_a_file) == (200, b"", True)
    assert head.headers["content-length"] == str(len(page.body))
    assert front.get(ARTICLE, If_None_Match=page.headers["etag"]).status == 304
    assert front.get(ARTICLE, If_None_Match='"another"').status == 200
    part = front.get(ARTICLE, Range="bytes=10-19")
    assert (part.status, part.body) == (206, page.body[10:20])
    assert "last-modified" not in page.headers


def test_marks_of_trackers_share_the_file_and_other_queries_dont(front: Front) -> None:
    front.warm(ARTICLE)
    assert front.get(f"{ARTICLE}?utm_source=a&fbclid=b").is_from_a_file
    assert not front.get(f"{ARTICLE}?page=2").is_from_a_file
    assert not front.get(f"{ARTICLE}?utm_source=a&page=2").is_from_a_file


@pytest.mark.parametrize(
    "path",
    [
        "/articles//beidou-dingwei/",
        "/./articles/beidou-dingwei/",
        "/articles/beidou%2Ddingwei/",
        "/x/../articles/beidou-dingwei/",
    ],
)
def test_another_spelling_is_the_site_s_matter(front: Front, path: str) -> None:
    front.warm(ARTICLE)
    assert not front.get(path).is_from_a_file


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "session=abc"},
        {"Cookie": "x=1; __Host-session=abc"},
        {"Cookie": "own=1"},
        {"Cookie": "commenter=a; time-preview=1"},
        {"Cookie": "lang=en"},
        {"Authorization": "Basic eA=="},
    ],
)
def test_who_has_a_page_of_his_own_gets_it(front: Front, headers: dict[str, str]) -> None:
    front.warm(ARTICLE)
    assert not front.get(ARTICLE, **headers).is_from_a_file
    assert front.get(ARTICLE, Cookie="_ga=1; commenter=a").is_from_a_file


def test_pages_for_some_and_secret_addresses_become_no_files(front: Front) -> None:
    for path in ("/admin/login/", "/search/", "/comments/nobody/own/secret/", "/preview/secret/", "/nowhere/"):
        front.get(path)
        front.get(path)
        assert not list((front.pages / "fresh").rglob(f"*{path.strip('/').rpartition('/')[2]}"))


def test_what_a_visitor_did_is_on_the_page_at_the_next_request(front: Front) -> None:
    comment = _first_comment(front)
    before = _likes(front, comment)
    for undo in (False, True, False, True):
        front.warm(ARTICLE)
        assert front.like(comment, undo=undo) == before + (not undo)
        assert _likes(front, comment) == before + (not undo)


def test_a_visitor_sees_the_own_waiting_comment_and_nobody_else_does(front: Front) -> None:
    words = "没有脚本的人写的。"
    answer = front.comment(words)
    assert answer.status == 303
    cookies = "; ".join(value.partition(";")[0] for value in answer.cookies)
    front.warm(ARTICLE)
    own = front.get(ARTICLE, Cookie=cookies)
    assert words in own.text
    assert not own.is_from_a_file
    assert words not in front.warm(ARTICLE).text
    front.change(
        "from comments.models import Comment; "
        "Comment.objects.filter(body__startswith='没有脚本').update(status='published')"
    )
    assert front.sees(ARTICLE, words)


def test_changes_by_others_are_heard_too(front: Front) -> None:
    front.warm(OTHER)
    front.change(
        "from articles.models import Article; Article.objects.filter(slug='kafeiyin').update(title='新的标题')"
    )
    assert front.sees(OTHER, "新的标题")
    front.warm("/")
    front.change("from newsblog.site.models import SiteSettings as S; s = S.load(); s.tagline = '新的口号'; s.save()")
    assert front.sees("/", "新的口号")


def test_no_host_and_no_forwarded_header_gets_into_a_file(front: Front) -> None:
    front.like(_first_comment(front))
    evil = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "https", "X_Forwarded_For": "203.0.113.9"}
    front.get(ARTICLE, **evil)
    front.ask_site(ARTICLE, Host="localhost")
    assert "evil.example" not in front.warm(ARTICLE).text
    assert "strict-transport-security" not in front.warm(ARTICLE).headers
    with pytest.raises((http.client.HTTPException, OSError)):
        front.get(ARTICLE, Host="evil.example")


def test_the_visitor_s_address_is_the_one_that_nginx_saw(front: Front) -> None:
    comment = _first_comment(front)
    once = front.like(comment, X_Forwarded_For="203.0.113.1")
    assert front.like(comment, X_Forwarded_For="203.0.113.2, 127.0.0.1") == once


@pytest.mark.parametrize("extension", ["css", "js", "svg", "png", "webp", "txt"])
def test_static_files_are_the_site_s_own(front: Front, extension: str) -> None:
    names = json.loads((front.site.data / "static" / "staticfiles.json").read_text())["paths"].values()
    path = "/static/" + next(name for name in names if name.endswith(f".{extension}"))
    for encoding in ("identity", "gzip"):
        ours, nginx = (ask(path, Accept_Encoding=encoding) for ask in (front.ask_site, front.get))
        assert nginx.body == ours.body
        assert _without(nginx, BY_THE_WAY) == _without(ours, BY_THE_WAY)


def test_pictures_are_the_site_s_own(front: Front) -> None:
    path = re.findall(r'src="(/media/[^"]+)"', front.get(ARTICLE).text)[0]
    assert path.endswith("?v=1")
    ours, nginx = front.ask_site(path), front.get(path)
    assert nginx.body == ours.body
    assert _without(nginx, BY_THE_WAY) == _without(ours, BY_THE_WAY) | {"last-modified": mock.ANY}
    assert "no-cache" in front.get(path.removesuffix("?v=1")).headers["cache-control"]
    assert front.get("/media/images/../../secret_key").status in {400, 404}
    assert front.get("/static/..%2fsecret_key").status in {400, 404}


def test_what_is_too_large_is_refused_with_a_page(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.nginx.port, timeout=20)
    connection.putrequest("POST", "/markdownx/upload/")
    connection.putheader("Content-Length", str(30 * 1024 * 1024))
    connection.endheaders()
    response = connection.getresponse()
    assert response.status == 413
    assert "文件太大" in response.read().decode()


def test_while_the_site_hangs_or_is_down_its_files_go_on_and_their_readers_count(front: Front) -> None:
    before = _views(front)
    # nginx loses one word after another process has taken over: let it be a robot's, which nobody else has sent.
    front.warm(READ, User_Agent=f"Testbot/{time.time()}")
    for pid in front.site.workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        for agent in ("Reader A", "Reader A", "Reader B", "Crawler/1.0 (bot)"):
            assert front.get(READ, User_Agent=agent).is_from_a_file
    finally:
        for pid in front.site.workers:
            os.kill(pid, signal.SIGCONT)
    front.site.stop()
    assert front.get(READ).is_from_a_file
    for answer in (front.get("/tag/nowhere/"), front.comment("现在不行。"), front.get("/admin/")):
        assert answer.status == 503
        assert answer.headers["retry-after"] == "5"
        assert answer.headers["cache-control"] == "no-store"
        assert "网站暂时无法访问" in answer.text
    assert _views(front) - before == 2


def test_what_became_old_is_laid_aside_and_goes_with_the_next_change(tmp_path: Path) -> None:
    pages = Pages(tmp_path / "pages")
    keeper = Keeper(pages)
    keeper.begin()
    pages.put("/a/", b"old", _Stamp())
    fresh, kept = pages.fresh / "a" / "page.html", pages.kept / "a" / "page.html"
    assert fresh.read_bytes() == b"old"
    keeper.expire()
    assert fresh.exists()
    with mock.patch("time.time", return_value=time.time() + 31):
        keeper.expire()
    assert (fresh.exists(), kept.exists()) == (False, True)
    keeper.purge({8})
    assert kept.exists()
    keeper.purge({7})
    assert not kept.exists()


def test_a_page_that_changed_while_it_was_rendered_gets_no_file(tmp_path: Path) -> None:
    pages = Pages(tmp_path / "pages")
    Keeper(pages).begin()
    pages.put("/a/", b"old", _Stamp(is_good=False))
    assert not list(pages.folder.rglob("page.html*"))
    assert not list(pages.drafts.iterdir())


class _Stamp:
    slots = (7,)

    def __init__(self, *, is_good: bool = True) -> None:
        self.is_good = is_good

    def good(self) -> bool:
        return self.is_good


def _without(answer: Answer, names: set[str]) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in names}


def _first_comment(front: Front) -> str:
    return re.findall(r'action="/comments/([^/"]+)/like/"', front.get(ARTICLE).text)[0]


def _likes(front: Front, comment: str) -> int:
    match = re.search(rf'action="/comments/{comment}/like/".*?data-likes>(\d*)<', front.get(ARTICLE).text, re.DOTALL)
    assert match
    return int(match[1] or 0)


def _views(front: Front) -> int:
    slug = READ.split("/")[2]
    code = "from articles.models import ArticleViews; print(ArticleViews.objects.get(article__slug='{}').total)"
    return int(front.change(code.format(slug)))
