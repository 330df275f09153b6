"""What people call the fields of a snapshot."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models import Article


def name_of(field: str) -> str:
    """The name of a field, in the language of whoever reads."""
    if field == "related":
        return _("related articles")
    return capfirst(str(Article._meta.get_field(field).verbose_name))  # type: ignore[union-attr]
