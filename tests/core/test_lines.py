"""What a process writes about itself: one line each, and nobody in it."""

import json
import logging
import sys

import pytest
from django.db import IntegrityError, connection
from procrastinate.jobs import Job

from volunteercloud.core import lines

AN_ID = "019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10"


def line(text, *arguments, formatter=None, **extra):
    record = logging.makeLogRecord(
        {"name": "tests", "levelno": 30, "levelname": "WARNING", "msg": text, "args": arguments}
    )
    for name, value in extra.items():
        setattr(record, name, value)
    return (formatter or lines.Json()).format(record)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("小满 was here", "… was here"),
        ("call 13800001234 or +86 138-0000-1234", "call … or …"),
        ("document 11010519491231002X is taken", "document … is taken"),
        ("write to xiaoman@qinghe.example now", "write to … now"),
        ('invalid input syntax for type uuid: "Xiao Man"', "invalid input syntax for type uuid: …"),
        ("KeyError: 'Xiaoman'", "KeyError: …"),
        ('violates "records_head_valid" and "identity.claim"', 'violates "records_head_valid" and "identity.claim"'),
        (f"case {AN_ID} of port 5432", f"case {AN_ID} of port 5432"),
    ],
)
def test_what_may_be_of_a_person_is_taken_out(text, kept):
    assert lines.shielded(text) == kept


def test_a_line_says_of_which_work_it_is():
    with lines.about(request=AN_ID):
        said = json.loads(line("%s things", 3, facts={"event": "counted"}))
    assert (said["text"], said["level"], said["request"], said["event"]) == ("3 things", "warning", AN_ID, "counted")
    assert "request" not in json.loads(line("afterwards"))


@pytest.mark.parametrize("formatter", [lines.Json(), lines.Plain()])
@pytest.mark.parametrize("end", ["\n", "\r", "\x85", "\u2028", "\x1b[2K"])
def test_no_text_begins_a_line_of_its_own(formatter, end):
    said = line("tried %s", f"a{end}ERROR forged", formatter=formatter)
    assert len(said.splitlines()) == 1
    assert "\x1b" not in said


def raised(action):
    try:
        action()
    except Exception:
        return sys.exc_info()
    raise AssertionError


@pytest.mark.django_db
def test_an_error_of_the_database_is_told_by_its_code_and_never_by_its_row():
    def insert():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO upkeep_keycheck VALUES (1, '小满', now()), (1, '谷雨', now())")

    found = raised(insert)
    assert issubclass(found[0], IntegrityError)
    text = line("It failed", exc_info=found)
    outer, inner = json.loads(text)["error"]
    assert (outer["type"], outer["text"]) == ("django.db.utils.IntegrityError", "")
    assert inner["text"] == "23505 upkeep_keycheck upkeep_keycheck_pkey"
    assert "tests/core/test_lines.py" in outer["frames"][0]
    assert "already exists" not in text


def test_another_error_is_told_without_what_it_quotes():
    [said] = json.loads(line("It failed", exc_info=raised(lambda: int("小满 13800001234"))))["error"]
    assert said["text"] == "invalid literal for int() with base 10: …"


def test_a_job_is_told_by_its_number_and_not_by_what_it_was_given():
    job = Job(
        id=7,
        queue="messages",
        lock=None,
        queueing_lock=None,
        task_name="messages.deliver",
        task_kwargs={"name": "小满"},
    )
    started = line(f"Starting job {job.call_string}", action="start_job", job=job.log_context())
    left = line("Deferred 1 job", action="jobs_deferred", jobs=[job.log_context()])
    assert [json.loads(said)["text"] for said in (started, left)] == ["start_job", "jobs_deferred"]
    assert (json.loads(started)["job"], json.loads(left)["jobs"]) == (7, [7])
    assert lines.HIDDEN not in started + left
    assert "name" not in json.loads(started)


def test_a_traceback_for_developers_cannot_pass_for_lines():
    said = line("It failed", exc_info=raised(lambda: int("x\n2026 ERROR forged")), formatter=lines.Plain())
    assert all(each.startswith("  | ") for each in said.splitlines()[1:])
