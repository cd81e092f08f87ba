from datetime import date

import pytest

from volunteercloud.cli.drill import people
from volunteercloud.domain.identity import documents, finding, names
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.regions import loading

SEQUENCES = [0, 1, 498, 499, 500, 99_999]


def test_who_somebody_is_follows_from_a_number():
    assert len({people.document_of(one) for one in range(2_000)}) == 2_000
    for one in SEQUENCES:
        checked = documents.check(
            "111",
            people.document_of(one),
            stated=documents.Stated(birth_on=people.birth_of(one), sex="1"),
            on=date(2026, 11, 22),
            provinces=frozenset({"99"}),
        )
        assert (checked.birth_on, checked.sex) == (people.birth_of(one), "1")
        assert names.clean(people.name_of(one)) == people.name_of(one)


@pytest.mark.django_db
def test_everybody_is_verified_and_found_by_their_document(at):
    loading.load_demo()
    made = people.build(SEQUENCES, at)
    found = finding.by_document([people.document_of(one) for one in SEQUENCES])
    assert [found[people.document_of(one)].id for one in SEQUENCES] == [one.id for one in made]
    assert set(Volunteer.objects.values_list("real_name_level", "region_id")) == {(1, people.REGION)}


@pytest.mark.django_db
def test_somebody_may_be_known_by_another_name(at):
    loading.load_demo()
    (made,) = people.build([7], at, called="谷雨满")
    assert (made.name, people.name_of(7) != made.name) == ("谷雨满", True)
    assert finding.by_document([people.document_of(7)])[people.document_of(7)].name == "谷雨满"
