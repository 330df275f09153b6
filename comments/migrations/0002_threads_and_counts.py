"""What Django's models can't say: a reply belongs to its parent's article, and the counts are kept by the database."""

from django.db import migrations

# The root comes first, so that a whole thread goes with one statement.
SAME_ARTICLE = """
ALTER TABLE comments_comment
    ADD CONSTRAINT comment_root_on_same_article
    FOREIGN KEY (root_id, article_id) REFERENCES comments_comment (id, article_id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE comments_comment
    ADD CONSTRAINT comment_parent_on_same_article
    FOREIGN KEY (parent_id, article_id) REFERENCES comments_comment (id, article_id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""

UNDO_SAME_ARTICLE = """
ALTER TABLE comments_comment
    DROP CONSTRAINT comment_parent_on_same_article, DROP CONSTRAINT comment_root_on_same_article;
"""

COUNT = """
CREATE FUNCTION comments_change_count(article bigint, change integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO comments_commentcount AS counts (article_id, total) SELECT article, change WHERE change > 0
    ON CONFLICT (article_id) DO UPDATE SET total = counts.total + change;
    UPDATE comments_commentcount SET total = total + change WHERE article_id = article AND change < 0;
$$;

CREATE FUNCTION comments_keep_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.status = 'published' THEN
        PERFORM comments_change_count(OLD.article_id, -1);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.status = 'published' THEN
        PERFORM comments_change_count(NEW.article_id, 1);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER comments_keep_count
    AFTER INSERT OR DELETE OR UPDATE OF status, article_id ON comments_comment
    FOR EACH ROW EXECUTE FUNCTION comments_keep_count();
"""

UNDO_COUNT = """
DROP TRIGGER comments_keep_count ON comments_comment;
DROP FUNCTION comments_keep_count();
DROP FUNCTION comments_change_count(bigint, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial")]

    operations = [
        migrations.RunSQL(SAME_ARTICLE, UNDO_SAME_ARTICLE),
        migrations.RunSQL(COUNT, UNDO_COUNT),
    ]
