"""What robots.txt asks of crawlers (RFC 9309)."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_LINES = 100
# Those that gather texts for language models, by the names that their makers publish.
AI_CRAWLERS = (
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ChatGPT-User",
    "Claude-SearchBot",
    "Claude-User",
    "ClaudeBot",
    "cohere-ai",
    "Diffbot",
    "FacebookBot",
    "Google-CloudVertexBot",
    "Google-Extended",
    "GPTBot",
    "ImagesiftBot",
    "Meta-ExternalAgent",
    "Meta-ExternalFetcher",
    "MistralAI-User",
    "OAI-SearchBot",
    "omgili",
    "PanguBot",
    "Perplexity-User",
    "PerplexityBot",
    "PetalBot",
    "Timpibot",
    "YouBot",
)
PRIVATE = ("/admin/", "/search/suggestions/")
_LINE = re.compile(r"(?P<name>[A-Za-z][A-Za-z-]{0,30})\s*:\s*(?P<value>[^\s#]*)\s*(#.*)?")
_NEEDS_AGENT = {"allow", "disallow", "crawl-delay"}


class Robots(models.TextChoices):
    """Which crawlers are welcome."""

    ALL = "all", gettext_lazy("all are welcome")
    NO_AI = "no-ai", gettext_lazy("all but those that gather texts for AI")
    NONE = "none", gettext_lazy("none, and no search engine shows the site")


def rules(robots: str, extra: str) -> str:
    """The groups of robots.txt, without sitemaps."""
    if robots == Robots.NONE:
        groups = ["User-agent: *\nDisallow: /"]
    else:
        groups = ["User-agent: *\n" + "\n".join(f"Disallow: {path}" for path in PRIVATE)]
    if robots == Robots.NO_AI:
        groups.append("\n".join(f"User-agent: {name}" for name in AI_CRAWLERS) + "\nDisallow: /")
    if extra:
        groups.append(extra)
    return "\n\n".join(groups)


def normal(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines()).strip()


def validate_extra(value: str) -> None:
    """Every line is a rule, a comment or empty, and rules for crawlers say for which."""
    lines = value.splitlines()
    if len(lines) > MOST_LINES:
        raise ValidationError(_("At most %(most)s lines.") % {"most": MOST_LINES}, code="robots")
    has_agent = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        match = _LINE.fullmatch(text)
        if not text.isprintable() or not (match or not text or text.startswith("#")):
            message = _("Line %(number)s is no rule. Example: Disallow: /drafts/")
            raise ValidationError(message % {"number": number}, code="robots")
        name = match["name"].lower() if match else ""
        has_agent = has_agent or name == "user-agent"
        if name in _NEEDS_AGENT and not has_agent:
            message = _("Line %(number)s doesn't say for whom: begin with a line such as User-agent: *")
            raise ValidationError(message % {"number": number}, code="robots")
