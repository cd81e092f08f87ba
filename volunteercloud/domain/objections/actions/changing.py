"""What a decision does to the record: a version is written only where the record does not say that already."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.objections.models import Objection, Outcome
from volunteercloud.domain.objections.rules import Times
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import ServiceRecord, Standing


@dataclass(frozen=True, slots=True)
class Change:
    """Whoever decided, about what, for which reason and when: what each version that follows from it carries."""

    actor: Actor
    objection: Objection
    reason: str
    at: datetime

    def apply(self, outcome: str, times: Times | None, stood_before: int | None) -> tuple[int, int]:
        """The numbers of the version before and after. ``stood_before`` is, on appeal, the version before the first
        decision: where the objection fails after all, the record says again what that one said."""
        versions = record_queries.every_version(self.objection.volunteer_id, self.objection.record_id)
        if not versions:  # erased
            raise NotFound
        now = versions[-1]
        if outcome == Outcome.VOIDED:
            after = self._void(now)
        elif outcome == Outcome.CORRECTED and times is not None:
            after = self._correct(now, times)
        elif outcome == Outcome.RESTORED:
            after = self._back_to(now, next(each for each in reversed(versions) if _counts(each)))
        else:
            after = now.version if stood_before is None else self._back_to(now, versions[stood_before - 1])
        return now.version, after

    def _void(self, now: ServiceRecord) -> int:
        return record_actions.void_record(**self._written).version if _counts(now) else now.version

    def _correct(self, now: ServiceRecord, times: Times) -> int:
        if _counts(now) and times.are_of(now):
            return now.version
        return record_actions.correct_by_decision(
            **self._written, starts_at=times.starts_at, ends_at=times.ends_at, break_minutes=times.break_minutes
        ).version

    def _back_to(self, now: ServiceRecord, then: ServiceRecord) -> int:
        if not _counts(then):
            return self._void(now)
        if now.version == then.version:
            return now.version
        return record_actions.restore_record(**self._written, version=then.version).version

    @property
    def _written(self) -> dict[str, Any]:
        return {
            "actor": self.actor,
            "volunteer_id": self.objection.volunteer_id,
            "record_id": self.objection.record_id,
            "reason": self.reason,
            "decision_id": self.objection.id,
            "at": self.at,
        }


def _counts(version: ServiceRecord) -> bool:
    return version.standing == Standing.VALID
