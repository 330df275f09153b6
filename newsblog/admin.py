"""Accounts of the site's staff. Who manages them without being a superuser makes none, and touches none."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from .access.views.of_account import of_account

OF_SUPERUSERS = ("is_superuser", "user_permissions")

admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """What somebody may do comes from groups; single permissions are the business of superusers."""

    list_display = ("username", "last_name", "first_name", "email", "is_staff", "is_active", "last_login")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if _is_superuser(request) else (*fields, *OF_SUPERUSERS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        accounts = super().get_queryset(request)
        return accounts if _is_superuser(request) else accounts.filter(is_superuser=False)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.access)
        return [path("<int:key>/access/", view, name="auth_user_access"), *super().get_urls()]

    def access(self, request: HttpRequest, key: int) -> HttpResponse:
        """The account's logins and second factor."""
        user = get_object_or_404(self.get_queryset(request), pk=key)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return of_account(request, user)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
