from typing import Any

from django.core.management.base import BaseCommand

from comments.models import Discussion


class Command(BaseCommand):
    help = "Count the published comments of every article again, should a count ever be wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = Discussion.recount()
        if options["verbosity"]:
            self.stdout.write(f"{wrong} counts were wrong." if wrong else "All counts were right.")
