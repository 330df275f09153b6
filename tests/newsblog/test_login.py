"""Guessing passwords is slow, and costs the machine nothing."""

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.test import Client

from newsblog.login import OF_ACCOUNT, OF_ADDRESS

pytestmark = pytest.mark.usefixtures("same_minute")
LOGIN = "/admin/login/"


def guess(name: str = "owner", *, password: str = "", address: str = "203.0.113.7") -> Any:
    return Client().post(LOGIN, {"username": name, "password": password or "wrong"}, REMOTE_ADDR=address)


def test_after_ten_guesses_from_one_address_nothing_is_hashed_any_more(owner: User) -> None:
    for _ in range(OF_ADDRESS):
        assert guess().status_code == 200
    with mock.patch("django.contrib.auth.authenticate", side_effect=AssertionError):
        for name in ("owner", "another"):
            refused = guess(name)
            assert refused.status_code == 429
            assert int(refused["Retry-After"]) > 0
            assert "changepassword" in refused.content.decode()
    assert guess(password="secret").status_code == 429
    assert guess(password="secret", address="198.51.100.1").status_code == 302


def test_many_accounts_from_one_address_are_as_many_guesses(owner: User) -> None:
    statuses = [guess(f"name{number}").status_code for number in range(OF_ADDRESS + 5)]
    assert statuses == [200] * OF_ADDRESS + [429] * 5


def test_guesses_at_one_account_from_everywhere_end_too(owner: User) -> None:
    for number in range(OF_ACCOUNT):
        guess("OWNER", address=f"203.0.{number}.1")
    assert guess(address="198.51.100.1").status_code == 429


def test_the_answer_is_the_same_whether_there_is_such_an_account(owner: User) -> None:
    one, other = (guess(name, address=f"10.0.0.{number}") for number, name in enumerate(("owner", "nobody")))
    strip: Callable[[Any], str] = lambda answer: "".join(  # noqa: E731
        line for line in answer.content.decode().splitlines() if "csrf" not in line and "username" not in line
    )
    assert strip(one) == strip(other)


def test_who_logs_in_begins_anew(owner: User) -> None:
    for _ in range(3):
        for _ in range(OF_ADDRESS - 1):
            assert guess().status_code == 200
        assert guess(password="secret").status_code == 302


@pytest.mark.parametrize("target", ["nowhere", "0", "admin:nowhere", "%", "北斗"])
def test_an_odd_way_on_is_no_error(owner: User, target: str) -> None:
    client = Client()
    data = {"username": "owner", "password": "secret", "next": target}
    assert client.post(LOGIN, data).status_code == 302
    assert client.get(LOGIN, {"next": target}).status_code == 302
