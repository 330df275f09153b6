"""Slugs and excerpts."""

import pytest

from articles.search.query import Query
from articles.slugs import slug_from
from articles.text import excerpt


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("北斗卫星怎样定位", "bei-dou-wei-xing-zen-yang-ding-wei"),
        ("华为Mate 60发布", "hua-wei-mate-60-fa-bu"),
        ("Why self-host?", "why-self-host"),
        ("😀", ""),
    ],
)
def test_a_slug_is_pinyin(text: str, slug: str) -> None:
    assert slug_from(text) == slug


def test_a_long_slug_is_cut_at_a_word() -> None:
    assert slug_from("一二三四五六七八九十" * 10, 20) == "yi-er-san-si-wu-liu"


def test_an_excerpt_is_cut_with_an_ellipsis() -> None:
    assert excerpt("字" * 200, 70) == "字" * 70 + "..."


def test_a_text_that_is_hardly_longer_is_shown_whole() -> None:
    assert excerpt("字" * 75, 70) == "字" * 75


def test_an_excerpt_is_one_line_and_tears_no_latin_word_apart() -> None:
    assert excerpt("第一段\n\n第二段 " + "word " * 40, 20) == "第一段 第二段 word word..."


@pytest.mark.parametrize("text", ["", "  ", "。，！", "%_\\'\"&|!():*<->"])
def test_a_search_for_nothing_is_no_query(text: str) -> None:
    assert not Query.parse(text).asks_for_something
