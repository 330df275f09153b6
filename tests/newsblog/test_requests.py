"""Requests that no browser sends: refused in words, never an error, and nothing of them on a page."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Article


@pytest.mark.parametrize(
    "address",
    ["/?q=a%00", "/search/?q=%00", "/articles/a%00b/", "/?page=%00", "/media/%00.jpg", "/comments/%00/", "/%00"],
)
def test_nul_in_an_address_is_a_bad_request(article: Article, client: Client, address: str) -> None:
    assert client.get(address).status_code in {400, 404}


def test_nul_in_a_cookie_is_a_bad_request(article: Article, client: Client) -> None:
    assert client.get("/", HTTP_COOKIE="session=a\0b").status_code == 400


@pytest.mark.parametrize(
    "cookie", ["session=%00", "csrftoken=%00; session=" + "x" * 3000, "a", ";;;=", "session=\ud800"]
)
def test_any_cookie_gives_a_page(article: Article, client: Client, cookie: str) -> None:
    assert client.get("/", HTTP_COOKIE=cookie.encode("utf-8", "replace").decode()).status_code == 200


@pytest.mark.parametrize("text", [b"\xed\xa0\x80", b"\xc0\xaf", b"\xe4\xbd"])
def test_broken_utf8_gives_a_valid_page(article: Article, client: Client, text: bytes) -> None:
    query = "".join(f"%{byte:02x}" for byte in text)
    response = client.get(f"/search/?q={query}")
    assert response.status_code in {200, 400}
    response.content.decode()
    body = b"name=a&body=" + query.encode()
    sent = client.post(f"{article.get_absolute_url()}comments/", body, content_type="application/x-www-form-urlencoded")
    assert sent.status_code in {303, 400}
    sent.content.decode()


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "rot13", "foo", "unicode_escape"])
def test_a_strange_charset_is_no_error(article: Article, client: Client, charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    address = f"{article.get_absolute_url()}comments/"
    assert client.generic("POST", address, b"name=a&body=b", content_type=kind).status_code in {303, 400}


def test_too_many_fields_and_too_large_forms_are_refused(article: Article, client: Client) -> None:
    address = f"{article.get_absolute_url()}comments/"
    kind = "application/x-www-form-urlencoded"
    assert client.post(address, b"&".join(b"f%d=1" % n for n in range(2000)), content_type=kind).status_code == 400
    assert client.post(address, b"name=a&body=" + b"x" * 3_000_000, content_type=kind).status_code in {400, 413}


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost:99999", "localhost@evil.example", "localhost\0", "", "a" * 300, "testserver:0x50"],
)
def test_a_foreign_host_is_refused_and_named_nowhere(article: Article, client: Client, host: str) -> None:
    response = client.get("/", HTTP_HOST=host)
    assert response.status_code == 400
    assert b"evil" not in response.content


def test_an_address_of_another_server_is_refused(article: Article, client: Client) -> None:
    assert client.get("/", RAW_URI="http://evil.example/").status_code == 400
    assert client.get("/", RAW_URI="http://testserver/", HTTP_HOST="testserver").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "https"},
        {"X-Forwarded-Port": "444"},
        {"X-Forwarded-Prefix": "/evil"},
        {"X-Forwarded-Scheme": "https"},
        {"Forwarded": "host=evil.example;proto=https"},
        {"X-Original-URL": "/admin/"},
        {"X-Rewrite-URL": "/admin/"},
        {"X-HTTP-Method-Override": "POST"},
        {"X-Host": "evil.example"},
    ],
)
def test_headers_of_a_proxy_that_is_not_ours_change_nothing(
    article: Article, client: Client, header: dict[str, str]
) -> None:
    plain = client.get("/").content
    assert client.get("/", headers=header).content == plain
    assert client.get("/").content == plain


def test_the_address_of_a_visitor_comes_from_trusted_proxies_alone(rf: Any, settings: Any) -> None:
    import ipaddress

    from newsblog.middleware import TrustedProxies

    def seen(remote: str, forwarded: str) -> str:
        request = rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
        TrustedProxies(lambda request: None)(request)  # type: ignore[arg-type, return-value]
        return request.META["REMOTE_ADDR"]

    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.0/8")]
    assert seen("10.0.0.1", "203.0.113.5") == "203.0.113.5"
    assert seen("10.0.0.1", "6.6.6.6, 203.0.113.5, 10.0.0.2") == "203.0.113.5"
    assert seen("10.0.0.1", "<script>, 203.0.113.5") == "203.0.113.5"
    assert seen("10.0.0.1", "nonsense") == "10.0.0.1"
    assert seen("203.0.113.9", "6.6.6.6") == "203.0.113.9"


def test_https_is_believed_of_a_trusted_proxy_alone(rf: Any, settings: Any) -> None:
    import ipaddress

    from newsblog.middleware import TrustedProxies

    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.0/8")]
    for remote, secure in (("10.0.0.1", True), ("203.0.113.9", False)):
        request = rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_PROTO="https")
        TrustedProxies(lambda request: None)(request)  # type: ignore[arg-type, return-value]
        assert request.is_secure() is secure


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PATCH", "PUT", "DELETE", "FOO"])
def test_other_methods_are_not_allowed(article: Article, client: Client, method: str) -> None:
    for address in ("/", article.get_absolute_url(), "/healthz", "/admin/", "/search/", "/media/x"):
        assert client.generic(method, address).status_code == 405


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example", "/%0d%0aLocation:x"]
)
def test_nothing_leads_to_another_site(article: Article, owner: Any, client: Client, target: str) -> None:
    answers = [
        client.post("/admin/login/", {"username": "owner", "password": "secret", "next": target}),
        client.post(
            f"{article.get_absolute_url()}comments/?next={target}",
            {"name": "a", "body": target, "next": target},
            headers={"Referer": target.strip()} if "\r" not in target else {},
        ),
        client.get(target),
        client.get(f"/articles/{article.slug}"),
    ]
    for response in answers:
        location = response.get("Location", "/")
        assert location.startswith(("/", "http://testserver/"))
        assert not location.startswith(("//", "/\\"))


def test_every_page_has_the_safe_headers(article: Article, client: Client) -> None:
    for address in ("/", article.get_absolute_url(), "/nothing/", "/search/?q=x", "/admin/login/"):
        response = client.get(address)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        is_desk = address.startswith("/admin/")
        assert response["Referrer-Policy"] == ("same-origin" if is_desk else "strict-origin-when-cross-origin")


def test_no_page_has_inline_code(article: Article, client: Client) -> None:
    import re

    for address in ("/", article.get_absolute_url(), "/nothing/", "/search/?q=x", "/archive/"):
        page = client.get(address).content.decode()
        page = re.sub(r'<script type="application/ld\+json">[^<]*</script>', "", page)  # data, which is not run
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:", page), address
        assert not re.search(r'(src|href)="(?!/|\?|#|http://testserver)', page), address
