"""A whole content folder: site settings, articles with their pictures, and comments."""

import functools
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles.content import importing
from articles.content.document import ContentError, Document
from articles.content.pictures import PictureFolder
from articles.content.subjects import apply_authors, apply_categories
from articles.models import Article
from comments import importing as comments_importing
from newsblog import site_file


@dataclass(frozen=True)
class Report:
    """What became of one file: ``created``, ``updated``, ``unchanged`` or ``refused``, and then why."""

    path: Path
    outcome: str
    reason: str = ""


class ContentFolder:
    """A folder in the content format."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.site_file = root / "site.toml"
        self.files = sorted((root / "articles").glob("*.md"))
        self.pictures = PictureFolder(root)

    def load(self, tell: Callable[[Report], None], *, keep_going: bool) -> bool:
        """Import the folder and ``tell`` of every file; whether it was taken.

        Nothing is changed when a file is refused, unless ``keep_going``, and then only that file stays out.
        """
        refused = 0

        def tell_and_count(report: Report) -> None:
            nonlocal refused
            refused += report.outcome == "refused"
            tell(report)

        try:
            with transaction.atomic():
                documents = self._read(tell_and_count)
                if not refused or keep_going:
                    self._apply_all(documents, tell_and_count)
                if refused and not keep_going:
                    transaction.set_rollback(True)
        except BaseException:
            self.pictures.remove_stored()
            raise
        if refused and not keep_going:
            self.pictures.remove_stored()
        return not refused or keep_going

    def _read(self, tell: Callable[[Report], None]) -> dict[Path, Document]:
        """Every file that can be read and whose related articles exist; the others are told of as refused."""
        documents: dict[Path, Document] = {}
        owners: dict[str, Path] = {}
        for path in self.files:
            try:
                document = Document.read(path)
                if other := owners.get(document.slug):
                    reason = _("the slug %(slug)s is that of %(file)s") % {"slug": document.slug, "file": other.name}
                    raise ContentError(reason, document.lines.get("slug", 0))
                documents[path] = document
                owners[document.slug] = path
            except (ContentError, OSError) as error:
                tell(Report(path, "refused", str(error)))
        wanted = {related.slug for document in documents.values() for related in document.related}
        known = owners.keys() | set(Article.objects.filter(slug__in=wanted).values_list("slug", flat=True))
        for path, document in list(documents.items()):
            missing = [related.slug for related in document.related if related.slug not in known]
            if missing:
                message = _("there is no related article %(slug)s") % {"slug": missing[0]}
                tell(Report(path, "refused", str(ContentError(message, document.lines["related"]))))
                del documents[path]
        return documents

    def _apply_all(self, documents: dict[Path, Document], tell: Callable[[Report], None]) -> None:
        """Bring in every document, then the related links of those that have any: their targets are there by then."""
        if self.site_file.exists():
            tell(self._attempt(self.site_file, self._apply_site))
        waiting: dict[Path, str] = {}
        for path, document in documents.items():
            report = self._attempt(path, functools.partial(self._apply, path, document))
            if report.outcome != "refused" and document.related:
                waiting[path] = report.outcome
                continue
            if report.outcome != "refused":
                report = self._link(path, document, report.outcome)
            tell(report)
        for path, outcome in waiting.items():
            tell(self._link(path, documents[path], outcome))

    def _attempt(self, path: Path, act: Callable[[], str]) -> Report:
        """Do something whole or not at all."""
        pictures_before = len(self.pictures.stored)
        try:
            with transaction.atomic():
                return Report(path, act())
        except ContentError as error:
            self.pictures.remove_stored(since=pictures_before)
            return Report(path, "refused", str(error))

    def _apply(self, path: Path, document: Document) -> str:
        article, outcome = importing.apply(document, path.parent, self.pictures)
        added = comments_importing.apply(article, document.comments, document.lines.get("comments", 0))
        return "updated" if added and outcome == "unchanged" else outcome

    def _link(self, path: Path, document: Document, outcome: str) -> Report:
        changed = importing.link(Article.objects.get(slug=document.slug), document)
        return Report(path, "updated" if changed and outcome == "unchanged" else outcome)

    def _apply_site(self) -> str:
        """Set what ``site.toml`` says; other settings stay."""
        try:
            values: dict[str, Any] = tomllib.loads(self.site_file.read_bytes().decode("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ContentError(str(error)) from None
        subjects_changed = apply_authors(values.pop("authors", []), self.pictures)
        subjects_changed |= apply_categories(values.pop("categories", []))
        outcome = site_file.apply(values, self.root)
        return "updated" if subjects_changed and outcome == "unchanged" else outcome
