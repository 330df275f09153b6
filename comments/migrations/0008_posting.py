"""The number of comments may be counted when a transaction ends, so that its row is locked for no longer than that."""

from django.db import migrations

DEFERRABLE = """
DROP TRIGGER comments_keep_count ON comments_comment;
CREATE CONSTRAINT TRIGGER comments_keep_count
    AFTER INSERT OR DELETE OR UPDATE OF status, article_id ON comments_comment
    DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW EXECUTE FUNCTION comments_keep_count();
"""

UNDO_DEFERRABLE = """
DROP TRIGGER comments_keep_count ON comments_comment;
CREATE TRIGGER comments_keep_count
    AFTER INSERT OR DELETE OR UPDATE OF status, article_id ON comments_comment
    FOR EACH ROW EXECUTE FUNCTION comments_keep_count();
"""


class Migration(migrations.Migration):
    dependencies = [("comments", "0007_mail_in_the_database")]

    operations = [migrations.RunSQL(DEFERRABLE, UNDO_DEFERRABLE)]
