"""Writers and editors of sites that are older than the tags of pictures may use them too."""

from typing import Any

from django.db import migrations

from newsblog.groups import give


def staff(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    for group in ("Writers", "Editors", "Administrators"):
        for verb in ("add", "view") if group == "Writers" else ("add", "change", "delete", "view"):
            give(apps, using, group, f"articles.{verb}_imagetag")


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_overview"),
        ("articles", "0009_pictures"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(staff, migrations.RunPython.noop)]
