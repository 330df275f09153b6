"""The pages on which people see to how they log in."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse

from newsblog.access.tries import QUARTER


def page(request: HttpRequest, template: str, *, form: Any = None, **context: Any) -> TemplateResponse:
    """A page in the admin's frame; 429 when its form was tried too often (RFC 6585, 4)."""
    request.current_app = admin.site.name
    values = {**admin.site.each_context(request), "form": form, **context}
    response = TemplateResponse(request, f"admin/access/{template}.html", values)
    if getattr(form, "is_throttled", False):
        response.status_code = 429
        response["Retry-After"] = str(QUARTER)
    return response
