import os

import click

from volunteercloud.core.environment import SECTIONS, Key

INTRODUCTION = """# Settings

All of them are read from the environment; under systemd that is `/etc/volunteercloud/environment` ([installing](install.md)).
`volunteercloud settings` says which are set where it runs. Of secrets (🔒) it says only whether they are there.

This page is printed from `volunteercloud/core/environment.py` by `volunteercloud settings --page`; change it there.
"""
HEAD = "| Key | Meaning | Without it | Example |\n| --- | --- | --- | --- |"


@click.command()
@click.option("--page", "is_page", is_flag=True, help="The whole reference, as docs/operations/settings.md has it.")
def command(is_page: bool) -> None:
    """Every key of the environment: which are set here, and what holds of the others."""
    if is_page:
        click.echo(page(), nl=False)
        return
    for title, keys in SECTIONS.items():
        click.echo(f"\n{title}")
        for key in keys:
            click.echo(f"  {key.name:<38} {_said(key)}")


def page() -> str:
    parts = [INTRODUCTION]
    for title, keys in SECTIONS.items():
        parts.append(f"\n## {title}\n\n{HEAD}\n")
        parts += [f"| {' | '.join(_cells(key))} |\n" for key in keys]
    return "".join(parts)


def _cells(key: Key) -> tuple[str, ...]:
    name = f"`{key.name}`{' 🔒' if key.is_secret else ''}"
    without = f"`{key.default}`" if key.default else key.without
    return name, key.meaning, without, f"`{key.example}`" if key.example else ""


def _said(key: Key) -> str:
    if (value := os.environ.get(key.name)) is None:
        return f"· {key.default or key.without}"
    return "✓ set" if key.is_secret else f"✓ {value}"
