"""Django's command line on a data folder of its own, for checks that must not touch the site's."""

import os
import sys

import tests.environment  # noqa: F401 - sets the data folder

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsblog.settings"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
