"""The one way a command says what stopped it and what to do next."""

import click


class Problem(click.ClickException):
    """Shown as two lines, never as a traceback; the command ends with exit code 1."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.next_step = next_step

    def show(self, file: object = None) -> None:
        click.secho(f"✗ {self.message}", fg="red", err=True)
        if self.next_step:
            click.echo(f"  {self.next_step}", err=True)
