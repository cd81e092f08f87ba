import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.utils.translation import gettext_lazy as _

from volunteercloud.cli import commands, main
from volunteercloud.core.errors import NotAllowed, NotFound, Refused

WORDS = [name for section in main.SECTIONS.values() for name in section]


def test_help_tells_of_every_command_and_of_no_other():
    modules = {path.stem for path in Path(commands.__file__).parent.glob("*.py")} - {"__init__"}
    assert sorted(WORDS) == sorted(name.replace("_", "-") for name in modules)
    output = CliRunner().invoke(main.volunteercloud, ["--help"]).output
    assert [word for word in WORDS if f"\n  {word} " not in output] == []


def leaves(command, path):
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from leaves(child, f"{path} {name}")
    else:
        yield pytest.param(command, id=path)


@pytest.mark.parametrize(
    "command",
    [
        leaf
        for word in WORDS
        for leaf in leaves(main.volunteercloud.get_command(click.Context(main.volunteercloud), word), word)
    ],
)
def test_every_command_says_what_it_does(command):
    assert command.help


def test_unknown_word_is_refused():
    result = CliRunner().invoke(main.volunteercloud, ["frobnicate"])
    assert result.exit_code == 2


@pytest.mark.parametrize("code", [0, 1, 3])
def test_a_command_that_ends_early_gives_its_code(monkeypatch, code):
    @click.command()
    def early():
        raise click.exceptions.Exit(code)

    monkeypatch.setattr(main.Tree, "get_command", lambda tree, context, name: early)
    monkeypatch.setattr(main.signal, "signal", lambda number, handler: None)
    monkeypatch.setattr(sys, "argv", ["volunteercloud", "early"])
    with pytest.raises(SystemExit) as ending:
        main.main()
    assert ending.value.code == code


@pytest.mark.parametrize(
    ("refusal", "message", "next_step"),
    [
        (Refused("x.y", _("Full."), next_step=_("Take another one.")), "Full.", "Take another one."),
        (NotAllowed("not_officer"), "That is not allowed (not_officer).", ""),
        (NotFound(), "There is no such thing.", "Check the number, and the spelling."),
    ],
)
def test_refusals_become_two_lines(refusal, message, next_step):
    problem = main.answer(refusal)
    assert (problem.message, problem.next_step) == (message, next_step)
