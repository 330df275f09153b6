"""What happens to articles, told to those who want to know: sent in the transaction in which it happens."""

from django.dispatch import Signal

# An article went from one state to another, once for each time that it does: ``article``, ``move`` (an
# ``articles.flow.Move``) and ``by`` (a user, or None for the site itself).
moved = Signal()
# Somebody has an article now: ``article``, whose ``assignee`` it is, and ``by``.
assigned = Signal()
# Somebody said something about an article: ``note``, and ``by`` (None for a guest).
noted = Signal()
