"""PostgreSQL tells of each change of what pages show, whoever makes it.

The tags are those of ``newsblog.page_cache.tags``. Drafts, waiting comments and bookkeeping change no page.
"""

from django.db import migrations

CHANNEL = "newsblog_pages"
# So many tags in one notification, which may have 8,000 bytes; when more changed, all pages are asked for anew.
MOST_TAGS = 200

ARTICLE_IS_PUBLIC = "(one.status = 'published' OR one.status = 'scheduled' AND one.published_at <= now())"
# Of an article, what lists don't show, and what no page shows.
TEXT = "'{body,body_html,body_text,contents,reading_minutes,source_name,source_url,comments_open,updated_at}'::text[]"
HIDDEN = (
    "'{user_id,assignee_id,saved_at,created_at,version,search_vector,title_vector,announced_at,derivation,withdraw_at}'"
    "::text[]"
)
COMMENT_HIDDEN = (
    "'{email,email_confirmed,signals,spam_probability,address_hash,agent_hash,browser,form_key,fingerprint,text_hash,"
    "decided_at}'::text[]"
)
ON_ITS_PAGE = "'{likes,pinned,locked,html,rules,website,edited_at}'::text[]"

# For each table what is asked of the rows that changed: their tags. "one" is a row as it was or is; "shown" is what
# pages may show of it as JSON, so that a row that was written and stayed the same changes nothing.
TAGS = {
    "articles_article": (
        f"to_jsonb(one) - {HIDDEN}",
        f"SELECT 'article:' || one.id FROM rows AS one WHERE {ARTICLE_IS_PUBLIC}"
        f" UNION SELECT 'texts' FROM rows AS one WHERE {ARTICLE_IS_PUBLIC}"
        f" UNION SELECT 'articles' FROM (SELECT one.id, to_jsonb(one) - {HIDDEN} - {TEXT} AS listed FROM rows AS one"
        f" WHERE {ARTICLE_IS_PUBLIC}) AS listed GROUP BY id, listed HAVING count(*) = 1",
    ),
    "articles_article_tags": (
        "to_jsonb(one)",
        "SELECT 'articles' FROM rows JOIN articles_article AS one ON one.id = rows.article_id"
        f" WHERE {ARTICLE_IS_PUBLIC}",
    ),
    "articles_relatedlink": (
        "to_jsonb(one)",
        "SELECT 'article:' || unnest(ARRAY[source_id, target_id]) FROM rows",
    ),
    "articles_correction": (
        "to_jsonb(one)",
        "SELECT 'article:' || article_id FROM rows UNION SELECT 'corrections' FROM rows",
    ),
    "comments_comment": (
        f"to_jsonb(one) - {COMMENT_HIDDEN}",
        "SELECT 'comments:' || article_id FROM rows WHERE status = 'published'"
        f" UNION SELECT 'comments' FROM (SELECT id, to_jsonb(one) - {COMMENT_HIDDEN} - {ON_ITS_PAGE} AS listed"
        " FROM rows AS one WHERE status = 'published') AS listed GROUP BY id, listed HAVING count(*) = 1",
    ),
    "comments_discussion": ("to_jsonb(one)", "SELECT unnest(ARRAY['comments', 'comments:' || article_id]) FROM rows"),
    **dict.fromkeys(
        (
            "articles_author",
            "articles_category",
            "articles_image",
            "articles_tag",
            "comments_visitorrule",
            "comments_word",
            "site_sitesettings",
        ),
        ("to_jsonb(one)", "SELECT 'site' FROM rows"),
    ),
}
# What nothing shows as long as it is new.
SHOWN_LATER = {"articles_author", "articles_tag", "articles_image", "comments_discussion"}
OLD = "SELECT * FROM old_rows"
NEW = "SELECT * FROM new_rows"
EVENTS = {
    "INSERT": ("REFERENCING NEW TABLE AS new_rows", NEW),
    "DELETE": ("REFERENCING OLD TABLE AS old_rows", OLD),
    "UPDATE": (
        "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "SELECT one.* FROM old_rows AS one JOIN new_rows AS other USING ({key}) WHERE {shown} <> {other}"
        " UNION ALL SELECT one.* FROM new_rows AS one JOIN old_rows AS other USING ({key}) WHERE {shown} <> {other}",
    ),
}


def key_of(table):
    return "article_id" if table == "comments_discussion" else "id"


def make(apps, schema_editor):
    for table, (shown, tags) in TAGS.items():
        for event, (referencing, rows) in EVENTS.items():
            if event == "INSERT" and table in SHOWN_LATER:
                continue
            other = shown.replace("(one)", "(other)")
            given = rows.format(key=key_of(table), shown=f"({shown})", other=f"({other})")
            name = f"newsblog_pages_{table}_{event.lower()}"
            schema_editor.execute(f"""
                CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE found text[];
                BEGIN
                    WITH rows AS ({given}) SELECT array_agg(DISTINCT tag) INTO found FROM ({tags}) AS tags (tag);
                    IF cardinality(found) > {MOST_TAGS} THEN
                        found := ARRAY['anything'];
                    END IF;
                    IF found IS NOT NULL THEN
                        PERFORM pg_notify('{CHANNEL}', array_to_string(found, ' '));
                    END IF;
                    RETURN NULL;
                END $$
            """)
            schema_editor.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} {referencing} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )


def unmake(apps, schema_editor):
    for table in TAGS:
        for event in EVENTS:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS newsblog_pages_{table}_{event.lower()} CASCADE")


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0005_settings"),
        ("addresses", "0001_initial"),
        ("articles", "0013_visits"),
        ("comments", "0007_mail_in_the_database"),
    ]
    operations = [migrations.RunPython(make, unmake)]
