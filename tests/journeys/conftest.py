"""Real Chromium against the real site. `JOURNEYS_PICTURES` names a folder that keeps a picture of every page;
`JOURNEYS_PATIENCE` is how many seconds a page may take on a busy machine."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import site as sites
from tests.journeys.reader import Reader
from tests.journeys.scanner import Scanner
from tests.journeys.site import Site

HERE = Path(__file__).parent
PICTURES = os.environ.get("JOURNEYS_PICTURES")
# Chromium by itself looks for updates and asks its maker things; none of that belongs to what is tested.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# How people read: width in CSS pixels, language, whether scripts run. Each has a scene of its own in the world.
READERS = {"phone": (390, "zh-hans", True), "desk": (1280, "en", True), "plain": (390, "zh-hans", False)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


@pytest.fixture(scope="package")
def site(worker_id: str) -> Iterator[Site]:
    with sites.served(settings.DATA / f"journeys-{worker_id}") as served:
        yield served


@pytest.fixture(scope="package")
def world(site: Site) -> dict:
    return site.world()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("chromium is missing")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def scanner(browser: Browser) -> Iterator[Scanner]:
    scanner = Scanner(browser)
    yield scanner
    scanner.page.close()


@pytest.fixture(params=READERS)
def scene(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def reader(
    browser: Browser, site: Site, world: dict, scene: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Reader]]:
    """Open a browser as people of this scene do, or unlike them; as many as a journey has people."""
    usual_width, language, usual_script = READERS[scene]
    readers: list[Reader] = []

    def opened(*, width: int = usual_width, script: bool = usual_script) -> Reader:
        folder = None
        if PICTURES:
            folder = Path(PICTURES) / f"{request.node.name}-{len(readers)}"
            folder.mkdir(parents=True, exist_ok=True)
        readers.append(Reader(browser, site, width=width, language=language, script=script, pictures=folder))
        return readers[-1]

    yield opened
    for one in readers:
        one.end()
