"""The fields of the settings page that are more than a line of text. All of them work without scripts."""

import functools
import zoneinfo
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone

from .menu import MOST

SPARE_ROWS = 3
MOST_ROWS = 50


class CurrentPicture(NamedTuple):
    """A stored picture, for the field that replaces it."""

    url: str
    width: int
    height: int


class PictureWidget(forms.ClearableFileInput):
    """A file, with the present picture and a box that removes it."""

    template_name = "admin/site/widgets/picture.html"


class ColourWidget(forms.TextInput):
    """A colour as text, with the picker of the browser beside it. A shade that is suggested is one button away."""

    template_name = "admin/site/widgets/colour.html"
    suggestion = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.get(f"{name}-use") or super().value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["suggestion"] = self.suggestion
        return context


class ZoneWidget(forms.TextInput):
    """The name of a time zone, found by a part of it."""

    template_name = "admin/site/widgets/zone.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        now = timezone.now()
        context["zones"] = [(zone, now.astimezone(zoneinfo.ZoneInfo(zone))) for zone in _zones()]
        context["now"] = _time_in(str(value), now)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_zones"
        return context


@functools.cache
def _zones() -> list[str]:
    """Those named after a place."""
    return sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))


def _time_in(zone: str, now: datetime) -> datetime | None:
    try:
        return now.astimezone(zoneinfo.ZoneInfo(zone))
    except (ValueError, zoneinfo.ZoneInfoNotFoundError, OSError):
        return None


class MenuWidget(forms.Widget):
    """Rows of label, address and place; a row that is empty is none."""

    template_name = "admin/site/widgets/menu.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        columns = [data.getlist(f"{name}-{column}")[:MOST_ROWS] for column in ("label", "address", "order")]
        rows = [
            (_place(order), {"label": label.strip(), "address": address.strip()})
            for label, address, order in zip(*columns, strict=False)
        ]
        return [entry for _order, entry in sorted(rows, key=lambda row: row[0]) if any(entry.values())]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-address" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        entries = list(value or [])
        spare = max(0, min(SPARE_ROWS, MOST - len(entries)))
        context["rows"] = [*entries, *({"label": "", "address": ""} for _ in range(spare))]
        context["most"] = MOST
        return context


class BoxesWidget(forms.CheckboxSelectMultiple):
    """Boxes to tick, each with its place."""

    template_name = "admin/site/widgets/boxes.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        chosen = data.getlist(name)[:MOST_ROWS]
        return sorted(chosen, key=lambda box: _place(data.get(f"{name}-order-{box}", "")))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = list(value or [])
        labels = dict(self.choices)
        order = [*(box for box in shown if box in labels), *(box for box in labels if box not in shown)]
        context["rows"] = [(box, labels[box], box in shown) for box in order]
        return context


def _place(text: str) -> int:
    """What was typed as a place; what is none comes last."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 10_000
