"""Kind `proof`: pictures that came with a claim and have been seen before."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.radar.gathering import Picture, Window
from volunteercloud.domain.radar.models import Thresholds

from .rule import Hit, Kind, Rule, Weight, instant

PICTURE_BITS = 0xFFFF_FFFF_FFFF_FFFF


def _again(window: Window, _thresholds: Thresholds) -> Iterator[Hit]:
    """The very same file from somebody else about another shift. A group's picture of one shift is shared honestly."""
    first: dict[bytes, list[Picture]] = {}
    held = {entry.record_id for entry in window.entries}
    for picture in window.pictures:
        known = first.setdefault(picture.digest, [])
        other = next((old for old in known if _is_elsewhere(old, picture) and _is_other(old, picture)), None)
        if other and picture.record_id in held:
            yield Hit(picture.record_id, {"given_at": instant(other.given_at)})
        known.append(picture)


def _alike(window: Window, thresholds: Thresholds) -> Iterator[Hit]:
    """Nearly the same picture about another shift; also the same person's own again. Sheets of paper look alike, too."""
    held = {entry.record_id for entry in window.entries}
    for position, picture in enumerate(window.pictures):
        if picture.record_id not in held or picture.record_id is None or picture.bits is None:
            continue
        for old in window.pictures[:position]:
            if old.bits is None or old.shift_id == picture.shift_id:
                continue
            apart = ((old.bits ^ picture.bits) & PICTURE_BITS).bit_count()
            if apart <= thresholds.proof_bits:
                yield Hit(picture.record_id, {"bits": apart, "given_at": instant(old.given_at)})
                break


def _is_elsewhere(old: Picture, picture: Picture) -> bool:
    return old.shift_id != picture.shift_id


def _is_other(old: Picture, picture: Picture) -> bool:
    return old.volunteer_id != picture.volunteer_id


RULES = (
    Rule(
        "proof.again",
        Kind.PROOF,
        Weight.STRONG,
        _("The same proof from somebody else"),
        _("The very file given as proof came from another person before, for another shift, at %(given_at)s."),
        _again,
    ),
    Rule(
        "proof.alike",
        Kind.PROOF,
        Weight.WEAK,
        _("A proof seen before"),
        _(
            "The picture given as proof is nearly the one given for another shift at %(given_at)s: %(bits)s of 64 marks differ."
        ),
        _alike,
    ),
)
