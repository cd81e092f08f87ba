"""One person at one browser: what they see, type and press, in their language, and everything that must never happen."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect

from tests.journeys.people import PASSWORD
from tests.journeys.site import Site

LOCALES = {"zh-hans": "zh-CN", "en": "en-GB"}
PATIENCE = int(os.environ.get("JOURNEYS_PATIENCE", "30"))  # seconds that a page may take
# Chromium tells of every answer of 400 and above on its console; what was answered is judged by itself.
ANSWERED = "Failed to load resource: the server responded with a status of"
# While there is no signal it tells of every request that could not leave.
UNSENT = tuple(f"Failed to load resource: net::{why}" for why in ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED"))
TAGS = re.compile(r"<[^>]+>")
SOURCES_OF_THE_BROWSER = ("data", "blob", "chrome-error", "about")


class Reader:
    """A browser with nothing in it, of one width and one language, with or without JavaScript.

    Texts are given in English and looked for in the reader's language. Whatever a page does behind the reader's back
    is kept in ``trouble``: a message on the console, a breach of the content policy, a request to another host, a
    missing file, a server error.
    """

    def __init__(self, browser: Browser, site: Site, *, width: int, language: str, script: bool, pictures: Path | None):
        self.site, self.language, self.script, self.pictures = site, language, script, pictures
        self.context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 800 else 800},
            has_touch=width < 800,
            locale=LOCALES[language],
            java_script_enabled=script,
            base_url=site.address,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 500)
        self.trouble: list[str] = []
        self.shown = 0
        self.forgiven: set[int] = set()
        self.has_signal = True
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.trouble.append(f"script: {error.error}"))
        self.context.on("request", self._asked)
        self.context.on("response", self._answered)
        self.page: Page = self.context.new_page()

    def _heard(self, message: ConsoleMessage) -> None:
        if not self.has_signal and message.text.startswith(UNSENT):
            return
        if message.type in {"error", "warning"} and not message.text.startswith(ANSWERED):
            self.trouble.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme in SOURCES_OF_THE_BROWSER:
            return
        if not request.url.startswith(self.site.address + "/"):
            self.trouble.append(f"another host: {request.url}")

    def _answered(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= (500 if is_page else 400) and response.status not in self.forgiven:
            self.trouble.append(f"{response.status}: {response.url}")

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Answers that are no trouble for once."""
        self.forgiven |= set(statuses)
        yield
        self.forgiven -= set(statuses)

    def lose_signal(self) -> "Reader":
        """From now on nothing leaves this browser, whatever page or worker asks."""
        self.has_signal = False
        self.context.set_offline(True)
        return self

    def find_signal(self) -> "Reader":
        self.context.set_offline(False)
        return self

    def say(self, text: str, *, meaning: str = "", **facts: object) -> str:
        """An English text of the product as this reader sees it; ``meaning`` is which of several the text has."""
        with translation.override(self.language):
            said = pgettext(meaning, text) if meaning else gettext(text)
        return TAGS.sub("", re.sub(r"\s+", " ", said % facts if facts else said))

    # Going

    def open(self, address: str) -> "Reader":
        self.page.goto(address)
        return self._arrived()

    def press(self, text: str, *, within: Locator | None = None, **facts: object) -> "Reader":
        """Press the first visible button or link that says so, and wait for the page it leads to."""
        self.button(text, within=within, **facts).click()
        self.page.wait_for_load_state()
        return self._arrived()

    def submit(self) -> "Reader":
        """Press the one filled button of the page, and wait for the page it leads to."""
        self.page.locator("main form[method=post] button.btn").first.click()
        self.page.wait_for_load_state()
        return self._arrived()

    def button(self, text: str, *, within: Locator | None = None, **facts: object) -> Locator:
        name = re.compile(f"^{re.escape(self.say(text, **facts))}")
        place = within or self.page
        return (
            place.get_by_role("button", name=name)
            .or_(place.get_by_role("link", name=name))
            .locator("visible=true")
            .first
        )

    def _arrived(self) -> "Reader":
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.trouble.append(f"{wide} px too wide: {self.page.url}")
        self.shoot()
        return self

    def unroll(self) -> None:
        """Make the window as high as the page, so that what sticks to its edge hides nothing."""
        size = self.page.viewport_size or {"width": 0, "height": 0}
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})

    def shoot(self) -> None:
        """A picture of the page for people to look at, where a folder for them is named."""
        if not self.pictures:
            return
        self.shown += 1
        place = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", urlsplit(self.page.url).path).strip("/").replace("/", "-")
        size = self.page.viewport_size
        self.unroll()
        self.page.screenshot(path=self.pictures / f"{self.shown:02}-{place[:60] or 'home'}.png")
        if size:
            self.page.set_viewport_size(size)

    # Typing

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(self.say(label)).locator("visible=true").first

    def fill(self, **fields: str) -> "Reader":
        """Type into fields, each by its name."""
        for name, value in fields.items():
            self.named(name).fill(value)
        return self

    def choose(self, **fields: str) -> "Reader":
        for name, value in fields.items():
            self.named(name).select_option(value)
        return self

    def tick(self, *names: str) -> "Reader":
        """Tick boxes and circles, each by its name or by name=value."""
        for name in names:
            self.named(name).check()
        return self

    def named(self, name: str) -> Locator:
        """The first field of this name that can be seen; what is folded up belongs to another form."""
        return self._fields(name).locator("visible=true").first

    def value(self, name: str) -> str:
        return self._fields(name).first.input_value()

    def _fields(self, name: str) -> Locator:
        name, _, value = name.partition("=")
        return self.page.locator(f'main [name="{name}"]' + (f'[value="{value}"]' if value else ""))

    # Seeing

    def sees(self, text: str, **facts: object) -> "Reader":
        expect(self.page.locator("body")).to_contain_text(self.say(text, **facts))
        return self

    def sees_not(self, text: str, **facts: object) -> "Reader":
        expect(self.page.locator("body")).not_to_contain_text(self.say(text, **facts))
        return self

    def is_at(self, address: str) -> "Reader":
        assert urlsplit(self.page.url).path == address, self.page.locator("main").inner_text()
        return self

    # Coming in

    def sign_in(self, address: str) -> "Reader":
        self.open("/accounts/login/").fill(login=address, password=PASSWORD)
        self.submit()
        assert "/login" not in self.page.url
        return self

    def end(self) -> None:
        self.context.close()
        assert self.trouble == [], self.trouble
