"""A real browser with an authenticator of its own (WebDriver, 11.3 of Web Authentication): passkeys and codes."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.newsblog import authenticator
from tests.running_site import PASSWORD, RunningSite, started_before

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

Device = Callable[[], Page]


@pytest.fixture(scope="module")
def named_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A site with a name: browsers make no passkeys for an address of numbers."""
    running = started_before(tmp_path_factory.mktemp("passkeys") / "data")
    running.settings["SITE_URL"] = running.url = f"http://localhost:{running.port}"
    running.start()
    yield running
    running.stop()


@pytest.fixture
def device(browser: Browser, named_site: RunningSite) -> Iterator[Device]:
    """A browser whose authenticator knows its user by a finger; it may complain of nothing."""
    contexts, complaints = [], []

    def make() -> Page:
        context = browser.new_context(base_url=named_site.url, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        session = context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
        options |= {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []
    named_site.manage("reset_second_factor", "admin")


def give_password(page: Page) -> None:
    page.goto("/admin/")
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()


def log_out(page: Page) -> None:
    page.locator("#logout-form button").click()
    expect(page.locator("#user-tools")).to_have_count(0)


def add_passkey(page: Page, name: str) -> None:
    page.goto("/admin/account/")
    page.locator("#id_passkey_name").fill(name)
    page.locator("[data-passkey=create] [type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_passkey_is_made_used_in_both_ways_and_removed(device: Device) -> None:
    page = device()
    give_password(page)
    expect(page.locator("#user-tools")).to_be_visible()
    add_passkey(page, "我的电脑")
    expect(page.locator(".access-codes li")).to_have_count(10)
    log_out(page)

    give_password(page)
    expect(page.locator("#id_code")).to_be_visible()
    page.locator("[data-passkey=get] [type=submit]").click()
    expect(page.locator("#user-tools")).to_be_visible()
    log_out(page)

    page.goto("/admin/audit/entry/")
    page.locator("[data-passkey=get] [type=submit]").click()
    expect(page.locator("#user-tools")).to_be_visible()
    assert page.url.endswith("/admin/audit/entry/")

    page.goto("/admin/account/")
    expect(page.locator("section [name=name]").first).to_have_value("我的电脑")
    page.locator("[formaction*=remove]").click()
    expect(page.locator("[formaction*=remove]")).to_have_count(0)
    log_out(page)
    give_password(page)
    expect(page.locator("#user-tools")).to_be_visible()


def test_another_devices_passkey_opens_nothing(device: Device) -> None:
    page, stranger = device(), device()
    give_password(page)
    add_passkey(page, "我的电脑")
    stranger.goto("/admin/")
    stranger.locator("[data-passkey=get] [type=submit]").click()
    expect(stranger.locator("[data-passkey-message]")).to_be_visible()
    assert stranger.goto("/admin/") is not None
    expect(stranger.locator("#user-tools")).to_have_count(0)


def test_an_authenticator_app_is_set_up_and_asked(device: Device) -> None:
    page = device()
    give_password(page)
    page.goto("/admin/account/second-factor/")
    expect(page.locator(".access-qr")).to_have_js_property("complete", value=True)
    assert page.locator(".access-qr").evaluate("(image) => image.naturalWidth") > 100
    secret = page.locator(".access-secret").inner_text().replace(" ", "")
    page.locator("#id_code").fill(authenticator.code(secret))
    page.locator("#content [type=submit]").click()
    expect(page.locator(".access-codes li")).to_have_count(10)
    log_out(page)
    give_password(page)
    page.locator("#id_code").fill(authenticator.code(secret, steps=1))
    page.locator("#login-form [type=submit]").click()
    expect(page.locator("#user-tools")).to_be_visible()
