"""The content format: what is taken, what is refused and where, and that nothing is done twice."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image as Pillow

from articles.models import Article, Category, Image
from comments.models import Comment
from newsblog.site.models import SiteSettings
from tests.reading import read

DATE = "2026-01-01T00:00:00+08:00"
FRONT = """---
title: 标题一
slug: one
author: 访客
category: AI生活
tags: [甲, 乙]
published: 2025-11-22T10:20:00+08:00
updated: 2025-12-01T08:00:00+08:00
views: 142
summary: 一句摘要
cover: sub/封面 图.jpg
cover_alt: 一片海
related: [two, {slug: three, kind: background}]
pinned: true
comments_open: false
source_name: 来源
source_url: https://example.com/a
comments:
  - name: 小明
    email: a@example.com
    website: https://example.com/
    date: 2025-11-23T10:00:00+08:00
    body: |-
      第一行
      第二行
    replies:
      - name: 小红
        date: 2025-11-23T11:00:00+08:00
        body: 同意
        status: spam
---

正文**“重点”**是。

![图](<../images/sub/封面 图.jpg>)

`![不是图](missing.jpg)`
"""


@pytest.fixture
def folder(tmp_path: Path, db: None) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "images" / "sub").mkdir(parents=True)
    Pillow.linear_gradient("L").convert("RGB").save(tmp_path / "images" / "sub" / "封面 图.jpg")
    write(tmp_path, "one", FRONT)
    for slug in ("two", "three"):
        write(tmp_path, slug, f"---\ntitle: 标题{slug}\n---\n正文\n")
    (tmp_path / "site.toml").write_text('name = "我的站"\nrelated_count = 4\n')
    return tmp_path


def write(folder: Path, slug: str, text: str) -> None:
    (folder / "articles" / f"{slug}.md").write_text(text)


def load(folder: Path, *options: str) -> str:
    output = StringIO()
    call_command("import_content", str(folder), *options, stdout=output, no_color=True)
    return output.getvalue()


def refusal(folder: Path) -> str:
    output = StringIO()
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("import_content", str(folder), stdout=output, no_color=True)
    return output.getvalue()


def media(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_everything_that_a_file_says_is_taken(folder: Path) -> None:
    report = load(folder)
    assert report.count("created") == 5
    assert "[  4/4] created" in report
    article = Article.objects.get(slug="one")
    assert (article.title, article.author.name, article.category.name) == ("标题一", "访客", "AI生活")
    assert sorted(article.tags.values_list("name", flat=True)) == ["乙", "甲"]
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2025-11-22T02:20:00+00:00"
    assert article.updated_at is not None
    assert (article.view_count, article.excerpt, article.cover_text) == (142, "一句摘要", "一片海")
    assert (article.pinned, article.comments_open, article.status) == (True, False, "published")
    assert list(article.related_links.values_list("target__slug", "kind")) == [
        ("two", "see-also"),
        ("three", "background"),
    ]
    assert "<strong>“重点”</strong>是" in article.body_html
    assert "<picture>" in article.body_html
    assert "missing.jpg" in article.body_html
    first, reply = Comment.objects.order_by("created_at")
    assert (first.body, first.email, reply.parent, reply.status) == ("第一行\n第二行", "a@example.com", first, "spam")
    assert Article.objects.get(slug="two").status == "draft"
    assert (SiteSettings.load().name, SiteSettings.load().related_count) == ("我的站", 4)
    assert Image.objects.count() == 1


def test_a_second_import_changes_nothing(folder: Path, settings: Any) -> None:
    load(folder)
    article = Article.objects.get(slug="one")
    read(article)
    before = (Article.objects.get(slug="one").saved_at, len(media(settings)), Comment.objects.count())
    report = load(folder)
    assert report.count("unchanged") == 5
    assert (Article.objects.get(slug="one").saved_at, len(media(settings)), Comment.objects.count()) == before
    assert Article.objects.get(slug="one").view_count == 143


def test_a_changed_file_updates_its_article(folder: Path) -> None:
    load(folder)
    write(folder, "two", "---\ntitle: 新标题\ntags: [丙]\n---\n新正文\n")
    report = load(folder)
    assert "updated   articles/two.md" in report
    assert report.count("unchanged") == 4
    assert Article.objects.get(slug="two").title == "新标题"
    write(folder, "one", FRONT.replace("related: [two, ", "related: ["))
    assert "updated   articles/one.md" in load(folder)
    assert [link.target.slug for link in Article.objects.get(slug="one").related_links.all()] == ["three"]
    write(folder, "one", FRONT.replace("related: [two, {slug: three, kind: background}]\n", ""))
    assert "updated   articles/one.md" in load(folder)
    assert not Article.objects.get(slug="one").related_links.exists()


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("没有文件头", 1, "三个连字符"),
        ("---\ntitle: 甲\n正文", 1, "三个连字符"),
        ("---\nslug: x\n---\n", 1, "缺少标题"),
        ("---\ntitle: 甲\ntitel: 乙\n---\n", 3, "titel"),
        ("---\ntitle: 甲\ntitle: 乙\n---\n", 3, "重复"),
        ("---\ntitle: 甲\nviews: many\n---\n", 3, "整数"),
        ("---\ntitle: 甲\nviews: -1\n---\n", 3, "整数"),
        ("---\ntitle: 甲\npublished: 昨天\n---\n", 3, "昨天"),
        ("---\ntitle: 甲\npublished: 2026-01-01T00:00:00\n---\n", 3, "时区"),
        ("---\ntitle: 甲\npublished: 0001-01-01T00:00:00+08:00\n---\n", 3, "年份"),
        ("---\ntitle: 甲\npinned: maybe\n---\n", 3, "true"),
        ("---\ntitle: 甲\ntags: 甲\n---\n", 3, "列表"),
        ("---\ntitle: [甲]\n---\n", 2, "文字"),
        ("---\ntitle: 甲\nrelated: [nowhere]\n---\n", 3, "nowhere"),
        ("---\ntitle: 甲\nrelated: [{slug: two, kind: odd}]\n---\n", 3, "odd"),
        ("---\ntitle: 甲\ncover: nothing.jpg\n---\n", 3, "nothing.jpg"),
        ("---\ntitle: 甲\ncover: ../articles/two.md\n---\n", 3, ""),
        ("---\ntitle: 甲\ncover: ../../../../../../etc/passwd\n---\n", 3, "etc/passwd"),
        ("---\ntitle: 甲\nslug: 'a b'\n---\n", 3, "slug"),
        (f"---\ntitle: {'字' * 201}\n---\n", 2, "200"),
        ("---\ntitle: 甲\nsource_url: javascript:alert(1)\n---\n", 3, "source_url"),
        ("---\ntitle: 甲\ncomments: [{name: x}]\n---\n", 3, "body"),
        ("---\ntitle: 甲\ncomments: [{name: x, body: y}]\n---\n", 3, "日期"),
        (
            f"---\ntitle: 甲\ncomments: [{{name: x, body: y, date: '{DATE}', website: 'javascript:x'}}]\n---\n",
            3,
            "x",
        ),
        (
            "---\ntitle: 甲\ncomments: [{name: x, body: y, date: '2026-01-01T00:00:00+08:00', status: odd}]\n---\n",
            3,
            "odd",
        ),
        ("---\ntitle: &a 甲\nsummary: *a\n---\n", 1, "引用"),
        ("---\ntitle: '甲\n---\n", 0, ""),
        ("---\ntitle: !!python/object/apply:os.system [x]\n---\n", 2, "文字"),
        ("---\n- 甲\n---\n", 1, "字段"),
        ("---\ntitle: 甲\n---\n![x](gone.png)\n", 0, "gone.png"),
        ("---\ntitle: 甲\n---\n\0\n", 4, "NUL"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_nothing_is_changed(
    folder: Path, settings: Any, text: str, line: int, reason: str
) -> None:
    write(folder, "bad", text)
    report = refusal(folder)
    assert "refused   articles/bad.md" in report
    assert reason in report
    if line:
        assert f"第{line}行" in report
    assert (Article.objects.count(), Category.objects.count(), Comment.objects.count(), Image.objects.count()) == (
        0,
        0,
        0,
        0,
    )
    assert media(settings) == []


def test_text_that_is_not_utf8_and_a_slug_that_stands_twice_are_refused(folder: Path) -> None:
    (folder / "articles" / "bad.md").write_bytes(b"---\ntitle: \xff\n---\n")
    write(folder, "copy", "---\ntitle: 甲\nslug: two\n---\n")
    report = refusal(folder)
    assert "articles/bad.md: 第2行" in report
    assert "two" in report


def test_the_others_are_imported_with_keep_going(folder: Path, settings: Any) -> None:
    write(folder, "bad", "---\ntitle: 甲\nviews: many\n---\n")
    Pillow.new("RGB", (300, 200), "red").save(folder / "images" / "alone.jpg")
    write(folder, "late", f"---\ntitle: {'字' * 201}\ncover: alone.jpg\n---\n")
    report = load(folder, "--keep-going")
    assert "refused" in report
    assert {path.parent.name for path in media(settings)} == {Image.objects.get().token}
    assert set(Article.objects.values_list("slug", flat=True)) == {"one", "two", "three"}


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.jpg"
    Pillow.new("RGB", (10, 10)).save(secret)
    (folder / "images" / "link.jpg").symlink_to(secret)
    write(folder, "bad", "---\ntitle: 甲\ncover: link.jpg\n---\n")
    assert "link.jpg" in refusal(folder)


@pytest.mark.parametrize(
    "text", ["name = ", "unknown = 1", 'name = ""', "page_size = 0", 'time_zone = "Mars"', "page_size = 'x'"]
)
def test_bad_site_settings_are_refused(folder: Path, text: str) -> None:
    (folder / "site.toml").write_text(text)
    assert "refused   site.toml" in refusal(folder)
    assert Article.objects.count() == 0


def test_a_folder_without_content_is_named(tmp_path: Path, db: None) -> None:
    with pytest.raises(CommandError, match="no content"):
        call_command("import_content", str(tmp_path))
    with pytest.raises(CommandError, match="no content"):
        call_command("import_content", str(tmp_path / "missing"))


def test_hostile_markdown_and_names_arrive_harmless(folder: Path, client: Any) -> None:
    front = "title: <script>alert(1)</script>\nauthor: '\"><img onerror=x>'\ncategory: <b>x</b>\ntags: ['<i>t</i>']"
    text = f"---\n{front}\npublished: {DATE}\n---\n<script>alert(1)</script>[a](javascript:x)\n"
    write(folder, "xss", text)
    load(folder)
    page = client.get("/articles/xss/").content.decode()
    assert "<script>alert" not in page
    assert "<img onerror" not in page
    assert 'href="javascript' not in page
