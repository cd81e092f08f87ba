"""Takes the pictures of README.md from a demo city that is fresh and running.

    .venv/bin/python tools/pictures.py http://localhost:8000 PASSWORD --neighbour http://127.0.0.1:8001

The password is the one that `./run` prints, the neighbour the one that `volunteercloud demo neighbour` serves. Needs Chromium
and pdftoppm; for maintainers only.
"""

import argparse
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PHONE, DESK = (390, 844), (1280, 860)
SHARP = {PHONE: 2, DESK: 1.5}
QUALITY = 82
ADDRESS = "{}@qinghe.example"
LANGUAGES = {"zh": "zh-hans", "en": "en"}


@dataclass(frozen=True)
class Picture:
    """One page as one role sees it; `way` leads from the first address to what is shown."""

    name: str
    role: str
    language: str
    size: tuple[int, int]
    address: str
    way: Callable[[Page], None] | None = None


def first_link(page: Page, start: str) -> None:
    page.locator(f'main a[href^="{start}"]').first.click()
    page.wait_for_load_state()


def first_project(page: Page) -> None:
    first_link(page, "/p/")


def to_the_map(page: Page) -> None:
    page.locator("#below").evaluate("heading => heading.scrollIntoView()")


def next_week(page: Page) -> None:
    """The console of one's own organization, where the week to come is full of shifts."""
    page.locator('main a[href^="/org/"][href*="-"]').first.click()  # the id of an organization has hyphens
    page.locator(".segment a").last.click()
    page.wait_for_load_state()


def first_certificate(page: Page) -> None:
    first_link(page, "/c/")


def checked_in(page: Page) -> None:
    """The desk of today's shift, where somebody without a phone was just found by name."""
    page.fill("input[type=search]", "雨")
    page.locator("[data-found] button").first.click()
    page.locator("[data-last] b").wait_for()
    page.wait_for_load_state("networkidle")


def dry_run(page: Page) -> None:
    """A list of three days ago with all that can happen to a row: good, already there, asked about, refused."""
    page.locator('main a[href^="/org/"][href*="-"]').first.click()
    page.goto(f"{page.url}bulk/")
    day = datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=3)
    rows = [["姓名", "志愿者号", "日期", "开始", "结束"]]
    rows += [[name, "", str(day), begins, ends] for name, begins, ends in LISTED]
    sheet = "\n".join(",".join(row) for row in rows).encode()
    page.set_input_files("[type=file]", {"name": "送餐签到表.csv", "mimeType": "text/csv", "buffer": sheet})
    page.select_option("[name=activity_id]", label="Lunch for older people living alone")
    page.fill("[name=reason]", "当天没有信号，按纸质签到表补录。")
    for _step in ("send", "match the columns"):
        page.locator("main form .btn").first.click()
        page.wait_for_load_state()
    page.locator(".figures").wait_for(timeout=30_000)
    page.locator(".import-sum").evaluate("part => part.scrollIntoView()")


def whole_badge(page: Page) -> None:
    """A badge of everything that counts."""
    page.locator("main form .btn").first.click()
    page.wait_for_load_state()


def shared_page(page: Page) -> None:
    """What others see of a page that shows name and hours."""
    page.fill("[name=title]", "For my application")
    page.check("[name=with_name]")
    page.check("[name=with_hours]")
    page.locator("main form .btn").last.click()
    page.wait_for_load_state()
    page.goto(page.locator('main a[href*="/shared/"]').first.get_attribute("href"))


LISTED = [
    *(("安处暑", "14:00", "17:00"), ("方大雪", "14:00", "16:30"), ("季立夏", "14:00", "17:00")),
    *(("谷雨", "14:00", "17:00"), ("温大暑", "13:00", "17:30")),
]
PICTURES = [
    Picture("home", "", "en", DESK, "/"),
    Picture("project", "volunteer", "zh", PHONE, "/find/?q=午餐", first_project),
    Picture("my-service", "volunteer", "zh", PHONE, "/me/"),
    Picture("my-pass", "volunteer", "en", PHONE, "/me/pass/"),
    Picture("week", "coordinator", "zh", DESK, "/org/", next_week),
    Picture("check-in", "leader", "zh", PHONE, "/org/desk/", checked_in),
    Picture("dry-run", "coordinator", "en", DESK, "/org/", dry_run),
    Picture("desk", "officer", "en", DESK, "/office/"),
    Picture("figures", "", "zh", DESK, "/data/9901/?period=all", to_the_map),
    Picture("verify", "volunteer", "en", DESK, "/me/certificates/", first_certificate),
    Picture("badge", "volunteer", "en", PHONE, "/me/credentials/", whole_badge),
    Picture("shared", "volunteer", "en", PHONE, "/me/shares/new/", shared_page),
]
# Taken last: the records are somewhere else then.
TRANSFER = Picture("transfer", "volunteer", "en", PHONE, "/me/moving/bring/")


@dataclass(frozen=True)
class Site:
    address: str
    password: str


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the pictures of README.md from a running demo city.")
    parser.add_argument("site", help="where the demo city runs")
    parser.add_argument("password", help="of its people")
    parser.add_argument("--neighbour", help="where the neighbour runs; without it the transfer is left out")
    given = parser.parse_args()
    site = Site(given.site.rstrip("/"), given.password)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for picture in PICTURES:
            keep(picture.name, taken(browser, site, picture))
        keep("certificate", paper(browser, site))
        if given.neighbour:
            keep("transfer", moved(browser, site, Site(given.neighbour.rstrip("/"), given.password)))
        browser.close()


def reader(browser: Browser, site: Site, picture: Picture) -> Page:
    """The page of a browser in which the role is signed in and reads the language."""
    width, height = picture.size
    window = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=SHARP[picture.size],
        base_url=site.address,
        reduced_motion="reduce",
    )
    page = window.new_page()
    if picture.role:
        page.goto("/accounts/login/")
        page.fill("[name=login]", ADDRESS.format(picture.role))
        page.fill("[name=password]", site.password)
        page.locator("main form button.btn").first.click()
        page.wait_for_load_state()
    window.add_cookies([{"name": "django_language", "value": LANGUAGES[picture.language], "url": site.address}])
    return page


def taken(browser: Browser, site: Site, picture: Picture) -> bytes:
    page = reader(browser, site, picture)
    page.goto(picture.address)
    if picture.way:
        picture.way(page)
    shot = page.screenshot()
    page.context.close()
    return shot


def paper(browser: Browser, site: Site) -> bytes:
    """The first page of the newest certificate of the volunteer."""
    page = reader(browser, site, Picture("certificate", "volunteer", "zh", DESK, "/me/certificates/"))
    page.goto("/me/certificates/")
    address = page.locator('main a[href$=".pdf"]').last.get_attribute("href")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(page.request.get(f"{site.address}{address}").body())
        file.flush()
        return subprocess.run(
            ["pdftoppm", "-png", "-r", "110", "-l", "1", file.name], capture_output=True, check=True
        ).stdout


def moved(browser: Browser, origin: Site, receiver: Site) -> bytes:
    """What the receiver says of a transfer, asked for there and agreed to at the origin."""
    there = reader(browser, receiver, TRANSFER)
    there.goto(f"{TRANSFER.address}{urlsplit(origin.address).netloc}/")
    agree(there)
    address = there.url
    here = reader(browser, origin, TRANSFER)
    awaited = here.locator('main a[href^="/me/moving/asked/"]')
    until(here, "/me/moving/", awaited)
    awaited.first.click()
    agree(here)
    until(there, address, there.locator(".note-good"))
    return there.screenshot()


def agree(page: Page) -> None:
    page.locator("main form [type=checkbox]").last.check()
    page.locator("main form .btn").first.click()
    page.wait_for_load_state()


def until(page: Page, address: str, shown: Locator) -> None:
    """Look again until it is there; the workers of both cities do it meanwhile."""
    for _second in range(30):
        page.goto(address)
        if shown.count():
            return
        page.wait_for_timeout(1000)
    raise SystemExit(f"{page.url} does not show what was waited for. Does the neighbour run?")


def keep(name: str, shot: bytes) -> None:
    path = FOLDER / f"{name}.webp"
    Image.open(io.BytesIO(shot)).convert("RGB").save(path, quality=QUALITY, method=6)
    print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
