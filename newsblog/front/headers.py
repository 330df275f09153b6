"""Which answers nginx can give in the site's place: those whose headers are the ones in ``deploy/nginx.conf``."""

import functools
import re
from collections.abc import Iterable

from django.conf import settings

_PAGES = re.compile(r"^    location / \{$(.*?)^    \}$", re.DOTALL | re.MULTILINE)
_HEADER = re.compile(r'add_header ([\w-]+) "(.+)"( always)?;')
# What each answer has of its own, and nginx says in its own words.
OWN = {"content-length", "content-encoding", "vary", "etag", "server-timing", "strict-transport-security"}


@functools.cache
def of_nginx() -> dict[str, str]:
    """The headers that nginx gives each page, by their names in lower case."""
    conf = (settings.BASE_FOLDER / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    given = {match[1].lower(): match[2] for place in _PAGES.findall(conf) for match in _HEADER.finditer(place)}
    return {"content-type": "text/html; charset=utf-8"} | {k: v for k, v in given.items() if k not in OWN}


def are_those_of_nginx(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether nothing would be lost if nginx gave the answer, and nothing added."""
    said = {name.lower(): value for name, value in headers}
    if said.get("vary", "Accept-Encoding") != "Accept-Encoding" or "content-encoding" in said:
        return False
    return {name: value for name, value in said.items() if name not in OWN} == of_nginx()
