import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.mark.django_db
def test_the_site_says_that_it_lives_and_is_ready(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").content == b"ok"


@pytest.mark.django_db
def test_without_a_database_readers_get_a_page_that_says_so(client: Client) -> None:
    def away(*_: object) -> None:
        raise OperationalError("the server is gone")

    with connection.execute_wrapper(away):
        responses = [client.get(address) for address in ("/", "/articles/x/", "/search/?q=x")]
        assert client.get("/healthz").content == b"ok"
        assert client.get("/readyz").status_code == 503
    for response in responses:
        assert response.status_code == 503
        assert "网站暂时无法访问" in response.content.decode()
        assert response["Retry-After"] == "5"


@pytest.mark.django_db
@pytest.mark.parametrize(("origin", "is_kept"), [("http://testserver", True), ("https://evil.example", False)])
def test_a_form_sent_meanwhile_comes_back_as_it_was_filled_in(client: Client, origin: str, is_kept: bool) -> None:
    def away(*_: object) -> None:
        raise OperationalError("the server is gone")

    with connection.execute_wrapper(away):
        typed = {"name": "小明", "body": "想了很久的<话>"}
        response = client.post("/articles/x/comments/", typed, headers={"Origin": origin})
    page = response.content.decode()
    assert response.status_code == 503
    assert ("想了很久的&lt;话&gt;</textarea>" in page) is is_kept
    assert ('<input type="hidden" name="name" value="小明">' in page) is is_kept


@pytest.mark.django_db
def test_a_site_with_a_waiting_migration_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'comments'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content == b"migrations wait"
