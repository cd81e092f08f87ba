import time
from datetime import UTC, datetime, timedelta

import pytest

from volunteercloud.core import ids


def test_ids_are_version_7_and_tell_their_time():
    made = ids.uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    told = datetime.fromtimestamp((made.int >> 80) / 1000, UTC)
    assert abs(told - datetime.now(UTC)) < timedelta(minutes=1)


def test_ids_of_one_process_are_in_order_and_differ():
    made = []
    for _ in range(2000):
        made.append(ids.uuid7())
        time.sleep(0)
    assert len(set(made)) == 2000
    assert made == sorted(made, key=lambda each: each.int >> 64)


@pytest.mark.parametrize("spoken", ["v{} {} {}", "V{}-{}-{}", " v{}{}{} "])
def test_a_public_code_survives_being_copied_by_hand(spoken):
    code = ids.public_code("V", 10)
    copied = spoken.format(code[1:4], code[4:8], code[8:]).lower()
    assert ids.clean_public_code(copied) == code
    assert ids.is_public_code(code)


def test_one_wrong_character_of_a_public_code_shows():
    code = ids.public_code("V", 10)
    for place in range(1, len(code)):
        for other in ids.READABLE:
            if other != code[place]:
                assert not ids.is_public_code(code[:place] + other + code[place + 1 :])
