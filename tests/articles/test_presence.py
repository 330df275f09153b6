"""Who else writes in an article, without false alarms."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Article, Editing

Client_of = Callable[[User], Client]
MINE, THEIRS = "tab-of-mine", "tab-of-theirs"


@pytest.fixture
def draft(make_article: Callable[..., Article]) -> Article:
    return make_article(status="draft")


def tell(client: Client, article: Article, doing: str, tab: str = MINE) -> Any:
    return client.post(f"/admin/articles/article/{article.pk}/presence/", {"doing": doing, "tab": tab})


def test_who_writes_is_shown_to_the_others(draft: Article, owner: User, writer: User, client_of: Client_of) -> None:
    assert tell(client_of(writer), draft, "write", THEIRS).json() == {"words": ""}
    assert "writer" in tell(client_of(owner), draft, "look").json()["words"]


def test_looking_alarms_nobody(draft: Article, owner: User, writer: User, client_of: Client_of) -> None:
    tell(client_of(writer), draft, "look", THEIRS)
    assert tell(client_of(owner), draft, "look").json() == {"words": ""}


def test_it_ends_with_leaving_and_with_silence(draft: Article, owner: User, writer: User, client_of: Client_of) -> None:
    client = client_of(writer)
    tell(client, draft, "write", THEIRS)
    tell(client, draft, "leave", THEIRS)
    assert tell(client_of(owner), draft, "look").json() == {"words": ""}
    tell(client, draft, "write", THEIRS)
    Editing.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    assert tell(client_of(owner), draft, "look").json() == {"words": ""}


def test_another_tab_of_ones_own_is_told_as_such(draft: Article, owner: User, client_of: Client_of) -> None:
    client = client_of(owner)
    tell(client, draft, "write", THEIRS)
    words = tell(client, draft, "look").json()["words"]
    assert words
    assert "owner" not in words


def test_only_who_may_change_an_article_asks(
    draft: Article, article: Article, writer: User, moderator: User, client: Client, client_of: Client_of
) -> None:
    assert tell(client_of(moderator), draft, "look").status_code == 403
    assert tell(client_of(writer), article, "write").json()["words"]
    assert tell(client, draft, "write").status_code in {302, 403}
    assert not Editing.objects.exists()


@pytest.mark.parametrize("tab", ["", "x", "a" * 100, "a b c d e f g", "\0" * 10])
def test_strange_tabs_are_refused(draft: Article, owner: User, client_of: Client_of, tab: str) -> None:
    assert tell(client_of(owner), draft, "write", tab).status_code == 400


def test_what_is_long_over_is_forgotten(draft: Article, owner: User, client_of: Client_of) -> None:
    tell(client_of(owner), draft, "write", THEIRS)
    Editing.objects.update(seen_at=timezone.now() - timedelta(hours=2))
    tell(client_of(owner), draft, "write")
    assert Editing.objects.get().tab == MINE
