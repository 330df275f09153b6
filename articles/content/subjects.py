"""What ``site.toml`` says of authors and categories, beyond the names that articles give."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.models import Author, Category

from .document import ContentError
from .pictures import PictureFolder


def apply_authors(rows: Any, pictures: PictureFolder) -> bool:
    """``name``, ``slug``, ``note``, and ``picture`` (a path below ``images/``) with ``picture_alt`` of each author;
    whether that changed anything.

    Raises:
        ContentError: when a row can't be taken.
    """
    changed = False
    for row in _checked(rows, "authors", {"slug", "note", "picture", "picture_alt"}):
        alt = row.pop("picture_alt", "")
        if picture := row.pop("picture", ""):
            row["picture"] = pictures.cover(picture, alt)
        changed |= _apply(Author, row)
    return changed


def apply_categories(rows: Any) -> bool:
    """``name``, ``slug`` and ``description`` of each category, in the order of the menu; whether that changed anything.

    Raises:
        ContentError: when a row can't be taken.
    """
    found = _checked(rows, "categories", {"slug", "description"})
    changes = [_apply(Category, {**row, "position": position}) for position, row in enumerate(found, 1)]
    return any(changes)


def _checked(rows: Any, table: str, fields: set[str]) -> list[dict[str, Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ContentError(_("a list is expected here"))
    for row in rows:
        if unknown := row.keys() - fields - {"name"}:
            raise ContentError(_("unknown setting: %(name)s") % {"name": f"{table}.{min(unknown)}"})
        if not row.get("name") or not all(isinstance(value, str) for value in row.values()):
            raise ContentError(f"{table}: " + _("a text is expected here"))
    return [dict(row) for row in rows]


def _apply(model: type[Author | Category], values: dict[str, Any]) -> bool:
    subject = model._default_manager.filter(name=values["name"].strip()).first() or model(name=values["name"].strip())
    values = {name: value for name, value in values.items() if name != "name"}
    if subject.pk and all(getattr(subject, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(subject, name, value)
    try:
        subject.full_clean()
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise ContentError(f"{subject.name}: {name}: {' '.join(messages)}") from None
    subject.save()
    return True
