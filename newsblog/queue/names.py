"""What the admin calls the tasks of the site, by the names that they have in the queue."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TASKS = {
    "queue.forget": _("Forget old jobs"),
    "articles.due": _("Publish and withdraw what is due"),
    "articles.due_at": _("Publish and withdraw what is due at a set time"),
    "articles.empty_bin": _("Empty the bin"),
    "articles.forget_drafts": _("Forget old drafts that were never saved"),
    "articles.picture_words": _("Tell articles of the new words of a picture"),
    "articles.renditions": _("Make the sizes of a picture"),
    "articles.fold_counts": _("Keep the numbers of articles short"),
    "articles.forget_searches": _("Forget old searches without results"),
    "desk.days": _("Count views and comments by the day"),
    "newsblog.indexnow": _("Tell search engines of new articles"),
    "audit.forget": _("Forget old entries of the audit log"),
    "access.forget": _("Forget logins that are over"),
    "mail.deliver": _("Send a mail"),
    "mail.forget": _("Forget old mails"),
    "comments.akismet": _("Ask Akismet about a comment"),
    "comments.forget": _("Forget old counts of comments"),
    "comments.replies": _("Tell a reader of replies"),
    "comments.waiting": _("Tell moderators of a comment that waits"),
    "comments.digest": _("Tell moderators of all that waits"),
}
STATES = {
    "todo": pgettext_lazy("job", "waiting"),
    "doing": _("running"),
    "failed": _("failed"),
    "succeeded": _("done"),
    "cancelled": _("discarded"),
    "aborted": _("discarded"),
}
