"""What the site asks of the database to take a comment: little, and always the same."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Author
from comments.models import Comment, VisitorRule
from comments.spam import classifier
from newsblog.site.models import SiteSettings

from .visitor import GOOD, hidden_fields, post, send


def queries(article: Article, **fields: str) -> int:
    client = Client()
    filled = {**GOOD, **hidden_fields(client, article), **fields}
    with CaptureQueriesContext(connection) as captured:
        assert send(client, article, filled).status_code == 303
    return len(captured)


def test_a_comment_takes_ten_queries_however_much_there_is(
    make_article: Callable[..., Article], make_comment: Callable[..., Comment]
) -> None:
    article = make_article()
    queries(article)  # the list of words is read once
    before = queries(article, body="第一条评论，很有意思。")
    for number in range(30):
        make_comment(article, f"第{number}条。")
        Author.objects.called(f"作者{number}")
        VisitorRule(kind="network", value=f"10.0.{number}.0/24", effect="hold").save()
        classifier.learn(f"第{number}条评论。", spam=bool(number % 2))
    assert queries(article, body="第二条评论，也很有意思。") == before <= 10


def test_the_answer_leads_to_the_page_where_the_comment_stands(
    article: Article, client: Client, site: SiteSettings, make_comment: Callable[..., Comment]
) -> None:
    first = make_comment(article)
    for _ in range(2 * site.comments_page_size - 1):
        make_comment(article)
    answer = post(client, article, body="最后一条。")
    assert "?page=3#" in answer["Location"]
    assert "最后一条。" in client.get(answer["Location"]).content.decode()
    answer = post(client, article, body="回复第一条。", parent=first.public_id)
    assert "?page=" not in answer["Location"]


def test_what_is_not_stored_spends_no_proof(article: Article, client: Client) -> None:
    post(client, article)
    hidden = hidden_fields(client, article)
    assert send(client, article, {**GOOD, **hidden}).status_code == 303
    assert send(client, article, {**GOOD, **hidden, "body": "还有一句。"}).status_code == 303
    assert Comment.objects.count() == 2
