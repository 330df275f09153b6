"""What is decided about comments: the log, undoing, what the classifier learns, what readers' reports do."""

import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Author
from comments.mail import hooks
from comments.models import Comment, Decision, Report, TokenCount, Word
from comments.moderation import decisions, reports
from comments.moderation.decisions import FollowedError, NotUndoableError
from newsblog.site.models import SiteSettings

Make = Callable[..., Comment]
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(site: SiteSettings) -> User:
    return User.objects.create_user("mod", is_staff=True)


@pytest.fixture
def told() -> Iterator[list[Comment]]:
    """The comments of which readers would have been told."""
    comments: list[Comment] = []

    def note(comment: Comment) -> None:
        assert connection.in_atomic_block
        comments.append(comment)

    with mock.patch.object(hooks, "comment_published", note):
        yield comments


@pytest.fixture
def waiting(article: Article, make_comment: Make) -> Comment:
    return make_comment(article, "便宜的发票，加微信", status="pending")


def lessons() -> tuple[int, int]:
    """How many good and how many spam comments the classifier has learned."""
    row = TokenCount.objects.filter(token="").first()
    return (row.ham, row.spam) if row else (0, 0)


def learned() -> set[tuple[int, int]]:
    return set(TokenCount.objects.values_list("ham", "spam")) - {(0, 0)}


def stored(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


VERBS: dict[str, Any] = {
    "approve": (decisions.approve, "published"),
    "decline": (decisions.decline, "removed"),
    "spam": (decisions.mark_as_spam, "spam"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_decision_is_made_and_written_down(verb: str, waiting: Comment, person: User) -> None:
    decide, status = VERBS[verb]
    (decision,) = decide([waiting], person)
    comment = stored(waiting)
    assert comment.status == waiting.status == status
    assert comment.decided_at
    row = Decision.objects.get()
    assert row == decision
    assert (row.actor, row.verb, row.before, row.after) == (person, verb, "pending", status)


@pytest.mark.parametrize("verb", VERBS)
def test_the_same_again_does_nothing(verb: str, waiting: Comment, person: User, told: list[Comment]) -> None:
    decide, _status = VERBS[verb]
    decide([waiting], person)
    before, number = lessons(), len(told)
    assert decide([waiting], person) == []
    assert Decision.objects.count() == 1
    assert (lessons(), len(told)) == (before, number)


@pytest.mark.parametrize("verb", VERBS)
def test_a_decision_is_undone_exactly_and_once(verb: str, article: Article, make_comment: Make, person: User) -> None:
    when = timezone.now()
    comment = make_comment(article, status="removed", declined_reason="跑题", decided_at=when)
    if verb == "decline":
        Comment.objects.filter(pk=comment.pk).update(status="pending")
    before = Comment.objects.values().get(pk=comment.pk)
    decide, _status = VERBS[verb]
    (decision,) = decide([comment], person, **({"reason": "广告"} if verb == "decline" else {}))
    undone = decisions.undo(decision, person)
    assert Comment.objects.values().get(pk=comment.pk) == before
    assert (undone.verb, undone.actor) == ("undo", person)
    with pytest.raises(NotUndoableError):
        decisions.undo(decision, person)
    with pytest.raises(NotUndoableError):
        decisions.undo(undone, person)
    assert lessons() == (0, 0)


def test_the_reason_is_for_the_writer_and_goes_with_another_decision(waiting: Comment, person: User) -> None:
    decisions.decline([waiting], person, reason="跑题")
    assert stored(waiting).declined_reason == "跑题"
    decisions.approve([waiting], person)
    assert stored(waiting).declined_reason == ""


def test_an_undo_never_overwrites_a_later_decision(waiting: Comment, person: User) -> None:
    (first,) = decisions.approve([waiting], person)
    (second,) = decisions.mark_as_spam([waiting], person)
    with pytest.raises(FollowedError):
        decisions.undo(first, person)
    assert stored(waiting).status == "spam"
    decisions.undo(second, person)
    decisions.undo(first, person)
    assert stored(waiting).status == "pending"
    assert lessons() == (0, 0)


def test_readers_are_told_once_it_is_there(waiting: Comment, person: User, told: list[Comment]) -> None:
    decisions.approve([waiting], person)
    (declined,) = decisions.decline([waiting], person)
    assert told == [waiting]
    decisions.undo(declined, person)
    assert told == [waiting, waiting]


def test_when_telling_fails_nothing_was_decided(waiting: Comment, person: User) -> None:
    with mock.patch.object(hooks, "comment_published", side_effect=OSError), pytest.raises(OSError):  # noqa: PT011
        decisions.approve([waiting], person)
    assert stored(waiting).status == "pending"
    assert not Decision.objects.exists()
    assert lessons() == (0, 0)


class TestLessons:
    def test_what_people_decide_is_learned(self, article: Article, make_comment: Make, person: User) -> None:
        for decide, expected in ((decisions.approve, (1, 0)), (decisions.mark_as_spam, (1, 1))):
            decide([make_comment(article, status="pending")], person)
            assert lessons() == expected
        decisions.decline([make_comment(article, status="pending")], person)
        assert lessons() == (1, 1)

    @pytest.mark.parametrize("path", list(itertools.permutations(VERBS, 3)))
    def test_a_comment_is_one_lesson_at_the_most(self, path: tuple[str, ...], waiting: Comment, person: User) -> None:
        for verb in (*path, *path):
            VERBS[verb][0]([waiting], person)
            expected = {"approve": (1, 0), "spam": (0, 1), "decline": (0, 0)}[verb]
            assert lessons() == expected
            assert learned() == ({expected} - {(0, 0)})

    def test_other_words_are_learned_instead(self, waiting: Comment, person: User) -> None:
        decisions.mark_as_spam([waiting], person)
        decision = decisions.edit(waiting, person, body="完全不同的一句话")
        assert decision
        assert learned() == {(0, 1)}
        assert not TokenCount.objects.filter(token="票", spam=1).exists()
        decisions.undo(decision, person)
        assert learned() == {(0, 1)}
        assert TokenCount.objects.filter(token="票", spam=1).exists()
        decisions.approve([waiting], person)
        assert learned() == {(1, 0)}

    def test_the_site_itself_teaches_nothing(self, waiting: Comment, person: User) -> None:
        decisions.automatic(waiting, Decision.Verb.APPROVE, before="pending", after="published", note="Akismet")
        assert lessons() == (0, 0)
        decisions.mark_as_spam([waiting], person)
        assert lessons() == (0, 1)

    def test_a_decision_of_the_site_keeps_the_lesson(self, waiting: Comment, person: User) -> None:
        decisions.approve([waiting], person)
        decisions.automatic(waiting, Decision.Verb.REPORT, before="published", after="pending")
        decisions.approve([waiting], person)
        assert lessons() == (1, 0)

    def test_a_moderator_who_left_is_unlearned_too(self, waiting: Comment, person: User) -> None:
        other = User.objects.create_user("other", is_staff=True)
        decisions.approve([waiting], other)
        other.delete()
        decisions.mark_as_spam([waiting], person)
        assert lessons() == (0, 1)


class TestOfTheSite:
    def test_it_is_written_down_without_a_person(self, waiting: Comment, told: list[Comment]) -> None:
        decisions.automatic(waiting, Decision.Verb.CONFIRM, before="pending", after="published", note="確認")
        row = Decision.objects.get()
        assert (row.actor, row.verb, row.note) == (None, "confirm", "確認")
        assert stored(waiting).status == waiting.status == "published"
        assert told == [waiting]

    def test_a_person_who_was_faster_is_not_overruled(self, waiting: Comment, person: User) -> None:
        old = stored(waiting)
        decisions.decline([waiting], person)
        assert decisions.automatic(old, Decision.Verb.APPROVE, before="pending", after="published") is None
        assert stored(waiting).status == "removed"

    def test_nobody_has_looked_at_it(self, waiting: Comment) -> None:
        decisions.automatic(waiting, Decision.Verb.SPAM, before="pending", after="spam")
        assert stored(waiting).decided_at is None

    def test_a_person_can_undo_it(self, waiting: Comment, person: User) -> None:
        decision = decisions.automatic(waiting, Decision.Verb.SPAM, before="pending", after="spam")
        assert decision
        decisions.undo(decision, person)
        assert stored(waiting).status == "pending"


class TestEdit:
    def test_words_and_name_change_and_come_back(self, waiting: Comment, person: User) -> None:
        Word.objects.create(text="发票", effect="mask")
        before = Comment.objects.values().get(pk=waiting.pk)
        decision = decisions.edit(waiting, person, body="**发票**是什么", name="甲", note="去掉广告")
        comment = stored(waiting)
        assert decision
        assert decision.note == "去掉广告"
        assert (comment.name, comment.masked) == ("甲", "**＊＊**是什么")
        assert "<strong>＊＊</strong>" in comment.html
        assert comment.edited_at
        assert waiting.body == comment.body
        decisions.undo(decision, person)
        assert Comment.objects.values().get(pk=waiting.pk) == before

    def test_no_change_is_none(self, waiting: Comment, person: User) -> None:
        assert decisions.edit(waiting, person, body=waiting.body, name=waiting.name) is None
        assert not Decision.objects.exists()

    def test_what_was_erased_is_forgotten_in_the_log(self, waiting: Comment, person: User) -> None:
        decision = decisions.edit(waiting, person, body="别的话")
        decisions.forget(waiting)
        assert decision
        assert "发票" not in str(Decision.objects.values())
        with pytest.raises(NotUndoableError):
            decisions.undo(decision, person)


class TestMarks:
    def test_pinned_and_unpinned(self, waiting: Comment, person: User) -> None:
        decision = decisions.pin(waiting, person)
        assert decisions.pin(waiting, person) is None
        assert stored(waiting).pinned
        assert decision
        decisions.undo(decision, person)
        assert not stored(waiting).pinned
        assert decisions.unpin(waiting, person) is None
        assert stored(waiting).status == "pending"

    def test_a_thread_is_locked_at_its_root(self, article: Article, make_comment: Make, person: User) -> None:
        root = make_comment(article)
        reply = make_comment(article, parent=make_comment(article, parent=root))
        assert decisions.lock(reply, person)
        assert stored(reply).thread.locked
        assert stored(root).locked
        assert decisions.lock(root, person) is None
        assert decisions.unlock(reply, person)
        assert not stored(root).locked


class TestReply:
    def test_it_publishes_and_answers_in_the_name_of_the_byline(
        self, waiting: Comment, person: User, told: list[Comment]
    ) -> None:
        Author.objects.create(name="林晓", user=person)
        answer, decided = decisions.reply(waiting, person, "谢谢！")
        assert len(decided) == 1
        assert stored(waiting).status == "published"
        assert (answer.name, answer.user, answer.parent_id, answer.status) == ("林晓", person, waiting.pk, "published")
        assert told == [waiting, answer]

    def test_the_same_answer_is_one(self, waiting: Comment, person: User) -> None:
        assert decisions.reply(waiting, person, "谢谢！")[0] == decisions.reply(waiting, person, "谢谢！")[0]
        assert Comment.objects.count() == 2

    def test_undoing_takes_the_answer_away_too(self, waiting: Comment, person: User) -> None:
        answer, (decision,) = decisions.reply(waiting, person, "谢谢！")
        decisions.undo(decision, person)
        assert stored(waiting).status == "pending"
        assert stored(answer).status == "removed"


def test_an_erased_comment_stays_what_it_is(article: Article, make_comment: Make, person: User) -> None:
    comment = make_comment(article)
    make_comment(article, parent=comment)
    comment.erase()
    assert decisions.approve([comment], person) == []


def test_five_hundred_at_once(article: Article, make_comment: Make, person: User) -> None:
    comments = [make_comment(article, f"第{number}条评论，内容不同", status="pending") for number in range(500)]
    with CaptureQueriesContext(connection) as captured:
        assert len(decisions.approve(comments, person)) == 500
    assert len(captured) < 2 * 500
    assert Decision.objects.count() == 500
    assert not Comment.objects.exclude(status="published").exists()
    assert lessons() == (500, 0)


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_the_same_time_make_one_decision(article: Article, make_comment: Make, person: User) -> None:
    comment = make_comment(article, status="pending")
    made: list[int] = []
    start = threading.Barrier(4)

    def decide() -> None:
        try:
            start.wait()
            made.append(len(decisions.approve([stored(comment)], person)))
        finally:
            connection.close()

    threads = [threading.Thread(target=decide) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(made) == 1
    assert Decision.objects.count() == 1
    assert lessons() == (1, 0)


class TestReports:
    @pytest.fixture
    def comment(self, article: Article, make_comment: Make, site: SiteSettings) -> Comment:
        site.reports_to_hide = 2
        site.save()
        return make_comment(article)

    def test_a_visitor_counts_once_a_day(self, comment: Comment) -> None:
        assert reports.report(comment, "甲", "spam")
        assert not reports.report(comment, "甲", "insult")
        assert Report.objects.count() == 1
        assert stored(comment).status == "published"

    def test_enough_hide_it(self, comment: Comment) -> None:
        for visitor in ("甲", "乙", "丙"):
            reports.report(comment, visitor, "spam")
        assert stored(comment).status == comment.status == "pending"
        assert stored(comment).signals == {"reported": 1.0}
        decision = Decision.objects.get()
        assert (decision.actor, decision.verb, decision.after) == (None, "report", "pending")

    def test_after_a_person_looked_only_new_ones_count(self, comment: Comment, person: User) -> None:
        for visitor in ("甲", "乙"):
            reports.report(comment, visitor, "spam")
        decisions.approve([comment], person)
        reports.report(comment, "丙", "spam")
        assert stored(comment).status == "published"
        reports.report(comment, "丁", "spam")
        assert stored(comment).status == "pending"

    def test_keeping_a_reported_one_answers_the_reports(self, comment: Comment, person: User) -> None:
        reports.report(comment, "甲", "spam")
        assert len(decisions.approve([stored(comment)], person)) == 1
        assert decisions.approve([stored(comment)], person) == []
        reports.report(comment, "乙", "spam")
        assert stored(comment).status == "published"

    def test_what_is_hidden_stays_what_it_is(self, comment: Comment, person: User) -> None:
        decisions.decline([comment], person)
        for visitor in ("甲", "乙"):
            reports.report(comment, visitor, "spam")
        assert stored(comment).status == "removed"


def test_the_group_of_moderators_is_there(site: SiteSettings) -> None:
    group = Group.objects.get(name="Moderators")
    names = set(group.permissions.values_list("content_type__app_label", "codename"))
    assert {app for app, _name in names} == {"comments"}
    assert ("comments", "moderate_comment") in names
    assert ("comments", "change_comment") not in names
