"""Pictures for shared links: readable, by the rules of Chinese text, whatever the title is."""

import io

import pytest
from PIL import Image

from articles.cards.drawing import _drawable, _has, draw
from articles.cards.lines import balanced, lines_of, shortened


def measure(text: str) -> float:
    """A wide character is 2, another one 1."""
    return sum(1 if character.isascii() else 2 for character in text)


@pytest.mark.parametrize(
    "title",
    [
        *("短", "冬天续航打折，电都去哪儿了", "Why we still host our own words", "網頁上的中文怎樣排", "𠮷野家"),
        *("", "😀", "\u202e\x00倒", "字" * 200, "W" * 200, "；" * 200, "（" * 200, "A B" * 60),
    ],
)
def test_every_title_gives_a_card(title: str) -> None:
    card = draw(title, "新闻博客", "科技前沿")
    assert card == draw(title, "新闻博客", "科技前沿")
    picture = Image.open(io.BytesIO(card))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(card) < 60_000


def test_a_title_changes_the_card() -> None:
    assert draw("甲", "新闻博客") != draw("乙", "新闻博客")
    assert draw("😀", "新闻博客") == draw("新闻博客", "新闻博客")


def test_long_names_stay_on_the_card() -> None:
    assert draw("题", "名" * 60, "类" * 60)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三四五", 4, ["一二", "三四", "五"]),
        ("一二，三四", 4, ["一", "二，", "三四"]),
        ("一二《三四》五", 6, ["一二", "《三", "四》五"]),
        ("看 Python 语言", 8, ["看", "Python", "语言"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("3.13版", 6, ["3.13版"]),
        ("他说（ 三）四", 6, ["他说", "（ 三", "）四"]),
    ],
)
def test_lines_break_where_they_may(text: str, width: int, lines: list[str]) -> None:
    assert lines_of(text, width, 9, measure) == lines


def test_what_does_not_fit_is_cut_with_an_ellipsis() -> None:
    assert lines_of("一二三四五六七", 4, 2, measure) is None
    assert shortened("一二三四五六七", 4, 2, measure) == ["一二", "三…"]


def test_no_character_is_left_alone() -> None:
    assert balanced("一二三四五六七", 12, 2, measure) == ["一二三四", "五六七"]


def test_the_font_has_what_people_write() -> None:
    common = (
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后"
    )
    traditional = "這個為們來時國動過說產種後經進現點問體與關機應邊變發關臺灣網頁標籤"
    marks = "，。、；：？！“”‘’（）《》「」—…·￥％１２３ＡＢＣéüñαβЖ"
    assert [character for character in common + traditional + marks if not _has(character)] == []
    assert not _has("😀")
    assert [character for character in "镕堃喆翀珺犇祎旻炘赟嘅咗佢冇啲哋喺" if not _has(character)] == []


def test_what_cannot_be_drawn_leaves_no_trace() -> None:
    assert _drawable("甲 😀 乙\u00ad丙\u202e\u200b丁") == "甲 乙丙丁"
    assert draw("مرحبا", "新闻博客") == draw("", "新闻博客")


def test_balancing_breaks_no_word_that_fits_on_a_line() -> None:
    assert balanced("internationalization is", 21, 2, measure) == ["internationalization", "is"]


def test_a_text_is_cut_between_words_and_not_after_a_comma() -> None:
    assert shortened("alpha beta gamma delta", 14, 1, measure) == ["alpha beta…"]
    assert shortened("一二，三四五六", 8, 1, measure) == ["一二…"]
    assert [len(line) for line in shortened("「" * 99, 8, 2, measure)] == [4, 4]


@pytest.mark.parametrize("title", ["短", "翼方健数李苇刚：隐私安全计算" * 14])
def test_the_mark_keeps_its_colours(title: str) -> None:
    picture = Image.open(io.BytesIO(draw(title, "新闻博客", "科技前沿"))).convert("RGB")
    assert (picture.getpixel((125, 533)), picture.getpixel((600, 5))) == ((255, 211, 77), (0, 103, 192))
