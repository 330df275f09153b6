"""What ``site.toml`` says of the site itself."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from articles.content.document import ContentError
from articles.models import Category
from newsblog.site import brand
from newsblog.site.models import SiteSettings

PICTURES = {"logo": (brand.draw_logo, "use_logo"), "icon": (brand.draw_icon, "use_icon")}
NOT_NAMED = {"id", "logo_width", "logo_height", *PICTURES}


def apply(values: dict[str, Any], root: Path) -> str:
    """Set what is named; other settings stay. ``logo`` and ``icon`` are paths in the folder ``root``, and an entry of
    the menu may name a ``category``. Says whether the settings were ``created``, ``updated`` or ``unchanged``.

    Raises:
        ContentError: when anything can't be taken.
    """
    site, before = SiteSettings.load(), SiteSettings.load()
    pictures = {name: values.pop(name) for name in PICTURES if name in values}
    known = {field.name for field in SiteSettings._meta.concrete_fields} - NOT_NAMED
    if unknown := values.keys() - known:
        raise ContentError(_("unknown setting: %(name)s") % {"name": min(unknown)})
    for name, value in values.items():
        if not _fits(value, getattr(SiteSettings(), name)):
            raise ContentError(f"{name}: " + _("this can't be the value of the setting"))
        setattr(site, name, _menu(value) if name == "menu" else value)
    for name, path in pictures.items():
        draw, use = PICTURES[name]
        getattr(site, use)(draw_from(root, path, draw))
    try:
        site.full_clean(exclude={"id"})
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise ContentError(f"{name}: {' '.join(messages)}") from None
    site.save()
    changed = any(getattr(site, name) != getattr(before, name) for name in (*values, *pictures))
    return "created" if before._state.adding else "updated" if changed else "unchanged"


def _fits(value: Any, present: Any) -> bool:
    return isinstance(value, str) if isinstance(present, str) else type(value) is type(present)


def draw_from(root: Path, path: Any, draw: Any) -> Any:
    """Draw the picture at a ``path`` in the folder; "" is no picture."""
    if path == "":
        return None
    file = (root / str(path).replace("\0", "")).resolve()
    if not file.is_relative_to(root.resolve()) or not file.is_file():
        raise ContentError(_("there is no picture %(name)s in the folder") % {"name": path})
    try:
        with file.open("rb") as opened:
            return draw(File(opened))
    except ValidationError as error:
        raise ContentError(f"{file.name}: {' '.join(error.messages)}") from None


def _menu(entries: list[Any]) -> list[Any]:
    """With addresses in the place of names of categories, and labels that may be left out."""
    return [_entry(entry) if isinstance(entry, dict) else entry for entry in entries]


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    entry = {"label": "", **entry}
    if "category" not in entry:
        return entry
    name = entry.pop("category")
    category = Category.objects.filter(name=name).first() if isinstance(name, str) else None
    if category is None:
        raise ContentError(_("there is no category %(name)s") % {"name": name})
    return {**entry, "address": category.get_absolute_url()}
