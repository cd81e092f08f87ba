"""About records that changed, and objections to them."""

from django.utils.translation import gettext_lazy as _

from .text import Text

TEXTS: dict[str, Text] = {
    "record_corrected": Text(
        _("Your record was corrected: {title}"),
        _(
            "“{title}” on {day_on}: {hours_before} hours of grade {grade_before} became {hours_after} hours of grade "
            "{grade_after}. {by} gave this reason: “{reason}”. If you do not agree, object on the record's page."
        ),
    ),
    "record_revoked": Text(
        _("Your record was revoked: {title}"),
        _(
            "The {hours_before} hours of “{title}” on {day_on} no longer count. {by} gave this reason: “{reason}”. "
            "If you do not agree, object on the record's page."
        ),
    ),
    "record_voided": Text(
        _("An officer voided your record: {title}"),
        _(
            "The {hours_before} hours of “{title}” on {day_on} no longer count. {by} decided so for this reason: “{reason}”."
        ),
    ),
    "record_restored": Text(
        _("Your record counts again: {title}"),
        _(
            "“{title}” on {day_on} counts with {hours_after} hours of grade {grade_after} again. "
            "{by} decided so for this reason: “{reason}”."
        ),
    ),
    "certificate_disagrees": Text(
        _("Certificate {number} no longer agrees with your records"),
        _(
            "“{title}” on {day_on} has changed since certificate {number} was issued, and whoever verifies it sees that. "
            "Ask for a new certificate where you need one."
        ),
    ),
    "objection_raised": Text(
        _("An objection to “{title}”"),
        _(
            "{who} says that the record of {name} for “{title}” on {day_on} is wrong. Answer by {until}; "
            "after that an officer decides without your answer."
        ),
    ),
    "objection_to_yours": Text(
        _("Somebody objects to your record: {title}"),
        _(
            "{who} says that your record of “{title}” on {day_on} is wrong: “{grounds}”. "
            "Say what you know before it is decided."
        ),
    ),
    "objection_answered": Text(
        _("{organization} answered: {title}"),
        _("{organization} stands by the record of “{title}” on {day_on}: “{answer}”. An officer decides by {until}."),
    ),
    "objection_settled": Text(
        _("{organization} changed the record: {title}"),
        _("{organization} changed the record of “{title}” on {day_on} after the objection: “{answer}”."),
    ),
    "objection_unanswered": Text(
        _("An officer decides now: {title}"),
        _(
            "{organization} did not answer the objection to “{title}” on {day_on} in time. An officer decides by {until}."
        ),
    ),
    "objection_withdrawn": Text(
        _("Objection withdrawn: {title}"),
        _("{who} withdrew the objection to “{title}” on {day_on}. The record stays as it is."),
    ),
    "objection_upheld": Text(
        _("The objection was upheld: {title}"),
        _(
            "An officer decided about the record of “{title}” on {day_on}: the objection is right. The reason: “{reason}”. "
            "You can appeal until {until}."
        ),
    ),
    "objection_dismissed": Text(
        _("The objection was dismissed: {title}"),
        _(
            "An officer decided about the record of “{title}” on {day_on}: it stays as it is. The reason: “{reason}”. "
            "You can appeal until {until}."
        ),
    ),
    "objection_appealed": Text(
        _("Appeal: {title}"),
        _("{who} appealed against the decision about “{title}” on {day_on}. Another officer decides by {until}."),
    ),
    "appeal_upheld": Text(
        _("The appeal was upheld: {title}"),
        _(
            "Another officer changed the decision about the record of “{title}” on {day_on}, for this reason: “{reason}”. "
            "This is final."
        ),
    ),
    "appeal_dismissed": Text(
        _("The appeal was dismissed: {title}"),
        _(
            "Another officer left the decision about the record of “{title}” on {day_on} as it is, for this reason: "
            "“{reason}”. This is final."
        ),
    ),
    "objection_overdue": Text(
        _("Overdue: the objection to “{title}”"),
        _(
            "The objection to the record of “{title}” on {day_on} should have been decided by {until}. Please decide it."
        ),
    ),
}
