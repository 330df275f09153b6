"""Who may do what, by the groups that every site has."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from articles.models import Article
from newsblog.groups import GROUPS
from tests.articles.test_admin import form_of

Client_of = Callable[[User], Client]
PAGES = {
    "/admin/articles/article/add/": {"Writers", "Editors", "Administrators"},
    "/admin/articles/category/add/": {"Editors", "Administrators"},
    "/admin/articles/author/add/": {"Editors", "Administrators"},
    "/admin/addresses/missingaddress/": {"Editors", "Administrators"},
    "/admin/comments/comment/": {"Editors", "Moderators", "Administrators"},
    "/admin/comments/word/add/": {"Moderators", "Administrators"},
    "/admin/comments/decision/": {"Moderators", "Administrators"},
    "/admin/site/sitesettings/1/change/": {"Administrators"},
    "/admin/queue/job/": {"Administrators"},
    "/admin/mail/outgoingmail/": {"Administrators"},
    "/admin/auth/user/": {"Administrators"},
    "/admin/auth/group/add/": set(),
    "/admin/audit/entry/": {"Administrators"},
}


@pytest.fixture
def member(db: None) -> Callable[[str], User]:
    def make(group: str) -> User:
        user = User.objects.create_user(group, password="secret", is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        return user

    return make


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_sees_its_own_pages(
    article: Article, member: Callable[[str], User], client_of: Client_of, group: str
) -> None:
    client = client_of(member(group))
    statuses = {address: client.get(address).status_code for address in PAGES}
    assert statuses == {address: 200 if group in groups else 403 for address, groups in PAGES.items()}


@pytest.mark.parametrize(("group", "state"), [("Writers", "draft"), ("Editors", "published")])
def test_writers_write_and_editors_publish(
    make_article: Any, member: Callable[[str], User], client_of: Client_of, group: str, state: str
) -> None:
    draft = make_article(status="draft", published_at=None)
    client = client_of(member(group))
    client.post(f"/admin/articles/article/{draft.pk}/change/", form_of(draft, status="published"))
    draft.refresh_from_db()
    assert draft.status == state


@pytest.mark.parametrize("group", ["Writers", "Moderators"])
def test_the_others_publish_nothing(
    make_article: Any, member: Callable[[str], User], client_of: Client_of, group: str
) -> None:
    draft = make_article(status="draft", published_at=None)
    action = {"action": "publish", "_selected_action": [draft.pk]}
    client_of(member(group)).post("/admin/articles/article/", action)
    draft.refresh_from_db()
    assert draft.status == "draft"


class TestAccounts:
    def test_an_administrator_makes_no_superuser_and_finds_none(
        self, owner: User, member: Callable[[str], User], client_of: Client_of
    ) -> None:
        administrator = member("Administrators")
        client = client_of(administrator)
        form = {
            "username": administrator.username,
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
            "user_permissions": ["1"],
            "groups": [group.pk for group in administrator.groups.all()],
            "date_joined_0": "2026-01-01",
            "date_joined_1": "00:00",
        }
        assert client.post(f"/admin/auth/user/{administrator.pk}/change/", form).status_code == 302
        administrator.refresh_from_db()
        assert not administrator.is_superuser
        assert not administrator.user_permissions.exists()
        assert owner.username not in client.get("/admin/auth/user/").content.decode()
        for page in ("change", "password", "delete"):
            answer = client.post(f"/admin/auth/user/{owner.pk}/{page}/", {"post": "yes", "password1": "x" * 12})
            assert answer.status_code in {302, 403, 404}
        owner.refresh_from_db()
        assert owner.check_password("secret")

    def test_a_superuser_does(self, owner: User, member: Callable[[str], User], client_of: Client_of) -> None:
        writer = member("Writers")
        page = client_of(owner).get(f"/admin/auth/user/{writer.pk}/change/").content.decode()
        assert 'name="is_superuser"' in page


def test_a_group_that_was_changed_stays_as_it_is(db: None) -> None:
    from django.core.management import call_command

    Group.objects.get(name="Writers").permissions.clear()
    Group.objects.get(name="Editors").delete()
    call_command("migrate", verbosity=0)
    assert not Group.objects.get(name="Writers").permissions.exists()
    assert Group.objects.get(name="Editors").permissions.count() == len(GROUPS["Editors"])
