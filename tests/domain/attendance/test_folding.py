"""The fold of one person's scans, whatever the order they come in."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from volunteercloud.domain.attendance.folding import fold
from volunteercloud.domain.attendance.models import Scan

NINE = datetime(2026, 5, 16, 1, tzinfo=UTC)


def scan(minutes: int, direction: str, *, method="tick", verdict="", number=0) -> Scan:
    return Scan(
        request_id=UUID(int=number),
        at=NINE + timedelta(minutes=minutes),
        direction=direction,
        method=method,
        verdict=verdict,
    )


SCANS = st.lists(
    st.builds(
        scan,
        st.integers(0, 20),
        st.sampled_from(["in", "out"]),
        method=st.sampled_from(["tick", "tick", "code", "closed"]),
        verdict=st.sampled_from(["", "", "", "counts", "void"]),
        number=st.integers(0, 2**32),
    ),
    max_size=12,
    unique_by=lambda one: one.request_id,
)


@given(SCANS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference(scans, luck):
    shuffled = luck.sample(scans, len(scans))
    assert fold(shuffled) == fold(scans)


@given(SCANS)
def test_every_scan_is_used_void_explained_or_told(scans):
    folded = fold(scans)
    told = {one.request_id for one in folded.beside}
    for one in scans:
        uses = folded.uses(one)
        assert not (uses and one.request_id in told)
        if not uses and one.verdict == "" and one.method != "closed":
            instead = folded.arrived if one.direction == "in" else folded.left
            assert (one.request_id in told) != (instead is not None and instead.verdict == "counts")
    if folded.left:
        assert folded.left.at > folded.arrived.at


def times(*scans):
    folded = fold(scans)
    return [one and (one.at - NINE) // timedelta(minutes=1) for one in (folded.arrived, folded.left)], [
        (one.at - NINE) // timedelta(minutes=1) for one in folded.beside
    ]


def test_first_in_and_first_out_after_it():
    scans = [scan(0, "out"), scan(5, "in"), scan(5, "out"), scan(7, "in"), scan(9, "out"), scan(12, "out")]
    assert times(*scans) == ([5, 9], [0, 5, 7, 12])


def test_what_a_person_states_outranks_scans_and_scans_the_closing():
    arrived, closed = scan(5, "in"), scan(60, "out", method="closed")
    assert times(arrived, closed) == ([5, 60], [])
    assert times(arrived, closed, scan(90, "out")) == ([5, 90], [])
    stated = scan(50, "out", method="set", verdict="counts")
    assert times(arrived, closed, scan(40, "out"), stated) == ([5, 50], [])


def test_what_was_put_aside_is_left_out():
    assert times(scan(5, "in", verdict="void"), scan(9, "out")) == ([None, None], [9])
    assert times() == ([None, None], [])
