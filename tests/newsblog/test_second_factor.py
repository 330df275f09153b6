"""A password alone lets nobody in who has a second factor."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from newsblog.access import totp
from newsblog.access.models import Authenticator, Passkey, RecoveryCode
from newsblog.audit.models import Entry
from newsblog.site.models import SiteSettings
from tests.newsblog import authenticator

pytestmark = pytest.mark.usefixtures("same_minute")
Client_of = Callable[[User], Client]
LOGIN, SECOND, ACCOUNT = "/admin/login/", "/admin/login/second/", "/admin/account/"
REMOVE, CODES, CONFIRM = f"{ACCOUNT}second-factor/remove/", f"{ACCOUNT}recovery-codes/", f"{ACCOUNT}confirm/"


def halfway(name: str = "owner", *, query: str = "") -> tuple[Client, Any]:
    """A browser that has given the password."""
    client = Client()
    return client, client.post(LOGIN + query, {"username": name, "password": "secret"})


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def moved(seconds: float) -> Any:
    return mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(seconds=seconds))


@pytest.fixture
def own(owner: User, client_of: Client_of) -> tuple[Client, str, list[str]]:
    """The owner's browser, secret and recovery codes."""
    client = client_of(owner)
    return client, *authenticator.set_up(client)


@pytest.mark.parametrize(
    ("time", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(time: int, expected: str) -> None:
    assert totp.code_at(b"12345678901234567890", time // 30) == expected


class TestSettingUp:
    def test_nothing_is_kept_before_a_code_was_right(self, owner: User, client_of: Client_of) -> None:
        client = client_of(owner)
        secret = authenticator.secret_on(client.get(authenticator.SET_UP))
        wrong = f"{(int(authenticator.code(secret)) + 1) % 10**6:06}"
        for typed in ("", wrong, "abc", "١٢٣٤٥٦", "\0" * 6, "9" * 5000):
            page = client.post(authenticator.SET_UP, {"code": typed})
            assert page.status_code in {200, 429}
        assert not Authenticator.objects.exists()

    def test_a_reload_shows_the_same_secret_and_the_picture_says_it(self, owner: User, client_of: Client_of) -> None:
        client = client_of(owner)
        one, other = (authenticator.secret_on(client.get(authenticator.SET_UP)) for _ in range(2))
        assert one == other
        picture = client.get(f"{authenticator.SET_UP}qr.svg")
        assert picture["Content-Type"] == "image/svg+xml"
        assert b"style" not in picture.content

    def test_there_is_no_picture_without_a_secret(self, own: Any) -> None:
        assert own[0].get(f"{authenticator.SET_UP}qr.svg").status_code == 404

    def test_ten_recovery_codes_are_shown_once(self, own: Any) -> None:
        client, _secret, codes = own
        assert len(set(codes)) == 10
        page = client.get(authenticator.SET_UP, follow=True).content.decode()
        page += client.get(ACCOUNT).content.decode()
        assert not any(code in page for code in codes)

    def test_the_database_has_neither_secret_nor_codes(self, own: Any) -> None:
        _client, secret, codes = own
        kept = str(list(Authenticator.objects.values())) + str(list(RecoveryCode.objects.values()))
        assert secret not in kept
        assert not any(code in kept or code.replace("-", "") in kept for code in codes)

    def test_other_logins_end(self, owner: User, client_of: Client_of) -> None:
        here, there = client_of(owner), client_of(owner)
        authenticator.set_up(here)
        assert is_in(here)
        assert not is_in(there)


class TestLoggingIn:
    def test_the_password_alone_leads_to_the_second_step(self, own: Any) -> None:
        client, answer = halfway()
        assert answer["Location"] == SECOND
        assert not is_in(client)
        assert client.get(SECOND).status_code == 200

    def test_password_and_code_lead_to_where_one_wanted(self, own: Any) -> None:
        client, _answer = halfway(query="?next=/admin/articles/article/")
        answer = client.post(SECOND, {"code": authenticator.code(own[1])})
        assert answer["Location"] == "/admin/articles/article/"
        assert is_in(client)

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
    def test_but_never_to_another_site(self, own: Any, target: str) -> None:
        client = Client()
        client.post(LOGIN, {"username": "owner", "password": "secret", "next": target})
        assert client.post(SECOND, {"code": authenticator.code(own[1])})["Location"] == "/admin/"

    def test_an_odd_way_on_is_no_error(self, own: Any) -> None:
        client, _answer = halfway(query="?next=nowhere")
        assert client.post(SECOND, {"code": authenticator.code(own[1])})["Location"] == "nowhere"

    def test_each_step_gives_the_session_another_key(self, own: Any) -> None:
        client = Client()
        client.get(LOGIN)
        keys = [client.cookies.get("session")]
        client.post(LOGIN, {"username": "owner", "password": "secret"})
        keys.append(client.cookies["session"].value)
        client.post(SECOND, {"code": authenticator.code(own[1])})
        keys.append(client.cookies["session"].value)
        assert len({str(key) for key in keys}) == 3

    @pytest.mark.parametrize(("steps", "is_good"), [(-2, False), (0, True), (1, True), (2, False)])
    def test_a_clock_may_be_half_a_minute_wrong(self, own: Any, steps: int, is_good: bool) -> None:
        client, _answer = halfway()
        client.post(SECOND, {"code": authenticator.code(own[1], steps=steps)})
        assert is_in(client) is is_good

    def test_a_code_is_good_once(self, own: Any) -> None:
        code = authenticator.code(own[1])
        for expected in (True, False):
            client, _answer = halfway()
            client.post(SECOND, {"code": code})
            assert is_in(client) is expected

    def test_an_older_code_is_good_for_nothing_once_a_newer_one_was_used(self, own: Any) -> None:
        older, newer = (authenticator.code(own[1], steps=steps) for steps in (0, 1))
        for code, expected in ((newer, True), (older, False)):
            client, _answer = halfway()
            client.post(SECOND, {"code": code})
            assert is_in(client) is expected

    def test_a_recovery_code_is_good_once_however_it_is_typed(self, own: Any) -> None:
        for typed, expected in ((own[2][0].upper().replace("-", " "), True), (own[2][0], False), (own[2][1], True)):
            client, _answer = halfway()
            client.post(SECOND, {"code": typed})
            assert is_in(client) is expected
        assert RecoveryCode.objects.count() == 8

    def test_codes_are_guessed_five_times_and_no_more(self, own: Any) -> None:
        client, _answer = halfway()
        for _ in range(5):
            assert client.post(SECOND, {"code": "nothing"}).status_code == 200
        client, _answer = halfway()
        refused = client.post(SECOND, {"code": authenticator.code(own[1])})
        assert refused.status_code == 429
        assert int(refused["Retry-After"]) > 0
        assert not is_in(client)

    def test_five_minutes_later_it_begins_anew(self, own: Any) -> None:
        client, _answer = halfway()
        with moved(301):
            answer = client.post(SECOND, {"code": authenticator.code(own[1])})
            assert answer["Location"] == LOGIN
            assert not is_in(client)

    def test_a_password_that_was_changed_meanwhile_begins_anew(self, own: Any, owner: User) -> None:
        client, _answer = halfway()
        owner.set_password("another")
        owner.save()
        assert client.post(SECOND, {"code": authenticator.code(own[1])})["Location"] == LOGIN

    def test_nobody_comes_to_the_second_step_without_a_password(self, own: Any) -> None:
        assert Client().get(SECOND)["Location"] == LOGIN
        assert Client().post(SECOND, {"code": authenticator.code(own[1])})["Location"] == LOGIN

    def test_a_wrong_password_says_nothing_of_the_second_factor(self, own: Any, writer: User) -> None:
        names = ("owner", "writer", "nobody")
        pages = [Client().post(LOGIN, {"username": name, "password": "wrong"}) for name in names]
        texts = {page.content.decode().count("errornote") for page in pages}
        assert ([page.status_code for page in pages], texts) == ([200, 200, 200], {1})


class TestRemoving:
    def test_takes_password_and_code(self, own: Any) -> None:
        client, secret, _codes = own
        for password, code in (("secret", "000"), ("wrong", authenticator.code(secret)), ("", "")):
            assert client.post(REMOVE, {"password": password, "code": code}).status_code == 200
        assert Authenticator.objects.exists()
        assert client.post(REMOVE, {"password": "secret", "code": authenticator.code(secret)}).status_code == 302
        assert not Authenticator.objects.exists()
        assert not RecoveryCode.objects.exists()
        assert is_in(client)
        assert is_in(halfway()[0])


class TestRecoveryCodes:
    def test_new_ones_make_the_old_ones_worthless(self, own: Any) -> None:
        client, _secret, old = own
        new = authenticator.recovery_codes_on(client.post(CODES))
        assert len(set(new) - set(old)) == 10
        client, _answer = halfway()
        client.post(SECOND, {"code": old[0]})
        assert not is_in(client)

    def test_are_for_those_who_have_a_second_factor(self, owner: User, client_of: Client_of) -> None:
        assert client_of(owner).post(CODES).status_code == 302
        assert not RecoveryCode.objects.exists()


class TestSayingThePasswordAgain:
    @pytest.mark.parametrize("page", [authenticator.SET_UP, f"{authenticator.SET_UP}qr.svg"])
    def test_is_asked_a_quarter_of_an_hour_after_the_login(self, owner: User, client_of: Client_of, page: str) -> None:
        client = client_of(owner)
        with moved(901):
            address = client.get(page)["Location"]
            assert address == f"{CONFIRM}?next={page.replace('/', '%2F')}"
            assert client.post(address, {"password": "wrong", "next": page}).status_code == 200
            assert client.get(page).status_code == 302
            assert client.post(address, {"password": "secret", "next": page})["Location"] == page
            assert client.get(page).status_code in {200, 404}

    def test_is_asked_before_new_codes_are_made(self, own: Any) -> None:
        with moved(901):
            assert own[0].post(CODES)["Location"].startswith(CONFIRM)

    def test_leads_to_no_other_site(self, owner: User, client_of: Client_of) -> None:
        answer = client_of(owner).post(CONFIRM, {"password": "secret", "next": "https://evil.example/"})
        assert answer["Location"] == ACCOUNT

    def test_leads_to_an_odd_address_without_an_error(self, owner: User, client_of: Client_of) -> None:
        assert client_of(owner).post(CONFIRM, {"password": "secret", "next": "nowhere"})["Location"] == "nowhere"

    def test_is_throttled_like_a_login(self, owner: User, client_of: Client_of) -> None:
        client = client_of(owner)
        statuses = [client.post(CONFIRM, {"password": "wrong"}).status_code for _ in range(11)]
        assert statuses == [200] * 10 + [429]


class TestReset:
    def test_by_a_superuser(self, owner: User, writer: User, client_of: Client_of) -> None:
        lost = client_of(writer)
        authenticator.set_up(lost)
        client_of(owner).post(f"/admin/auth/user/{writer.pk}/access/", {"reset": "yes"})
        assert not Authenticator.objects.exists()
        assert not RecoveryCode.objects.exists()
        assert not is_in(lost)
        entry = Entry.objects.get(event="second_factor.reset")
        assert (entry.actor_name, entry.about_name) == ("owner", "writer")

    def test_not_by_an_administrator_of_a_superusers(
        self, own: Any, owner: User, writer: User, client_of: Client_of
    ) -> None:
        writer.groups.add(Group.objects.get(name="Administrators"))
        address = f"/admin/auth/user/{owner.pk}/access/"
        client = client_of(writer)
        assert client.get(address).status_code == client.post(address, {"reset": "yes"}).status_code == 404
        assert Authenticator.objects.exists()

    def test_not_by_others(self, own: Any, owner: User, writer: User, client_of: Client_of) -> None:
        address = f"/admin/auth/user/{owner.pk}/access/"
        assert client_of(writer).post(address, {"reset": "yes"}).status_code in {403, 404}
        assert Client().post(address, {"reset": "yes"}).status_code == 403
        assert Authenticator.objects.exists()

    def test_not_of_ones_own(self, own: Any, owner: User) -> None:
        assert own[0].post(f"/admin/auth/user/{owner.pk}/access/", {"reset": "yes"})["Location"] == ACCOUNT
        assert Authenticator.objects.exists()

    def test_by_the_operator(self, own: Any, owner: User) -> None:
        Passkey.objects.create(user=owner, name="key", credential=b"1", public_key=b"1")
        call_command("reset_second_factor", "owner", verbosity=0)
        assert not Authenticator.objects.exists()
        assert not Passkey.objects.exists()
        assert is_in(halfway()[0])
        assert Entry.objects.filter(event="second_factor.reset", actor_id=None, about_name="owner").exists()
        with pytest.raises(CommandError):
            call_command("reset_second_factor", "nobody")


class TestDemanded:
    @pytest.fixture(autouse=True)
    def _demanded(self, site: SiteSettings) -> None:
        SiteSettings.objects.update(require_second_factor=True)

    def test_staff_without_one_get_no_further(self, writer: User, client_of: Client_of) -> None:
        client = client_of(writer)
        for page in ("/admin/", "/admin/articles/article/", "/admin/articles/article/add/"):
            assert client.get(page)["Location"] == authenticator.SET_UP
        for page in ("/admin/articles/article/add/", "/markdownx/markdownify/", "/markdownx/upload/"):
            assert client.post(page, {"content": "x"}).status_code == 403
        assert client.get(ACCOUNT).status_code == client.get("/admin/password_change/").status_code == 200

    def test_until_they_have_one(self, writer: User, client_of: Client_of) -> None:
        client = client_of(writer)
        authenticator.set_up(client)
        assert is_in(client)

    def test_readers_are_not_asked(self, site: SiteSettings) -> None:
        assert Client().get("/").status_code == 200
        assert Client().get("/admin/")["Location"].startswith(LOGIN)


def test_the_account_page_takes_few_queries(own: Any, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        assert own[0].get(ACCOUNT).status_code == 200
