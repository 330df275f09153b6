"""``python -m seeds.pictures [name ...]``: draw the pictures of the demo content, and the brand's, again."""

import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from . import portraits, scenes, things
from .canvas import Canvas

SEEDS = Path(__file__).resolve().parent.parent
BRAND = SEEDS.parent / "static" / "img"
PICTURES: dict[str, Callable[[str], Canvas]] = {
    "ali-mayi-jiechu-yewu-wanglai": scenes.bridges,
    "huami-zepp-os": scenes.watch,
    "huawei-hu-houkun-5g": scenes.masts,
    "weilai-zhuilou-huiying": scenes.rain,
    "yifangjianshu-yinsi-jisuan": things.helix,
    "muxin-fudan-jiangxuejin": scenes.gate,
    "zhixing-idc-mid": scenes.night_road,
    "ai-huanjue": things.mirror,
    "shouji-ai-xiutu": things.lens,
    "beidou-dingwei": things.orbits,
    "liangzi-jisuan": things.waves,
    "haidi-guanglan": things.deep_sea,
    "huoxing-tongxin": scenes.red_planet,
    "oled-lcd": things.pixels,
    "usb-c-xian": things.ribbons,
    "jixie-jianpan": things.keycaps,
    "e-ink-yuedu": things.book,
    "dianchi-rezhi": scenes.snow_road,
    "gaotie-zuowei": scenes.train,
    "zixingche-biansu": things.bicycle,
    "erweima-zhifu": things.mosaic,
    "fuli-tongzhang": things.steps,
    "zhaogushu": things.papers,
    "shuimian-jieyue": scenes.town,
    "kafeiyin": things.cup,
    "jinshi-huwai": scenes.kites,
    "zhongwen-paiban": things.brush,
    "taifeng-mingming": scenes.typhoon,
    "nongli-runyue": scenes.moons,
    "rss-hai-huozhe": scenes.river,
    "git-ershi-nian": scenes.lit_tree,
    "why-self-host": scenes.cottage,
}


def main(names: list[str]) -> None:
    (SEEDS / "images").mkdir(exist_ok=True)
    for name, draw in PICTURES.items():
        if not names or name in names:
            draw(name).save(SEEDS / "images" / f"{name}.jpg")
            print(name)
    for name in portraits.PORTRAITS:
        if not names or name in names:
            portraits.draw(name, SEEDS / "images")
            print(name)
    if not names or "brand" in names:
        draw_brand()


def draw_brand() -> None:
    """The head of the first page and the icons."""
    hero = scenes.mountains("hero")
    hero.save(BRAND / "hero.jpg", quality=78)
    Image.open(BRAND / "hero.jpg").save(BRAND / "hero.webp", quality=72)
    mark = things.brand_mark("mark").image
    mark.resize((180, 180), Image.Resampling.LANCZOS).save(BRAND / "apple-touch-icon.png", optimize=True)
    mark.resize((48, 48), Image.Resampling.LANCZOS).save(BRAND / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])


if __name__ == "__main__":
    main(sys.argv[1:])
