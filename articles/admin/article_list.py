"""The list of articles: as quick with a million as with ten, since no page of it looks at more than a thousand."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.paginator import Paginator
from django.db import OperationalError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.errors import QueryCanceled

from articles.models import Article, ArticleQuerySet, InternalLink
from articles.search import desk as desk_search
from articles.search.finding import bounded
from articles.templatetags.articles import exact_time, iso_time

from . import bulk, choosing, saved_filters, undoing
from .filters import FILTERS

PAGE_SIZE = 50
MOST = desk_search.MOST


class ArticleChangeList(ChangeList):
    """At most ``MOST`` articles, found by their keys alone; only the page's own rows are read."""

    model_admin: "ArticleList"
    filter_specs: list[Any]

    has_more = False
    """Whether there are more than ``MOST``."""
    is_too_slow = False

    def get_results(self, request: HttpRequest) -> None:
        keys = self._keys()
        self.has_more, keys = len(keys) > MOST, keys[:MOST]
        self.paginator = Paginator(keys, self.list_per_page)
        page = self.paginator.get_page(self.page_num)
        self.page_num = page.number
        self.result_count = len(keys)
        self.full_result_count, self.show_full_result_count = len(keys), False
        self.show_admin_actions = True
        self.can_show_all, self.multi_page = self.result_count <= self.list_max_show_all, self.paginator.num_pages > 1
        shown = keys if self.show_all and self.can_show_all else list(page.object_list)
        rows = {row.pk: row for row in self.model_admin.rows(shown)}
        self.result_list: Any = [rows[key] for key in shown if key in rows]

    def _keys(self) -> list[int]:
        articles: ArticleQuerySet = self.queryset
        try:
            if self.query.strip() and ORDER_VAR not in self.params:
                return desk_search.best(articles, self.query)
            with bounded():
                return list(articles.values_list("pk", flat=True)[: MOST + 1])
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
            self.is_too_slow = True
            return []

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """By date, or by one column that has an index."""
        return super().get_ordering(request, queryset)[:2]

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        found = super().get_queryset(request, exclude_parameters)
        wanted = self.get_ordering(request, self.root_queryset) if ORDER_VAR in self.params else []
        if any(str(one).lstrip("-").startswith("views__") for one in wanted):
            found = found.filter(views__isnull=False)  # every article has views; said so, their index has the order
        return found.order_by(*wanted) if wanted else found

    @property
    def chips(self) -> list[dict[str, str]]:
        """What the list is narrowed to, each with the way out of it."""
        chips = [
            {"title": str(spec.title), "words": words, "without": self._without(*spec.names())}
            for spec in self.filter_specs
            if (words := spec.words())
        ]
        if self.query.strip():
            chips.insert(0, {"title": _("Search"), "words": self.query, "without": self._without("q")})
        return chips

    def _without(self, *names: str) -> str:
        return self.get_query_string(dict.fromkeys(names))


class ArticleList(admin.ModelAdmin):
    """The part of the articles' admin that is the list."""

    list_display: Any = ("picture", "heading", "state", "filed", "day", "view_count")
    list_display_links = ("heading",)
    list_filter = FILTERS
    list_per_page = PAGE_SIZE
    list_max_show_all = 200
    list_select_related: ClassVar[Any] = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("title",)
    search_help_text = gettext_lazy("Words of title, text, tags or byline; “exact words”; -without; or an address.")
    ordering = ("-published_at", "-id")
    actions: Any = ("publish", "withdraw", "move_to_category", "add_tag", "remove_tag", "pin", "unpin")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleChangeList

    def rows(self, keys: list[int]) -> QuerySet[Article]:
        """What the list shows of some articles, in one query."""
        broken = InternalLink.objects.filter(article=OuterRef("pk"), is_broken=True)
        rows = Article.objects.filter(pk__in=keys).for_lists().select_related(*self.list_select_related)
        return rows.annotate(has_broken_links=Exists(broken))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet[Any], bool]:
        return desk_search.matching(queryset, search_term), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {**(extra_context or {}), **saved_filters.shown(request), "undo": undoing.offered(request)}
        return super().changelist_view(request, context)

    def get_urls(self) -> list[Any]:
        return [*saved_filters.urls(self), *undoing.urls(self), *super().get_urls()]

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any) -> Any:
        """Only what was ticked, and keys only: never "all that there are"."""
        data = request.POST.copy()
        name = admin.helpers.ACTION_CHECKBOX_NAME
        data.setlist(name, [key for key in data.getlist(name) if key.isdecimal() and len(key) < 19])
        data["select_across"] = "0"
        request.POST = data  # type: ignore[assignment]
        return super().response_action(request, queryset, *args, **kwargs)

    # Columns

    @admin.display(description=gettext_lazy("picture"))
    def picture(self, article: Article) -> SafeString:
        if article.lead_picture is None:
            return SafeString('<span class="article-list-blank"></span>')
        src = article.lead_picture.thumb.src
        return format_html(
            '<img class="article-list-thumb" src="{}" alt="" width="64" height="45" loading="lazy">', src
        )

    @admin.display(description=gettext_lazy("title"))
    def heading(self, article: Article) -> str:
        return article.title

    @admin.display(description=gettext_lazy("state"))
    def state(self, article: Article) -> SafeString:
        badge = format_html('<span class="flow-badge flow-{}">{}</span>', article.status, article.get_status_display())
        marks = format_html_join(
            "", '<span class="article-list-mark">{}</span>', ((one,) for one in self.marks(article))
        )
        return format_html('<span class="article-list-state">{}{}</span>', badge, marks)

    def marks(self, article: Article) -> list[str]:
        """What an editor should know about an article at a glance."""
        return [
            *([_("pinned")] if article.pinned else []),
            *([_("no cover")] if article.cover_id is None else []),
            *([_("broken links")] if getattr(article, "has_broken_links", False) else []),
        ]

    @admin.display(description=gettext_lazy("category, byline"))
    def filed(self, article: Article) -> SafeString:
        return format_html('{}<span class="article-list-byline">{}</span>', article.category, article.author)

    @admin.display(description=gettext_lazy("date"), ordering="published_at")
    def day(self, article: Article) -> SafeString:
        moment = article.published_at or article.saved_at
        shown = format_html('<time datetime="{}">{}</time>', iso_time(moment), exact_time(moment))
        if article.published_at:
            return shown
        return format_html('<span class="quiet">{} {}</span>', _("saved"), shown)

    @admin.display(description=gettext_lazy("views"), ordering="views__total")
    def view_count(self, article: Article) -> int:
        return article.view_count

    # Actions

    @admin.action(description=gettext_lazy("Publish the selected articles"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._do(request, queryset, "publish")

    @admin.action(description=gettext_lazy("Withdraw the selected articles"), permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._do(request, queryset, "withdraw")

    @admin.action(description=gettext_lazy("Move to a category …"), permissions=["change"])
    def move_to_category(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        return choosing.choose(self, request, queryset, "move", "move_to_category")

    @admin.action(description=gettext_lazy("Add a tag …"), permissions=["change"])
    def add_tag(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        return choosing.choose(self, request, queryset, "add-tag", "add_tag")

    @admin.action(description=gettext_lazy("Remove a tag …"), permissions=["change"])
    def remove_tag(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        return choosing.choose(self, request, queryset, "remove-tag", "remove_tag")

    @admin.action(description=gettext_lazy("Pin to the top of the first page"), permissions=["publish"])
    def pin(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._do(request, queryset, "pin")

    @admin.action(description=gettext_lazy("Unpin"), permissions=["publish"])
    def unpin(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._do(request, queryset, "unpin")

    def _do(self, request: HttpRequest, articles: QuerySet[Article], deed: str) -> None:
        keys = articles.values_list("pk", flat=True)[: bulk.MOST + 1]
        undoing.do(self, request, deed, list(keys))
