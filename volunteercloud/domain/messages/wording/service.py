"""About shifts and places in them, absences, claims and certificates."""

from django.utils.translation import gettext_lazy as _

from .text import Text

TEXTS: dict[str, Text] = {
    "signup_approved": Text(
        _("Your sign-up is confirmed: {title}"),
        _("You are on the roster of “{title}” on {starts_at}. If you can't come, leave the shift in time."),
    ),
    "signup_declined": Text(
        _("You are not on the roster of “{title}”"),
        _("You are not on the roster of “{title}” on {starts_at}. The coordinator's reason: “{reason}”."),
    ),
    "place_offered": Text(
        _("A place has come free: {title}"),
        _(
            "A place at “{title}” on {starts_at} is held for you until {until}. Take it or turn it down under “My service”."
        ),
    ),
    "shift_cancelled": Text(
        _("Called off: {title}"),
        _("“{title}” on {starts_at} has been called off. The reason: “{reason}”."),
    ),
    "cover_wanted": Text(
        _("Can you come instead? {title}"),
        _("Somebody can't come to “{title}” on {starts_at}. You would fit. Take the place or say no; either is fine."),
    ),
    "cover_given": Text(
        _("Somebody comes in your place: {title}"),
        _("{name} takes over your place at “{title}” on {starts_at}. You need not come."),
    ),
    "cover_taken": Text(
        _("The place is yours: {title}"),
        _("You come to “{title}” on {starts_at} in the place of {name}."),
    ),
    "cover_refused": Text(
        _("The place at “{title}” stays as it is"),
        _("The coordinator has decided that somebody else takes over the place at “{title}” on {starts_at}."),
    ),
    "cover_undo_asked": Text(
        _("Shall the place go back? {title}"),
        _("The other person would like to take back the hand-over of “{title}” on {starts_at}. It takes both of you."),
    ),
    "cover_undone": Text(
        _("Taken back: {title}"),
        _("You both took back the hand-over of “{title}” on {starts_at}. Each has their own place again."),
    ),
    "standby_called": Text(
        _("Can you come now? {title}"),
        _("Somebody is missing at “{title}”, {starts_at}. Say with one tap whether you come."),
    ),
    "no_show": Text(
        _("We missed you: {title}"),
        _(
            "You were expected at “{title}” on {starts_at} and did not come. It happens; next time leave the shift or ask "
            "for cover, so that somebody can stand in. If this is wrong, say so on the page of the sign-up."
        ),
    ),
    "no_show_limit": Text(
        _("A coordinator is asked before your next sign-ups"),
        _(
            "You did not come to “{title}” on {starts_at}, and not to another shift before. Until {until} a coordinator "
            "approves your sign-ups first. Your recorded hours stay as they are. If this is wrong, say so on the page of "
            "the sign-up."
        ),
    ),
    "absence_answered": Text(
        _("An answer about your absence: {title}"),
        _("The coordinator of “{title}” on {starts_at} answered: “{reason}”."),
    ),
    "shift_moved": Text(
        _("New time: {title}"),
        _(
            "“{title}” is on {starts_at} now, until {ends_at}. You keep your place; if you can't come then, leave it in time."
        ),
    ),
    "place_kept_for_you": Text(
        _("A place is kept for you: {title}"),
        _(
            "{by} keeps a place at “{title}” on {starts_at} for you until {until}. Take it or turn it down under “My service”."
        ),
    ),
    "certificate_issued": Text(
        _("Your certificate is ready"),
        _("{organization} has issued your certificate. You find it under “Certificates”."),
    ),
    "certificate_refused": Text(
        _("Your request for a certificate"),
        _(
            "{organization} did not issue the certificate, for this reason: “{reason}”. You can still print the extract "
            "of all your records yourself."
        ),
    ),
    "search_matches": Text(
        _("New for “{name}”: {number}"),
        _("New since you were last told of “{name}”: {number}.\n{titles}"),
    ),
    "claim_made": Text(
        _("{name} claims service: {title}"),
        _(
            "{name} claims service on “{title}” on {starts_at}. Look at the proof and confirm it, or decline it with a reason."
        ),
    ),
    "claim_confirmed": Text(
        _("Your claim is confirmed: {title}"),
        _("{by} confirmed your claim for “{title}” on {starts_at}. It is on record as honour hours, evidence grade D."),
    ),
    "claim_declined": Text(
        _("Your claim was declined: {title}"),
        _("{by} declined your claim for “{title}” on {starts_at}, for this reason: “{reason}”."),
    ),
    "claim_waits": Text(
        _("A claim has waited for {days} days: {title}"),
        _(
            "{name} claimed service on “{title}” on {starts_at}, and nobody at {organization} has answered. "
            "Confirm it or decline it with a reason."
        ),
    ),
}
