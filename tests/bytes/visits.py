"""Somebody at a browser: pages are opened, their forms are filled in and sent, and all that was answered is kept."""

from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from lxml import html


class Visitor:
    """``addresses`` are those that the site led to or wrote into its pages; ``refused`` the pages that say what went wrong."""

    def __init__(self, address: str, sequence: int) -> None:
        self.address = address
        self.session = requests.Session()
        self.session.headers.update(
            {
                "Accept-Language": "en" if sequence % 2 else "zh-CN",
                "X-Forwarded-For": f"198.51.{sequence // 250}.{sequence % 250 + 1}",
            }
        )
        self.addresses: set[str] = set()
        self.refused: list[tuple[int, bytes]] = []
        self.page: requests.Response

    def open(self, path: str, *, status: int | None = 200, told: bool = True, **asked: Any) -> "Visitor":
        """``told`` is False where the address says what the visitor typed: then the page leads on with it."""
        return self._kept(self.session.get(urljoin(self.address, path), **asked), status, told)

    def send(
        self, field: str, *, status: int | None = 200, files: dict[str, Any] | None = None, **values: Any
    ) -> "Visitor":
        """Fill in the form of this page that has a field, and send it."""
        form = next(form for form in html.fromstring(self.page.content).forms if field in form.fields)
        filled = {name: value for name, value in form.form_values() if name not in values}
        address = urljoin(self.page.url, form.action or "")
        return self._kept(
            self.session.post(address, data=filled | values, files=files, headers={"Referer": self.page.url}), status
        )

    def forge(self, path: str, **values: str) -> "Visitor":
        """Send what a page of another site might send: no form of ours stands behind it."""
        address = urljoin(self.address, path)
        return self._kept(self.session.post(address, data=values, headers={"Origin": "http://else.example"}), 403)

    def sign_in(self, mail: str, password: str) -> "Visitor":
        return self.open("/accounts/login/").send("login", login=mail, password=password)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def _kept(self, page: requests.Response, status: int | None, told: bool = True) -> "Visitor":
        assert status in (None, page.status_code), (page.status_code, urlsplit(page.url).path, _words(page))
        self.page = page
        if told:
            self.addresses |= {each.headers["Location"] for each in page.history}
        if page.status_code >= 400:
            self.refused.append((page.status_code, page.content))
        elif told and page.headers["Content-Type"].startswith("text/html"):
            self.addresses |= {link for _, _, link, _ in html.fromstring(page.content).iterlinks()}
        return self


def _words(page: requests.Response) -> str:
    if not page.headers.get("Content-Type", "").startswith("text/html"):
        return page.text[:500]
    return " ".join(html.fromstring(page.content).text_content().split())[-1500:]
