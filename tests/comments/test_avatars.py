"""Avatars show the first character of a name, on a pattern of its owner's."""

import re
from xml.etree import ElementTree

import pytest

from comments.avatars import PALETTE, avatar, first_character


def luminance(colour: str) -> float:
    """Of WCAG 2.2, for a colour such as ``#37679b``."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [colour for pair in PALETTE for colour in pair])
def test_white_is_legible_on_every_colour(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("李雷", "李"),
        ("alice", "A"),
        ("ßa", "ß"),
        ("  \u200b\u202e\u3164王", "王"),
        ("e\u0301lan", "E\u0301"),
        ("👨‍👩‍👧‍👦一家", "👨‍👩‍👧‍👦"),
        ("🤷🏽‍♀️哎", "🤷🏽‍♀️"),
        ("🇨🇳🇺🇸", "🇨🇳"),
        (
            "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        ),
        ("1️⃣号", "1️⃣"),
        ("𠮷野家", "𠮷"),
        ("क्षितिज", "क्षि"),
        ("각하", "각"),
        ("<b>", "<"),
        ("", ""),
        ("\u200b\u2066\u0301 ", ""),
        ("\ud83d", ""),
    ],
)
def test_the_first_character_is_what_people_see_as_one(name: str, expected: str) -> None:
    assert first_character(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "李雷",
        "",
        "<script>",
        '"><svg onload=alert(1)>',
        "'",
        "&amp;",
        "\u202e\u2066x",
        "\x00\x1b",
        "a" + "\u0301" * 500,
        "👨‍👩‍👧‍👦",
        "\ud83d",
    ],
)
def test_any_name_makes_a_small_picture_and_nothing_else(name: str) -> None:
    for seed in map(str, range(200)):
        svg = avatar(name, seed)
        assert len(svg.encode()) <= 500
        picture = ElementTree.fromstring(svg)  # noqa: S314  # it is ours
        assert picture.attrib == {
            "class": "avatar",
            "viewBox": "0 0 48 48",
            "width": "48",
            "height": "48",
            "aria-hidden": "true",
            "focusable": "false",
        }
        for part in picture:
            assert part.tag in {"path", "text"}
            assert set(part.attrib) <= {"fill", "d", "transform", "x", "y", "dy", "font-size", "text-anchor"}
            assert len(part) == 0


def test_a_seed_makes_the_same_picture_always_and_another_seed_another() -> None:
    assert avatar("李雷", "a") == avatar("李雷", "a")
    pictures = {avatar("李雷", str(number)) for number in range(100)}
    assert len(pictures) > 75


def test_the_seed_is_not_in_the_picture() -> None:
    assert not re.search("example|reader", avatar("李雷", "reader@example.com"))
