"""What a browser says of passkeys is believed only when it is proven. tests/browser/test_passkeys.py has a real one."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from newsblog.access.models import Passkey
from newsblog.audit.models import Entry

pytestmark = pytest.mark.usefixtures("same_minute")
Client_of = Callable[[User], Client]
ACCOUNT, LOGIN = "/admin/account/", "/admin/login/"
OPTIONS, ADD = f"{ACCOUNT}passkeys/options/", f"{ACCOUNT}passkeys/add/"
LOGIN_OPTIONS, LOG_IN = f"{LOGIN}passkey/options/", f"{LOGIN}passkey/"
NONSENSE = ["", "x", "{}", "[]", "null", '{"id": 1}', "[" * 19_000, "\0", "x" * 100_000, "9" * 5000]
ANSWER = {
    "id": "AQ",
    "rawId": "AQ",
    "type": "public-key",
    "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "attestationObject": "oA"},
}


@pytest.fixture(autouse=True)
def _named(settings: Any) -> None:
    settings.SITE_URL = "https://news.example"


@pytest.fixture
def passkey(owner: User) -> Passkey:
    return Passkey.objects.create(user=owner, name="我的手机", credential=b"\1", public_key=b"\1")


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("https://news.example", True),
        ("http://localhost:8000", True),
        ("http://news.example", False),
        ("http://127.0.0.1:8000", False),
        ("https://[::1]", False),
    ],
)
def test_they_are_offered_where_browsers_make_them(
    owner: User, client_of: Client_of, settings: Any, address: str, possible: bool
) -> None:
    settings.SITE_URL = address
    client = client_of(owner)
    assert ("data-passkey=" in client.get(ACCOUNT).content.decode()) is possible
    assert ("data-passkey=" in Client().get(LOGIN).content.decode()) is possible
    assert client.post(OPTIONS).status_code == (200 if possible else 404)
    assert Client().post(LOGIN_OPTIONS).status_code == (200 if possible else 404)


class TestAdding:
    def test_the_browser_is_asked_for_this_site_and_not_for_a_key_it_has(
        self, passkey: Passkey, owner: User, client_of: Client_of
    ) -> None:
        options = client_of(owner).post(OPTIONS).json()
        assert options["rp"]["id"] == "news.example"
        assert [key["id"] for key in options["excludeCredentials"]] == ["AQ"]
        assert str(owner.pk) != options["user"]["id"]

    @pytest.mark.parametrize("answer", [*NONSENSE, json.dumps(ANSWER)])
    def test_nothing_is_kept_that_is_not_proven(self, owner: User, client_of: Client_of, answer: str) -> None:
        client = client_of(owner)
        for ask in (True, False):
            if ask:
                client.post(OPTIONS)
            assert client.post(ADD, {"name": "x", "credential": answer})["Location"] == ACCOUNT
        assert not Passkey.objects.exists()

    def test_the_password_is_asked_for_again(self, owner: User, passkey: Passkey, client_of: Client_of) -> None:
        client = client_of(owner)
        later = timezone.now() + timedelta(seconds=901)
        with mock.patch("django.utils.timezone.now", return_value=later):
            assert client.post(OPTIONS).status_code == 403
            for page in (ADD, f"{ACCOUNT}passkeys/{passkey.pk}/remove/", f"{ACCOUNT}passkeys/{passkey.pk}/rename/"):
                assert "/confirm/" in client.post(page, {"name": "x"})["Location"]
        assert Passkey.objects.get().name == "我的手机"


class TestKeeping:
    def test_one_gets_another_name(self, owner: User, passkey: Passkey, client_of: Client_of) -> None:
        client, address = client_of(owner), f"{ACCOUNT}passkeys/{passkey.pk}/rename/"
        for name, kept in (("工作电脑", "工作电脑"), ("", "工作电脑"), ("x" * 61, "工作电脑"), ("a\0", "工作电脑")):
            client.post(address, {"name": name})
            assert Passkey.objects.get().name == kept

    def test_one_goes_and_other_logins_with_it(self, owner: User, passkey: Passkey, client_of: Client_of) -> None:
        here, there = client_of(owner), client_of(owner)
        here.post(f"{ACCOUNT}passkeys/{passkey.pk}/remove/")
        assert not Passkey.objects.exists()
        assert [is_in(here), is_in(there)] == [True, False]
        assert Entry.objects.filter(event="passkey.removed", detail="我的手机").exists()

    def test_nobody_touches_another_ones(self, writer: User, passkey: Passkey, client_of: Client_of) -> None:
        client = client_of(writer)
        for verb in ("rename", "remove"):
            assert client.post(f"{ACCOUNT}passkeys/{passkey.pk}/{verb}/", {"name": "x"}).status_code == 404
        assert Passkey.objects.get().name == "我的手机"


class TestLoggingIn:
    def test_the_password_alone_is_not_enough_any_more(self, passkey: Passkey) -> None:
        client = Client()
        answer = client.post(LOGIN, {"username": "owner", "password": "secret"})
        assert answer["Location"] == f"{LOGIN}second/"
        assert not is_in(client)
        options = client.post(LOGIN_OPTIONS).json()
        assert [key["id"] for key in options["allowCredentials"]] == ["AQ"]

    def test_without_a_password_nobody_learns_whose_keys_there_are(self, passkey: Passkey) -> None:
        options = Client().post(LOGIN_OPTIONS).json()
        assert not options.get("allowCredentials")
        assert options["userVerification"] == "required"

    @pytest.mark.parametrize("answer", [*NONSENSE, json.dumps(ANSWER)])
    def test_nobody_comes_in_without_a_proof(self, passkey: Passkey, answer: str) -> None:
        client = Client()
        for ask in (True, False):
            if ask:
                client.post(LOGIN_OPTIONS)
            refused = client.post(LOG_IN, {"credential": answer, "next": "https://evil.example/"})
            assert refused["Location"] == LOGIN
            assert not is_in(client)

    def test_challenges_are_not_given_without_end(self, owner: User) -> None:
        assert [Client().post(LOGIN_OPTIONS).status_code for _ in range(31)] == [200] * 30 + [429]
