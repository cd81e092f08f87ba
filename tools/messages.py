"""Keeps the translations whole: every text of code and templates, merged into one catalogue a language.

    .venv/bin/python tools/messages.py            rewrite the catalogue, tell what is missing
    .venv/bin/python tools/messages.py --check    change nothing; end with 1 unless it is whole and up to date

Texts are found by xgettext (GNU gettext, for maintainers only). Translations come from the catalogue itself and, while
several people translate at once, from fragments in locale/parts, which win. The result depends on nothing else: no
dates, no line numbers, sorted.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import template

CHECKOUT = Path(__file__).resolve().parent.parent
SOURCE = CHECKOUT / "volunteercloud"
PARTS = SOURCE / "locale" / "parts"
CATALOGUE = SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
METADATA = {
    "Project-Id-Version": "Volunteer Cloud",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
KEYWORDS = ["_", "gettext_lazy", "gettext_noop", "ngettext_lazy:1,2", "pgettext:1c,2", "pgettext_lazy:1c,2"]
KEYWORDS += ["npgettext:1c,2,3", "npgettext_lazy:1c,2,3"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

Key = tuple[str | None, str]


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def extracted() -> polib.POFile:
    """Every text to translate, with the files it stands in."""
    with tempfile.TemporaryDirectory() as folder:
        names = list(prepared(Path(folder)))
        keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
        options = ["--language=Python", "--from-code=UTF-8", "--add-location=file", "--add-comments=Translators"]
        arguments = ["xgettext", *options, *keywords, "--output=-", "--files-from=-"]
        run = subprocess.run(arguments, input="\n".join(names), cwd=folder, capture_output=True, text=True, check=True)
    return polib.pofile(run.stdout)


def prepared(folder: Path) -> Iterator[str]:
    """Copies for xgettext: Python as it is, templates as the Python that Django makes of them."""
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.*")]):
        name = str(path.relative_to(CHECKOUT))
        text = path.read_text()
        if path.suffix != ".py":
            text = template.templatize(text, origin=name)
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text)
        yield name


def known(clashes: list[str]) -> dict[Key, polib.POEntry]:
    """Every translation there is. Two fragments that translate one text differently are a clash."""
    entries: dict[Key, polib.POEntry] = {}
    if CATALOGUE.exists():
        entries |= {key_of(entry): entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete}
    from_parts: dict[Key, polib.POEntry] = {}
    for path in sorted(PARTS.glob("*.po")):
        for entry in polib.pofile(str(path)):
            before = from_parts.setdefault(key_of(entry), entry)
            if translation(before) != translation(entry):
                clashes.append(f"{path.name}: {entry.msgid!r}: {translation(before)} or {translation(entry)}?")
    return entries | from_parts


def translation(entry: polib.POEntry) -> str:
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def merged(texts: polib.POFile, translations: dict[Key, polib.POEntry]) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = METADATA
    for text in sorted(texts, key=lambda entry: (entry.msgid, entry.msgctxt or "")):
        found = translations.get(key_of(text))
        words = translation(found) if found else ""
        entry = polib.POEntry(
            msgid=text.msgid,
            msgctxt=text.msgctxt,
            msgid_plural=text.msgid_plural,
            comment=text.comment,
            occurrences=sorted({(file, "") for file, _ in text.occurrences}),
            flags=sorted(set(text.flags) | ({"fuzzy"} if found and found.fuzzy else set())),
        )
        if text.msgid_plural:
            entry.msgstr_plural = {0: words}
        else:
            entry.msgstr = words
        catalogue.append(entry)
    return catalogue


def problems(catalogue: polib.POFile) -> Iterator[str]:
    for entry in catalogue:
        place = ", ".join(file for file, _ in entry.occurrences)
        words = translation(entry)
        if not words:
            yield f"untranslated: {entry.msgid!r} ({place})"
        elif entry.fuzzy:
            yield f"fuzzy: {entry.msgid!r} ({place})"
        elif entry.msgid_plural:
            if not placeholders(words) <= placeholders(entry.msgid_plural):
                yield f"placeholders differ: {entry.msgid_plural!r} ({place})"
        elif placeholders(words) != placeholders(entry.msgid):
            yield f"placeholders differ: {entry.msgid!r} ({place})"


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; end with 1 unless whole and up to date")
    chosen = parser.parse_args()
    if not shutil.which("xgettext"):
        print("xgettext is missing: install GNU gettext.", file=sys.stderr)
        return 2
    settings.configure()
    found: list[str] = []
    translations = known(found)
    texts = extracted()
    catalogue = merged(texts, translations)
    found += problems(catalogue)
    used = {key_of(entry) for entry in catalogue}
    unused = sorted((key for key in translations if key not in used), key=lambda key: key[1])
    written = str(catalogue) + "\n"
    if chosen.check:
        found += [f"no longer used: {msgid!r}" for _, msgid in unused]
        if not CATALOGUE.exists() or CATALOGUE.read_text() != written:
            found.append(f"{CATALOGUE.relative_to(CHECKOUT)} is not up to date: run tools/messages.py")
    else:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(written)
    print("\n".join(found))
    kinds = Counter(line.split(":")[0] for line in found)
    print(f"{len(catalogue)} texts, {len(found)} problems {dict(kinds) if found else ''}, {len(unused)} unused")
    return 1 if chosen.check and found else 0


if __name__ == "__main__":
    sys.exit(main())
