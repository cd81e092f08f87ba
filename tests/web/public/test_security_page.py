"""The threat model as a page says what the threat model of the documents says, to readers of both languages."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from volunteercloud.web.public.threats import THREATS

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "security" / "threat-model.md"
LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")

pytestmark = pytest.mark.django_db


def told(threat):
    return [str(each) for each in (threat.who, threat.wants, threat.by, threat.answers, threat.remains)]


def test_it_says_what_the_document_says():
    lines = [line.strip().strip("|") for line in DOCUMENT.read_text().splitlines() if line.count("|") == 6]
    rows = [[LINK.sub(r"\1", cell).replace("`", "").strip() for cell in line.split("|")] for line in lines[2:]]
    with translation.override("en"):
        assert [told(threat) for threat in THREATS] == rows


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everybody_reads_it(client, language):
    page = client.get("/security/", headers={"Accept-Language": language})
    with translation.override(language):
        said = [each for threat in THREATS for each in told(threat)]
    text = page.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
    assert [each for each in said if each not in text] == []
    assert "/security/" in client.get("/privacy/", headers={"Accept-Language": language}).content.decode()
