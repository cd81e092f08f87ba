"""A phone's camera: reads the QR code in a picture with the same library that the leader's page uses."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

import volunteercloud

JSQR = Path(volunteercloud.__file__).parent / "web" / "static" / "vendor" / "jsqr.js"
READ = """async (picture) => {
    const image = new Image();
    image.src = "data:image/png;base64," + picture;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const {data, width, height} = context.getImageData(0, 0, image.width, image.height);
    const found = jsQR(data, width, height);
    return found && found.data;
}"""


class Scanner:
    def __init__(self, browser: Browser):
        self.page = browser.new_page()
        self.page.add_script_tag(content=JSQR.read_text())

    def read(self, shown: Locator) -> str:
        """What the code says that is shown on somebody's screen."""
        return self._read(shown.screenshot())

    def read_paper(self, pdf: Path) -> str:
        """What the code says that is printed on the first page of a PDF."""
        if not shutil.which("pdftoppm"):
            pytest.skip("pdftoppm is missing: install poppler-utils")
        printed = subprocess.run(["pdftoppm", "-png", "-r", "150", "-l", "1", pdf], capture_output=True, check=True)
        return self._read(printed.stdout)

    def _read(self, picture: bytes) -> str:
        said = self.page.evaluate(READ, base64.b64encode(picture).decode())
        assert said, "no code in the picture"
        return said
