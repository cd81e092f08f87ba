from volunteercloud.core import calendars


def test_a_name_is_one_line_and_begins_nothing():
    written = calendars.begun("周末\r\nBEGIN:VEVENT\u2028X", "Tests").to_ical().decode()

    assert [line for line in written.split("\r\n") if "VEVENT" in line] == [
        "NAME:周末 BEGIN:VEVENT X",
        "X-WR-CALNAME:周末 BEGIN:VEVENT X",
    ]
