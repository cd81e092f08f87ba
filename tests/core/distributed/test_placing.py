from itertools import pairwise

from volunteercloud.core.distributed import placing
from volunteercloud.core.distributed.placing import Place
from volunteercloud.core.placements import Placement
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.identity.models import Account, Claim, Volunteer
from volunteercloud.domain.regions.models import Region

NOTHING = frozenset()


def test_a_model_says_where_its_table_lives():
    assert placing.place_of(Volunteer) == Place("identity_volunteer", Placement.VOLUNTEER, "id")
    assert placing.place_of(Shift) == Place("activities_shift", Placement.ORGANIZATION, "organization_id")
    assert placing.place_of(Claim) == Place("identity_claim", Placement.CLAIM, "value_index")
    assert placing.place_of(Region) == Place("regions_region", Placement.REFERENCE, None)
    assert placing.place_of(Account) == Place("identity_account", Placement.LOCAL, None)


def test_the_first_of_a_group_lies_beside_none_and_the_others_beside_it():
    shift = placing.place_of(Shift)
    assert placing.statement(shift, NOTHING) == (
        "SELECT create_distributed_table('activities_shift', 'organization_id', colocate_with => 'none')"
    )
    assert placing.statement(shift, frozenset({"projects_project", "identity_volunteer"})) == (
        "SELECT create_distributed_table('activities_shift', 'organization_id', colocate_with => 'projects_project')"
    )


def test_a_claim_lies_by_its_own_value():
    assert placing.statement(placing.place_of(Claim), frozenset({"organizations_usccclaim"})) == (
        "SELECT create_distributed_table('identity_claim', 'value_index', colocate_with => 'none')"
    )


def test_a_reference_table_is_whole_everywhere():
    assert placing.statement(placing.place_of(Region), NOTHING) == "SELECT create_reference_table('regions_region')"


def test_what_others_point_at_is_placed_before_them():
    order = [place.placement for place in placing.places()]
    changes = [(one, other) for one, other in pairwise(order) if one != other]
    assert changes[0][0] == Placement.REFERENCE
    assert changes[-1][1] == Placement.LOCAL
    assert len(changes) == len(Placement) - 1
