import pytest

from volunteercloud.core import durations
from volunteercloud.core.durations import DEFAULTS, Duration


def test_an_operator_says_some_otherwise():
    said = durations.parsed("staff=28800/1800, officer=3600")
    assert said == {**DEFAULTS, "staff": Duration(28800, 1800), "officer": Duration(3600, 0)}
    assert durations.parsed("") == DEFAULTS


@pytest.mark.parametrize("said", ["guest=60", "staff=0", "staff", "staff=60/", "staff=-60"])
def test_what_is_no_session_is_refused(said):
    with pytest.raises(ValueError, match="No session"):
        durations.parsed(said)
