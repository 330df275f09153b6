"""What the page of jobs can be narrowed to."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .names import STATES, TASKS

LEFT_TO_DO = ("todo", "doing", "failed")


class StateFilter(admin.SimpleListFilter):
    """Shows what is left to do, unless something else is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(state, STATES[state]) for state in (*LEFT_TO_DO, "succeeded", "aborted")]

    def choices(self, changelist: ChangeList) -> Any:
        found = list(super().choices(changelist))
        found[0]["display"] = _("Waiting, running or failed")
        return found

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {None: LEFT_TO_DO, "aborted": ("aborted", "cancelled")}.get(self.value(), (self.value(),))
        return queryset.filter(status__in=[state for state in wanted if state in STATES])


class TaskFilter(admin.SimpleListFilter):
    title = _("kind of work")
    parameter_name = "task"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return list(TASKS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(task_name=self.value()) if self.value() else queryset
