"""The small Markdown of visitors' comments, to sanitised HTML and to plain words.

People who never heard of Markdown write comments too, so what may be meant otherwise stays as it was typed: one item is
no list, ``2*3*4`` no emphasis, ``#话题`` no heading, ``>_<`` no quote. There are paragraphs in which every line break
counts, ``*emphasis*`` and ``**strong**``, quotes, lists, code, links and addresses that become links. Everything else
is text: HTML, pictures, headings, tables, rules, entities, backslashes.

Blocks are found here line by line; what is in a line is parsed by markdown-it-py (linear in its input). The sanitiser
comes last, and nothing changes the text after it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, backtick, link
from markdown_it.rules_inline import emphasis as stars
from markdown_it.token import Token

from articles.rendering.emphasis import cjk_emphasis_plugin

RULES = 1
"""The number of the rules that HTML is made with. Raise it when other HTML comes out: stored HTML is then made anew."""

TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "pre": {"tabindex"}}
SCHEMES = {"http", "https"}
REL = "nofollow ugc noopener"
# Quotes and lists in each other; what is deeper stays as typed.
DEPTH = 4

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_CJK = f"\u1100-\u11ff\u2e80-\u33ff{_HAN}\ua960-\ua97f\uac00-\ud7ff\ufe30-\ufe4f\uff00-\uffef"
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_FENCE = re.compile(r" {0,3}(`{3,})[ \t]*[\w+#.-]{0,20}[ \t]*", re.ASCII)
# A sign of quotation is followed by a blank or by Chinese: not by what faces (>_<, >口<), sums and prompts have.
_QUOTE = re.compile(rf" {{0,3}}>(?:[ \t](.*)|(>?[{_HAN}“‘「『《（【](?!<).*|> .*)|)")
_BULLET = re.compile(r"( {0,3})([-*])[ \t]+(\S.*)")
_NUMBER = re.compile(r"( {0,3})([1-9][0-9]{0,2})\.[ \t]+(\S.*)", re.ASCII)
_INDENT = re.compile(r" {2,3}| ?\t")
# Addresses end before Chinese, and before punctuation that nothing follows.
_IN_ADDRESS = rf"(?![{_CJK}])[\w/?#@&=+$%~*-]"
_ADDRESS = re.compile(
    rf"://(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::[0-9]{{1,5}})?(?![a-z0-9])"
    rf"(?:[/?#](?:{_IN_ADDRESS}|[.,;:!'](?={_IN_ADDRESS})|\((?:{_IN_ADDRESS}|[.,;:!'])*\))*)?",
    re.IGNORECASE,
)
_DESTINATION = re.compile(r"\(\s*<?https?://", re.IGNORECASE)
_SCHEME = re.compile(r"(?<![a-z0-9.+-])https?$", re.IGNORECASE)
_GAP = re.compile(r"\n\s*\n")
_TICKS = re.compile("`+")
_IN_WORD = re.compile(r"[A-Za-z0-9=]")
_MARKED = re.compile(r"[*`]|\]\(|^[ \t]*(?:>|- |[0-9]+\. )", re.MULTILINE)

# Beside these an asterisk belongs to a face or a path: (*^_^*), *_*, /usr/*/bin.
_FACES = "^_￣´｀≧≦<>°¯|~"
_NEVER_AFTER_OPENING = f"{_FACES}.,;:!?)]}}，。、；：！？）》】」』”’"
_NEVER_BEFORE_CLOSING = f"{_FACES}([{{（《【「『“‘"
_PATHS = "/\\"


def render(source: str) -> SafeString:
    """The HTML of a comment, safe to be shown and without a line break outside of code.

    Every visible character of ``source`` that is not markup is in it, in its order.
    """
    return SafeString(_sanitizer.clean(_parser.render(source)))


def plain(source: str) -> str:
    """The words of a comment without markup, blocks apart by an empty line. Not safe as HTML."""
    if _MARKED.search(source):
        return "".join(_plain_parts(_parser.parse(source))).strip()
    return _GAP.sub("\n\n", source.replace("\r\n", "\n")).strip()


# Blocks


def _find_blocks(state: StateCore) -> None:
    state.tokens = list(_blocks(state.src.split("\n"), 0))


def _blocks(lines: Sequence[str], depth: int) -> Iterator[Token]:
    paragraph: list[str] = []
    number = 0
    while number < len(lines):
        is_blank = _is_blank(lines[number])
        found = None if is_blank else _block(lines, number, depth)
        if is_blank or found:
            yield from _paragraph(paragraph)
            paragraph = []
        else:
            paragraph.append(lines[number])
        tokens, number = found or ([], number + 1)
        yield from tokens
    yield from _paragraph(paragraph)


def _block(lines: Sequence[str], start: int, depth: int) -> tuple[list[Token], int] | None:
    """The block that begins at a line, and the line after it; nothing where a paragraph begins or goes on."""
    if found := _code(lines, start):
        return found
    return (_quote(lines, start, depth) or _list(lines, start, depth)) if depth < DEPTH else None


def _paragraph(lines: list[str]) -> Iterator[Token]:
    if lines:
        yield from _element("p", [Token("inline", "", 0, content="\n".join(lines).rstrip(), children=[])])


def _code(lines: Sequence[str], start: int) -> tuple[list[Token], int] | None:
    opening = _FENCE.fullmatch(lines[start])
    if not opening:
        return None
    closing = re.compile(f" {{0,3}}{opening[1]}`*[ \t]*")
    end = next((n for n in range(start + 1, len(lines)) if closing.fullmatch(lines[n])), len(lines))
    content = "\n".join(lines[start + 1 : end])
    if not content.strip():
        return None
    return [Token("comment_code", "pre", 0, content=content)], end + 1


def _quote(lines: Sequence[str], start: int, depth: int) -> tuple[list[Token], int] | None:
    quoted: list[str] = []
    for number in range(start, len(lines)):
        match = _QUOTE.fullmatch(lines[number])
        words = (match[1] or match[2] or "") if match else ""
        if not match or not (quoted or _has_word(words)):
            break
        quoted.append(words)
    return (_element("blockquote", _blocks(quoted, depth + 1)), start + len(quoted)) if quoted else None


def _list(lines: Sequence[str], start: int, depth: int) -> tuple[list[Token], int] | None:
    """Two items or more; the numbers of a numbered list must follow each other, since a browser counts them anew."""
    pattern = _NUMBER if _NUMBER.fullmatch(lines[start]) else _BULLET
    items: list[list[str]] = []
    marks: list[re.Match[str]] = []
    end = start
    while (number := _next_written(lines, end)) < len(lines):
        mark = pattern.fullmatch(lines[number])
        if mark and _has_word(mark[3]) and (not marks or _follows(mark, marks[-1])):
            items.append([mark[3]])
            marks.append(mark)
        elif items and _INDENT.match(lines[number]):
            items[-1] += [""] * (number - end) + [_INDENT.sub("", lines[number], count=1)]
        else:
            break
        end = number + 1
    if len(items) < 2:
        return None
    entries = (token for item in items for token in _element("li", _item(item, depth)))
    if pattern is _BULLET:
        return _element("ul", entries), end
    return _element("ol", entries, {"start": int(marks[0][2])} if marks[0][2] != "1" else None), end


def _follows(mark: re.Match[str], last: re.Match[str]) -> bool:
    if len(mark[1]) > len(last[1]) + 1:
        return False
    return int(mark[2]) == int(last[2]) + 1 if last[2].isdecimal() else mark[2] == last[2]


def _item(lines: list[str], depth: int) -> list[Token]:
    """What is in an item; the paragraph at its start is bare."""
    tokens = list(_blocks(lines, depth + 1))
    return [tokens[1], *tokens[3:]] if tokens[0].tag == "p" else tokens


def _element(tag: str, content: Iterable[Token], attributes: dict[str, str | int | float] | None = None) -> list[Token]:
    return [Token(f"{tag}_open", tag, 1, attrs=attributes or {}), *content, Token(f"{tag}_close", tag, -1)]


def _next_written(lines: Sequence[str], start: int) -> int:
    return next((number for number in range(start, len(lines)) if not _is_blank(lines[number])), len(lines))


def _is_blank(line: str) -> bool:
    return not line.strip(" \t\u3000\xa0")


def _has_word(text: str) -> bool:
    return any(character.isalnum() for character in text)


# What is in a line


def _line_break(state: StateInline, silent: bool) -> bool:
    """Blanks around a line break stay as typed."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.push("softbreak", "br", 0)
    state.pos += 1
    return True


def _backslash(state: StateInline, silent: bool) -> bool:
    """A backslash takes the meaning from the sign after it and stays itself: ``¯\\_(ツ)_/¯`` keeps its arm."""
    pair = state.src[state.pos : state.pos + 2]
    if len(pair) < 2 or pair[0] != "\\" or pair[1] not in "\\*`[]":
        return False
    if not silent:
        state.append_pending(pair)
    state.pos += 2
    return True


def _code_span(state: StateInline, silent: bool) -> bool:
    """Code within a line, unless the backtick is the hand of a face (``(´･ω･`)``) or in a word."""
    ticks = _TICKS.match(state.src, state.pos)
    if not ticks:
        return False
    before, after = state.src[ticks.start() - 1 : ticks.start()], state.src[ticks.end() : ticks.end() + 1]
    is_lone = len(ticks[0]) == 1 and (after == " " or _IN_WORD.match(before))
    if after not in {")", "）"} and not is_lone:
        return _within_line(backtick, state, silent)
    if not silent:
        state.append_pending(ticks[0])
    state.pos = ticks.end()
    return True


def _within_line(rule: Callable[[StateInline, bool], bool], state: StateInline, silent: bool) -> bool:
    whole, line_end = state.posMax, state.src.find("\n", state.pos, state.posMax)
    if line_end >= 0:
        state.posMax = line_end
    found = rule(state, silent)
    state.posMax = whole
    return found


def _stars(state: StateInline, silent: bool) -> bool:
    """Emphasis with asterisks alone, and only where no face, sum, path, wildcard or hidden word is meant."""
    if state.src[state.pos] != "*":
        return False
    start, first = state.pos, len(state.delimiters)
    if not stars.tokenize(state, silent):
        return False
    before = state.src[start - 1] if start else " "
    after = state.src[state.pos] if state.pos < state.posMax else " "
    opens, closes = _directions(before, after, state.pos - start)
    for delimiter in state.delimiters[first:]:
        delimiter.open = delimiter.open and opens
        delimiter.close = delimiter.close and closes
    return True


def _directions(before: str, after: str, length: int) -> tuple[bool, bool]:
    """Whether a run of asterisks between two characters may open emphasis, and whether it may close it.

    Two between words are markup in Chinese (``这是**重点**吗``); one is a hidden character (``张*三``).
    """
    in_word = before.isalnum() and after.isalnum()
    is_sum = in_word and not (_is_cjk(before) or _is_cjk(after))
    if length > 3 or is_sum or (in_word and length == 1):
        return False, False
    never_opens = after in _NEVER_AFTER_OPENING or before in _PATHS or (length == 1 and before in "(（")
    never_closes = before in _NEVER_BEFORE_CLOSING or after in _PATHS
    return not never_opens, not never_closes


def _link(state: StateInline, silent: bool) -> bool:
    """A link that has words to be seen, and none that are another address. A picture stays text."""
    if state.src[state.pos] != "[" or state.src[state.pos - 1 : state.pos] == "!":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos, disableNested=True)
    if end < 0 or not _DESTINATION.match(state.src, end + 1):
        return False
    label = state.src[state.pos + 1 : end]
    if not any(unicodedata.category(character)[0] not in "CZM" for character in label):
        return False
    if "://" in label and not state.src.startswith(label, end + 2):
        return False
    return link(state, silent)


def _address(state: StateInline, silent: bool) -> bool:
    """Only what says http:// or https:// is a link; "etc.cn" in a sentence is not."""
    if state.src[state.pos] != ":" or state.linkLevel:
        return False
    scheme = _SCHEME.search(state.src[max(0, state.pos - 6) : state.pos])
    rest = _ADDRESS.match(state.src, state.pos, state.posMax) if scheme else None
    if not scheme or not rest:
        return False
    address = (scheme[0] + rest[0]).rstrip("*")
    href = state.md.normalizeLink(address)
    if not state.md.validateLink(href):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme[0])]
        state.push("link_open", "a", 1).attrs = {"href": href}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos += len(address) - len(scheme[0])
    return True


def _is_cjk(character: str) -> bool:
    return _CJK_CHARACTER.match(character) is not None


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Only what the sanitiser lets through; anything else stays as typed, and no link loses its address."""
        return " href=" in _sanitizer.clean(f'<a href="{escapeHtml(url)}"></a>')


def _render_code(renderer: RendererHTML, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    """Long lines of code scroll by themselves; what scrolls can be reached with the keyboard."""
    return f'<pre tabindex="0"><code>{escapeHtml(tokens[index].content)}</code></pre>'


def _render_break(*_arguments: object) -> str:
    return "<br>"


def _own_values_only(_tag: str, attribute: str, value: str) -> str | None:
    return None if attribute == "tabindex" and value != "0" else value


def _make_parser() -> MarkdownIt:
    markdown = _Markdown("zero", {"html": False, "maxNesting": 20})
    markdown.use(cjk_emphasis_plugin)
    markdown.core.ruler.at("block", _find_blocks)
    inline = markdown.inline.ruler
    for name, rule in {
        "newline": _line_break,
        "escape": _backslash,
        "backticks": _code_span,
        "emphasis": _stars,
        "link": _link,
        "linkify": _address,
    }.items():
        inline.at(name, rule)
    inline.enable(["newline", "escape", "backticks", "emphasis", "link", "linkify"])
    markdown.inline.ruler2.enable(["emphasis"])
    markdown.add_render_rule("comment_code", _render_code)
    markdown.add_render_rule("softbreak", _render_break)
    return markdown


# Words without markup


def _plain_parts(tokens: Iterable[Token]) -> Iterator[str]:
    """Items keep their marks, since nothing else would tell them apart."""
    numbers: list[int] = []
    mark = ""
    for token in tokens:
        if token.type in {"ol_open", "ul_open"}:
            numbers.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else 0)
        elif token.type in {"ol_close", "ul_close"}:
            numbers.pop()
            yield "" if numbers else "\n"
        elif token.type == "li_open":
            mark = f"{numbers[-1]}. " if numbers[-1] else "- "
            numbers[-1] += bool(numbers[-1])
        elif token.type in {"inline", "comment_code"}:
            yield mark + ("".join(map(_words, token.children)) if token.children else token.content)
            yield "\n" if numbers else "\n\n"
            mark = ""


def _words(token: Token) -> str:
    return "\n" if token.type == "softbreak" else token.content


_parser = _make_parser()
_sanitizer = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_own_values_only,
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel=REL,
)
