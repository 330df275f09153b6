"""What Django's models can't say: counts that the database keeps, and rows that go or stay with a comment."""

from django.db import migrations

COUNT = """
CREATE OR REPLACE FUNCTION comments_change_count(article bigint, change integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO comments_discussion AS discussions (article_id, total, mode) SELECT article, change, '' WHERE change > 0
    ON CONFLICT (article_id) DO UPDATE SET total = discussions.total + change;
    UPDATE comments_discussion SET total = total + change WHERE article_id = article AND change < 0;
$$;
"""

UNDO_COUNT = """
CREATE OR REPLACE FUNCTION comments_change_count(article bigint, change integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO comments_commentcount AS counts (article_id, total) SELECT article, change WHERE change > 0
    ON CONFLICT (article_id) DO UPDATE SET total = counts.total + change;
    UPDATE comments_commentcount SET total = total + change WHERE article_id = article AND change < 0;
$$;
"""

LIKES = """
CREATE FUNCTION comments_keep_likes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE comments_comment SET likes = likes + 1 WHERE id = NEW.comment_id;
    ELSE
        UPDATE comments_comment SET likes = likes - 1 WHERE id = OLD.comment_id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER comments_keep_likes
    AFTER INSERT OR DELETE ON comments_like FOR EACH ROW EXECUTE FUNCTION comments_keep_likes();
"""

UNDO_LIKES = """
DROP TRIGGER comments_keep_likes ON comments_like;
DROP FUNCTION comments_keep_likes();
"""

FOLLOW = """
ALTER TABLE comments_like ADD CONSTRAINT like_goes_with_comment
    FOREIGN KEY (comment_id) REFERENCES comments_comment (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE comments_report ADD CONSTRAINT report_goes_with_comment
    FOREIGN KEY (comment_id) REFERENCES comments_comment (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE comments_decision ADD CONSTRAINT decision_stays_without_comment
    FOREIGN KEY (comment_id) REFERENCES comments_comment (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
"""

UNDO_FOLLOW = """
ALTER TABLE comments_like DROP CONSTRAINT like_goes_with_comment;
ALTER TABLE comments_report DROP CONSTRAINT report_goes_with_comment;
ALTER TABLE comments_decision DROP CONSTRAINT decision_stays_without_comment;
"""

FORGET = """
CREATE FUNCTION comments_forget_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.previous = '{}'; RETURN NEW; END $$;

CREATE TRIGGER comments_forget_words BEFORE UPDATE ON comments_decision
    FOR EACH ROW WHEN (NEW.comment_id IS NULL) EXECUTE FUNCTION comments_forget_words();
"""

UNDO_FORGET = """
DROP TRIGGER comments_forget_words ON comments_decision;
DROP FUNCTION comments_forget_words();
"""

# Counts of a minute and proofs of an hour are not worth a flush to the disk.
UNLOGGED = "ALTER TABLE comments_tally SET UNLOGGED; ALTER TABLE comments_spentproof SET UNLOGGED;"
LOGGED = "ALTER TABLE comments_tally SET LOGGED; ALTER TABLE comments_spentproof SET LOGGED;"


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_moderation")]

    operations = [
        migrations.RunSQL(COUNT, UNDO_COUNT),
        migrations.RunSQL(LIKES, UNDO_LIKES),
        migrations.RunSQL(FOLLOW, UNDO_FOLLOW),
        migrations.RunSQL(FORGET, UNDO_FORGET),
        migrations.RunSQL(UNLOGGED, LOGGED),
    ]
