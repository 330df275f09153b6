"""What the classifier sees of a comment."""

import itertools
import re
import unicodedata
from collections.abc import Iterator

from pypinyin import lazy_pinyin

from articles.search.folding import fold

_LONGEST = 5000
_LONGEST_TOKEN = 64


def features(body: str, *, name: str = "", website: str = "") -> frozenset[str]:
    """What the classifier sees of a comment: words, Chinese characters, neighbouring pairs of both by their sound, and
    marks of its form such as ``links:2`` or ``contact``.

    Zero-width characters, full-width and look-alike letters, traditional characters, blanks and symbols between
    characters make no difference. Reads at most 5000 characters, in linear time. No feature is longer than 64
    characters.
    """
    text, signed = _bare(body[:_LONGEST]), _bare(name[:100])
    addresses = _ADDRESS.findall(text)
    words = _ADDRESS.sub(" ", text)
    site = _bare(website[:200])
    marks = {*_marks(words), *_link_marks(text, addresses), *_name_marks(signed, bool(site))}
    # Advertisements want to lead somewhere.
    found = {*_said(words), *_said_by_name(signed), *(marks or {"form:website" if site else "form:plain"})}
    found.update(*map(_address_marks, [*addresses[:20], *([site] if site else [])]))
    if site:
        found.add("website")
    return frozenset(token[:_LONGEST_TOKEN] for token in found)


class _Bareness(dict[int, str]):
    """A table for ``str.translate``: nothing for what can't be seen, plain letters for those that look like them."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category in {"Cf", "Mn", "Me", "Co", "Cs"}:
            bare = ""
        elif category == "Cc":
            bare = " "
        else:
            base = unicodedata.normalize("NFKD", character)[0]
            bare = base if base.isascii() else character
        self[code] = bare
        return bare


_bareness = _Bareness()
_bareness.update(zip(map(ord, "авеікмнорстухѕјԁαβεικνορτυχ"), "abeikmhopctyxsjdabeiknoptux", strict=True))


def _bare(text: str) -> str:
    return fold(text).translate(_bareness)


class _Sounds(dict[str, str]):
    """Chinese characters by their pinyin, since advertisements write 薇信 for 微信; anything else is itself."""

    def __missing__(self, unit: str) -> str:
        if unit.isdigit():
            return f"#{min(len(unit), 5)}"
        sound = lazy_pinyin(unit)[0] if len(unit) == 1 and unit >= "\u3400" else unit
        if len(unit) == 1:
            self[unit] = sound
        return sound


_sounds = _Sounds()
# Words of alphabets, numbers, and single characters of the scripts from Thai on.
_UNIT = re.compile(r"[^\W\d_\u0e00-\U0010ffff]+|\d+|[^\W\d_]")
_LEET = str.maketrans("013457@$!|", "oieastasii")
_LEETED = re.compile(r"(?<![a-z0-9@$!|])(?=[0-9@$!|]*[a-z])[a-z0-9@$!|]+(?<=[a-z0-9])")
_SPELLED = re.compile(r"(?<![a-z0-9])(?:[a-z0-9][^\w\n]{1,2}){3,}[a-z0-9](?![a-z0-9])")


def _said(text: str) -> Iterator[str]:
    """The words, and each with its neighbour."""
    units = _UNIT.findall(text)
    for unit in units:
        if not (unit.isdigit() or (len(unit) == 1 and unit < "\u0e00")):
            yield unit
    for one, other in itertools.pairwise(units):
        yield _sounds[one] + _sounds[other]
    for spelled in _SPELLED.findall(text):
        yield "form:spelled"
        yield re.sub(r"[^a-z0-9]", "", spelled).translate(_LEET)
    for word in _LEETED.findall(text):
        if not word.isalpha() and len(word) > 3 and (plain := word.translate(_LEET)).isalpha():
            yield plain


_ADDRESS = re.compile(
    r"https?://[^\s<>\"'\])\u3400-\u9fff]+"
    r"|(?<![a-z0-9.@-])(?:[a-z0-9-]{1,63}\.){1,4}"
    r"(?:com|net|org|cn|cc|vip|top|xyz|info|io|me|ru|biz|shop|site|online|club|win|bet|app|live|pro|tk|icu|store|link|ly)"
    r"(?![a-z0-9-])(?:/[^\s<>\"'\])\u3400-\u9fff]*)?"
)
_COMMON_IN_ADDRESSES = {"http", "https", "www", "com", "html", "htm", "php", "index", "net", "org"}


def _address_marks(address: str) -> Iterator[str]:
    host, _slash, path = address.partition("://")[2].partition("/") if "://" in address else address.partition("/")
    labels = host.rpartition("@")[2].removeprefix("www.").split(".")
    yield f"top:{labels[-1]}"
    yield "host:" + ".".join(labels[-2:])
    if re.search(r"\d\d|-", "".join(labels[:-1])):
        yield "host:composed"
    yield f"path:{min(path.strip('/').count('/') + bool(path.strip('/')), 2)}"
    if "?" in path:
        yield "path:query"
    for word in re.findall(r"[a-z]{3,}", address[:200]):
        if word not in _COMMON_IN_ADDRESSES:
            yield word


def _link_marks(text: str, addresses: list[str]) -> Iterator[str]:
    if addresses:
        yield f"links:{min(len(addresses), 3)}"
        if 3 * sum(map(len, addresses)) > len(text):
            yield "links:most"
    if re.search(r"<a\s|\[url|\[link", text):
        yield "links:markup"


_MESSENGER = (
    r"(?:[微薇威徽维葳巍][信芯心新]|[v微薇威]信|v[xi]|wx|weixin|wechat|qq|q群|扣扣|扣群|企鹅|球球"
    r"|telegram|电报|飞机|whatsapp)"
)
_IN_TEXT = {
    "contact:add": re.compile(
        rf"(?:[加伽佳家咖+➕]|添加|联系|咨询|私聊?)[^\w,。!?]{{0,3}}[我他她个下]?[^\w,。!?]{{0,3}}"
        rf"(?:{_MESSENGER}|[vqw微薇威徽扣裙群](?![a-z])|tg(?![a-z]))"
    ),
    "contact:named": re.compile(
        r"(?:(?<![a-z])(?:[vq]x?|line|id|tg)|[薇微威徽扣群赖]|[加扣]我|联系|了解|咨询)"
        r"[号信我]?[^\w]{0,4}(?:[a-z][a-z_-]{0,20}(?:\d\d|_[a-z0-9])|\d{6})"
    ),
    "contact:handle": re.compile(r"(?<![\w.])@[a-z0-9_]{5,32}(?![\w.])"),
    "contact:account": re.compile(r"(?<![\w/.])[a-z]{2,20}_?\d{3,}(?!\w)|(?<![\w/.])[a-z]{2,20}_[a-z]*\d"),
    "contact:mail": re.compile(r"[a-z0-9]@[a-z0-9-]{1,63}\.[a-z]"),
    "contact:phone": re.compile(r"\+\d[\d ().-]{7,16}\d"),
    "form:money": re.compile(
        r"[$€£¥]\s?\d|\d\s?(?:元|块|万|k(?![a-z])|w(?![a-z])|usd|rmb|美元|美金|dollars|bucks|btc|eth(?![a-z]))"
    ),
    "form:percent": re.compile(r"\d\s?%|百分之"),
    "form:scattered": re.compile(r"(?:[\u4e00-\u9fff][^\w,!?:;()。、\"'“”\n]{1,3}){3,}[\u4e00-\u9fff]"),
    "form:shouting": re.compile(r"!{3,}|!\s!"),
    "form:repeated": re.compile(r"([^\s\d.。哈呵嘿啊呜h])\1{4}"),
    "form:symbols": re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff]\s?[\u2190-\u2bff\U0001f000-\U0001faff]|[【】★☆]"),
}
_IN_LETTERS = {
    "contact": re.compile(rf"{_MESSENGER}[号码群同账搜是id]{{0,4}}[a-z]{{0,20}}(?:\d[a-z0-9]{{3}}|\d\d)"),
    "contact:mobile": re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    "form:number": re.compile(r"(?<!\d)[1-9]\d{6,10}(?!\d)|[零〇一二三四五六七八九]{7}"),
    "form:mixed": re.compile(r"[\u4e00-\u9fff]\d{1,4}[\u4e00-\u9fff]+\d{1,4}[\u4e00-\u9fff]"),
}
_NO_LETTER = re.compile(r"[\W_]+")


def _marks(text: str) -> Iterator[str]:
    """What stands out in the form of a text, with or without what is between its letters."""
    letters = _NO_LETTER.sub("", text)
    yield from (mark for mark, pattern in _IN_TEXT.items() if pattern.search(text))
    yield from (mark for mark, pattern in _IN_LETTERS.items() if pattern.search(letters))


def _said_by_name(name: str) -> Iterator[str]:
    # Single characters of people's names say nothing.
    return (word for word in _said(name) if len(word) > 1)


def _name_marks(name: str, has_website: bool) -> Iterator[str]:
    units = len(_UNIT.findall(name))
    if _ADDRESS.search(name) or units > 5:
        yield "name:advertisement"
    if has_website and (units > 3 or len(re.findall(r"[a-z]{2,}", name)) > 1):
        yield "name:website"
    if re.search(r"\d{5}", _NO_LETTER.sub("", name)):
        yield "name:number"
    yield from (f"name:{mark}" for mark in _marks(name) if mark.startswith("contact"))
