"""Rows that are written all the time leave dead ones behind: they are cleared away early, and there is room for the next."""

from django.db import migrations

COUNTERS = ("articles_articleviews", "articles_hourlyviews", "articles_visit", "articles_articlecount")
EARLY = "autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, fillfactor = 80"
AS_OTHERS = "autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, fillfactor"


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_counts")]

    operations = [
        migrations.RunSQL(f"ALTER TABLE {table} SET ({EARLY})", f"ALTER TABLE {table} RESET ({AS_OTHERS})")
        for table in COUNTERS
    ]
