"""Choosing the time, and leaving it."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from newsblog.desk.overview import Overview

from . import mode

FURTHEST = timedelta(days=3660)


class TimeForm(forms.Form):
    at = forms.DateTimeField(
        label=gettext_lazy("The site on"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"]
        if not timezone.now() < at < timezone.now() + FURTHEST:
            raise ValidationError(_("Please choose a time in the future."), code="past")
        return at


@require_http_methods(["GET", "HEAD", "POST"])
@admin.site.admin_view
def choose(request: HttpRequest) -> HttpResponse:
    """A POST of a time (``at``) turns the mode on, and leads to the first page as it will be then."""
    if not mode.may_use(request):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = TimeForm(request.POST if is_sent else request.GET) if is_sent or "at" in request.GET else TimeForm()
    if is_sent and form.is_valid():
        response = redirect("articles:home")
        mode.enter(request, response, form.cleaned_data["at"])
        return response
    if form.is_bound and form.is_valid():
        form = TimeForm(initial={"at": _whole_minute(form.cleaned_data["at"])})
    context = {
        **admin.site.each_context(request),
        "title": _("The site as it will be"),
        "form": form,
        "coming": Overview(request.user).scheduled,
        "is_on": mode.moment_of(request),
    }
    return render(request, "admin/time_preview.html", context, status=400 if form.is_bound and form.errors else 200)


def _whole_minute(at: datetime) -> datetime:
    """What the field can hold, not before the time itself."""
    return (
        at if at == at.replace(second=0, microsecond=0) else at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    )


@require_POST
@admin.site.admin_view
def end(request: HttpRequest) -> HttpResponse:
    response = redirect("time-preview:choose")
    mode.leave(request, response)
    return response
