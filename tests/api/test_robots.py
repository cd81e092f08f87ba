"""The program of docs/api/robots.md does what it says, against the real API."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.organizations.models import Staff
from volunteercloud.domain.records.models import RecordHead

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api" / "robots.md"


@pytest.fixture
def program(tmp_path):
    (source,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    path = tmp_path / "hours.py"
    path.write_text(source)
    return path


@pytest.mark.django_db(transaction=True)
def test_the_program_of_the_page_records_the_hours_of_a_roster(
    live_server, program, owner, shift, volunteer, at, clock, as_
):
    attendance.sign_up(shift, volunteer, at)
    stranger, helper = organizations.person("大暑"), organizations.person("处暑")
    clock.at = shift.ends_at
    numbers = [organizations.number_of(person) for person in (volunteer, stranger)]
    hours = program.with_name("may.csv")
    hours.write_text("number,minutes\n" + "".join(f"{number},90\n" for number in numbers))
    key = as_(owner).headers["Authorization"].removeprefix("Bearer ")
    arguments = [sys.executable, program, hours, "送餐员", "No tablet at the door", organizations.number_of(helper)]
    for _again in range(2):
        done = subprocess.run(
            arguments,
            env=os.environ | {"SITE": live_server.url, "KEY": key, "no_proxy": "*"},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Dry run: {'ready': 2}" in done.stdout
        assert [line for line in done.stdout.splitlines() if " entered " in line] == [
            f"{number} entered 90 " for number in numbers
        ]
    assert sorted(RecordHead.objects.values_list("minutes", "grade")) == [(90, "E"), (90, "E")]
    assert Staff.objects.filter(person_id=helper.id, role="leader").exists()
