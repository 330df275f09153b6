"""Rows that go with a comment, since threads are deleted by the database itself."""

from django.db import migrations

FOLLOW = """
ALTER TABLE comments_subscription ADD CONSTRAINT subscription_goes_with_thread
    FOREIGN KEY (root_id) REFERENCES comments_comment (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE comments_notice ADD CONSTRAINT notice_goes_with_reply
    FOREIGN KEY (reply_id) REFERENCES comments_comment (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
-- The database does what Django would do row by row: a subscription that it deletes takes its notices along.
ALTER TABLE comments_notice ADD CONSTRAINT notice_goes_with_subscription
    FOREIGN KEY (subscription_id) REFERENCES comments_subscription (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""

UNDO_FOLLOW = """
ALTER TABLE comments_subscription DROP CONSTRAINT subscription_goes_with_thread;
ALTER TABLE comments_notice DROP CONSTRAINT notice_goes_with_reply, DROP CONSTRAINT notice_goes_with_subscription;
"""


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_mail")]

    operations = [migrations.RunSQL(FOLLOW, UNDO_FOLLOW)]
