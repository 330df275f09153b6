"""The field in which articles are written."""

from django.forms.widgets import Script
from markdownx.widgets import AdminMarkdownxWidget


class WritingWidget(AdminMarkdownxWidget):
    """The Markdown field of django-markdownx with a desk around it. Its script is replaced: it puts texts in without
    undo, lets an old preview come over a newer one, and keeps the Tab key."""

    template_name = "admin/articles/article/editor/widget.html"

    class Media:
        extend = False
        css = {"all": ("css/admin-writing.css",)}
        js = (Script("js/admin/writing.js", type="module"),)
