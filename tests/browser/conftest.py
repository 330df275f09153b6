from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import chromium
from tests.running_site import RunningSite, started_before

# Machines may be slow and busy; a promise that holds is seen at once all the same.
expect.set_options(timeout=20_000)
# Mail is offered on the pages, and none gets anywhere.
NO_MAIL_SERVER = "smtp://127.0.0.1:9?from=news@example.com"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """One real site with the demo content for all browser tests; each works on an article of its own."""
    running = started_before(tmp_path_factory.mktemp("browser") / "data", EMAIL_URL=NO_MAIL_SERVER).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: RunningSite) -> Iterator[Callable[..., Page]]:
    """Open a page of the site in a browser of its own, where no error, no breach of the policy and no request to
    anybody else may happen."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(path: str = "/", **options: object) -> Page:
        context = browser.new_context(base_url=site.url, locale="zh-CN", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((site.url, "data:", "blob:")) else complaints.append(request.url)
            ),
        )
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    # Chromium notes the answers to refused forms, to missing pages and without a connection as failed loads, the editor
    # a refused picture.
    expected = (
        "400 (Bad Request)",
        "403 (Forbidden)",
        "404 (Not Found)",
        "410 (Gone)",
        "Invalid response",
        "ERR_INTERNET_DISCONNECTED",
    )
    assert [text for text in complaints if not any(part in text for part in expected)] == []
