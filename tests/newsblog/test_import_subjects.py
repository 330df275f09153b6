"""The content format: what it says of authors, categories and corrections."""

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.test import Client
from PIL import Image as Pillow

from articles.models import Author, Category
from tests.newsblog.test_import import load, write

SITE = """
name = "我的站"
[[categories]]
name = "生活"
[[categories]]
name = "科技"
description = "离得远，用得着"
[[authors]]
name = "林知远"
note = "写科技"
picture = "me.jpg"
picture_alt = "画像"
"""
FRONT = "---\ntitle: 甲\nauthor: 林知远\ncategory: 科技\npublished: 2025-11-22T10:20:00+08:00\n"


@pytest.fixture
def folder(tmp_path: Path, db: None) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "images").mkdir()
    Pillow.linear_gradient("L").convert("RGB").save(tmp_path / "images" / "me.jpg")
    write(tmp_path, "one", f"{FRONT}---\n正文\n")
    return tmp_path


def test_authors_and_categories_are_described(folder: Path, client: Client) -> None:
    (folder / "site.toml").write_text(SITE)
    load(folder)
    page = client.get(Author.objects.get(name="林知远").get_absolute_url()).content.decode()
    assert "写科技" in page
    assert 'alt="画像"' in page
    assert "离得远，用得着" in client.get(Category.objects.get(name="科技").get_absolute_url()).content.decode()
    assert list(Category.objects.values_list("name", flat=True)) == ["生活", "科技"]
    assert "2 unchanged" in load(folder)


@pytest.mark.parametrize(
    "text",
    [
        "authors = 1",
        "authors = ['a']",
        "[[authors]]\nnote = 'x'",
        "[[authors]]\nname = 1",
        "[[authors]]\nname = 'a'\npicture = '../site.toml'",
        "[[authors]]\nname = 'a'\npicture = 'none.jpg'",
        "[[authors]]\nname = 'a'\nis_staff = 'yes'",
        "[[categories]]\nname = 'a'\nslug = 'not a slug'",
        "[[categories]]\nname = '" + "字" * 61 + "'",
    ],
)
def test_what_is_wrong_is_refused_and_changes_nothing(folder: Path, text: str) -> None:
    (folder / "site.toml").write_text(text)
    with pytest.raises(CommandError):
        load(folder)
    assert not Author.objects.exists()
    assert not Category.objects.exists()


def test_corrections_are_told(folder: Path, client: Client) -> None:
    told = f"{FRONT}corrections:\n  - date: 2025-11-23T08:00:00+08:00\n    text: 年份有误\n---\n正文\n"
    write(folder, "one", told)
    load(folder)
    page = client.get("/articles/one/").content.decode()
    assert "年份有误" in page
    assert "更新于" in page
    assert "unchanged" in load(folder)
    write(folder, "one", f"{FRONT}---\n正文\n")
    load(folder)
    assert "年份有误" not in client.get("/articles/one/").content.decode()


@pytest.mark.parametrize("value", ["x", "[x]", "[{text: a}]", "[{date: 2025-01-01T00:00:00Z, text: ''}]"])
def test_what_is_no_correction_is_refused(folder: Path, value: str) -> None:
    write(folder, "one", f"{FRONT}corrections: {value}\n---\n正文\n")
    with pytest.raises(CommandError):
        load(folder)
