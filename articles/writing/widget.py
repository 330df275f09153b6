"""The field in which articles are written."""

from typing import Any

from django.forms.widgets import Script
from markdownx.widgets import AdminMarkdownxWidget

from newsblog.site.models import SiteSettings


class WritingWidget(AdminMarkdownxWidget):
    """The Markdown field of django-markdownx with a desk around it. Its script is replaced: it puts texts in without
    undo, lets an old preview come over a newer one, and keeps the Tab key."""

    template_name = "admin/articles/article/editor/widget.html"

    def get_context(self, name: str, value: Any, attrs: Any = None) -> Any:
        """With the site, whose colours and language the preview has, as the article's page."""
        return super().get_context(name, value, attrs) | {"site": SiteSettings.load()}

    class Media:
        extend = False
        css = {"all": ("css/admin-writing.css",)}
        js = (Script("js/admin/writing.js", type="module"),)
