"""The last step of rendering: an allow-list of elements, attributes and addresses."""

import re

import nh3

ATTRIBUTES = {
    "a": {"href", "title", "id", "class"},
    "code": {"class"},
    "div": {"class", "tabindex"},
    "figure": {"class", "data-embed"},
    "h2": {"id"},
    "h3": {"id"},
    "hr": {"class"},
    "img": {"src", "srcset", "sizes", "alt", "title", "width", "height", "loading", "decoding"},
    "li": {"id", "class"},
    "ol": {"start", "class"},
    "pre": {"tabindex"},
    "section": {"class"},
    "span": {"class"},
    "source": {"srcset", "sizes", "type"},
    "sup": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
}
_PLAIN = "blockquote br em figcaption h4 h5 h6 p picture s small strong table tbody thead tr ul"
TAGS = {*ATTRIBUTES, *_PLAIN.split(" ")}
SCHEMES = {"http", "https", "mailto"}
# Only what the renderer itself makes: a reader's page must not get other ids or classes from a text.
_OWN_VALUES = {
    "id": re.compile(r"fn(ref)?\d+(:\d+)?|section-[a-z0-9-]+"),
    "class": re.compile(
        r"table-scroll|zoom|embed(-link|-title|-site)?|footnote(-ref|-backref|s|s-sep|s-list|-item)?|align-(left|center|right)|language-[\w+-]+"
    ),
    "tabindex": re.compile("0"),
    "data-embed": re.compile(r"/embed/[a-z]+/[\w=-]+/", re.ASCII),
}


def _own_values_only(_tag: str, attribute: str, value: str) -> str | None:
    pattern = _OWN_VALUES.get(attribute)
    return value if pattern is None or pattern.fullmatch(value) else None


def sanitize(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_own_values_only,
        url_schemes=SCHEMES,
        link_rel="noopener",
        strip_comments=True,
    )


_FEED_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"}}


def sanitize_for_feed(html: str, address: str) -> str:
    """What feed readers get of a stored text: plain elements, and every address absolute, seen from ``address``."""
    return nh3.clean(
        html,
        tags=TAGS - {"picture", "source", "div", "section"},
        attributes=_FEED_ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative=("rewrite_with_base", address),
        link_rel="noopener",
    )
