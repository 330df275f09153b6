"""Threads, pages of comments, and the counts that the database keeps."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test import Client

from articles.models import Article
from comments.models import SHOWN_DEPTH, Comment, Discussion

Make = Callable[..., Comment]
PAGE_SIZE = 50


def shown(client: Client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    return [
        part.split('"')[0]
        for part in page.split('<li class="comment comment-depth-')[1:]
        for part in [part.split('id="comment-')[1]]
    ]


def test_every_comment_stands_before_its_replies_and_old_ones_first(
    article: Article, make_comment: Make, client: Client
) -> None:
    one, two = make_comment(article, "一"), make_comment(article, "二")
    one_b = make_comment(article, "一之一", parent=one)
    two_b = make_comment(article, "二之一", parent=two)
    one_c = make_comment(article, "一之一之一", parent=one_b)
    one_d = make_comment(article, "一之二", parent=one)
    order = [one, one_b, one_c, one_d, two, two_b]
    assert shown(client, article.get_absolute_url()) == [comment.public_id for comment in order]


def test_a_chain_without_end_is_shown_flat(article: Article, make_comment: Make, client: Client) -> None:
    parent = None
    for number in range(300):
        parent = make_comment(article, f"第{number}层", parent=parent)
    assert parent is not None
    assert parent.depth == SHOWN_DEPTH
    response = client.get(parent.get_absolute_url())
    assert response.status_code == 200
    assert "第299层" in response.content.decode()
    assert "comment-depth-5" not in response.content.decode()


def test_an_article_and_a_thread_without_end_can_be_deleted(
    make_article: Callable[..., Article], make_comment: Make, owner: User, client_of: Callable[[User], Client]
) -> None:
    one, two = make_article(), make_article()
    for article in (one, two):
        parent = None
        for _ in range(1500):
            parent = Comment(article=article, name="读者", body="话", parent_id=parent)
            parent.save()
            parent = parent.pk
    client = client_of(owner)
    top = Comment.objects.filter(article=two).earliest("id")
    one.move_to_bin()
    assert client.post("/admin/articles/article/bin/", {"delete": one.pk}).status_code == 302
    top.delete()
    assert Comment.objects.count() == 0
    assert Discussion.of(two).total == 0


def test_many_comments_come_in_pages_that_need_no_script(article: Article, client: Client) -> None:
    for number in range(PAGE_SIZE * 2 + 5):
        Comment(article=article, name="读者", body=f"第{number}条").save()
    seen = [one for page in (1, 2, 3) for one in shown(client, f"{article.get_absolute_url()}?page={page}")]
    assert len(seen) == len(set(seen)) == PAGE_SIZE * 2 + 5
    assert 'href="?page=2#comments"' in client.get(article.get_absolute_url()).content.decode()
    assert client.get(f"{article.get_absolute_url()}?page=4").status_code == 404
    last = Comment.objects.latest("id")
    assert last.get_absolute_url() == f"{article.get_absolute_url()}?page=3#comment-{last.public_id}"
    assert client.get(f"/comments/{last.public_id}/")["Location"] == last.get_absolute_url()


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 4000, "1.5", "nan", "٣"])
def test_a_page_of_comments_that_is_not_there_is_not_found(article: Article, client: Client, page: str) -> None:
    assert client.get(f"{article.get_absolute_url()}?page={page}").status_code == 404


@pytest.mark.parametrize("reply", ["x", "x" * 500, "<script>", "%00"])
def test_a_reply_link_to_nothing_is_a_normal_page(article: Article, client: Client, reply: str) -> None:
    response = client.get(article.get_absolute_url(), {"reply": reply.replace("%00", "")})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_a_reply_link_without_script_prepares_the_form(article: Article, make_comment: Make, client: Client) -> None:
    comment = make_comment(article, name="阿茶")
    page = client.get(f"{article.get_absolute_url()}?reply={comment.public_id}").content.decode()
    assert f'name="parent" value="{comment.public_id}"' in page
    assert "<bdi data-reply-to>阿茶</bdi>" in page


def test_hidden_comments_are_nowhere(article: Article, make_comment: Make, client: Client) -> None:
    hidden = [make_comment(article, f"藏{status}", status=status) for status in ("pending", "spam", "removed")]
    for address in (article.get_absolute_url(), "/"):
        assert "藏" not in client.get(address).content.decode()
    for comment in hidden:
        assert client.get(f"/comments/{comment.public_id}/").status_code == 404
    assert Discussion.of(article).total == 0


def test_the_counts_follow_every_change(
    make_article: Callable[..., Article], make_comment: Make, client: Client
) -> None:
    one, two = make_article(), make_article()
    first, second = make_comment(one), make_comment(one)
    assert (Discussion.of(one).total, Discussion.of(two).total) == (2, 0)
    Comment.objects.filter(pk=first.pk).update(status="spam")
    assert Discussion.of(one).total == 1
    for _ in range(2):
        Comment.objects.filter(pk=first.pk).update(status="published")
    assert Discussion.of(one).total == 2
    Comment.objects.filter(pk=second.pk).update(status="removed")
    second.delete()
    assert Discussion.of(one).total == 1
    Comment.objects.filter(pk=first.pk).update(article=two)
    assert (Discussion.of(one).total, Discussion.of(two).total) == (0, 1)
    two.delete()
    assert not Discussion.objects.filter(total__gt=0).exists()


def test_a_wrong_count_is_mended(article: Article, make_comment: Make) -> None:
    make_comment(article)
    Discussion.objects.filter(article=article).update(total=77)
    call_command("recount", verbosity=0)
    assert Discussion.of(article).total == 1


def test_the_database_refuses_a_reply_on_another_article(
    make_article: Callable[..., Article], make_comment: Make
) -> None:
    one, two = make_article(), make_article()
    parent, reply = make_comment(one), make_comment(one)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError):
        Comment.objects.filter(pk=reply.pk).update(article=two, parent=parent)


def test_the_sidebar_shows_the_latest_and_the_most_discussed(
    make_article: Callable[..., Article], make_comment: Make, client: Client
) -> None:
    quiet, loud = make_article("安静的文章"), make_article("热闹的文章")
    for number in range(3):
        make_comment(loud, f"讨论{number}")
    make_comment(quiet, "最新的一句")
    sidebar = client.get("/").context["sidebar"]
    assert [entry.title for entry in sidebar.discussed] == ["热闹的文章", "安静的文章"]
    assert sidebar.latest_comments[0].text == "最新的一句"
