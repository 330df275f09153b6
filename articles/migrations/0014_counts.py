"""Numbers of articles by month, kept by triggers, whoever writes: see ``articles.models.counts``."""

from django.db import migrations, models

# Of an article that is public by its state: itself, its category, its author and its tags.
SUBJECTS = """
    SELECT '' AS kind, 0::bigint AS key
    UNION ALL SELECT 'category', one.category_id
    UNION ALL SELECT 'author', one.author_id
    UNION ALL SELECT 'tags', tag_id FROM articles_article_tags WHERE article_id = one.id
"""
PUBLIC = "status IN ('scheduled', 'published')"
# The time zone is looked up once for a statement.
MONTH = "date_trunc('month', published_at AT TIME ZONE (SELECT newsblog_time_zone()))::date"
LINES = "INSERT INTO articles_articlecount (kind, key, month, number)"
OLD, NEW = "REFERENCING OLD TABLE AS old_rows", "REFERENCING NEW TABLE AS new_rows"
BOTH = f"{OLD} NEW TABLE AS new_rows"
EVENTS = {"INSERT": (NEW, {"new_rows": 1}), "DELETE": (OLD, {"old_rows": -1})}
EVENTS["UPDATE"] = (BOTH, {"new_rows": 1, "old_rows": -1})
TABLES = {
    "articles_article": (
        "SELECT id, category_id, author_id, published_at, {sign} AS sign FROM {rows} WHERE " + PUBLIC,
        f"SELECT kind, key, {MONTH}, sum(sign) FROM changed AS one CROSS JOIN LATERAL ({SUBJECTS}) AS subject",
    ),
    "articles_article_tags": (
        "SELECT tag_id, article_id, {sign} AS sign FROM {rows}",
        f"SELECT 'tags', tag_id, {MONTH}, sum(sign) FROM changed JOIN articles_article AS one ON one.id = article_id"
        f" WHERE {PUBLIC}",
    ),
}
TIME_ZONE = """
    CREATE FUNCTION newsblog_time_zone() RETURNS text LANGUAGE sql STABLE AS $$
        SELECT coalesce((SELECT time_zone FROM site_sitesettings ORDER BY id LIMIT 1), 'Asia/Shanghai')
    $$
"""
# Who publishes meanwhile waits, and is counted by his own line afterwards.
COUNT_ALL = f"""
    CREATE FUNCTION newsblog_count_articles() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        LOCK TABLE articles_article, articles_article_tags IN SHARE ROW EXCLUSIVE MODE;
        LOCK TABLE articles_articlecount IN SHARE UPDATE EXCLUSIVE MODE;
        DELETE FROM articles_articlecount;
        {LINES}
        SELECT kind, key, month, count(*)
        FROM (SELECT *, {MONTH} AS month FROM articles_article WHERE {PUBLIC}) AS one
        CROSS JOIN LATERAL ({SUBJECTS}) AS subject
        GROUP BY 1, 2, 3;
    END $$
"""
NEW_ZONE = """
    CREATE FUNCTION newsblog_new_time_zone() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM newsblog_count_articles();
        RETURN NULL;
    END $$;
    CREATE TRIGGER newsblog_counts_time_zone AFTER INSERT ON site_sitesettings
    FOR EACH ROW EXECUTE FUNCTION newsblog_new_time_zone();
    CREATE TRIGGER newsblog_counts_new_time_zone AFTER UPDATE OF time_zone ON site_sitesettings
    FOR EACH ROW WHEN (old.time_zone <> new.time_zone) EXECUTE FUNCTION newsblog_new_time_zone()
"""


def make(apps, schema_editor):
    schema_editor.execute(TIME_ZONE)
    schema_editor.execute(COUNT_ALL)
    for table, (rows_of, lines_of) in TABLES.items():
        for event, (referencing, rows) in EVENTS.items():
            changed = " UNION ALL ".join(rows_of.format(rows=name, sign=sign) for name, sign in rows.items())
            name = f"newsblog_counts_{table}_{event.lower()}"
            schema_editor.execute(f"""
                CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    WITH changed AS ({changed})
                    {LINES} {lines_of} GROUP BY 1, 2, 3 HAVING sum(sign) <> 0;
                    RETURN NULL;
                END $$
            """)
            schema_editor.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} {referencing} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )
    schema_editor.execute(NEW_ZONE)
    schema_editor.execute("SELECT newsblog_count_articles()")


def unmake(apps, schema_editor):
    for table in TABLES:
        for event in EVENTS:
            schema_editor.execute(f"DROP FUNCTION newsblog_counts_{table}_{event.lower()} CASCADE")
    for name in ("new_time_zone", "count_articles", "time_zone"):
        schema_editor.execute(f"DROP FUNCTION newsblog_{name} CASCADE")


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_visits"), ("site", "0006_pages")]

    operations = [
        migrations.CreateModel(
            name="ArticleCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("key", models.BigIntegerField()),
                ("month", models.DateField()),
                ("number", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "key", "month"], include=["number"], name="article_count")]
            },
        ),
        migrations.RunPython(make, unmake),
    ]
