"""The list for other sites: small, without cookies or script, and the only page that others may frame."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.web.open import documents

pytestmark = pytest.mark.django_db

SOON = datetime.now(UTC) + timedelta(days=1)


def soon(name, **more):
    return documents.shift(name, starts_at=SOON, ends_at=SOON + timedelta(hours=2), closes_at=SOON, **more)


def titles(page):
    return re.findall(r'rel="noopener">([^<]*)</a>\n<p>', page.text)


def test_any_site_may_frame_it_and_nothing_else(client):
    page = client.get("/embed/list/")
    assert page["Content-Security-Policy"].endswith("frame-ancestors *")
    assert "script-src" not in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    for path in ("/embed/", "/open/", "/"):
        other = client.get(path)
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
        assert other["X-Frame-Options"] == "DENY"


def test_it_knows_nobody(client):
    documents.publish(soon("一"))
    client.cookies["sessionid"] = "x" * 32
    client.cookies["django_language"] = "en"
    page = client.get("/embed/list/", headers={"accept-language": "en"})
    assert not page.cookies
    assert 'lang="zh-Hans"' in page.text
    assert ("Vary" not in page, page["Cache-Control"]) == (True, "public, max-age=300")
    assert "<script" not in page.text
    assert " style=" not in page.text


@pytest.mark.parametrize(("asked", "words"), [("language=en", "3 places left"), ("language=zh", "3")])
def test_it_speaks_the_language_of_its_address(client, asked, words):
    documents.publish(soon("一"))
    page = client.get(f"/embed/list/?{asked}")
    assert words in page.text
    assert titles(page) == ["Reading together" if asked.endswith("en") else "图书馆陪读"]


def test_links_open_outside_of_the_frame(client):
    documents.publish(soon("一"))
    page = client.get("/embed/list/")
    links = re.findall(r"<a [^>]*>", page.text)
    assert len(links) == 2
    assert all(' target="_blank" rel="noopener"' in link for link in links)
    assert all('href="http://localhost:8000/' in link for link in links)


def test_what_it_shows_can_be_chosen(client):
    documents.publish(soon("一"), documents.need())
    assert titles(client.get("/embed/list/?kind=needs")) == ["每天中午送餐"]
    assert titles(client.get("/embed/list/?kind=service&category=community&region=9901")) == ["图书馆陪读"]
    for asked in ("region=88", "region=990102", "category=x", "category=elderly", "organization=GX", "region=%27"):
        assert titles(client.get(f"/embed/list/?{asked}")) == [], asked


@pytest.mark.parametrize(
    "asked", ["number=1000", "number=-1", "number=x", "theme=x%22", "kind=x", "language=x", "x=%00"]
)
def test_what_makes_no_sense_asks_for_nothing(client, asked):
    documents.publish(soon("一"))
    page = client.get(f"/embed/list/?{asked}")
    assert (page.status_code, titles(page)) == (200, ["图书馆陪读"])
    assert "data-theme" not in page.text


def test_a_hostile_title_stays_a_title(client):
    documents.publish(soon("一", title=documents.HOSTILE[:200], place=documents.HOSTILE[:200]))
    assert "<script" not in client.get("/embed/list/").text


def test_all_of_it_is_small(client):
    documents.publish(*[soon(f"班{number}") for number in range(30)])
    page = client.get("/embed/list/?number=20")
    assert len(titles(page)) == 20
    sheets = [finders.find(f"css/{name}.css") for name in ("tokens", "base", "embed")]
    assert len(page.content) + sum(Path(sheet).stat().st_size for sheet in sheets) <= 30_000


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_code_is_written_without_script(client, language):
    asked = "kind=needs&region=990101&number=5&language=en&theme=dark"
    page = client.get(f"/embed/?{asked}", headers={"accept-language": language})
    source = (
        "http://localhost:8000/embed/list/?kind=needs&amp;region=990101&amp;number=5&amp;language=en&amp;theme=dark"
    )
    assert f'src="{source}"' in page.text
    assert f"&lt;iframe src=&quot;{source.replace('&', '&amp;')}&quot;" in page.text
    assert page["Content-Security-Policy"].endswith("frame-src 'self'")
    shown = client.get(source.replace("&amp;", "&").removeprefix("http://localhost:8000"))
    assert 'data-theme="dark"' in shown.text


@pytest.mark.parametrize(("language", "asked"), [("zh-Hans", ""), ("en", "?language=en")])
def test_the_code_begins_in_the_language_of_who_writes_it(client, language, asked):
    page = client.get("/embed/", headers={"accept-language": language})
    assert re.findall(r'src="([^"]*/embed/list/[^"]*)"', page.text) == [f"http://localhost:8000/embed/list/{asked}"]


def test_a_number_that_nobody_has_is_said_at_its_field(client):
    page = client.get("/embed/?organization=GX", headers={"accept-language": "en"})
    assert page.status_code == 422
    assert "No organization has this number." in page.text
    assert "iframe" not in page.text
