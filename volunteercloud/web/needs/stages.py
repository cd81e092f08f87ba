"""How far a need has come: as a line of five stages, and as what happened, sentence by sentence."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.needs.models import Need, State, Step, What
from volunteercloud.web import formats

STAGES = (
    pgettext_lazy("stage of a need", "Written"),
    pgettext_lazy("stage of a need", "Looked at"),
    pgettext_lazy("stage of a need", "Open"),
    pgettext_lazy("stage of a need", "Taken up"),
    pgettext_lazy("stage of a need", "Done"),
)
# At which stage each state stands; what has ended otherwise stands at none.
AT = {
    State.DRAFT: 0,
    State.RETURNED: 0,
    State.MODERATION: 1,
    State.OPEN: 2,
    State.OFFERED: 2,
    State.DOCKED: 3,
    State.RUNNING: 3,
    State.DONE: 4,
    State.CONFIRMED: 5,
    State.CLOSED: 5,
}
# What happened: with the name of whoever did it, and without one.
SENTENCES = {
    What.POSTED: (_("%(name)s posted it."), _("It was posted.")),
    What.RETURNED: (_("%(name)s returned it to be mended."), _("It was returned to be mended.")),
    What.REJECTED: (_("%(name)s rejected it."), _("It was rejected.")),
    What.OPENED: (_("%(name)s opened it for everybody."), _("It was opened for everybody.")),
    What.PASSED_UP: (
        _("Nobody had taken it up, so %(name)s is asked too."),
        _("Nobody had taken it up, so the next level is asked too."),
    ),
    What.EXTENDED: (_("%(name)s kept it open for longer."), _("It stays open for longer.")),
    What.OFFERED: (_("%(name)s offers to help."), _("Somebody offers to help.")),
    What.OFFER_WITHDRAWN: (_("%(name)s took the offer back."), _("An offer was taken back.")),
    What.CHOSEN: (_("%(name)s was chosen."), _("Somebody was chosen.")),
    What.DECLINED: (_("The offer of %(name)s was declined."), _("An offer was declined.")),
    What.DOCKED: (_("%(name)s takes it up."), _("It is taken up.")),
    What.PAIRED: (
        _("%(name)s stands by this household from now on."),
        _("A team stands by this household from now on."),
    ),
    What.PARTED: (_("%(name)s ended the twin help."), _("The twin help ended.")),
    What.RUNNING: (_("%(name)s has begun."), _("Help has begun.")),
    What.DONE: (_("%(name)s says it is done."), _("It is done.")),
    What.CONFIRMED: (_("%(name)s confirmed the result."), _("The result is confirmed.")),
    What.CONTESTED: (_("%(name)s says it was not done."), _("The result is contested.")),
    What.REOPENED: (_("It is open again; it was with %(name)s."), _("It is open again.")),
    What.CLOSED: (_("%(name)s closed it."), _("It is closed.")),
    What.WITHDRAWN: (_("%(name)s withdrew it."), _("It was withdrawn.")),
    What.EXPIRED: (_("Its time is over."), _("Its time is over.")),
    What.UNMET: (_("%(name)s closed it without help."), _("It was closed without help.")),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the five; `css` and `current` are how the line shows it."""

    label: str | Promise
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A step as its poster reads it."""

    step: Step
    sentence: str


def of(need: Need) -> list[Stage]:
    """The five stages; none for a need that ended without having been met."""
    at = AT.get(State(need.state))
    if at is None:
        return []
    return [Stage(label, number < at, number == at) for number, label in enumerate(STAGES)]


def told(steps: Iterable[Step]) -> list[Told]:
    """The latest first: what is new is what one comes for."""
    return [Told(step, _sentence(step)) for step in reversed(list(steps))]


def _sentence(step: Step) -> str:
    if step.what not in SENTENCES:
        return step.what
    named, unnamed = SENTENCES[What(step.what)]
    # The name of a region is kept as Chinese readers write it.
    says_who = step.by_name and (step.what != What.PASSED_UP or formats.in_chinese())
    return str(named) % {"name": step.by_name} if says_who else str(unnamed)
