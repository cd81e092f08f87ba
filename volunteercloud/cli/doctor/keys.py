"""The master keys: who may read their files, and whether they are those that the database was set up with."""

import stat
from collections.abc import Iterator

from django.conf import settings

from volunteercloud.domain.upkeep import queries

from .findings import Finding, Level

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def files() -> Iterator[Finding]:
    folder = settings.MASTER_KEYS.folder
    if folder.exists():
        open_to_others = [path for path in (folder, *sorted(folder.iterdir())) if path.stat().st_mode & OTHERS]
        if open_to_others:
            yield Finding(
                "keys.open",
                Level.ERROR,
                f"Others on this machine may read {', '.join(str(path) for path in open_to_others)}.",
                f"chmod -R go= {folder}",
            )
    if settings.SECURE and settings.MASTER_KEYS.is_of_files:
        yield Finding(
            "keys.beside_data",
            Level.WARNING,
            "The master key lies beside the data that it seals: whoever takes the folder has both.",
            "Keep it elsewhere and give it by VOLUNTEERCLOUD_MASTER_KEY or VOLUNTEERCLOUD_MASTER_KEY_COMMAND.",
        )


def same() -> Iterator[Finding]:
    if wrong := queries.wrong_keys():
        yield Finding(
            "keys.wrong",
            Level.ERROR,
            f"Master key {', '.join(map(str, wrong))} is not here, or is not the one that this database was set up with: "
            "what it sealed cannot be opened, and what is sealed now cannot be opened later.",
            "Stop the site and give it the right key. Look in the place where its copy is kept.",
        )
    elif not queries.is_noted():
        yield Finding(
            "keys.not_noted",
            Level.WARNING,
            "This database does not know yet by which master key it is sealed.",
            "volunteercloud setup",
        )
