"""A reader loses the connection, and finds it again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.running_site import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Open = Callable[..., Page]
ARTICLE, OTHER = "/articles/ali-mayi-jiechu-yewu-wanglai/", "/articles/zhongwen-paiban/"
KEPT = """async () => {
  const addresses = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) addresses.push(new URL(request.url).pathname);
  return addresses;
}"""


def with_worker(open_page: Open, path: str = "/") -> Page:
    """A page of a browser that has the worker, and is under its control."""
    page = open_page(path)
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller?.state === 'activated'")
    return page


def test_without_a_connection_the_site_says_so_and_then_goes_on(open_page: Open) -> None:
    page = with_worker(open_page)
    page.context.set_offline(True)
    page.goto(ARTICLE)
    expect(page.locator("h1")).to_have_text("没有网络连接")
    assert page.locator(".message").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    page.get_by_role("link", name="再试一次").click()
    expect(page.locator("h1")).to_have_text("没有网络连接")
    page.context.set_offline(False)
    page.get_by_role("link", name="再试一次").click()
    expect(page.locator(".article-title")).to_be_visible()
    assert page.url.endswith(ARTICLE)


def test_an_article_that_was_read_is_not_kept(open_page: Open) -> None:
    page = with_worker(open_page, ARTICLE)
    page.goto(OTHER)
    kept = page.evaluate(KEPT)
    assert kept[0] == "/offline/"
    assert [address for address in kept[1:] if not address.startswith("/static/")] == []
    page.context.set_offline(True)
    page.goto(ARTICLE)
    expect(page.locator("h1")).to_have_text("没有网络连接")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator(".article-title")).to_be_visible()


def test_the_worker_leaves_the_admin_alone(open_page: Open) -> None:
    page = with_worker(open_page)
    page.goto("/admin/login/")
    expect(page.locator("#id_username")).to_be_visible()
    assert [address for address in page.evaluate(KEPT) if address.startswith("/admin/")] == []


def test_the_worker_is_small(site: RunningSite) -> None:
    status, worker = site.get("/service-worker.js")
    assert status == 200
    assert len(worker.encode()) < 1200


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_offline_page_fits_a_small_phone(open_page: Open, colours: str) -> None:
    page = open_page("/offline/", color_scheme=colours, viewport={"width": 320, "height": 600})
    box = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert box[0] <= box[1]
    expect(page.get_by_role("link", name="返回首页")).to_be_visible()
