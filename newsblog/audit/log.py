"""Writing a line into the log."""

import ipaddress
from collections.abc import Iterable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.db.models import Model

    from .models import Entry


class Thing(NamedTuple):
    """What an entry is about, where there is no row at hand."""

    kind: str
    key: str
    name: str


acting: ContextVar[HttpRequest | None] = ContextVar("acting", default=None)
"""The request that is being answered, set by ``audit.middleware.Acting``; None in jobs and commands."""


def note(
    event: str,
    *,
    by: Any = None,
    about: "Model | Thing | None" = None,
    detail: str = "",
    request: HttpRequest | None = None,
) -> "Entry":
    """Write down that ``event`` (a name of ``audit.events.EVENTS``) happened, in the transaction that is open.

    ``by`` is the account that did it: the one of the request when it isn't said, nobody outside of requests. ``about``
    is what it was done to; its name is kept as it is now, so that the line can be read when the thing is gone.
    """
    entry = _entry(event, by, about, detail, request)
    entry.save()
    return entry


def note_each(event: str, things: "Iterable[Model | Thing]", *, by: Any = None) -> None:
    """Write down that ``event`` happened to each of many things, a line for each, at once."""
    from .models import Entry

    Entry.objects.bulk_create(_entry(event, by, about, "", None) for about in things)


def _entry(event: str, by: Any, about: "Model | Thing | None", detail: str, request: HttpRequest | None) -> "Entry":
    from .models import Entry

    request = request or acting.get()
    by = by or _who_asks(request)
    thing = _thing(about)
    return Entry(
        event=event,
        actor_id=by.pk if by else None,
        actor_name=_line(by.get_username(), 150) if by else "",
        about_type=thing.kind[:80],
        about_id=thing.key[:64],
        about_name=_line(thing.name, 200),
        detail=_line(detail, 500),
        network=network(request.META.get("REMOTE_ADDR", "")) if request else "",
    )


def network(address: str) -> str:
    """The network that an address is in, /24 or /48: enough to see that it is another one, too little to find a
    person. "" when the address is none."""
    try:
        length = 48 if ipaddress.ip_address(address).version == 6 else 24
        return str(ipaddress.ip_network(f"{address}/{length}", strict=False))
    except ValueError:
        return ""


def _thing(about: "Model | Thing | None") -> Thing:
    if about is None:
        return Thing("", "", "")
    return about if isinstance(about, Thing) else Thing(about._meta.label_lower, str(about.pk or ""), str(about))


def _who_asks(request: HttpRequest | None) -> Any:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _line(text: str, longest: int) -> str:
    return " ".join(text.replace("\0", "").split())[:longest]
