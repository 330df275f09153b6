"""What many pages have in common is made once; a page that is made of kept parts is the page made from nothing."""

import threading
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Category, Tag
from newsblog.page_cache import parts, tags, versions
from newsblog.site.models import SiteSettings
from tests.front import Front

pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)
Make = Callable[..., Article]


@pytest.fixture
def making(front: Front) -> Front:
    """A site that keeps no pages, so that each is made."""
    front.cache.keeps = False
    return front


def queries(front: Front, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert front.ask(address).status == 200
    return len(found)


def test_a_page_made_again_asks_only_for_what_is_its_own(making: Front, make_article: Make) -> None:
    one, other = make_article("甲文", tags=("标签",)), make_article("乙文")
    assert queries(making, one.get_absolute_url()) > 5
    assert queries(making, one.get_absolute_url()) == 1
    assert queries(making, other.get_absolute_url()) < 8


@committing
def test_what_is_made_of_parts_is_what_is_made_from_nothing(
    making: Front, make_article: Make, make_comment: Callable
) -> None:
    one, other = make_article("甲文", tags=("标签",)), make_article("乙文", tags=("标签",))
    comment = make_comment(one, "第一条")
    pages = ("/", one.get_absolute_url(), other.get_absolute_url(), "/comments/", "/hot/", "/articles/missing/")
    pages += (one.category.get_absolute_url(), "/feed/", "/feed.json", "/archive/", "/discussed/", "/?page=1")
    pages += ("/search/?q=甲文", "/search/?q=乙文", "/search/?q=甲文&page=1", "/search/")
    changes: list[Callable[[], object]] = [
        lambda: Tag.objects.called("标签").articles.remove(other),
        lambda: Tag.objects.filter(name="标签").update(name="新标签"),
        lambda: Category.objects.filter(pk=one.category_id).update(name="改名"),
        lambda: Article.objects.filter(pk=other.pk).update(title="乙文改了"),
        lambda: Article.objects.filter(pk=other.pk).update(pinned=True),
        lambda: Article.objects.filter(pk=other.pk).update(body_html="<p>别的话。</p>"),
        lambda: make_comment(one, "第二条"),
        lambda: type(comment).objects.filter(pk=comment.pk).update(likes=3),
        lambda: type(comment).objects.filter(pk=comment.pk).update(status="removed"),
        lambda: Article.objects.filter(pk=one.pk).update(comments_open=False),
        lambda: SiteSettings.objects.update(name="别的名字", footer="页脚"),
        lambda: SiteSettings.objects.update(language="en"),
        lambda: other.withdraw(),
    ]
    for number, change in enumerate(changes):
        for page in pages:
            making.ask(page)
        change()
        making.heard()
        for page in pages:
            assert making.ask(page).text == making.made_anew(page), (number, page)


def test_a_reader_with_something_of_his_own_gets_nothing_that_is_kept_but_the_settings(
    making: Front, article: Article
) -> None:
    address = article.get_absolute_url()
    with mock.patch.object(parts, "_memory", wraps=parts._memory) as memory:
        for cookie in ("own=1", "session=x", "time-preview=x", "lang=en"):
            making.ask(address, HTTP_COOKIE=cookie)
        making.ask(f"{address}?reply=x")
        making.ask(f"{address}?lang=en")
    assert {call.args[0] for call in memory.mock_calls} == {"settings"}


def shared_request() -> Any:
    return RequestFactory().get("/", **{tags.SHARED: True, tags.HEARD: versions.last()})


class TestKeeping:
    @pytest.fixture
    def shared(self, front: Front) -> Any:
        return shared_request()

    def kept(self, request: Any, make: Callable[[], str], seconds: float = 60) -> str:
        return parts.kept(request, "key", ["articles"], make, seconds)

    def test_until_it_changes(self, shared: Any) -> None:
        assert self.kept(shared, lambda: "old") == self.kept(shared, lambda: "new") == "old"
        versions.bump([versions.slot("comments")])
        assert self.kept(shared, lambda: "new") == "old"
        versions.bump([versions.slot("articles")])
        assert self.kept(shared_request(), lambda: "new") == "new"

    @pytest.mark.parametrize("tag", ["site", "anything"])
    def test_what_concerns_everything_concerns_each(self, shared: Any, tag: str) -> None:
        self.kept(shared, lambda: "old")
        versions.bump([versions.slot(tag)])
        assert self.kept(shared_request(), lambda: "new") == "new"

    def test_what_changed_while_it_was_made_is_given_to_those_who_came_before_alone(self, shared: Any) -> None:
        def changing() -> str:
            versions.bump([versions.slot("articles")])
            return "old"

        self.kept(shared, changing)
        assert self.kept(shared, lambda: "never") == "old"
        assert self.kept(shared_request(), lambda: "new") == "new"

    def test_what_a_request_read_before_a_change_is_not_given_to_others(self, shared: Any) -> None:
        versions.bump([versions.slot("articles")])
        assert self.kept(shared, lambda: "read before") == "read before"
        assert self.kept(shared_request(), lambda: "read after") == "read after"

    def test_what_may_have_been_missed_is_made_again(self, shared: Any) -> None:
        self.kept(shared, lambda: "old")
        versions.bump_all()
        assert self.kept(shared_request(), lambda: "new") == "new"

    def test_one_makes_and_the_others_take_it(self, shared: Any) -> None:
        begun, go_on, made = threading.Event(), threading.Event(), list[str]()

        def slowly() -> str:
            begun.set()
            go_on.wait(5)
            made.append("one")
            return "made"

        got: list[str] = []
        threads = [threading.Thread(target=lambda: got.append(self.kept(shared, slowly))) for _ in range(4)]
        for thread in threads:
            thread.start()
        assert begun.wait(5)
        go_on.set()
        for thread in threads:
            thread.join()
        assert (made, got) == (["one"], ["made"] * 4)

    def test_others_take_the_old_one_while_a_new_one_is_made(self, shared: Any) -> None:
        self.kept(shared, lambda: "old", seconds=0)
        meanwhile: list[str] = []

        def slowly() -> str:
            meanwhile.append(self.kept(shared, lambda: "never"))
            return "new"

        assert self.kept(shared, slowly) == "new"
        assert meanwhile == ["old"]


class TestTag:
    def test_keeps_by_its_values(self, front: Front) -> None:
        template = Template('{% load parts %}{% part "x" value=value when=when %}{{ text }}{% endpart %}')
        request = shared_request()

        def render(text: str, value: int, *, when: bool = True) -> str:
            return template.render(Context({"request": request, "text": text, "value": value, "when": when}))

        assert [render("a", 1), render("b", 1), render("c", 2)] == ["a", "a", "c"]
        assert render("d", 1, when=False) == "d"

    def test_says_what_it_does_not_understand(self) -> None:
        with pytest.raises(TemplateSyntaxError, match="name=value"):
            Template('{% load parts %}{% part "x" value %}{% endpart %}')
