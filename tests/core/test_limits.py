import pytest

from volunteercloud.core import limits
from volunteercloud.core.limits import Limit


def test_an_operator_says_some_otherwise():
    said = limits.parsed(" reading=10/60, costly=1/5 ")
    assert said == {**limits.DEFAULTS, "reading": Limit("reading", 10, 60), "costly": Limit("costly", 1, 5)}


def test_nothing_said_and_all_off():
    assert (limits.parsed(""), limits.parsed("off")) == (limits.DEFAULTS, None)


@pytest.mark.parametrize(
    "said", ["flying=1/60", "reading=0/60", "reading=1/0", "reading", "reading=-1/60", "reading=1"]
)
def test_what_is_no_limit_is_refused(said):
    with pytest.raises(ValueError, match="No limit"):
        limits.parsed(said)
