"""Templates say which of their parts are the same on many pages."""

from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from newsblog.page_cache import parts

register = template.Library()


class PartNode(Node):
    def __init__(self, name: str, given: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.name, self.given, self.nodelist = name, given, nodelist

    def render(self, context: Context) -> SafeString:
        given = {name: value.resolve(context) for name, value in self.given.items()}
        if not given.pop("when", True):
            return self.nodelist.render(context)
        seconds, shows = given.pop("seconds", parts.SECONDS), given.pop("shows", "").split()
        shows += [f"{kind}:{given[kind]}" for kind in ("article", "comments") if kind in given]
        key = ("part", self.name, get_language(), *given.values())
        return parts.kept(context["request"], key, shows, lambda: self.nodelist.render(context), seconds)


@register.tag
def part(parser: Parser, token: Token) -> PartNode:
    """Keep what stands until ``endpart`` for other pages (``newsblog.page_cache.parts``).

    ``{% part "related" article=article.pk shows="articles" seconds=60 when=is_public %}``: a name; all that it depends
    on; the tags of what it shows, beside settings and the like, with ``article`` and ``comments`` for those of one
    article; how long it is kept at the most, a minute if nothing is said; and whether it is kept.
    """
    _tag, name, *bits = token.split_contents()
    given: dict[str, Any] = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"part takes a name and name=value, not {bits[0]!r}")
    nodelist = parser.parse(("endpart",))
    parser.delete_first_token()
    return PartNode(name.strip("\"'"), given, nodelist)


@register.filter
def among(address: str, entries: list[Any]) -> str:
    """The address if one of the entries leads there, else nothing."""
    return address if address and any(entry.url == address for entry in entries) else ""
