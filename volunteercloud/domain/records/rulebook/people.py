"""Rules about the people of a record: who served, who entered it, who answers for it."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.identity import rules as identity_rules

from .facts import Facts, Qualified, Standing
from .shape import Answer, Inputs, Result, Rule, Severity, Wording, kept_or, not_applicable

# What people have in their own hands at most: their scan, the code they were given, their claim. Not what an organization
# enters afterwards.
OWN_EVIDENCE = frozenset("ABCD")


def _identity(facts: Facts) -> Answer:
    person, asked = facts.person, facts.rule_set.minimum_real_name_level
    inputs: Inputs = {
        "level": person.real_name_level,
        "minimum_level": asked,
        "verified_at": person.real_name_at.isoformat() if person.real_name_at else None,
    }
    if person.real_name_level < asked:
        return Result.REFUSED, inputs
    verified_late = person.real_name_at is None or person.real_name_at > facts.starts_at
    return (Result.FLAGGED if asked and verified_late else Result.OK), inputs


def _recorder(facts: Facts) -> Answer:
    """The confirmer answers for the record, so a stranger or the person themselves makes none. Who entered the times may
    be the person where the evidence is their own; a correction asks about those whose evidence it was."""
    own = {facts.volunteer_id, facts.person.guardian_id} - {None}
    inputs: Inputs = {
        "recorder": _role(facts.recorder_id, facts.recorder, own),
        "confirmer": _role(facts.confirmer_id, facts.confirmer, own),
    }
    if facts.confirmer_id in own or not _worked_there(facts.confirmer, facts):
        return (Result.FLAGGED if facts.is_correction else Result.REFUSED), inputs
    own_evidence = facts.recorder_id in own and (facts.grade in OWN_EVIDENCE or facts.is_correction)
    return (Result.OK if own_evidence or _worked_there(facts.recorder, facts) else Result.FLAGGED), inputs


def _role(person_id: UUID | None, standing: Standing | None, own: Collection[UUID | None]) -> str:
    return "person" if person_id in own else standing.role if standing else ""


def _worked_there(standing: Standing | None, facts: Facts) -> bool:
    """Today, or at least until the service: people may leave before somebody confirms what they entered."""
    return standing is not None and (standing.ended_at is None or standing.ended_at > facts.starts_at)


def _qualification(facts: Facts) -> Answer:
    wanted = facts.circumstances.qualification
    if not wanted:
        return not_applicable()
    held = [each for each in facts.person.qualifications if _fits(each, wanted, facts)]
    return kept_or(Result.ASKED, bool(held), wanted=wanted, held=bool(held), seen=any(each.seen for each in held))


def _fits(qualified: Qualified, wanted: str, facts: Facts) -> bool:
    on_that_day = qualified.valid_from <= facts.day and (qualified.valid_to is None or facts.day <= qualified.valid_to)
    return on_that_day and _plain(wanted) in _plain(qualified.name)


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def _guardian(facts: Facts) -> Answer:
    """A child in a guardian's account serves with that guardian's word; others need a consent that stood on that day."""
    person, below = facts.person, facts.person.consent_below_age
    if person.birth_on is None or identity_rules.age_on(person.birth_on, facts.day) >= below:
        return not_applicable()
    if person.guardian_id:
        return Result.OK, {"consent_below_age": below, "consent": "account"}
    standing = any(given <= facts.day and (ended is None or facts.day <= ended) for given, ended in person.consents)
    return kept_or(Result.REFUSED, standing, consent_below_age=below, consent="given" if standing else "")


RULES = (
    Rule(
        "identity.level",
        Severity.REFUSE,
        _("Hours are kept under a verified real name; verified after the service began, the record is looked at."),
        _identity,
        Wording(
            "record.real_name",
            _("The real name of this person is not verified, and hours are kept under a real name only."),
            _("Ask them to register their document; then confirm again."),
        ),
        parameter="minimum_real_name_level",
        norm=_("Volunteer Service Regulation, State Council order 685 (2017): identity data are true and complete"),
    ),
    Rule(
        "recorder.of_organizer",
        Severity.REFUSE,
        _("Who confirms works for the organization that organized the service, and is not the volunteer."),
        _recorder,
        Wording(
            "record.confirmer",
            _("Only staff of the organization confirm a record, and nobody their own."),
            _("Ask a leader of the organization to confirm it."),
        ),
        norm=_("Record and Certificate Measures, MCA order 67 (2020): who organizes, records"),
    ),
    Rule(
        "guardian.consent",
        Severity.REFUSE,
        _("A minor serves with a guardian's consent that stands on that day."),
        _guardian,
        Wording(
            "record.guardian_consent",
            _("This person is a minor, and no guardian's consent stood on that day."),
            _("Ask the guardian. Service without consent makes no record."),
        ),
        parameter="guardian_consent_below_age",
    ),
    Rule(
        "qualification.held",
        Severity.ASK,
        _("Where a post asks for a qualification, the person holds it on that day, or a word says why not."),
        _qualification,
        Wording(
            "record.qualification",
            _("The post asks for a qualification that this person does not state for that day."),
            _("Let them add it to their profile, or explain in a sentence; the explanation stays with the record."),
            field="explanation",
        ),
        norm=_("Volunteer Service Regulation, State Council order 685 (2017): tasks match knowledge and skill"),
    ),
)
