from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.models import Article
from articles.rebuilding import outdated, rebuild


class Command(BaseCommand):
    help = "Makes HTML, excerpts and the search index of the articles anew from what editors wrote."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--outdated", action="store_true", help="only those that an older version made")

    def handle(self, *args: Any, **options: Any) -> None:
        articles = outdated() if options["outdated"] else Article.objects.all()
        number = rebuild(articles, lambda done: self.stdout.write(f"  {done}", ending="\r"))
        self.stdout.write(f"{number} articles are up to date.")
