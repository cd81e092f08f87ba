import pytest

from volunteercloud.cli.drill.schedules import PLOTS, Fault, Phase, planned

MANY = 600


@pytest.mark.parametrize("nodes", [2, 3])
def test_a_number_is_one_schedule(nodes):
    assert [planned(seed, nodes) for seed in range(50)] == [planned(seed, nodes) for seed in range(50)]
    assert len({planned(seed, nodes).people for seed in range(50)}) == 50


@pytest.mark.parametrize("nodes", [2, 3])
def test_everything_stands_among_the_nodes_there_are(nodes):
    for schedule in (planned(seed, nodes) for seed in range(MANY)):
        for person in schedule.people:
            assert {served.node for served in person.records} <= set(range(nodes))
            for move in person.moves:
                assert move.origin != move.receiver
                assert {move.origin, move.receiver} <= set(range(nodes))
            assert {changed.record for changed in person.changes} <= set(range(len(person.records)))
        assert {fault.node for fault in schedule.faults} <= set(range(nodes))


def test_nobody_serves_twice_at_one_time_at_one_node():
    for schedule in (planned(seed) for seed in range(MANY)):
        for person in schedule.people:
            slots = [(served.node, served.slot) for served in person.records]
            assert len(slots) == len(set(slots))


def test_every_plot_fault_and_fate_comes_up():
    many = [planned(seed) for seed in range(MANY)]
    assert len({person.plot for schedule in many for person in schedule.people}) == len(PLOTS)
    assert {fault.fault for schedule in many for fault in schedule.faults} == set(Fault)
    assert len({fate for schedule in many for fate, _share in schedule.fates}) == 9


def test_there_is_no_schedule_without_a_storm():
    for schedule in (planned(seed) for seed in range(MANY)):
        assert schedule.faults or schedule.fates
        moves = [move for person in schedule.people for move in person.moves]
        changes = [changed for person in schedule.people for changed in person.changes]
        assert Phase.STORM in {one.phase for one in (*moves, *changes)}
