from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsblog.content import ContentFolder, Report


class Command(BaseCommand):
    help = (
        "Import a folder in the content format (site.toml, articles/*.md, images/). The same slug is the same article, "
        "so a folder can be imported again. When a file is refused, nothing is changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keep-going", action="store_true", help="import the other files when some are refused")

    def handle(self, *args: Any, folder: Path, keep_going: bool, **options: Any) -> None:
        content = ContentFolder(folder)
        if not content.files and not content.site_file.exists():
            raise CommandError(f"There is no content in {folder}: neither articles/*.md nor site.toml.")
        total = len(content.files) + content.site_file.exists()
        outcomes: Counter[str] = Counter()

        def tell(report: Report) -> None:
            outcomes[report.outcome] += 1
            style = self.style.ERROR if report.outcome == "refused" else str
            line = f"  [{outcomes.total():3}/{total}] {report.outcome:9} {report.path.relative_to(folder)}"
            self.stdout.write(style(f"{line}: {report.reason}" if report.reason else line))
            self.stdout.flush()

        taken = content.load(tell, keep_going=keep_going)
        summary = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
        if not taken:
            raise CommandError(f"Nothing was changed: {summary}. Mend the refused files, or use --keep-going.")
        self.stdout.write(f"  {summary}")
