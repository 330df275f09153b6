"""What happens to articles, told to those who want to know: sent in the transaction in which it happens."""

from django.dispatch import Signal

# An article went from one state to another, once for each time that it does: ``article``, ``move`` (an
# ``articles.flow.Move``) and ``by`` (a user, or None for the site itself).
moved = Signal()
