"""The sites whose addresses become cards. Only videos can be played on our pages; posts are links."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    """``address`` finds the ``key`` of a video or post in its address; ``player`` is where the site plays it."""

    slug: str
    name: str
    address: re.Pattern[str]
    player: str = ""

    @property
    def player_host(self) -> str:
        return "/".join(self.player.split("/")[:3])


@dataclass(frozen=True)
class Embed:
    site: Site
    key: str

    @property
    def is_playable(self) -> bool:
        return bool(self.site.player)

    @property
    def player(self) -> str:
        """The address that a frame shows, on the other site."""
        return self.site.player.format(self.key)


def _site(slug: str, name: str, address: str, player: str = "") -> Site:
    return Site(slug, name, re.compile(rf"https://(?:www\.|m\.)?{address}(?:[/?#&].*)?"), player)


SITES = (
    _site(
        "youtube",
        "YouTube",
        r"(?:youtube\.com/(?:watch\?(?:[\w=-]+&)*v=|shorts/|live/)|youtu\.be/)(?P<key>[\w-]{11})",
        "https://www.youtube-nocookie.com/embed/{}",
    ),
    _site(
        "bilibili",
        "哔哩哔哩",
        r"bilibili\.com/video/(?P<key>BV[0-9A-Za-z]{10})",
        "https://player.bilibili.com/player.html?bvid={}&autoplay=0",
    ),
    _site("vimeo", "Vimeo", r"vimeo\.com/(?P<key>[0-9]{5,12})", "https://player.vimeo.com/video/{}?dnt=1"),
    _site(
        "tencent",
        "腾讯视频",
        r"v\.qq\.com/x/(?:page|cover/\w+)/(?P<key>[a-z0-9]{11})\.html",
        "https://v.qq.com/txp/iframe/player.html?vid={}",
    ),
    _site(
        "youku",
        "优酷",
        r"v\.youku\.com/(?:v_show/id_|video\?vid=)(?P<key>[0-9A-Za-z]{10,20}={0,2})(?:\.html)?",
        "https://player.youku.com/embed/{}",
    ),
    _site("douyin", "抖音", r"douyin\.com/video/(?P<key>[0-9]{15,22})"),
    _site("weibo", "微博", r"weibo\.(?:com|cn)/(?:[0-9]+|status|detail)/(?P<key>[0-9A-Za-z]{9,16})"),
    _site("zhihu", "知乎", r"(?:zhuanlan\.)?zhihu\.com/(?:p|question/[0-9]+/answer)/(?P<key>[0-9]+)"),
    _site("x", "X", r"(?:x|twitter)\.com/\w{1,15}/status/(?P<key>[0-9]{5,20})"),
    _site("bluesky", "Bluesky", r"bsky\.app/profile/[\w.-]+/post/(?P<key>[0-9a-z]{13})"),
)
_BY_SLUG = {site.slug: site for site in SITES}
_KEY = re.compile(r"[\w=-]{5,22}", re.ASCII)


def recognise(address: str) -> Embed | None:
    """The video or post at an address; None for all that is not on the list."""
    for site in SITES:
        if match := site.address.fullmatch(address):
            return Embed(site, match["key"])
    return None


def playable(slug: str, key: str) -> Embed | None:
    """A video of a site by its key; None when there can't be one."""
    site = _BY_SLUG.get(slug)
    return Embed(site, key) if site and site.player and _KEY.fullmatch(key) else None
