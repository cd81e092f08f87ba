"""The translations as Django reads them, made of what translators write. Needs no gettext on the machine, and no settings."""

from pathlib import Path

import polib

FOLDER = Path(__file__).resolve().parent.parent / "locale"


def stale() -> list[Path]:
    """The translation files that are newer than what was made of them."""
    return [source for source in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")) if not _is_fresh(source)]


def compile_one(source: Path) -> int:
    """Make the compiled file beside ``source``. Returns how many texts it has."""
    texts = polib.pofile(str(source))
    texts.save_as_mofile(str(source.with_suffix(".mo")))
    return len(texts.translated_entries())


def _is_fresh(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


if __name__ == "__main__":
    for each in stale():
        compile_one(each)
