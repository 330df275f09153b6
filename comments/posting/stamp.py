"""The time at which a page with the form was made, signed. The same for everybody who gets the page."""

import time

from django.core import signing

# Stamps are as coarse as this, so that the page stays the same for a while.
STEP_SECONDS = 300
# A shared cache may hand out a page for a day; people leave it open for some more.
OLD_SECONDS = 7 * 24 * 3600

_signer = signing.Signer(salt="newsblog.comments.stamp")


def stamp() -> str:
    return _signer.sign(str(int(time.time()) // STEP_SECONDS))


def age(stamp: str) -> float | None:
    """How old the page is, in seconds; None when the stamp is not one of ours."""
    try:
        return time.time() - int(_signer.unsign(stamp)) * STEP_SECONDS
    except (signing.BadSignature, ValueError):
        return None
