"""Slugs: the readable part of an address, from Chinese by pinyin."""

import secrets

import pypinyin
from django.db import models
from django.utils.text import slugify


def slug_from(text: str, max_length: int = 80) -> str:
    """``text`` in ASCII letters, digits and hyphens, cut at a word; "" when nothing of it can be written so."""
    words = pypinyin.lazy_pinyin(text, style=pypinyin.Style.NORMAL)
    slug = slugify(" ".join(words))
    if len(slug) > max_length:
        head, _, cut = slug[: max_length + 1].rpartition("-")
        slug = head or cut[:max_length]
    return slug.strip("-")


def free_slug(text: str, *others: models.QuerySet, max_length: int = 80) -> str:
    """A slug for ``text`` that no row of ``others`` has; a random one where the text gives none."""
    base = slug_from(text, max_length - 6) or secrets.token_hex(4)
    taken = {slug for rows in others for slug in rows.filter(slug__startswith=base).values_list("slug", flat=True)}
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
