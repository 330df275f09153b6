"""Words that hold a comment or are masked in it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comments.models import Word
from comments.moderation import words
from comments.moderation.word_lists import import_words

pytestmark = pytest.mark.django_db


def add(text: str, effect: str = "hold") -> None:
    Word.objects.create(text=text, effect=effect)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("敏感词", "这里有敏感词吗"),
        ("敏感词", "敏 感-词"),
        ("敏感词", "敏\u200b感\u2060词"),
        ("敏感词", "敏*感*词"),
        ("敏感词", "敏，感，词"),
        ("敏感词", "敏\n感\n词"),
        ("敏感词", "敏🔥感🔥词"),
        ("贷款", "貸款"),
        ("貸款", "贷款"),
        ("加v信", "加Ｖ信"),
        ("加v信", "加 V 信"),
        ("Casino", "the ＣＡＳＩＮＯ is open"),
        ("casino", "去casino吧"),
        ("casino", "cas\u200bino"),
        ("hot girls", "many hot   girls here"),
        ("c++", "C++是什么"),
        ("A片", "看A片吧"),
        ("１２３４５", "QQ12345"[2:]),
        ("词", "一个词"),
        ("카지노", "카 지 노"),
    ],
)
def test_a_word_is_found_however_it_is_written(word: str, text: str) -> None:
    add(word)
    assert words.check(text).held == [word]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("sex", "Essex and Sussex"),
        ("casino", "casinos"),
        ("casino", "c a s i n o"),
        ("A片", "NBA片段"),
        ("A片", "NBA 片段"),
        ("上海", "楼上。海边"),
        ("上海", "楼上，海边"),
        ("人大代表", "工人大,代表"),
        ("12345", "123456"),
        ("敏感词", "敏捷感觉词"),
        ("敏感词", ""),
    ],
)
def test_what_only_looks_like_a_word_is_none(word: str, text: str) -> None:
    add(word)
    assert words.check(text).held == []


@pytest.mark.parametrize(
    ("word", "text", "masked"),
    [
        ("坏话", "一句坏话，两句壞話", "一句＊＊，两句＊＊"),
        ("坏话", "坏 话", "＊ ＊"),
        ("damn", "Damn it, damned", "＊＊＊＊ it, damned"),
        ("hot girls", "hot  girls", "＊＊＊  ＊＊＊＊＊"),
        ("坏话", "好话", ""),
        ("㍿", "一家㍿", "一家＊"),
        ("坏", "**坏**了", "**＊**了"),
    ],
)
def test_words_are_masked_character_by_character(word: str, text: str, masked: str) -> None:
    add(word, "mask")
    assert words.check(text) == words.Found([], masked)


def test_one_text_is_held_and_masked() -> None:
    add("坏词")
    add("笨", "mask")
    assert words.check("笨人说坏词") == words.Found(["坏词"], "＊人说坏词")


def test_words_in_each_other_are_all_found() -> None:
    for text in ("信", "微信", "加微信"):
        add(text)
    assert set(words.check("请加微信").held) == {"信", "微信", "加微信"}


def test_every_change_of_the_list_holds_at_once() -> None:
    assert words.check("坏词").held == []
    add("坏词")
    assert words.check("坏词").held == ["坏词"]
    Word.objects.update_or_create(text="坏词", defaults={"effect": "mask"})
    assert words.check("坏词") == words.Found([], "＊＊")
    Word.objects.get().delete()
    assert words.check("坏词") == words.Found([], "")
    import_words("坏词".encode())
    assert words.check("坏词").held == ["坏词"]
    words.remove(Word.objects.all())
    assert words.check("坏词").held == []


def test_the_list_is_read_once(django_assert_num_queries: Callable[..., object]) -> None:
    add("坏词")
    words.check("坏词")
    with django_assert_num_queries(1):
        words.check("坏词")


def test_tens_of_thousands_are_read_and_found() -> None:
    lines = "\n".join(f"禁词{number}号" for number in range(40_000))
    done = import_words(lines.encode())
    assert (done.new, done.known, done.refused) == (40_000, 0, 0)
    assert words.check("有禁词39999号" + "长文" * 2400).held == ["禁词39999号"]


class TestImport:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_each_encoding_is_read(self, encoding: str) -> None:
        text = "# 说明\n坏词\r\n\n笨蛋\tmask\n坏詞\n发票 # 常见\n"
        done = import_words(text.encode(encoding))
        assert (done.new, done.known, done.refused) == (3, 1, 0)
        assert dict(Word.objects.values_list("text", "effect")) == {"坏词": "hold", "笨蛋": "mask", "发票": "hold"}

    def test_lines_that_cannot_be_taken_are_named(self) -> None:
        add("旧词")
        done = import_words("旧词\n。。。\n{}\n新词\tdelete\n新词\n".format("长" * 101).encode())
        assert (done.new, done.known, done.refused) == (1, 1, 3)
        assert [line for line, _text, _reason in done.refusals] == [2, 3, 4]

    @pytest.mark.parametrize("data", [b"\xff\xfe\x00\x01", b"\x89PNG\r\n\x1a\n\0\0", b"\0"])
    def test_what_is_no_text_is_refused(self, data: bytes) -> None:
        with pytest.raises(ValidationError):
            import_words(data)

    def test_nothing_is_no_mistake(self) -> None:
        assert import_words(b"").new == 0


class TestAdmin:
    @pytest.fixture
    def desk(self, owner: User, client_of: Callable[[User], Client]) -> Client:
        return client_of(owner)

    def test_a_file_is_imported_and_told_of(self, desk: Client) -> None:
        file = SimpleUploadedFile("words.txt", "坏词\n。\n".encode())
        page = desk.post("/admin/comments/word/import/", {"file": file}).content.decode()
        assert Word.objects.get().text == "坏词"
        assert page.count("<li><bdi>") == 0
        assert "<bdi>。</bdi>" in page

    def test_a_picture_is_refused_in_the_form(self, desk: Client) -> None:
        answer = desk.post("/admin/comments/word/import/", {"file": SimpleUploadedFile("words.txt", b"\0\1")})
        assert answer.status_code == 400
        assert 'class="errorlist"' in answer.content.decode()

    def test_a_word_is_there_once(self, desk: Client) -> None:
        add("贷款")
        for text in ("貸款", "。", ""):
            answer = desk.post("/admin/comments/word/add/", {"text": text, "effect": "hold"})
            assert answer.status_code == 200
            assert "errorlist" in answer.content.decode()
        desk.post("/admin/comments/word/add/", {"text": "发票", "effect": "mask"})
        assert Word.objects.count() == 2

    def test_it_is_found_however_it_is_written(self, desk: Client) -> None:
        add("贷款")
        add("发票")
        page = desk.get("/admin/comments/word/", {"q": "貸"}).content.decode()
        assert "贷款" in page
        assert "发票" not in page

    def test_many_are_removed_without_being_loaded(
        self, desk: Client, django_assert_max_num_queries: Callable[..., object]
    ) -> None:
        import_words("\n".join(f"词{number}" for number in range(300)).encode())
        first = Word.objects.order_by("folded").values_list("pk", flat=True)
        data = {"action": "remove_selected", "_selected_action": list(first[:2])}
        desk.post("/admin/comments/word/", data)
        assert Word.objects.count() == 298
        assert "298" in desk.get("/admin/comments/word/remove/").content.decode()
        with django_assert_max_num_queries(12):
            desk.post("/admin/comments/word/", data | {"_selected_action": [first[0]], "select_across": "1"})
        assert not Word.objects.exists()
        add("词")
        desk.post("/admin/comments/word/remove/")
        assert not Word.objects.exists()

    def test_the_list_is_paged(self, desk: Client) -> None:
        import_words("\n".join(f"词{number:03}" for number in range(250)).encode())
        assert "词249" in desk.get("/admin/comments/word/", {"p": 3}).content.decode()

    def test_others_may_not(self, writer: User, client_of: Callable[[User], Client]) -> None:
        add("词")
        client = client_of(writer)
        file = SimpleUploadedFile("words.txt", b"x")
        assert client.post("/admin/comments/word/import/", {"file": file}).status_code == 403
        assert client.post("/admin/comments/word/remove/").status_code == 403
        assert client.get("/admin/comments/word/").status_code == 403
        assert Word.objects.count() == 1
