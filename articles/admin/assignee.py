from django import forms


class AssigneeSelect(forms.Select):
    """Who has an article, with a button for oneself."""

    template_name = "admin/articles/article/assignee.html"
