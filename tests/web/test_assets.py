import hashlib
import re
from pathlib import Path

from volunteercloud import web

STATIC = Path(web.__file__).parent / "static"


def test_every_vendored_file_is_the_one_of_the_manifest():
    listed = dict(re.findall(r"\| (vendor/\S+) \| ([0-9a-f]{64}) \|", (STATIC / "MANIFEST.md").read_text()))
    there = {
        str(file.relative_to(STATIC)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (STATIC / "vendor").glob("*.js")
    }
    assert there == listed


def test_no_colour_is_written_outside_the_tokens():
    sheets = [sheet for sheet in (STATIC / "css").glob("*.css") if sheet.name != "tokens.css"]
    found = [
        line for sheet in sheets for line in sheet.read_text().splitlines() if re.search(r"#[0-9a-f]{3,8}\b", line)
    ]
    assert found == []


def test_every_icon_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'id="i-([a-z-]+)"', (STATIC / "icons.svg").read_text()))
    templates = (STATIC.parent / "templates").rglob("*.html")
    named = {name for template in templates for name in re.findall(r'{% icon "([a-z-]+)"', template.read_text())}
    assert named - drawn == set()


def test_no_script_writes_markup_or_runs_text():
    """What comes from a server or a camera is set as text."""
    risky = re.compile(r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function)\b")
    found = {file.name: risky.findall(file.read_text()) for file in (STATIC / "js").glob("*.js")}
    assert {name for name, uses in found.items() if uses} == set()
