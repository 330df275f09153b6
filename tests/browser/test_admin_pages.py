"""Every page of the admin that a link leads to: no error, no breach of the policy, no serious barrier."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import npm
from tests.browser.test_standards import AXE
from tests.running_site import PASSWORD, RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

# Leads out of the admin, or away from it.
LEFT_OUT = re.compile(r"/admin/(logout|jsi18n|r)/|\.csv$|/export/")
LINKS = """() => [...document.querySelectorAll("a[href]")].map(link => link.href)"""
# A preview may be on its way for as long as it likes: only what the page itself does has to be over.
SETTLED = "document.fonts.ready.then(() => new Promise(done => requestIdleCallback(() => done(), {timeout: 5000})))"
FADED = "document.getAnimations().forEach(fading => fading.finish())"
RUN_AXE = """async () => {
    const found = await axe.run({
        runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
        resultTypes: ["violations"],
    });
    const serious = found.violations.filter(rule => ["serious", "critical"].includes(rule.impact));
    return serious.flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${node.target.join(" ")} ${node.html.slice(0, 160)} ${node.failureSummary}`));
}"""


@pytest.fixture(scope="module")
def desk(browser: Browser, site: RunningSite) -> Iterator[Page]:
    """The admin in a browser with axe-core, with somebody who may do everything."""
    context = browser.new_context(base_url=site.url, locale="zh-CN", reduced_motion="reduce")
    context.add_init_script(path=npm.package(*AXE) / "axe.min.js")
    page = context.new_page()
    page.goto("/admin/login/")
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").first.click()
    page.wait_for_url("**/admin/")
    yield page
    context.close()


def test_every_page_that_a_link_leads_to_is_sound(desk: Page, site: RunningSite) -> None:
    complaints: list[str] = []
    desk.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    desk.on("pageerror", lambda error: complaints.append(str(error)))
    kinds: dict[str, str] = {"/admin/": "/admin/"}
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    while left := kinds.keys() - seen:
        kind = min(left)
        seen.add(kind)
        complaints.clear()
        response = desk.goto(kinds[kind])
        assert response is not None
        desk.evaluate(SETTLED)
        if response.status >= 400:
            wrong[f"{response.status} {kinds[kind]}"] = kinds[kind]
        barriers: list[str] = []
        for scheme in ("light", "dark"):
            desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            desk.evaluate(FADED)
            barriers += desk.evaluate(RUN_AXE)
        for one in complaints + barriers:
            wrong.setdefault(" ".join(one.split()), kinds[kind])
        for link in desk.evaluate(LINKS):
            path = urlsplit(link).path
            if link.startswith(site.url + "/admin/") and not LEFT_OUT.search(path):
                kinds.setdefault(kind_of(path), path)
    assert len(seen) > 40
    assert not wrong, "\n".join(f"{where}: {what}" for what, where in wrong.items())


def kind_of(path: str) -> str:
    """Pages of different rows are of one kind."""
    return re.sub(r"/[0-9a-f-]*[0-9][0-9a-f-]*(?=/)", "/0", path)


def test_pages_that_a_form_leads_to_are_sound(desk: Page) -> None:
    complaints: list[str] = []
    desk.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    desk.on("pageerror", lambda error: complaints.append(str(error)))
    for width in (1280, 390):
        desk.set_viewport_size({"width": width, "height": 900})
        for action in ("move_to_category", "add_tag", "remove_tag", "delete_selected"):
            desk.goto("/admin/articles/article/")
            desk.locator(".action-select").first.check()
            desk.locator("[name=action]").first.select_option(action)
            desk.locator("[name=index]").first.click()
            expect(desk.locator("[name=_selected_action]").first).to_be_attached()
            assert desk.evaluate(RUN_AXE) == [], action
        for form, field in (("site/sitesettings/1/change", "name"), ("articles/article/add", "title")):
            desk.goto(f"/admin/{form}/")
            desk.locator(f"#id_{field}").fill("")
            desk.evaluate("document.querySelector('#content-main form').noValidate = true")
            desk.locator("[name=_save]").last.click()
            expect(desk.locator(".errornote")).to_be_visible()
            assert desk.evaluate(RUN_AXE) == [], form
            assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), form
    assert complaints == []
