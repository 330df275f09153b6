"""Akismet is asked in the background, where the operator wants it, and nobody else ever is."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Article
from comments.models import Comment
from comments.spam import akismet
from newsblog.site.models import SiteSettings

from .visitor import post


class Service:
    """Stands for Akismet's server: gives one answer, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer, self.asked = b"false", []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                service.asked.append(parse_qs(self.rfile.read(length).decode()))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(service.answer)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def service(settings: Any, site: SiteSettings) -> Iterator[Service]:
    one = Service()
    threading.Thread(target=one.server.serve_forever, daemon=True).start()
    settings.AKISMET_ENDPOINT = f"http://127.0.0.1:{one.server.server_port}/1.1/comment-check"
    site.akismet_key = "key-1"
    site.save()
    yield one
    one.server.shutdown()
    one.server.server_close()


def run_jobs() -> None:
    for job in ProcrastinateJob.objects.filter(task_name="comments.akismet"):
        akismet.check.func(**job.args)


@pytest.mark.parametrize(("answer", "status"), [(b"false", "published"), (b"true", "spam")])
def test_a_comment_waits_for_the_answer(
    article: Article, client: Client, service: Service, answer: bytes, status: str
) -> None:
    service.answer = answer
    post(client, article, email="a@example.com", address="203.0.113.5")
    assert Comment.objects.get().status == "pending"
    run_jobs()
    assert Comment.objects.get().status == status
    (asked,) = service.asked
    assert asked["api_key"] == ["key-1"]
    assert asked["user_ip"] == ["203.0.113.5"]
    assert asked["comment_content"] == ["写得好。"]
    assert asked["permalink"][0].endswith(article.get_absolute_url())


def test_what_else_speaks_against_a_comment_keeps_it_waiting(
    article: Article, client: Client, service: Service
) -> None:
    post(client, article, altcha="")
    run_jobs()
    comment = Comment.objects.get()
    assert (comment.status, set(comment.signals)) == ("pending", {"no-script"})


def test_an_answer_that_says_nothing_is_asked_for_again(article: Article, client: Client, service: Service) -> None:
    service.answer = b"invalid"
    post(client, article)
    with pytest.raises(akismet.AkismetError):
        run_jobs()
    assert Comment.objects.get().status == "pending"


def test_without_a_key_nobody_is_asked(article: Article, client: Client) -> None:
    post(client, article)
    assert Comment.objects.get().status == "published"
    assert not ProcrastinateJob.objects.exists()
