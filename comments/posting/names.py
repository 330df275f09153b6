"""Names that belong to the site: a visitor may not take them, nor ones that look the same."""

import functools
import unicodedata

from django.contrib.auth import get_user_model
from django.db import connection

from articles.search.folding import fold
from newsblog.site.models import SiteSettings

ALWAYS = ("admin", "administrator", "管理员", "站长", "编辑", "编辑部", "官方", "moderator", "editor")
# Letters that look like Latin ones, and digits that stand for letters (a choice from Unicode's TR 39).
_PAIRS = (
    "аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd һh ӏl "  # Cyrillic
    "αa βb εe ηn ιi κk νv οo ρp τt υu χx "  # Greek
    "ɑa ɡg 0o 1l 3e 4a 5s 7t |l $s @a"
)
_LOOK = {pair[0]: pair[1] for pair in _PAIRS.split()}

# Names of authors, but for guests', and of staff: for the account, for both names in either order.
PEOPLE = """
    SELECT name FROM articles_author WHERE user_id IS NOT NULL OR picture_id IS NOT NULL
    UNION
    SELECT unnest(ARRAY[username, trim(concat(first_name, ' ', last_name)), concat(last_name, first_name)])
    FROM auth_user WHERE is_staff AND is_active
"""


@functools.lru_cache(4096)
def skeleton(name: str) -> str:
    """What a name looks like; names of one skeleton can be taken for each other (after Unicode TR 39)."""
    bare = (c for c in unicodedata.normalize("NFKD", name) if unicodedata.category(c)[0] not in "MCZP")
    return "".join(_LOOK.get(character, character) for character in fold("".join(bare)))


def belongs_to_site(name: str, site: SiteSettings) -> bool:
    """Whether readers would take ``name`` for the site's, or for one of its authors or staff.

    Guests' bylines, which have no account and no portrait, belong to nobody.
    """
    if "names" not in site.notes:
        site.notes["names"] = {skeleton(taken) for taken in (*ALWAYS, site.name, *_people()) if taken}
    return skeleton(name) in site.notes["names"]


def address_belongs_to_staff(email: str) -> bool:
    return get_user_model().objects.filter(is_staff=True, is_active=True, email__iexact=email).exists()


def _people() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE)
        return [name for (name,) in cursor.fetchall()]
