import pytest
from django.db import connection
from django.test import Client


@pytest.mark.django_db
def test_the_site_says_that_it_lives_and_is_ready(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").content == b"ok"


@pytest.mark.django_db
def test_a_site_with_a_waiting_migration_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'comments'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content == b"migrations wait"
