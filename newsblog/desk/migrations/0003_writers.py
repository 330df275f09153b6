"""Writers of older sites may take out again what they related."""

from typing import Any

from django.db import migrations

from newsblog.groups import give


def writers(apps: Any, schema_editor: Any) -> None:
    give(apps, schema_editor.connection.alias, "Writers", "articles.delete_relatedlink")


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_pictures")]

    operations = [migrations.RunPython(writers, migrations.RunPython.noop)]
