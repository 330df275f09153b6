from typing import Any

from django.core.management.base import BaseCommand

from comments.spam.classifier import Figures, report

ROW = "{:<22}{:>8}{:>8}{:>11}{:>9}{:>7}"


class Command(BaseCommand):
    help = "Tells how well the spam classifier does: on comments it never learned from, and on what moderators decided."

    def handle(self, *args: Any, **options: Any) -> None:
        found = report()
        self.stdout.write(f"Comments are held from a probability of {found.threshold:.2f} on.\n\n")
        self.stdout.write(ROW.format("", "ham", "spam", "precision", "recall", "F1"))
        self.stdout.write(ROW.format("learned from", found.training_ham, found.training_spam, "", "", ""))
        self._show("held back", found.held_back)
        if found.decided:
            self._show("moderators' decisions", found.decided)
        self._list("Held back, good, but held", found.held_back.false_positives)
        self._list("Held back, spam, but not held", found.held_back.missed)
        if found.decided:
            self._list("Published by moderators, but held", found.decided.false_positives)
            self._list("Spam for moderators, but not held", found.decided.missed)

    def _show(self, title: str, of: Figures) -> None:
        shares = (f"{share:.3f}" for share in (of.precision, of.recall, of.f1))
        self.stdout.write(ROW.format(title, of.ham, of.spam, *shares))

    def _list(self, title: str, texts: tuple[str, ...]) -> None:
        if not texts:
            return
        self.stdout.write(f"\n{title}:")
        for text in texts:
            self.stdout.write(f"  {' '.join(text.split())[:150]}")
