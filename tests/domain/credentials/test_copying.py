import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.credentials import parcels
from tests.domain.identity import factories as identity
from tests.domain.nodes import peers
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.credentials import actions, copies
from volunteercloud.domain.credentials.models import Binding, BroughtPackage, Signer
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.transfers import actions as transfer_actions
from volunteercloud.domain.transfers import terms


@pytest.fixture
def files(volunteer, sealed):
    return parcels.unzipped(volunteer, volunteer.id, sealed)


@pytest.fixture
def peer(at, files):
    return peers.confirmed(at, vkey=log_queries.own_keys().log.vkey)


@pytest.fixture
def bring(volunteer, sealed):
    def bring(file, **changes):
        return actions.bring_copy(
            **({"actor": volunteer, "volunteer_id": volunteer.id, "file": file, "at": sealed} | changes)
        )

    return bring


def code_of(call, *arguments, **named):
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.code


def test_a_trusted_nodes_package_is_shown_and_counts_nothing(volunteer, peer, files, bring, sealed):
    before = record_queries.totals_of(volunteer, volunteer.id)
    brought = bring(parcels.of_peer(peer, files, sealed, document_of=volunteer.id))
    assert (brought.signer, brought.binding) == (Signer.TRUSTED, Binding.DOCUMENT)
    assert (brought.credit_minutes, brought.records, brought.proved, brought.versions) == (120, 1, 1, 1)
    assert [entry["title"] for entry in brought.entries] == ["社区送午餐"]
    assert record_queries.totals_of(volunteer, volunteer.id) == before
    assert Entry.objects.get(name="credentials.copy_brought").facts == {
        "node": peer.name, "signer": "trusted", "binding": "document",
    }  # fmt: skip


def test_brought_twice_it_is_there_once(volunteer, peer, files, bring, sealed):
    content = parcels.of_peer(peer, files, sealed, document_of=volunteer.id).getvalue()
    first, second = (bring(io.BytesIO(content)) for _ in range(2))
    assert (first.id, BroughtPackage.objects.count(), Entry.objects.filter(name="credentials.copy_brought").count()) == (
        second.id, 1, 1,
    )  # fmt: skip


def test_where_it_was_not_sealed_for_us_the_name_must_do(peer, files, bring, sealed):
    assert bring(parcels.of_peer(peer, files, sealed)).binding == Binding.NAME


def test_an_unknown_nodes_package_is_shown_only(files, bring, volunteer, sealed):
    stranger = peers.Peer("lichun.example")
    brought = bring(parcels.of_peer(stranger, files, sealed, document_of=volunteer.id))
    assert (brought.signer, brought.binding) == (Signer.UNKNOWN, Binding.NAME)


@pytest.mark.parametrize(
    "holder",
    [{"name": "小暑"}, {"name": "小 满 满"}, {"name": "=小满"}, {"birth_on": "1990-04-21"}, {"birth_on": None}],
)
def test_it_must_be_made_out_to_the_person(peer, files, bring, sealed, holder):
    assert code_of(bring, parcels.of_peer(peer, files, sealed, holder=holder)) == "copy.other_person"


def test_somebody_of_the_same_name_and_birth_date_is_told_by_the_document(volunteer, peer, files, bring, at, sealed):
    namesake = identity.person(at, name="小满", sequence=3, email="xiaoman3@qinghe.example")
    file = parcels.of_peer(peer, files, sealed, document_of=volunteer.id)
    assert code_of(bring, file, actor=namesake, volunteer_id=namesake.id) == "copy.other_person"


def test_who_has_no_confirmed_name_brings_nothing(peer, files, bring, at, sealed):
    nobody = identity.volunteer(at, email="xiaoshu@qinghe.example")
    file = parcels.of_peer(peer, files, sealed)
    assert code_of(bring, file, actor=nobody, volunteer_id=nobody.id) == "copy.real_name"


def test_what_does_not_hold_is_not_kept(owner, volunteer, peer, files, bring, sealed):
    assert code_of(bring, parcels.zipped(files)) == "copy.own"
    assert code_of(bring, io.BytesIO(b"PK")) == "copy.no_zip"
    assert code_of(bring, parcels.of_peer(peers.Peer(peer.name), files, sealed)) == "copy.changed"
    with pytest.raises(NotAllowed):
        bring(parcels.of_peer(peer, files, sealed), actor=owner)
    assert BroughtPackage.objects.count() == 0


def test_it_is_removed_by_its_person_alone(owner, volunteer, peer, files, bring, sealed):
    brought = bring(parcels.of_peer(peer, files, sealed))
    said = {"volunteer_id": volunteer.id, "package_id": brought.id, "at": sealed}
    with pytest.raises(NotFound):
        actions.remove_copy(actor=owner, **said)
    with pytest.raises(NotFound):
        copies.one(owner, volunteer.id, brought.id)
    actions.remove_copy(actor=volunteer, **said)
    assert copies.mine(volunteer, volunteer.id) == []
    with pytest.raises(NotFound):
        actions.remove_copy(actor=volunteer, **said)


def test_ten_are_kept_at_once(volunteer, peer, files, bring, sealed):
    for number in range(10):
        bring(parcels.of_peer(peer, files, sealed - timedelta(minutes=number)))
    assert code_of(bring, parcels.of_peer(peer, files, sealed - timedelta(minutes=10))) == "copy.too_many"


def test_its_node_is_asked_to_hand_the_records_over(volunteer, peer, files, bring, sealed):
    brought = bring(parcels.of_peer(peer, files, sealed))
    assert copies.transfer_of(volunteer, volunteer.id, brought) is None
    asked = transfer_actions.ask(
        actor=volunteer, volunteer_id=volunteer.id, node_name=peer.name, bring=True, terms=terms.VERSION, at=sealed
    )
    assert copies.transfer_of(volunteer, volunteer.id, brought) == asked


def test_only_a_trusted_node_binds_by_the_document(volunteer, files, bring, sealed):
    brought = bring(parcels.of_peer(peers.Peer("lichun.example"), files, sealed))
    with pytest.raises(IntegrityError), transaction.atomic():
        BroughtPackage.objects.filter(id=brought.id).update(binding=Binding.DOCUMENT)


def test_ten_copies_are_taken_a_day(owner, volunteer, sealed):
    take = {"actor": volunteer, "volunteer_id": volunteer.id}
    for _ in range(10):
        actions.take_copy(**take, at=sealed)
    assert code_of(actions.take_copy, **take, at=sealed) == "copy.too_often"
    assert actions.take_copy(**take, at=sealed + timedelta(days=1, seconds=1))
    with pytest.raises(NotAllowed):
        actions.take_copy(actor=owner, volunteer_id=volunteer.id, at=sealed)
