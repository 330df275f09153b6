"""Rows that are written with every comment leave dead ones behind: they are cleared away early."""

from django.db import migrations

COUNTERS = ("comments_discussion", "comments_tally")
EARLY = "autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, fillfactor = 80"
AS_OTHERS = "autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, fillfactor"


class Migration(migrations.Migration):
    dependencies = [("comments", "0008_posting")]

    operations = [
        migrations.RunSQL(f"ALTER TABLE {table} SET ({EARLY})", f"ALTER TABLE {table} RESET ({AS_OTHERS})")
        for table in COUNTERS
    ]
