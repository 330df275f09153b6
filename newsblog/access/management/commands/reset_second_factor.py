from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsblog.access import factors


class Command(BaseCommand):
    help = "Let an account in with its password alone: for whoever lost phone, passkeys and recovery codes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="The name that the account logs in with.")

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model()._default_manager
        user = users.filter(**{users.model.USERNAME_FIELD: options["user"]}).first()
        if user is None:
            raise CommandError(f"There is no account named {options['user']}.")
        factors.reset(user, detail="manage.py reset_second_factor")
        self.stdout.write(
            f"{options['user']} can log in with the password alone. All logins of the account have ended."
        )
