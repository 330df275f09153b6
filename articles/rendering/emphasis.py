"""Emphasis that works beside Chinese punctuation: ``**“重点”**是`` is strong text.

CommonMark looks for blanks around a run of asterisks to tell an opening from a closing one, and Chinese has none. Here
a Chinese, Japanese or Korean character beside the run counts like a blank, and punctuation such as 。 like a letter, as
proposed in
https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fdf\u2ff0-\u303f\u3040-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003fffd]"
)


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """The rules of CommonMark 0.31.2, section 6.2, with the amendment for CJK."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[end] if end < self.posMax else " "
        before_is_punctuation, after_is_punctuation = _is_punctuation(before), _is_punctuation(after)
        before_separates = isWhiteSpace(ord(before)) or before_is_punctuation or _is_cjk(before)
        after_separates = isWhiteSpace(ord(after)) or after_is_punctuation or _is_cjk(after)
        opens = not isWhiteSpace(ord(after)) and (not after_is_punctuation or _is_cjk(after) or before_separates)
        closes = not isWhiteSpace(ord(before)) and (not before_is_punctuation or _is_cjk(before) or after_separates)
        return Scanned(
            opens and (canSplitWord or not closes or before_is_punctuation),
            closes and (canSplitWord or not opens or after_is_punctuation),
            end - start,
        )


class _Parser(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def cjk_emphasis_plugin(markdown: MarkdownIt) -> None:
    parser = _Parser()
    parser.ruler, parser.ruler2 = markdown.inline.ruler, markdown.inline.ruler2
    markdown.inline = parser


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _is_cjk(character: str) -> bool:
    return _CJK.match(character) is not None
