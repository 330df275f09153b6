"""The editors' pages."""

from . import article, image, records, taxonomy

__all__ = ["article", "image", "records", "taxonomy"]
