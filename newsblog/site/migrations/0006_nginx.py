"""PostgreSQL tells of each change of what pages show, whoever makes it."""

from django.db import migrations

TABLES = (
    "addresses_redirect",
    "articles_article",
    "articles_article_tags",
    "articles_author",
    "articles_category",
    "articles_correction",
    "articles_image",
    "articles_relatedlink",
    "articles_slugredirect",
    "articles_tag",
    "comments_comment",
    "comments_discussion",
    "comments_like",
    "comments_visitorrule",
    "comments_word",
    "site_sitesettings",
)

FUNCTION = """
CREATE OR REPLACE FUNCTION newsblog_pages_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('newsblog_pages', TG_TABLE_NAME);
    RETURN NULL;
END $$
"""


def make(apps, schema_editor):
    schema_editor.execute(FUNCTION)
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER newsblog_pages_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION newsblog_pages_changed()"
        )


def unmake(apps, schema_editor):
    schema_editor.execute("DROP FUNCTION newsblog_pages_changed CASCADE")


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0005_settings"),
        ("addresses", "0001_initial"),
        ("articles", "0013_visits"),
        ("comments", "0007_mail_in_the_database"),
    ]
    operations = [migrations.RunPython(make, unmake)]
