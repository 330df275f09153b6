"""The page in a page in which another site plays a video, when a reader asked for it.

It has a policy of its own that lets in that one site, so that the policy of the article lets in nobody.
"""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from .sites import playable


@require_safe
@xframe_options_sameorigin
def player(request: HttpRequest, site: str, key: str) -> HttpResponse:
    embed = playable(site, key)
    if embed is None:
        raise Http404
    response: Any = render(request, "articles/player.html", {"embed": embed})
    response.headers["X-Robots-Tag"] = "noindex"
    response._csp_config = {
        **settings.SECURE_CSP,
        "frame-src": [embed.site.player_host],
        "frame-ancestors": [CSP.SELF],
    }
    return response
