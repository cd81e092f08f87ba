"""About offers to help with a need, what it became and what came of it."""

from django.utils.translation import gettext_lazy as _

from .text import Text

TEXTS: dict[str, Text] = {
    "docking_offered": Text(
        _("Somebody offers to help: {title}"),
        _("{name} offers to help with “{title}” ({number}). Read the offer, and say yes or no."),
    ),
    "docking_offer_withdrawn": Text(
        _("An offer was taken back: {title}"),
        _("{name} can't help with “{title}” after all, for this reason: “{reason}”. The need is open for others."),
    ),
    "docking_chosen": Text(
        _("You were chosen: {title}"),
        _("Your organization was chosen for “{title}” ({number}). Dock it now: say when somebody comes."),
    ),
    "docking_chosen_volunteer": Text(
        _("You were chosen: {title}"),
        _("You were chosen to help with “{title}” ({number}). The station plans the shift and tells you when to come."),
    ),
    "docking_chosen_for_you": Text(
        _("Somebody takes it up: {title}"),
        _("{name} was chosen to help with “{title}”. You are told as soon as it is settled when somebody comes."),
    ),
    "docking_declined": Text(
        _("Your offer was not chosen: {title}"),
        _("Your offer to help with “{title}” was not chosen, for this reason: “{reason}”. Thank you for offering."),
    ),
    "docking_taken_up": Text(
        _("It is taken up: {title}"),
        _(
            "{organization} takes up “{title}”. Thank you for offering; who would like to help can sign up for the shift."
        ),
    ),
    "docking_docked": Text(
        _("Somebody comes: {title}"),
        _("{organization} takes up “{title}” on {starts_at}. You see on its page who comes and what came of it."),
    ),
    "docking_in_review": Text(
        _("It is taken up: {title}"),
        _(
            "{organization} takes up “{title}” with a project of its own, planned for {starts_at}. People can sign up once "
            "the project is approved and public."
        ),
    ),
    "docking_on_roster": Text(
        _("You are on the roster: {title}"),
        _(
            "You come to “{title}” on {starts_at}, as you offered. Where to go is shown from 24 hours before. If you "
            "can't come, leave the shift in time."
        ),
    ),
    "docking_reopened": Text(
        _("It is open again: {title}"),
        _("What {organization} planned for “{title}” can't take place. The need is open again, and others can offer."),
    ),
    "docking_reopened_why": Text(
        _("It is open again: {title}"),
        _(
            "{organization} can't go on with “{title}”, for this reason: “{reason}”. The need is open again, and others "
            "can offer."
        ),
    ),
    "docking_done": Text(
        _("Was it done? {title}"),
        _("{organization} has served your need “{title}”. Say whether it was done and how it was; it takes a moment."),
    ),
    "docking_nobody_came": Text(
        _("Nobody came: {title}"),
        _(
            "{organization} took up “{title}”, but nobody came, and the time for it has passed. If help is still needed, "
            "post it again."
        ),
    ),
    "docking_parted": Text(
        _("Twin help has ended: {title}"),
        _("{organization} ends its twin help for “{title}”, for this reason: “{reason}”."),
    ),
    "docking_confirmed": Text(
        _("Confirmed: {title}"),
        _("{name} confirms that “{title}” was done, and says how it was. Thank you."),
    ),
    "docking_contested": Text(
        _("It was not done, says the poster: {title}"),
        _("Who posted “{title}” says that it was not done: “{words}”. The need is open again; please clear it up."),
    ),
}
