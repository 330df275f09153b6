"""Nothing of the desk is found, kept or told."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

PAGES = [
    "/admin",
    "/admin/",
    "/admin/login/",
    "/admin/login/second/",
    "/admin/account/",
    "/admin/articles/article/",
    "/admin/jsi18n/",
    "/admin/login",
    "/admin/nothing/",
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("is_in", [True, False])
def test_every_answer_of_the_desk_is_private(owner: User, page: str, is_in: bool) -> None:
    client = Client()
    if is_in:
        client.force_login(owner)
    for answer in (client.get(page), client.post(page)):
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Referrer-Policy"] == "same-origin"


def test_readers_pages_are_as_they_were(owner: User) -> None:
    answer = Client().get("/")
    assert "X-Robots-Tag" not in answer
    assert "no-store" not in answer.get("Cache-Control", "")


def test_logging_out_empties_the_cache(owner: User) -> None:
    client = Client()
    client.force_login(owner)
    assert client.post("/admin/logout/")["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get("/admin/logout/")


def test_robots_are_told_to_stay_away(owner: User) -> None:
    assert "Disallow: /admin/" in Client().get("/robots.txt").content.decode()
