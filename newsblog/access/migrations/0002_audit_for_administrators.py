"""Administrators of sites that are older than the audit log may read it too."""

from typing import Any

from django.db import migrations

from newsblog.groups import give


def administrators(apps: Any, schema_editor: Any) -> None:
    give(apps, schema_editor.connection.alias, "Administrators", "audit.view_entry")


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("audit", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(administrators, migrations.RunPython.noop)]
