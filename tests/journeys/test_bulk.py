"""A list of service: sent, its columns matched, looked at row by row, mended, entered, and sent once more."""

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.domain.bulk import lists
from tests.journeys.people import address
from tests.journeys.test_accessibility import AXE, RUN

TITLE, UNKNOWN = "雨天送餐", "VQ7K4M2X9TRD"
REASON, ADDED = "那天雨大，没有开签到台。", "路过，一起送了两家。"
# The worker looks for work every second, and reads, checks and writes in steps.
UNTIL_WORKED_OFF = 30_000


@pytest.fixture
def listed(world, scene):
    return world[scene]["listed"]


@pytest.fixture
def rows(listed):
    """One by number, one by name, one who was not signed up, one whom nobody knows. No heading says whose names they are."""
    people = [
        (listed["expected"]["立春"], ""),
        ("", "春分"),
        (listed["came_along"], "小暑"),
        (UNKNOWN, "大暑"),
    ]
    return [("志愿者编号", "来的人", "日期", "时数"), *((*one, listed["day"], "3") for one in people)]


@pytest.fixture
def sheet(rows, tmp_path):
    file = tmp_path / "送餐.xlsx"
    file.write_bytes(lists.workbook(rows))
    return file


@pytest.fixture
def leader(reader, scene):
    return reader().sign_in(address("leader", scene))


def test_a_list_is_looked_at_mended_and_entered_once(leader, world, scene, listed, rows, sheet, tmp_path):
    leader.open(f"/org/{world[scene]['organization']}/")
    send(leader.press("Hours", within=leader.page.get_by_role("navigation")).press("Bulk entry"), sheet)
    leader.sees("Is every column taken for what it is?").sees("来的人")
    assert [leader.value(f"column_{column}") for column in range(4)] == ["number", "", "date", "hours"]
    assert in_the_way(leader) == []
    leader.choose(column_1="name").press("Check the rows")
    worked_off(leader, "The dry run is done; nothing is entered yet")
    assert (counts(leader), in_the_way(leader)) == (["2", "1", "1"], [])
    assert annotated(leader, tmp_path) == [
        [*rows[1], leader.say("Can be entered")],
        [*rows[2], leader.say("Can be entered")],
        [*rows[3], leader.say("Asks")],
        [*rows[4], leader.say("Can’t be entered")],
    ]

    leader.fill(added_reason=ADDED).press("Answer and check again")
    worked_off(leader, "The dry run is done; nothing is entered yet")
    assert counts(leader) == ["3", "0", "1"]
    leader.page.locator("button[value=good]").click()
    expect(leader.page.locator("h1")).to_contain_text("3", timeout=UNTIL_WORKED_OFF)
    assert (counts(leader), in_the_way(leader)) == (["3", "0", "1"], [])

    entered = leader.page.url
    send(leader.press("Another list"), sheet)
    leader.sees("You sent this list before; here is how far it has come. Nothing is entered twice.")
    assert leader.page.url == entered


def send(leader, sheet):
    leader.page.set_input_files("[name=file]", sheet)
    return leader.choose(activity_id=TITLE).fill(reason=REASON).press("Send the list")


def worked_off(leader, text):
    expect(leader.page.locator("h1")).to_have_text(leader.say(text), timeout=UNTIL_WORKED_OFF)


def counts(leader):
    """Rows that are good or entered, that ask, that are refused."""
    figures = leader.page.locator(".import-sum .figures dd").all_inner_texts()
    return ["".join(filter(str.isdigit, figure)) for figure in figures[:3]]


def annotated(leader, folder):
    """The rows of the list with what becomes of each. All but the first are told more, in words for people."""
    with leader.page.expect_download() as download:
        leader.button("Results row by row").click()
    download.value.save_as(folder / "results.xlsx")
    _headings, *lines = CalamineWorkbook.from_path(folder / "results.xlsx").get_sheet_by_index(0).to_python()
    assert [bool(line.pop()) for line in lines] == [False, True, True, True]
    return lines


def in_the_way(leader):
    """What a screen reader or a keyboard would stumble over."""
    if not leader.script:
        return []
    size = leader.page.viewport_size
    leader.unroll()
    leader.page.evaluate(AXE)
    found = leader.page.evaluate(RUN)
    leader.page.set_viewport_size(size)
    return found
