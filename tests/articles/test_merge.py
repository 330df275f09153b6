"""Two editors save the same article, and nothing of either is lost."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from lxml import html

from articles.history.differences import differences
from articles.history.merge import Conflict, merge, merge_text
from articles.models import Article, RelatedLink, Tag
from comments.models import Discussion
from tests.articles.test_admin import change_address, form_of

Make = Callable[..., Article]
Client_of = Callable[[User], Client]
TEXT = "第一段。\n\n第二段。\n\n第三段。"


@pytest.fixture
def editor(site: Any) -> User:
    user = User.objects.create_user("editor", password="secret", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def article(make_article: Make) -> Article:
    return make_article("合并", body=TEXT, tags=("甲",))


class TestMergingTexts:
    @pytest.mark.parametrize(
        ("mine", "theirs", "result"),
        [
            ("甲。\n\n第二段。\n\n第三段。", "第一段。\n\n第二段。\n\n丙。", "甲。\n\n第二段。\n\n丙。"),
            (TEXT + "\n\n新的结尾。", "新的开头。\n\n" + TEXT, "新的开头。\n\n" + TEXT + "\n\n新的结尾。"),
            ("第一段。\n\n第三段。", "改了。\n\n第二段。\n\n第三段。", "改了。\n\n第三段。"),
            ("第一段。\n\n2。\n\n第三段。", "1。\n\n第二段。\n\n3。", "1。\n\n2。\n\n3。"),
            ("1。\n\n2。\n\n第三段。", "1。\n\n第二段。\n\n3。", "1。\n\n2。\n\n3。"),
            ("第一段。\n\n第三段。", "第一段。\n\n改了。\n\n第三段。", None),
            (TEXT + "\n\n甲尾。", TEXT + "\n\n乙尾。", None),
            (
                "第一段。\n\n甲加。\n\n第二段。\n\n第三段。",
                "第一段。\n\n乙改。\n\n第三段。",
                "第一段。\n\n甲加。\n\n乙改。\n\n第三段。",
            ),
            ("甲全改。", "第一段。\n\n乙加。\n\n第二段。\n\n第三段。", None),
            (TEXT, "改了。\n\n第二段。", "改了。\n\n第二段。"),
            ("同样。\n\n第二段。\n\n第三段。", "同样。\n\n第二段。\n\n第三段。", "同样。\n\n第二段。\n\n第三段。"),
            ("", TEXT, ""),
        ],
    )
    def test_different_paragraphs_go_together(self, mine: str, theirs: str, result: str | None) -> None:
        parts = list(merge_text(TEXT, mine, theirs))
        conflicts = [part for part in parts if isinstance(part, Conflict)]
        assert bool(conflicts) == (result is None)
        if result is not None:
            assert "\n\n".join(str(part) for part in parts) == result

    def test_code_with_blank_lines_stays_whole(self) -> None:
        code = "```\na\n\nb\n```"
        assert list(merge_text(f"一\n\n{code}", f"一\n\n{code}\n\n二", f"零\n\n一\n\n{code}"))[2] == code

    def test_the_same_paragraph_is_a_conflict_with_both_in_it(self) -> None:
        base = {"body": TEXT, "title": "题"}
        merged = merge(base, base | {"body": TEXT.replace("二", "2")}, base | {"body": TEXT.replace("二", "两")})
        assert merged.conflicts == [Conflict("body", "第2段。", "第两段。")]
        assert merged.settle(["both"])["body"] == "第一段。\n\n第2段。\n\n第两段。\n\n第三段。"
        assert merged.settle(["theirs"])["body"] == "第一段。\n\n第两段。\n\n第三段。"

    def test_paragraphs_that_both_came_to_need_no_choice(self) -> None:
        base = {"body": "旧。"}
        merged = merge(base, {"body": "甲。\n\n同。\n\n尾。"}, {"body": "乙。\n\n同。\n\n尾。\n\n再。"})
        assert merged.conflicts == [Conflict("body", "甲。", "乙。"), Conflict("body", "", "再。")]
        assert merged.settle(["theirs", "mine"])["body"] == "乙。\n\n同。\n\n尾。"

    def test_lists_take_what_both_added_and_lose_what_either_took_out(self) -> None:
        base = {"tags": ["甲", "乙"]}
        assert merge(base, {"tags": ["甲", "丙"]}, {"tags": ["丁", "甲", "乙"]}).fields["tags"] == ["甲", "丙", "丁"]

    def test_a_huge_text_is_one_conflict_and_takes_no_time(self) -> None:
        many = "\n\n".join(["x"] * 5000)
        assert merge({"body": many}, {"body": many + "a"}, {"body": many + "b"}).conflicts

    def test_whatever_two_people_do_no_paragraph_of_theirs_is_lost(self) -> None:
        random = dice(20260101)
        for _round in range(400):
            base = [f"旧{number}" for number in range(random.randint(0, 6))]
            mine, theirs = (edited(base, name, random) for name in ("甲", "乙"))
            merged = merge({"body": "\n\n".join(base)}, {"body": "\n\n".join(mine)}, {"body": "\n\n".join(theirs)})
            result = merged.settle(["both"] * len(merged.conflicts))["body"].split("\n\n")
            assert {one for one in mine + theirs if one[0] != "旧"} <= set(result)
            assert set(base) & set(mine) & set(theirs) <= set(result)
            taken = merged.settle(["theirs"] * len(merged.conflicts))["body"].split("\n\n")
            assert {one for one in theirs if one[0] != "旧"} <= set(taken)

    def test_who_changed_nothing_gets_what_the_other_wrote(self) -> None:
        random = dice(7)
        for _round in range(100):
            base = [f"旧{number}" for number in range(5)]
            text, other = "\n\n".join(base), "\n\n".join(edited(base, "甲", random))
            assert "\n\n".join(map(str, merge_text(text, text, other))) == other
            assert "\n\n".join(map(str, merge_text(text, other, text))) == other

    def test_comparing_has_an_end_whatever_is_in_the_texts(self) -> None:
        random = dice(1)
        texts = ["\n\n".join(random.choices("甲乙", k=60_000)) for _version in range(3)]
        assert [type(part) for part in merge_text(*texts)] == [Conflict]
        assert differences({"body": texts[0]}, {"body": texts[1]})[0].lines[0][0].kind == "del"


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311


def edited(paragraphs: list[str], name: str, random: Random) -> list[str]:
    """Some paragraphs taken out, written anew or added."""
    result: list[str] = []
    for number, text in enumerate(paragraphs):
        result += random.choice([[text], [text], [text], [], [f"{name}{number}"], [text, f"{name}新{number}"]])
    return result or [f"{name}新"]


class TestCollision:
    def test_different_parts_are_merged_by_themselves(
        self, article: Article, editor: User, client_of: Client_of
    ) -> None:
        one = with_tags(article, body=TEXT.replace("第一段", "甲改的"))
        two = with_tags(article, body=TEXT.replace("第三段", "乙改的"), summary="乙的摘要")
        client = client_of(editor)
        assert client.post(change_address(article), one).status_code == 302
        assert client.post(change_address(article), two).status_code == 302
        article.refresh_from_db()
        assert article.body == "甲改的。\n\n第二段。\n\n乙改的。"
        assert article.summary == "乙的摘要"

    def test_tags_and_related_articles_of_both_stay(
        self, article: Article, make_article: Make, editor: User, client_of: Client_of
    ) -> None:
        first, second = make_article("甲选的"), make_article("乙选的")
        tags = [Tag.objects.called(name).pk for name in ("甲", "乙", "丙")]

        def link(target: Article) -> dict[str, str]:
            row = {"target": target.pk, "position": 0, "kind": "background"}
            fields = {f"related_links-0-{name}": str(value) for name, value in row.items()}
            return {"related_links-TOTAL_FORMS": "1", **fields}

        client = client_of(editor)
        one = form_of(article, tags=tags[:2], **link(first))
        two = form_of(article, tags=[tags[0], tags[2]], **link(second))
        for form in (one, two):
            assert client.post(change_address(article), form).status_code == 302
        assert set(article.tags.values_list("name", flat=True)) == {"甲", "乙", "丙"}
        assert {link.target for link in RelatedLink.objects.filter(source=article)} == {first, second}

    def test_each_related_article_is_merged_by_itself(
        self, article: Article, make_article: Make, editor: User, client_of: Client_of
    ) -> None:
        one, two, three = (make_article(name) for name in ("一", "二", "三"))
        RelatedLink.objects.create(source=article, target=one, position=0, shows_backlink=False)
        RelatedLink.objects.create(source=article, target=two, position=1)
        theirs = with_links(article, (two, "background", "on"), (one, "see-also", ""))
        mine = with_links(article, (one, "follow-up", ""), (two, "see-also", "on"), (three, "correction", "on"))
        for form in (theirs, mine):
            assert client_of(editor).post(change_address(article), form).status_code == 302
        assert list(article.related_links.values_list("target", "kind", "shows_backlink")) == [
            (two.pk, "background", True),
            (one.pk, "follow-up", False),
            (three.pk, "correction", True),
        ]

    def test_related_articles_that_nobody_touched_are_not_spoken_of(
        self, article: Article, make_article: Make, editor: User, client_of: Client_of
    ) -> None:
        one = make_article("一")
        RelatedLink.objects.create(source=article, target=one, shows_backlink=False)
        same = (one, "see-also", "")
        theirs, mine = with_links(article, same, title="新的标题"), with_links(article, same, summary="新的摘要")
        client = client_of(editor)
        client.post(change_address(article), theirs)
        said = [str(message) for message in client.post(change_address(article), mine, follow=True).context["messages"]]
        assert [words for words in said if "标题" in words]
        assert not [words for words in said if "相关文章" in words]

    def test_a_related_article_that_both_changed_is_chosen(
        self, article: Article, make_article: Make, editor: User, client_of: Client_of
    ) -> None:
        one = make_article("一")
        RelatedLink.objects.create(source=article, target=one)
        theirs, mine = (with_links(article, (one, kind, "on")) for kind in ("background", "follow-up"))
        client = client_of(editor)
        client.post(change_address(article), theirs)
        response = client.post(change_address(article), mine)
        assert "一 · " in response.content.decode()
        choice = {"their_version": article_version(article), "pick-0": "theirs"}
        assert client.post(change_address(article), mine | choice).status_code == 302
        assert article.related_links.get().kind == "background"

    def test_who_has_it_now_is_not_taken_back_by_an_older_form(
        self, article: Article, editor: User, owner: User, client_of: Client_of
    ) -> None:
        client = client_of(editor)
        mine = with_tags(article, summary="新的摘要") | sent_by_browser(client, article, "assignee", "user")
        client.post(change_address(article), with_tags(article, assignee=owner.pk, user=editor.pk))
        client.post(change_address(article), mine)
        article.refresh_from_db()
        assert (article.assignee, article.user, article.summary) == (owner, editor, "新的摘要")

    def test_corrections_and_the_discussion_stay_as_the_other_left_them(
        self, article: Article, owner: User, client_of: Client_of
    ) -> None:
        client = client_of(owner)
        gone, kept = (article.corrections.create(text=text) for text in ("删掉的", "原来的"))
        Discussion.objects.create(article=article, mode="hold")
        rows = sent_by_browser(client, article, "corrections", "discussion")
        mine = with_tags(article, summary="新的摘要") | rows
        number = {rows[f"corrections-{place}-id"]: place for place in (0, 1)}
        theirs = {
            f"corrections-{number[str(gone.pk)]}-DELETE": "on",
            f"corrections-{number[str(kept.pk)]}-text": "改过的",
            "discussion-0-mode": "publish",
        }
        for form in (with_tags(article) | rows | theirs, mine):
            assert client.post(change_address(article), form).status_code == 302
        assert [one.text for one in article.corrections.all()] == ["改过的"]
        assert Discussion.objects.get(article=article).mode == "publish"
        article.refresh_from_db()
        assert article.summary == "新的摘要"

    def test_what_overlaps_is_shown_side_by_side_and_chosen(
        self, article: Article, editor: User, client_of: Client_of
    ) -> None:
        one = with_tags(article, body=TEXT.replace("第二段", "甲改的"), title="甲的标题")
        two = with_tags(article, body=TEXT.replace("第二段", "乙改的"), title="乙的标题", summary="乙的摘要")
        client = client_of(editor)
        client.post(change_address(article), one)
        response = client.post(change_address(article), two)
        page = response.content.decode()
        for words in ("<mark>甲</mark>改的", "<mark>乙</mark>改的", "<mark>甲</mark>的标题", "<mark>乙</mark>的标题"):
            assert words in page
        kept = dict(response.context["kept"]) | {"their_version": article_version(article)}
        assert client.post(change_address(article), two).status_code == 200
        answer = client.post(change_address(article), two | kept | {"pick-0": "mine", "pick-1": "both"})
        assert answer.status_code == 302
        article.refresh_from_db()
        assert (article.title, article.summary) == ("乙的标题", "乙的摘要")
        assert article.body == "第一段。\n\n乙改的。\n\n甲改的。\n\n第三段。"
        assert [tag.name for tag in article.tags.all()] == ["甲"]

    def test_a_choice_that_is_out_of_date_is_asked_again(
        self, article: Article, editor: User, client_of: Client_of
    ) -> None:
        client = client_of(editor)
        two = with_tags(article, title="乙的标题")
        client.post(change_address(article), with_tags(article, title="甲的标题"))
        old = article_version(article)
        article.refresh_from_db()
        client.post(change_address(article), with_tags(article, title="丙的标题"))
        response = client.post(change_address(article), two | {"their_version": old, "pick-0": "mine"})
        assert response.status_code == 200
        assert "丙的标题" in response.content.decode()

    def test_what_was_imported_is_a_beginning_too(self, article: Article, editor: User, client_of: Client_of) -> None:
        assert not article.revisions.exists()
        client = client_of(editor)
        forms = [with_tags(article, title="新的标题"), with_tags(article, summary="新的摘要")]
        assert [client.post(change_address(article), form).status_code for form in forms] == [302, 302]
        article.refresh_from_db()
        assert (article.title, article.summary) == ("新的标题", "新的摘要")

    def test_hostile_numbers_are_no_error(self, article: Article, editor: User, client_of: Client_of) -> None:
        for value in ("99999999999999999999", "-1", "x", "٣"):
            response = client_of(editor).post(change_address(article), with_tags(article, seen_version=value))
            assert response.status_code in {200, 302}
        article.refresh_from_db()
        assert article.title == "合并"

    def test_neighbouring_paragraphs_are_no_conflict(
        self, article: Article, editor: User, client_of: Client_of
    ) -> None:
        client = client_of(editor)
        forms = [with_tags(article, body=TEXT.replace(old, new)) for old, new in (("第一", "甲"), ("第二", "乙"))]
        assert [client.post(change_address(article), form).status_code for form in forms] == [302, 302]
        article.refresh_from_db()
        assert article.body == "甲段。\n\n乙段。\n\n第三段。"

    def test_saving_without_a_change_makes_nobody_choose(
        self, article: Article, editor: User, client_of: Client_of
    ) -> None:
        client = client_of(editor)
        client.post(change_address(article), with_tags(article, title="新的标题"))
        article.refresh_from_db()
        unchanged, changed = with_tags(article), with_tags(article, body=TEXT + "\n\n第四段。")
        assert client.post(change_address(article), unchanged).status_code == 302
        assert article_version(article) != str(article.version)
        assert client.post(change_address(article), changed).status_code == 302
        article.refresh_from_db()
        assert (article.title, article.body) == ("新的标题", TEXT + "\n\n第四段。")

    def test_a_form_without_its_version_is_asked_about_all_that_differs(
        self, article: Article, editor: User, client_of: Client_of
    ) -> None:
        response = client_of(editor).post(change_address(article), with_tags(article, title="旧页", seen_version=""))
        assert [one["name"] for one in response.context["conflicts"]] == ["标题"]
        article.refresh_from_db()
        assert article.title == "合并"

    def test_values_are_said_as_people_say_them(self, article: Article, editor: User, client_of: Client_of) -> None:
        client = client_of(editor)
        Article.objects.filter(pk=article.pk).update(pinned=True)
        form = with_tags(article, withdraw_at_0="2030-01-02", withdraw_at_1="03:04", seen_version="")
        page = client.post(change_address(article), form).content.decode()
        assert "2030-01-01T19:04" not in page
        assert "True" not in page

    def test_a_writer_is_not_asked_what_only_those_who_publish_decide(
        self, make_article: Make, writer: User, client_of: Client_of
    ) -> None:
        draft = make_article(status="draft", published_at=None, pinned=True)
        client = client_of(writer)
        response = client.post(change_address(draft), form_of(draft, summary="写手的摘要", seen_version=""))
        assert [one["name"] for one in response.context["conflicts"]] == ["摘要"]
        draft.record_revision(None)
        mine = form_of(draft, summary="写手的摘要")
        draft.unpin()
        assert client.post(change_address(draft), mine | {"pinned": "on"}).status_code == 302
        draft.refresh_from_db()
        assert (draft.summary, draft.pinned) == ("写手的摘要", False)

    def test_a_change_for_later_is_merged_too(self, article: Article, editor: User, client_of: Client_of) -> None:
        client = client_of(editor)
        later = with_tags(article, summary="以后的摘要", do="change", change_at_0="2099-01-01", change_at_1="08:00")
        client.post(change_address(article), with_tags(article, title="甲的标题"))
        assert client.post(change_address(article), later).status_code == 302
        change = article.planned_changes.get()
        assert (change.fields["title"], change.fields["summary"]) == ("甲的标题", "以后的摘要")
        article.refresh_from_db()
        assert (article.title, article.summary) == ("甲的标题", "")


class TestTooLate:
    """What can't be saved any more comes back, to be copied."""

    @pytest.mark.parametrize("ending", ["bin", "deleted"])
    def test_an_article_that_others_deleted(
        self, article: Article, editor: User, client_of: Client_of, ending: str
    ) -> None:
        form, address = with_tags(article, body="不能丢的<b>正文"), change_address(article)
        article.move_to_bin()
        if ending == "deleted":
            article.delete()
        response = client_of(editor).post(address, form)
        assert response.status_code == 410
        assert "不能丢的&lt;b&gt;正文" in response.content.decode()

    def test_a_draft_that_was_published_meanwhile(self, make_article: Make, writer: User, client_of: Client_of) -> None:
        draft = make_article(status="draft", published_at=None)
        form = form_of(draft, body="不能丢的正文")
        draft.publish()
        response = client_of(writer).post(change_address(draft), form)
        assert response.status_code == 403
        assert "不能丢的正文" in response.content.decode()
        draft.refresh_from_db()
        assert draft.body != "不能丢的正文"


def with_tags(article: Article, **changes: Any) -> dict[str, Any]:
    return form_of(article, tags=[tag.pk for tag in article.tags.all()], **changes)


def sent_by_browser(client: Client, article: Article, *names: str) -> dict[str, str]:
    """What the desk's form has in the fields whose names begin like these, with what it began from."""
    form = html.fromstring(client.get(change_address(article)).content).get_element_by_id("article_form")
    empty = [(name, "") for name in form.xpath(".//input[@type='hidden'][not(@value)]/@name")]
    return {
        name: value
        for name, value in [*empty, *form.form_values()]
        if name.removeprefix("initial-").startswith(names) and "__prefix__" not in name
    }


def with_links(article: Article, *links: tuple[Article, str, str], **changes: Any) -> dict[str, Any]:
    """The form with these related articles: target, kind and whether it is shown there too, as a browser says it."""
    stored = dict(article.related_links.values_list("target", "pk"))
    rows: dict[str, Any] = {"related_links-TOTAL_FORMS": len(links), "related_links-INITIAL_FORMS": len(stored)}
    # Those that are stored come first in the form, whatever their place.
    for number, link in enumerate(sorted(links, key=lambda link: link[0].pk not in stored)):
        target, kind, back = link
        row = {"id": stored.get(target.pk, ""), "source": article.pk, "target": target.pk, "kind": kind}
        row |= {"position": links.index(link)} | ({"shows_backlink": back} if back else {})
        rows |= {f"related_links-{number}-{name}": value for name, value in row.items()}
    return with_tags(article, **rows, **changes)


def article_version(article: Article) -> str:
    return str(Article.objects.get(pk=article.pk).version)
