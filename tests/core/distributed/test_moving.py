import pytest

from volunteercloud.core.distributed import moving
from volunteercloud.core.distributed.moving import Astray, ForeignKey
from volunteercloud.core.placements import Placement


def key(table, target):
    return ForeignKey("key", table, target, f"FOREIGN KEY (id) REFERENCES {target}(id)")


def test_a_key_from_the_first_machine_to_spread_rows_stands_in_the_way():
    moving.refuse_astray([key("activities_shift", "projects_project"), key("identity_standin", "identity_account")])
    with pytest.raises(Astray, match="identity_account → identity_volunteer"):
        moving.refuse_astray([key("identity_account", "identity_volunteer")])


def test_a_key_of_a_table_that_is_not_ours_stands_in_the_way_too():
    with pytest.raises(Astray):
        moving.refuse_astray([key("somebodys_table", "identity_volunteer")])


@pytest.mark.django_db
def test_what_waits_is_never_local():
    assert Placement.LOCAL not in {place.placement for place in moving.pending()}
