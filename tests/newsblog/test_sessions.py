"""Where somebody is logged in, and how such a login ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from newsblog.access import tasks
from newsblog.access.models import Login
from newsblog.audit.models import Entry

pytestmark = pytest.mark.usefixtures("same_minute")
Client_of = Callable[[User], Client]
LOGIN, ACCOUNT = "/admin/login/", "/admin/account/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"
WECHAT = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 MicroMessenger/8.0.50"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


def log_in(name: str = "owner", agent: str = FIREFOX, address: str = "203.0.113.77") -> Client:
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    assert client.post(LOGIN, {"username": name, "password": "secret"}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def handle_of(client: Client) -> str:
    return Login.objects.get(session_key=client.cookies["session"].value).handle


@pytest.mark.parametrize(
    ("agent", "device"),
    [(FIREFOX, "Firefox · Linux"), (IPHONE, "Safari · iPhone"), (WECHAT, "微信 · Android"), (EDGE, "Edge · Windows")],
)
def test_a_login_is_shown_in_words(owner: User, agent: str, device: str) -> None:
    assert device in log_in(agent=agent).get(ACCOUNT).content.decode()


@pytest.mark.parametrize("agent", ["", "x" * 5000, "<script>alert(1)</script>"])
def test_a_browser_that_says_nothing_of_itself_is_shown_too(owner: User, agent: str) -> None:
    page = log_in(agent=agent).get(ACCOUNT).content.decode()
    assert "<script>alert" not in page
    assert page.count("access-own") == 1


@pytest.mark.parametrize(
    ("address", "network"), [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2:3::4", "2001:db8:1::/48")]
)
def test_of_the_address_only_the_network_is_kept(owner: User, address: str, network: str) -> None:
    page = log_in(address=address).get(ACCOUNT).content.decode()
    assert network in page
    login = Login.objects.get()
    assert address not in str(login.__dict__) + str(login.get_decoded()) + str(list(Entry.objects.values()))


def test_only_ones_own_are_shown_and_this_one_is_marked(owner: User, writer: User) -> None:
    here, _there, _other = log_in(), log_in(agent=IPHONE), log_in("writer", agent=WECHAT)
    page = here.get(ACCOUNT).content.decode()
    assert "iPhone" in page
    assert "微信" not in page
    assert page.count("access-own") == 1
    assert not any(login.session_key in page for login in Login.objects.all())


def test_the_time_of_the_last_visit_is_kept_every_five_minutes(owner: User) -> None:
    client = log_in()
    begun = Login.objects.get().seen_at
    for seconds, seen in ((299, 0), (301, 301), (500, 301), (602, 602)):
        with mock.patch("django.utils.timezone.now", return_value=begun + timedelta(seconds=seconds)):
            client.get("/admin/")
        login = Login.objects.get()
        assert login.seen_at == begun + timedelta(seconds=seen)
        assert login.started_at == begun


def test_a_login_ends_after_two_weeks_however_much_it_was_used(owner: User) -> None:
    client, begun = log_in(), timezone.now()
    for days, expected in ((7, True), (13.9, True), (14.1, False)):
        with mock.patch("django.utils.timezone.now", return_value=begun + timedelta(days=days)):
            assert is_in(client) is expected
            client.get(f"{ACCOUNT}second-factor/")
            client.post(f"{ACCOUNT}confirm/", {"password": "secret"})


def test_what_is_over_is_forgotten(owner: User) -> None:
    log_in()
    with mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=15)):
        tasks.forget(0)
    assert not Login.objects.exists()


class TestEnding:
    def test_one(self, owner: User) -> None:
        here, there, third = log_in(), log_in(), log_in()
        here.post(f"{ACCOUNT}logins/{handle_of(there)}/end/")
        assert [is_in(client) for client in (here, there, third)] == [True, False, True]
        assert Entry.objects.filter(event="session.ended", actor_name="owner").count() == 1

    def test_all_others(self, owner: User, writer: User) -> None:
        here, there, third, other = log_in(), log_in(), log_in(), log_in("writer")
        here.post(f"{ACCOUNT}logins/others/end/")
        assert [is_in(client) for client in (here, there, third, other)] == [True, False, False, True]

    def test_not_somebody_elses(self, owner: User, writer: User) -> None:
        here, other = log_in("writer"), log_in()
        for handle in (handle_of(other), other.cookies["session"].value, "0", "x" * 3000):
            assert here.post(f"{ACCOUNT}logins/{handle}/end/").status_code == 302
        assert is_in(other)

    def test_not_by_a_link_and_not_by_visitors(self, owner: User) -> None:
        here, there = log_in(), log_in()
        address = f"{ACCOUNT}logins/{handle_of(there)}/end/"
        assert here.get(address).status_code == 405
        assert Client().post(address).status_code == 302
        assert is_in(there)

    def test_not_by_another_site(self, owner: User) -> None:
        here, there = log_in(), log_in()
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = here.cookies
        assert strict.post(f"{ACCOUNT}logins/{handle_of(there)}/end/").status_code == 403
        assert is_in(there)

    def test_of_an_account_by_administrators(self, owner: User, writer: User) -> None:
        administrator = User.objects.create_user("administrator", password="secret", is_staff=True)
        administrator.groups.add(Group.objects.get(name="Administrators"))
        desk, one, other, boss = log_in("administrator"), log_in("writer"), log_in("writer"), log_in()
        address = f"/admin/auth/user/{writer.pk}/access/"
        assert desk.get(address).status_code == 200
        desk.post(address, {"handle": handle_of(one)})
        assert [is_in(one), is_in(other)] == [False, True]
        desk.post(address, {"all": "yes"})
        assert [is_in(other), is_in(desk)] == [False, True]
        assert desk.post(f"/admin/auth/user/{owner.pk}/access/", {"all": "yes"}).status_code == 404
        assert is_in(boss)

    def test_with_the_account(self, owner: User, writer: User) -> None:
        client = log_in("writer")
        writer.delete()
        assert not is_in(client)
        assert not Login.objects.exists()


class TestPasswords:
    NEW = "correct horse battery"

    def change(self, client: Client, new: str) -> Any:
        form = {"old_password": "secret", "new_password1": new, "new_password2": new}
        return client.post("/admin/password_change/", form)

    def test_a_new_one_ends_the_other_logins(self, owner: User) -> None:
        here, there = log_in(), log_in()
        assert self.change(here, self.NEW).status_code == 302
        assert [is_in(here), is_in(there)] == [True, False]
        assert Login.objects.count() == 1
        assert Entry.objects.filter(event="password.changed", about_name="owner", actor_name="owner").count() == 1

    def test_one_that_somebody_else_sets_ends_all(self, owner: User, writer: User) -> None:
        desk, theirs = log_in(), log_in("writer")
        form = {"usable_password": "true", "password1": self.NEW, "password2": self.NEW, "set-password": "1"}
        assert desk.post(f"/admin/auth/user/{writer.pk}/password/", form).status_code == 302
        assert [is_in(desk), is_in(theirs)] == [True, False]
        assert Entry.objects.filter(event="password.changed", about_name="writer", actor_name="owner").exists()

    @pytest.mark.parametrize("new", ["elevenchars", "123456789012345", "qwerty123456", ""])
    def test_weak_ones_are_refused(self, owner: User, new: str) -> None:
        client = log_in()
        page = self.change(client, new)
        assert page.status_code == 200
        owner.refresh_from_db()
        assert owner.check_password("secret")

    def test_the_rules_are_on_the_pages(self, owner: User) -> None:
        client = log_in()
        pages = ("/admin/password_change/", f"/admin/auth/user/{owner.pk}/password/", "/admin/auth/user/add/")
        assert all("12" in client.get(page).content.decode() for page in pages)
