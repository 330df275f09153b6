"""What writers, editors and guests say to each other about an article, and who has it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Note, PreviewLink
from articles.models.notes import NOTES_A_DAY
from newsblog.mail.models import OutgoingMail
from tests.articles.test_admin import change_address, form_of

Make = Callable[..., Article]
Client_of = Callable[[User], Client]
TROUBLE = "<script>alert(1)</script>"


@pytest.fixture
def draft(make_article: Make, writer: User) -> Article:
    return make_article("草稿", status="draft", published_at=None, user=writer)


@pytest.fixture
def door(draft: Article, owner: User) -> str:
    return f"/preview/{PreviewLink.make(draft, '王编辑', 7, owner)[1]}/"


@pytest.fixture
def mail(settings: Any) -> None:
    settings.MAIL_ENABLED = True


def notes_of(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/notes/"


def with_mail(user: User) -> User:
    user.email = f"{user.username}@example.com"
    user.save()
    return user


class TestGuests:
    def test_leave_a_note_under_the_name_of_the_link(self, draft: Article, door: str, client: Client) -> None:
        response = client.post(door, {"body": "这里\r\n有错。", "quote": "某处", "name": "别人"})
        assert response.status_code == 302
        assert response["Location"].startswith(door)
        note = Note.objects.get()
        assert (note.article, note.name, note.body, note.quote) == (draft, "王编辑", "这里\n有错。", "某处")
        assert note.revision == draft.revisions.first()
        assert "这里" in client.get(door).content.decode()

    def test_need_neither_cookie_nor_origin(self, door: str) -> None:
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(door, {"body": "有错。"}, headers={"Origin": "null"}).status_code == 302

    @pytest.mark.parametrize("body", ["", "  ", "字" * 2001, "a\0b"])
    def test_are_told_what_is_wrong_and_lose_nothing(self, door: str, client: Client, body: str) -> None:
        response = client.post(door, {"body": body})
        assert response.status_code == 400
        assert 'aria-invalid="true"' in response.content.decode()
        assert body.strip() in response.context["preview"]["form"]["body"].value()
        assert not Note.objects.exists()

    def test_lines_count_as_browsers_count_them(self, door: str, client: Client) -> None:
        assert client.post(door, {"body": "字\r\n" * 999 + "字字"}).status_code == 302

    def test_are_bounded_for_a_day(self, door: str, client: Client) -> None:
        for _ in range(NOTES_A_DAY):
            assert client.post(door, {"body": "有错。"}).status_code == 302
        response = client.post(door, {"body": "还有一句"})
        assert response.status_code == 429
        assert "还有一句" in response.content.decode()
        assert Note.objects.count() == NOTES_A_DAY

    def test_see_only_their_own(self, draft: Article, door: str, owner: User, client: Client) -> None:
        Note.say(draft, "内部的话", owner)
        other, _secret = PreviewLink.make(draft, "别的客人", 7, owner)
        Note.of_guest(other, "别的客人的话")
        page = client.get(door).content.decode()
        assert "内部的话" not in page
        assert "别的客人的话" not in page

    def test_whose_link_is_over_keep_their_words(self, door: str, client: Client) -> None:
        PreviewLink.objects.get().revoke()
        response = client.post(door, {"body": "没送出的话"})
        assert response.status_code == 404
        assert "没送出的话" in response.content.decode()
        assert not Note.objects.exists()

    def test_can_not_write_markup(self, draft: Article, door: str, owner: User, client_of: Client_of) -> None:
        Client().post(door, {"body": TROUBLE, "quote": TROUBLE})
        for page in (
            Client().get(door),
            client_of(owner).get(change_address(draft)),
            client_of(owner).get(notes_of(draft)),
        ):
            assert TROUBLE not in page.content.decode()


class TestTheDesk:
    def test_says_something_without_saving_the_article(
        self, draft: Article, writer: User, owner: User, client_of: Client_of
    ) -> None:
        version = draft.version
        assert client_of(writer).post(notes_of(draft), {"note-body": "请看第二段。"}).status_code == 302
        assert "请看第二段。" in client_of(owner).get(change_address(draft)).content.decode()
        assert Article.objects.get(pk=draft.pk).version == version
        assert Note.objects.get().user == writer

    def test_resolves_and_opens_again(self, draft: Article, writer: User, owner: User, client_of: Client_of) -> None:
        note = Note.say(draft, "请看。", writer)
        client = client_of(owner)
        client.post(f"{notes_of(draft)}{note.pk}/resolve/")
        note.refresh_from_db()
        assert note.resolved_at
        assert note.resolved_by == owner
        client.post(f"{notes_of(draft)}{note.pk}/reopen/")
        note.refresh_from_db()
        assert (note.resolved_at, note.resolved_by) == (None, None)

    def test_who_may_not_see_the_article_neither_reads_nor_writes(
        self, draft: Article, owner: User, moderator: User, client_of: Client_of
    ) -> None:
        note = Note.say(draft, "内部", owner)
        client = client_of(moderator)
        assert client.get(notes_of(draft)).status_code == 403
        assert client.post(notes_of(draft), {"note-body": "x"}).status_code == 403
        assert client.post(f"{notes_of(draft)}{note.pk}/resolve/").status_code == 403
        assert Client().get(notes_of(draft)).status_code == 302
        assert Note.objects.count() == 1

    def test_the_verbs_themselves_refuse_who_may_not_see_articles(
        self, draft: Article, writer: User, moderator: User
    ) -> None:
        note = Note.say(draft, "内部", writer)
        for verb in (lambda: Note.say(draft, "x", moderator), lambda: note.resolve(moderator)):
            with pytest.raises(PermissionDenied):
                verb()
        note.resolve(writer)
        with pytest.raises(PermissionDenied):
            note.reopen(moderator)
        assert Note.objects.get().resolved_by == writer

    def test_a_note_belongs_to_its_article(
        self, draft: Article, make_article: Make, owner: User, client_of: Client_of
    ) -> None:
        note = Note.say(draft, "内部", owner)
        other = make_article()
        assert client_of(owner).post(f"{notes_of(other)}{note.pk}/resolve/").status_code == 404
        assert client_of(owner).get(f"{notes_of(draft)}{note.pk}/resolve/").status_code == 405
        assert client_of(owner).get(f"/admin/articles/article/{10**20}/notes/").status_code == 404

    @pytest.mark.parametrize("body", ["", "字" * 2001, "a\0b"])
    def test_is_told_what_is_wrong(self, draft: Article, owner: User, client_of: Client_of, body: str) -> None:
        response = client_of(owner).post(notes_of(draft), {"note-body": body}, headers={"X-Desk-Panel": "1"})
        assert response.status_code == 400
        assert response["X-Desk-Panel"]
        assert 'class="errornote"' in response.content.decode()

    def test_more_notes_are_not_more_queries(self, draft: Article, owner: User, client_of: Client_of) -> None:
        client = client_of(owner)
        Note.say(draft, "一", owner)
        client.get(change_address(draft))
        with CaptureQueriesContext(connection) as few:
            client.get(change_address(draft))
        for number in range(20):
            Note.say(draft, f"第{number}句", owner).resolve(owner) if number % 2 else Note.say(draft, "句", owner)
        with CaptureQueriesContext(connection) as many:
            client.get(change_address(draft))
        assert len(many) == len(few)

    def test_the_database_takes_no_empty_note(self, draft: Article) -> None:
        with pytest.raises(IntegrityError):
            Note.objects.create(article=draft, name="x", body="")


@pytest.mark.usefixtures("mail")
class TestWhoIsTold:
    def test_the_assignee_is_told_once(self, draft: Article, writer: User, owner: User, client_of: Client_of) -> None:
        with_mail(writer), with_mail(owner)
        client = client_of(owner)
        client.post(change_address(draft), form_of(draft, assignee=str(writer.pk)))
        draft.refresh_from_db()
        assert draft.assignee == writer
        client.post(change_address(draft), form_of(draft, assignee=str(writer.pk), title="改了题目"))
        assert [mail.to for mail in OutgoingMail.objects.filter(key__startswith="assigned")] == [writer.email]

    def test_who_takes_an_article_is_not(self, draft: Article, owner: User, client_of: Client_of) -> None:
        with_mail(owner)
        client_of(owner).post(change_address(draft), form_of(draft, assignee=str(owner.pk)))
        assert Article.objects.get(pk=draft.pk).assignee == owner
        assert not OutgoingMail.objects.exists()

    def test_nobody_outside_the_staff_gets_one(self, draft: Article, owner: User, client_of: Client_of) -> None:
        stranger = User.objects.create_user("stranger", "s@example.com", "secret")
        response = client_of(owner).post(change_address(draft), form_of(draft, assignee=str(stranger.pk)))
        assert response.status_code == 200
        assert Article.objects.get(pk=draft.pk).assignee is None

    def test_a_note_goes_to_the_other_side(self, draft: Article, writer: User, owner: User) -> None:
        with_mail(writer), with_mail(owner)
        draft.assignee = owner
        draft.save()
        Note.say(draft, TROUBLE, writer)
        Note.say(draft, "回话", owner)
        mails = list(OutgoingMail.objects.order_by("id"))
        assert [mail.to for mail in mails] == [owner.email, writer.email]
        assert TROUBLE not in mails[0].html
        assert TROUBLE in mails[0].text
        assert change_address(draft) in mails[0].text

    def test_a_guests_note_goes_to_writer_and_host(
        self, draft: Article, door: str, writer: User, owner: User, client: Client
    ) -> None:
        with_mail(writer), with_mail(owner)
        client.post(door, {"body": "有错。"})
        assert {mail.to for mail in OutgoingMail.objects.all()} == {writer.email, owner.email}

    def test_nothing_is_written_where_there_is_no_mail(
        self, draft: Article, writer: User, owner: User, settings: Any
    ) -> None:
        settings.MAIL_ENABLED = False
        with_mail(writer)
        Note.say(draft, "话", owner)
        assert not OutgoingMail.objects.exists()
