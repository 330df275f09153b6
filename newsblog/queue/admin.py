"""The page that shows what waits, what runs and what failed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from .filters import StateFilter, TaskFilter
from .models import Failure, Job
from .names import STATES, TASKS

# A worker tells every ten seconds that it lives.
SILENCE = timedelta(seconds=40)
SHORT_ERROR = 120
LONGEST_KEY = 19  # a bigint

admin.site.unregister(ProcrastinateJob)


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    """Jobs are looked at, tried again and discarded; nobody writes one by hand."""

    list_display = ("what", "state", "due", "attempts", "error")
    list_display_links = None
    list_filter = (StateFilter, TaskFilter)
    list_per_page = 50
    ordering = ("-id",)
    actions = ("try_again", "discard")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/queue/jobs.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("queue.change_job")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        failures = Failure.objects.filter(pk=OuterRef("pk")).values("error")
        return super().get_queryset(request).annotate(error_text=Subquery(failures))

    def get_list_display(self, request: HttpRequest) -> Any:
        first, *others = self.list_display
        return (first, "buttons", *others) if self.has_manage_permission(request) else self.list_display

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        for name, verb in (("try_again_one", self.try_again), ("discard_one", self.discard)):
            key = request.POST.get(name, "")
            if key.isascii() and key.isdigit() and len(key) < LONGEST_KEY:
                if not self.has_manage_permission(request):
                    raise PermissionDenied
                verb(request, Job.objects.filter(pk=key))
                return HttpResponseRedirect(request.get_full_path())
        return super().changelist_view(request, {**_figures(), **(extra_context or {})})

    @admin.display(description=gettext_lazy("job"))
    def what(self, job: Job) -> str:
        return str(TASKS.get(job.task_name, job.task_name))

    @admin.display(description=gettext_lazy("state"))
    def state(self, job: Job) -> str:
        return str(STATES.get(job.status, job.status))

    @admin.display(description=gettext_lazy("not before"), ordering="scheduled_at")
    def due(self, job: Job) -> Any:
        return job.scheduled_at

    @admin.display(description=gettext_lazy("last error"))
    def error(self, job: Any) -> str:
        text = job.error_text or ""
        if job.status == "failed" and job.task_name not in app.tasks:
            text = _("This version of the site doesn't know such work.")
        short = Truncator(" ".join(text.split())).chars(SHORT_ERROR)
        if len(text) <= SHORT_ERROR:
            return short
        return format_html("<details><summary>{}</summary>{}</details>", short, text)

    @admin.display(description=gettext_lazy("what to do"))
    def buttons(self, job: Job) -> str:
        again = format_html(_button("try_again_one"), job.pk, _("Try again")) if job.status == "failed" else ""
        away = format_html(_button("discard_one"), job.pk, _("Discard")) if job.status in {"failed", "todo"} else ""
        return format_html("{} {}", again, away)

    @admin.action(description=gettext_lazy("Try the selected jobs again now"), permissions=["manage"])
    def try_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        number = self._do(request, queryset, Job.try_again)
        words = ngettext("%(number)s job will be tried again.", "%(number)s jobs will be tried again.", number)
        self._tell(request, words, number)

    @admin.action(description=gettext_lazy("Discard the selected jobs"), permissions=["manage"])
    def discard(self, request: HttpRequest, queryset: QuerySet) -> None:
        number = self._do(request, queryset, Job.discard)
        words = ngettext("%(number)s job was discarded.", "%(number)s jobs were discarded.", number)
        self._tell(request, words, number)

    def _do(self, request: HttpRequest, queryset: QuerySet, verb: Callable[[int], bool]) -> int:
        """Do it with each job; for how many it worked. Of the others is told."""
        results = [verb(key) for key in queryset.values_list("pk", flat=True)]
        done = sum(results)
        if left := len(results) - done:
            words = ngettext(
                "%(number)s job was left as it is: it is at work or done, or the same work waits already.",
                "%(number)s jobs were left as they are: they are at work or done, or the same work waits already.",
                left,
            )
            self.message_user(request, words % {"number": left}, messages.WARNING)
        return done

    def _tell(self, request: HttpRequest, words: str, number: int) -> None:
        if number:
            self.message_user(request, words % {"number": number}, messages.SUCCESS)


def _figures() -> dict[str, Any]:
    """What stands above the list."""
    workers = ProcrastinateWorker.objects.aggregate(
        alive=Count("pk", filter=Q(last_heartbeat__gt=timezone.now() - SILENCE)), last=Max("last_heartbeat")
    )
    states = dict(Job.objects.order_by().values_list("status").annotate(number=Count(F("pk"))))
    return {
        "title": _("Background work"),
        "workers": workers["alive"],
        "last_sign": workers["last"],
        "figures": [(state, STATES[state], states.get(state, 0)) for state in ("todo", "doing", "failed")],
    }


def _button(name: str) -> str:
    return '<button type="submit" class="button" name="' + name + '" value="{}">{}</button>'
