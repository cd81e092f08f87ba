"""Watching the log of another node over real HTTP: honest growth, silence, damage, and two histories."""

import pytest

from tests.domain.log import nodes
from volunteercloud.core import proofs
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.log import actions, monitoring, queries, tasks
from volunteercloud.domain.log.models import Alarm, FollowedCheckpoint, FollowedLog

pytestmark = pytest.mark.django_db

ORIGIN, VKEY = nodes.SIGNER.name, nodes.SIGNER.verifier.vkey
FIRST, SECOND, THIRD = (bytes([number]) * 33 for number in (1, 2, 3))


@pytest.fixture
def serve():
    """Serve a log's folder, or be a peer; ended with the test."""
    served = []

    def begin(what, *notes):
        served.append(nodes.peer(*notes) if what == "peer" else nodes.files_of(what))
        return served[-1]

    yield begin
    for one in served:
        one.end()


@pytest.fixture
def log(tmp_path):
    return nodes.Log(tmp_path / "honest").grow(FIRST, SECOND)


@pytest.fixture
def follow(system, serve, at):
    def begin(log, *peers):
        return actions.follow_log(
            actor=system, url=serve(log.folder).url, vkey=VKEY, peers=[one.url for one in peers], at=at
        )

    return begin


@pytest.fixture
def look(system, at):
    """Look at the log; the answer is the size that was shown, or the trouble."""

    def once():
        followed = FollowedLog.objects.get()
        shown = monitoring.look(system, followed, at)
        followed.refresh_from_db()
        assert followed.asked_at == at
        return (shown.size if shown else None), followed.trouble

    return once


def agreed():
    return list(FollowedCheckpoint.objects.filter(agreed_at__isnull=False).values_list("size", flat=True))


def test_an_honest_log_is_followed(log, follow, look):
    follow(log)
    assert look() == (2, "")
    assert look() == (2, "")
    log.grow(*[THIRD] * 300)
    assert look() == (302, "")
    log.grow(FIRST)
    assert look() == (303, "")
    assert [seen.size for seen in queries.seen(ORIGIN)] == [303, 302, 2]
    assert sorted(agreed()) == [2, 302]
    assert Alarm.objects.count() == 0


def test_an_older_checkpoint_is_late_not_false(log, follow, look):
    follow(log)
    early = (log.folder / "checkpoint").read_text()
    log.grow(THIRD)
    look()
    log.show(early)
    assert look() == (2, "")
    log.grow(FIRST)
    assert look() == (4, "")
    assert sorted(agreed()) == [2, 3]
    assert Alarm.objects.count() == 0


def test_a_past_that_was_rewritten_raises_the_alarm(log, follow, look, tmp_path, serve, system, at):
    follow(log)
    look()
    before = (log.folder / "checkpoint").read_text()
    rewritten = nodes.Log(tmp_path / "rewritten").grow(FIRST, THIRD, THIRD)
    follow(rewritten)
    for _ in range(2):
        assert look() == (3, "")
    (alarm,) = Alarm.objects.all()
    assert (alarm.kind, alarm.subject, alarm.facts["vkey"]) == ("log_split_view", ORIGIN, VKEY)
    evidence = [one["note"] for one in alarm.facts["notes"]]
    assert evidence == [before, (rewritten.folder / "checkpoint").read_text()]
    assert [proofs.open_checkpoint(note, nodes.SIGNER.verifier).size for note in evidence] == [2, 3]
    assert agreed() == []


def test_two_roots_of_one_size_raise_the_alarm(log, follow, look, tmp_path):
    follow(log)
    look()
    follow(nodes.Log(tmp_path / "other").grow(FIRST, THIRD))
    assert look() == (2, "")
    assert Alarm.objects.get().subject == ORIGIN
    assert FollowedCheckpoint.objects.filter(size=2).count() == 2


@pytest.mark.parametrize(
    ("ours", "theirs"), [(2, 2), (3, 2), (2, 3)], ids=["same size", "they lag behind", "they are ahead"]
)
def test_a_peer_that_was_shown_another_past_gives_the_log_away(log, follow, look, serve, tmp_path, ours, theirs, at):
    """Two views by the same keys, one to us and one to a peer. Where the peer is ahead, the next growth tells."""
    common = nodes.Log(tmp_path / "common").grow(FIRST)
    shown_to_us = common.fork(tmp_path / "us").grow(*[SECOND] * (ours - 1))
    shown_to_them = common.fork(tmp_path / "them").grow(*[THIRD] * (theirs - 1))
    peer = serve("peer", (shown_to_them.folder / "checkpoint").read_text())
    follow(shown_to_us, peer)
    assert look() == (ours, "")
    assert Alarm.objects.count() == (1 if theirs <= ours else 0)
    shown_to_us.grow(SECOND)
    look()
    (alarm,) = Alarm.objects.all()
    assert {one["source"] for one in alarm.facts["notes"]} == {peer.url, FollowedLog.objects.get().url}


def test_a_peer_that_was_shown_the_same_agrees(log, follow, look, serve):
    peer = serve("peer", (log.folder / "checkpoint").read_text())
    log.grow(THIRD)
    follow(log, peer)
    assert look() == (3, "")
    assert agreed() == [2]
    assert FollowedCheckpoint.objects.get(size=2).source == peer.url
    assert Alarm.objects.count() == 0


def test_a_peer_cannot_invent_what_a_log_signed(log, follow, look, serve):
    liar = proofs.Signer(ORIGIN, proofs.NOTE_ED25519, b"\x09" * 32)
    peer = serve("peer", log.note_of(bytes(32), liar))
    follow(log, peer)
    shown, trouble = look()
    assert (shown, trouble) == (2, f"{peer.url}: The checkpoint is not signed by {ORIGIN}.")
    assert [seen.size for seen in queries.seen(ORIGIN)] == [2]
    assert Alarm.objects.count() == 0


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"items": 4}', b'{"items": [{}]}', b"\xff", b"[" * 100_000])
def test_a_peer_that_talks_nonsense_is_trouble_and_nothing_more(log, follow, look, serve, answer):
    peer = serve("peer")
    peer.server.notes = answer
    follow(log, peer)
    assert look() == (2, f"{peer.url}: what was answered is no list of checkpoints")


def test_a_log_that_is_silent_or_damaged_is_trouble(log, follow, look):
    follow(log)
    look()
    root = proofs.parse_checkpoint(proofs.split_note((log.folder / "checkpoint").read_text())[0]).root
    log.show(log.note_of(root, proofs.Signer(ORIGIN, proofs.NOTE_ED25519, b"\x09" * 32)))
    assert look() == (None, f"The checkpoint is not signed by {ORIGIN}.")
    log.show("谷雨")
    assert look() == (None, "This is no signed note: text, an empty line, lines of signatures.")
    log.grow(THIRD)
    tile = log.folder / "tile/0/000.p/3"
    tile.write_bytes(bytes(96))
    assert look() == (None, "The tiles do not lead to the root of the checkpoint.")
    tile.write_bytes(b"")
    assert look() == (None, "A tile of level 0 is too short.")
    tile.unlink()
    assert look()[0] is None
    (log.folder / "checkpoint").unlink()
    assert look() == (None, f"{FollowedLog.objects.get().url}/checkpoint: HTTP 404")
    assert Alarm.objects.count() == 0


def test_the_jobs_look_at_every_log(log, follow):
    follow(log)
    tasks.watch(timestamp=0)
    assert [seen.size for seen in queries.seen(ORIGIN)] == [2]


# Who may follow what


@pytest.mark.parametrize(
    "url",
    [
        "ftp://bailu.example",
        "file:///etc/passwd",
        "bailu.example",
        "http://",
        "https://a:b@bailu.example",
        "http://x:70000",
        "https://bailu.example/log?x",
    ],
)
def test_what_is_no_address_is_not_followed(system, url, at, db):
    with pytest.raises(Refused) as refused:
        actions.follow_log(actor=system, url=url, vkey=VKEY, at=at)
    assert (refused.value.code, FollowedLog.objects.count()) == ("log.address", 0)


def test_only_a_log_is_followed_and_not_our_own(system, at):
    witness = proofs.Signer(ORIGIN, proofs.COSIGNATURE_ED25519, b"\x07" * 32).verifier.vkey
    url = "https://bailu.example/log"
    for vkey, code in ((witness, "log.vkey"), ("", "log.vkey"), (queries.own_keys().log.vkey, "log.own")):
        with pytest.raises(Refused) as refused:
            actions.follow_log(actor=system, url=url, vkey=vkey, at=at)
        assert refused.value.code == code


def test_a_log_keeps_its_key(system, at):
    url = "https://bailu.example/log"
    actions.follow_log(actor=system, url=f"{url}/", vkey=VKEY, at=at)
    other = proofs.Signer(ORIGIN, proofs.NOTE_ED25519, b"\x08" * 32).verifier.vkey
    with pytest.raises(Refused) as refused:
        actions.follow_log(actor=system, url=url, vkey=other, at=at)
    assert refused.value.code == "log.other_key"
    moved = actions.follow_log(actor=system, url="https://elsewhere.example", vkey=VKEY, peers=[f"{url}/"], at=at)
    assert (FollowedLog.objects.get().url, moved.peers) == ("https://elsewhere.example", [url])


def test_people_do_not_follow_logs(volunteer, at):
    with pytest.raises(NotAllowed):
        actions.follow_log(actor=volunteer, url="https://bailu.example/log", vkey=VKEY, at=at)


def test_nothing_is_kept_of_a_log_that_is_not_followed(system, at):
    with pytest.raises(NotFound):
        actions.keep_seen(actor=system, origin=ORIGIN, notes=[], source="https://bailu.example", at=at)
