from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_history")]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("digest", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        # What is lost with a crash is that somebody's reload was one; writing it twice would cost more.
        migrations.RunSQL("ALTER TABLE articles_visit SET UNLOGGED", migrations.RunSQL.noop),
    ]
