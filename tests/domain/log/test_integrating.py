"""Places, tiles, checkpoints; and that no way of being cut off, and no change of the database, makes a second history."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from tests.domain.log import factories
from volunteercloud.core import proofs
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.log import actions, files, queries, signing
from volunteercloud.domain.log.actions import integrating
from volunteercloud.domain.log.models import Alarm, Checkpoint, Leaf, Tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(log_files):
    return log_files


def shown():
    return proofs.open_checkpoint(files.checkpoint(), queries.own_keys().log)


def test_what_is_sealed_gets_a_place_and_a_proof(at):
    (first,) = factories.seal(at)
    assert queries.proof_of(factories.OWNER, first) is None
    published = actions.integrate(at)
    assert (published.size, published.signed_at, shown().root) == (1, at, bytes(published.root))
    proof = queries.proof_of(factories.OWNER, first)
    proved = proofs.verify_record(proof.bundle(factories.CONTENT), queries.own_keys().log)
    assert (proved.kind, proved.content.encode(), proved.index) == ("record", factories.CONTENT, 0)
    assert proofs.cosigned_at(proof.note, queries.own_keys().witness) == int(at.timestamp())


def test_nothing_new_publishes_nothing(at):
    assert actions.integrate(at) is None
    assert files.checkpoint() == ""
    factories.seal(at)
    actions.integrate(at)
    before = files.checkpoint()
    assert actions.integrate(at + timedelta(seconds=2)) is None
    assert (files.checkpoint(), Checkpoint.objects.count()) == (before, 1)


def test_places_go_by_the_time_of_sealing(at):
    late = factories.seal(at + timedelta(seconds=1), 3)
    early = factories.seal(at, 3)
    actions.integrate(at)
    order = list(Leaf.objects.order_by("index").values_list("id", flat=True))
    assert order == [*sorted(early), *sorted(late)]


def test_the_tree_grows_over_many_checkpoints(at):
    known = []
    for count in (1, 254, 1, 1, 700, 256, 3):
        known += factories.seal(at, count)[:1]
        published = actions.integrate(at)
        assert bytes(published.root) == factories.plain_root()
    assert published.size == 1216
    found = queries.proofs_of(factories.OWNER, known)
    assert set(found) == set(known)
    kept = [entry[1:] for entry in queries.entries(0, 1216, 1216)]
    assert kept == [bytes(leaf.commitment) for leaf in Leaf.objects.order_by("index")]
    assert list(queries.entries(250, 260, 1216)) == [proofs.entry(proofs.SEALED, one) for one in kept[250:260]]


def test_old_checkpoints_stay_and_proofs_of_them_too(at):
    for count in (3, 5, 300):
        factories.seal(at, count)
        actions.integrate(at)
    assert [one.size for one in queries.checkpoints()] == [308, 8, 3]
    assert [one.size for one in queries.checkpoints(below=8)] == [3]
    old = queries.checkpoint_of(8)
    entry = next(queries.entries(5, 6, 8))
    assert len(queries.path_to(5, entry, old)) == 3
    assert files.place(files.history_of(at)).read_text() == "".join(
        f"{one.note}\n" for one in Checkpoint.objects.order_by("size")
    )


def test_partial_tiles_go_when_the_whole_is_there(at, folder):
    factories.seal(at, 255)
    actions.integrate(at)
    assert (folder / "tile/0/000.p/255").exists()
    factories.seal(at)
    actions.integrate(at)
    assert sorted(path.name for path in (folder / "tile/0").iterdir()) == ["000"]
    assert sorted(path.name for path in (folder / "tile/entries").iterdir()) == ["000"]
    old = queries.checkpoint_of(255)
    assert queries.path_to(9, next(queries.entries(9, 10, 255)), old)


def test_more_than_one_batch_waits_for_the_next(at, monkeypatch):
    monkeypatch.setattr(integrating, "MOST_AT_ONCE", 300)
    monkeypatch.setattr(integrating, "STEP", 256)
    factories.seal(at, 700)
    sizes = []
    while published := actions.integrate(at):
        sizes.append(published.size)
    assert sizes == [300, 600, 700]
    assert bytes(queries.newest_checkpoint().root) == factories.plain_root()


def test_the_clock_of_checkpoints_does_not_go_back(at):
    factories.seal(at)
    actions.integrate(at)
    factories.seal(at)
    assert actions.integrate(at - timedelta(hours=1)).signed_at == at


def test_the_log_keeps_its_name(at, settings):
    factories.seal(at)
    actions.integrate(at)
    settings.SITE_URL = "https://qinghe.example"
    assert signing.own_origin() == "qinghe.example/log"
    factories.seal(at)
    actions.integrate(at)
    assert shown().origin == Tree.objects.get().origin == "localhost:8000/log"


def test_a_thing_is_sealed_once(at):
    leaf = actions.NewLeaf("record", factories.OWNER, factories.OWNER, actions.new_salt(), b"{}")
    actions.append([leaf], at)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.append([leaf], at)
    actions.append([], at)
    assert Leaf.objects.count() == 1


class Cut(Exception):
    """The process is gone."""


STEPS = {
    "before the first place": (integrating, "lock_tree", 0),
    "before files are written": (files, "_write", 0),
    "between two files": (files, "_write", 1),
    "before files have their names": (files.os, "replace", 0),
    "between two names": (files.os, "replace", 1),
    "before the signature": (signing, "signed", 0),
    "before it is kept": (Checkpoint.objects, "create", 0),
    "before it is shown": (files, "publish", 0),
    "before its name is there": (files.os, "replace", 4),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_was_cut_off_is_gone_on_with(at, monkeypatch, step):
    factories.seal(at, 200)
    actions.integrate(at)
    before = shown()
    factories.seal(at, 100)
    place, name, calls_before = STEPS[step]
    whole, calls = getattr(place, name), []

    def cut(*arguments, **named):
        calls.append(name)
        if len(calls) > calls_before:
            raise Cut
        return whole(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(place, name, cut)
        with pytest.raises(Cut):
            actions.integrate(at)
    assert shown() == before

    factories.seal(at, 5)
    while actions.integrate(at):
        pass
    assert (shown().size, shown().root) == (305, factories.plain_root())
    for kept in Checkpoint.objects.all():
        assert bytes(kept.root) == factories.plain_root(kept.size)
    assert Alarm.objects.count() == 0


def damage(path, how):
    if how == "lost":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[::-1])
    files.forget()


@pytest.mark.parametrize("path", ["tile/0/001.p/44", "tile/1/000.p/1"])
@pytest.mark.parametrize("how", ["lost", "changed"])
def test_a_damaged_edge_of_the_tree_is_made_again(at, folder, path, how):
    factories.seal(at, 300)
    actions.integrate(at)
    damage(folder / path, how)
    factories.seal(at, 300)
    actions.integrate(at)
    assert shown().root == factories.plain_root()
    assert queries.path_to(270, next(queries.entries(270, 271, 600)), queries.checkpoint_of(600))


@pytest.mark.parametrize("path", ["tile/0/000", "tile/entries/001.p/44"])
@pytest.mark.parametrize("how", ["lost", "changed"])
def test_every_file_can_be_made_again(at, folder, path, how):
    factories.seal(at, 300)
    actions.integrate(at)
    good = (folder / path).read_bytes()
    damage(folder / path, how)
    assert actions.mend().size == 300
    assert (folder / path).read_bytes() == good


def test_there_is_nothing_to_make_again_before_the_first_checkpoint(at):
    factories.seal(at)
    assert actions.mend() is None


@pytest.mark.parametrize(
    "change",
    [
        lambda: Leaf.objects.filter(index=299).update(commitment=bytes(32)),
        lambda: Leaf.objects.filter(index=299).delete(),
        lambda: Leaf.objects.filter(index=299).update(index=1000),
    ],
    ids=["changed", "deleted", "moved"],
)
def test_leaves_that_were_changed_stop_the_log_before_it_forks(at, folder, change):
    factories.seal(at, 300)
    actions.integrate(at)
    before = shown()
    factories.allow_everything()
    change()
    factories.seal(at, 300)
    for _ in range(2):
        with pytest.raises(proofs.Invalid):
            actions.integrate(at)
    assert shown() == before
    (alarm,) = Alarm.objects.all()
    assert (alarm.kind, alarm.state) == ("log_leaves_changed", "open")
    assert queries.path_to(7, next(queries.entries(7, 8, 300)), queries.checkpoint_of(300))


def test_lost_tiles_are_not_made_again_from_changed_leaves(at, folder):
    factories.seal(at, 300)
    actions.integrate(at)
    good = (folder / "tile/0/000").read_bytes()
    factories.allow_everything()
    Leaf.objects.filter(index=7).update(commitment=bytes(32))
    (folder / "tile/1/000.p/1").unlink()
    files.forget()
    factories.seal(at)
    with pytest.raises(proofs.Invalid):
        actions.integrate(at)
    assert (folder / "tile/0/000").read_bytes() == good


def test_a_database_from_an_old_backup_stops_the_log(at):
    factories.seal(at, 3)
    actions.integrate(at)
    factories.seal(at, 4)
    actions.integrate(at)
    before = files.checkpoint()
    factories.allow_everything()
    Leaf.objects.filter(index__gte=3).delete()
    Checkpoint.objects.filter(size=7).delete()
    Tree.objects.update(size=3)
    factories.seal(at, 9)
    for _ in range(2):
        with pytest.raises(actions.RolledBack):
            actions.integrate(at)
    assert files.checkpoint() == before
    assert Leaf.objects.filter(index__isnull=True).count() == 9
    (alarm,) = Alarm.objects.all()
    assert (alarm.kind, alarm.facts) == ("log_rolled_back", {"published": before, "kept": ""})
    assert list(Entry.objects.values_list("name", flat=True)) == ["log.alarm_raised"]


@pytest.mark.parametrize("how", ["kept", "lost", "damaged"])
def test_nothing_papers_over_a_checkpoint_that_the_database_does_not_know(at, folder, how):
    for count in (3, 4):
        factories.seal(at, count)
        actions.integrate(at)
    factories.allow_everything()
    Leaf.objects.filter(index__gte=3).delete()
    Checkpoint.objects.filter(size=7).delete()
    Tree.objects.update(size=3)
    if how == "lost":
        (folder / "checkpoint").unlink()
    if how == "damaged":
        (folder / "checkpoint").write_bytes(b"\xff\x00")
    for step in (actions.mend, lambda: actions.integrate(at)):
        with pytest.raises(actions.RolledBack):
            step()
    assert Alarm.objects.get().kind == "log_rolled_back"


def test_a_lost_checkpoint_is_shown_again(at, folder):
    factories.seal(at)
    actions.integrate(at)
    note = files.checkpoint()
    (folder / "checkpoint").unlink()
    assert files.published() == note
    assert actions.integrate(at) is None
    assert files.checkpoint() == note


@pytest.mark.parametrize("before", [0, 1, 80])
@pytest.mark.parametrize("letters", [1, 8, 30, 60, 90, -2, -1])
def test_a_torn_note_does_not_make_the_history_unreadable(at, monkeypatch, before, letters):
    """The disk is full in the middle of a note; the next one is written once there is room again."""
    for _turn in range(before):
        factories.seal(at)
        actions.integrate(at)
    factories.seal(at)
    with monkeypatch.context() as full:
        full.setattr(files, "publish", lambda note, at: None)
        actions.integrate(at)
    torn = Checkpoint.objects.latest("size").note.encode() + b"\n"
    files.place("history").mkdir(parents=True, exist_ok=True)
    with files.place(files.history_of(at)).open("ab") as kept:
        kept.write(torn[:letters])
    factories.seal(at)
    actions.integrate(at)
    sizes = [proofs.open_checkpoint(note, queries.own_keys().log).size for note in files.history()]
    assert sizes == [*range(1, before + 1), before + 2]


def test_tiles_that_do_not_lead_to_the_root_give_no_proof(at, folder):
    (first, *_others) = factories.seal(at, 3)
    actions.integrate(at)
    (folder / "tile/0/000.p/3").write_bytes(bytes(96))
    files.forget()
    with pytest.raises(proofs.Invalid):
        queries.proof_of(factories.OWNER, first)
    (folder / "tile/0/000.p/3").unlink()
    with pytest.raises(proofs.Invalid):
        queries.proof_of(factories.OWNER, first)


def test_proofs_of_one_owner_take_two_statements(at, django_assert_num_queries):
    ids = factories.seal(at, 40)
    stranger = factories.seal(at, 1, owner_id=ids[0])
    actions.integrate(at)
    with django_assert_num_queries(2):
        found = queries.proofs_of(factories.OWNER, [*ids, *stranger])
    assert set(found) == set(ids)


# Erasing


def test_erasing_takes_the_salt_and_leaves_the_tree(at):
    gone, stays = factories.seal(at, 2)
    actions.integrate(at)
    old_root = shown().root
    assert actions.erase(factories.OWNER, [gone], at) == 1
    assert actions.erase(factories.OWNER, [gone], at) == 0
    assert actions.integrate(at).size == 3
    erased = Leaf.objects.get(id=gone)
    assert (erased.salt, erased.erased_at) == (None, at)
    assert queries.proof_of(factories.OWNER, gone) is None
    assert queries.proof_of(factories.OWNER, stays).size == 3
    last = list(queries.entries(2, 3, 3))
    assert last == [proofs.entry(proofs.ERASURE, bytes(erased.commitment))]
    assert factories.plain_root(2) == old_root


def test_what_has_no_place_yet_can_be_erased(at):
    (gone,) = factories.seal(at)
    assert actions.erase(factories.OWNER, [gone], at) == 1
    assert actions.integrate(at).size == 2
    (erasure,) = Leaf.objects.filter(kind="erasure")
    assert bytes(erasure.commitment) == bytes(Leaf.objects.get(id=gone).commitment)


def test_nobody_elses_is_erased(at):
    (mine,) = factories.seal(at)
    assert actions.erase(mine, [mine], at) == 0
    assert Leaf.objects.get(id=mine).erased_at is None


def test_the_application_cannot_change_what_was_sealed(at, as_the_account):
    factories.seal(at)
    actions.integrate(at)
    as_the_account()
    for change in (
        lambda: Leaf.objects.update(commitment=bytes(32)),
        lambda: Leaf.objects.update(appended_at=at - timedelta(days=1)),
        lambda: Leaf.objects.all()._raw_delete("default"),
        lambda: Checkpoint.objects.update(note=""),
        lambda: Checkpoint.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ({"salt": None}, "log_leaf_salted"),
        ({"salt": b"short"}, "log_leaf_salt"),
        ({"commitment": b"short"}, "log_leaf_commitment"),
        ({"index": -1}, "log_leaf_index"),
        ({"kind": "erasure"}, "log_leaf_salted"),
    ],
)
def test_the_database_refuses(at, change, promise):
    factories.seal(at)
    factories.allow_everything()
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Leaf.objects.update(**change)
