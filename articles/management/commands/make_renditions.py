from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.models import Image
from articles.models.image_files import OvertakenError
from articles.rebuilding import rebuild


class Command(BaseCommand):
    help = "Makes the sizes of pictures that are missing: those that were never made, and files that are gone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--incomplete", action="store_true", help="only those that were never made")

    def handle(self, *args: Any, **options: Any) -> None:
        images = Image.objects.order_by("pk")
        if options["incomplete"]:
            images = images.filter(complete=False)
        made, failed = 0, []
        for image in images.iterator(chunk_size=200):
            try:
                if image.make_missing():
                    made += 1
                    rebuild(image.articles_with_it_in_their_text())
            except OvertakenError:
                continue
            except OSError as error:
                failed.append(f"{image.token}: {error.strerror or error}")
        self.stdout.write(f"{made} pictures have all their sizes again.")
        if failed:
            raise CommandError("\n".join(failed))
