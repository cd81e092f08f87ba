"""A shift that is over, people on and off its roster, and the steps from a list to records."""

from contextlib import contextmanager
from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.bulk import lists
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import Refused
from volunteercloud.domain.bulk import actions, queries, tasks


@pytest.fixture
def shift(owner, organization, at):
    """On Monday 18 May 2026 from 9:00 to 11:00 in Shanghai."""
    return activities.public_shift(owner, organization, at, places=50)


@pytest.fixture
def served(shift, volunteer, at):
    """小满 is on the roster."""
    attendance.sign_up(shift, volunteer, at)
    return volunteer


@pytest.fixture
def afterwards(shift):
    return shift.ends_at + timedelta(days=3)


class Desk:
    """A coordinator with a list in hand."""

    def __init__(self, actor, organization, at):
        self.actor, self.organization, self.at = actor, organization, at

    def send(self, content, file_name="名单.xlsx", **changes):
        return actions.send(
            **{
                "actor": self.actor,
                "organization_id": self.organization.id,
                "activity_id": None,
                "content": content,
                "file_name": file_name,
                "reason": "当天没有带平板电脑。",
                "language": "zh-hans",
                "at": self.at,
            }
            | changes
        )

    def step(self, action, sheet, **given):
        return action(
            actor=self.actor, organization_id=self.organization.id, sheet_id=sheet.id, **{"at": self.at} | given
        )

    def work(self, sheet):
        """What the worker does with the job that waits."""
        tasks.run(self.organization.id, sheet.id, self.at)
        return self.look(sheet)

    def look(self, sheet):
        return queries.sheet(self.actor, self.organization.id, sheet.id)

    def check(self, sheet):
        self.step(actions.match_columns, sheet, mapping=sheet.mapping)
        return self.work(sheet)

    def checked(self, rows, **changes):
        content = rows if isinstance(rows, bytes) else lists.workbook(rows)
        return self.check(self.send(content, **changes))

    def enter(self, sheet, choice="good"):
        self.step(actions.order, sheet, choice=choice)
        return self.work(sheet)

    def lines(self, sheet):
        return queries.lines(self.actor, self.organization.id, sheet.id)

    def said(self, sheet):
        """Row, state and code of each line."""
        return [(one.line.line, one.line.state, one.line.code) for one in self.lines(sheet)]


@pytest.fixture
def desk(owner, organization, afterwards):
    return Desk(owner, organization, afterwards)


@contextmanager
def refused(code):
    """What is done inside is refused with this code."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code


def row_of(person, on="2026-05-18", starts="9:00", ends="11:00"):
    """A row that says it whole."""
    return organizations.number_of(person), person.label, on, starts, ends
