"""Everything the platform tells people by itself, in one place, so that one voice speaks.

A text is worded in the reader's language when it is read (inbox) or queued (mail, SMS). Facts are named in braces.
A fact whose name ends in ``_on`` is a day, one that ends in ``_at`` or is called ``until`` an instant, both in ISO 8601
and printed in the reader's way; beside ``title`` may stand ``title_en``, which readers of English get instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Text:
    """``subject`` heads the mail and the line in the inbox; ``body`` is whole by itself, so it is the SMS too."""

    subject: str | Promise
    body: str | Promise


@dataclass(frozen=True, slots=True)
class Worded:
    subject: str
    body: str
    sender: str


CODE_LIFE_MINUTES = 10


class CodePurpose(StrEnum):
    """What a one-time code opens. Its value names the text."""

    SIGN_IN = "code_sign_in"
    CONFIRM = "code_confirm"
    RESET = "code_reset"


TEXTS: dict[str, Text] = {
    CodePurpose.SIGN_IN: Text(
        _("Your code to sign in: {code}"),
        _("{code} is your code to sign in to {site}. It is valid for {minutes} minutes. We never ask you for it."),
    ),
    CodePurpose.CONFIRM: Text(
        _("Your code: {code}"),
        _(
            "{code} is the code that shows {site} this address is yours. It is valid for {minutes} minutes. "
            "We never ask you for it."
        ),
    ),
    CodePurpose.RESET: Text(
        _("Your code for a new password: {code}"),
        _("{code} lets you set a new password at {site}. It is valid for {minutes} minutes. We never ask you for it."),
    ),
    "account_exists": Text(
        _("You already have an account"),
        _(
            "Somebody, perhaps you, wanted to register at {site} with this address. You have an account already: "
            "sign in, or ask for a code if you forgot the password."
        ),
    ),
    "account_unknown": Text(
        _("No account with this address"),
        _(
            "Somebody, perhaps you, wanted to sign in at {site} with this address, but no account has it. "
            "If it was you, register or use the other address."
        ),
    ),
    "identity_verified": Text(
        _("Your real name is verified"),
        _("{name}: your real name is verified. From now on every hour you serve can be proved."),
    ),
    "identity_returned": Text(
        _("Your document needs another look"),
        _("An officer sent your document back and gave this reason: “{reason}”. Mend that and submit it again."),
    ),
    "identity_rejected": Text(
        _("Your document was not accepted"),
        _("Your document was not accepted, for this reason: “{reason}”. You can submit another one."),
    ),
    "identity_number_read": Text(
        _("Your document number was read"),
        _("{officer} read the number of your document. The purpose given was “{purpose}”."),
    ),
    "guardian_consent_given": Text(
        _("Your guardian agreed"),
        _("{guardian} agreed that you serve. You can sign up now."),
    ),
    "guardian_agreed": Text(
        _("You agreed as a guardian"),
        _("You agreed that {name} serves. You can withdraw the consent at any time."),
    ),
    "guardian_consent_withdrawn": Text(
        _("Your guardian withdrew the consent"),
        _("{guardian} withdrew the consent, so you can't sign up any more. Talk to each other, then ask again."),
    ),
    "office_granted": Text(
        _("You are an officer now"),
        _("{by} made you an officer for {region} and everything below it."),
    ),
    "office_revoked": Text(
        _("Your office has ended"),
        _("{by} ended your office for {region}."),
    ),
    "office_changed": Text(
        _("Your office has changed"),
        _("{by} changed the tasks or the last day of your office for {region}."),
    ),
    "office_goes_where": Text(
        _("{region} is no more: who is its officer now?"),
        _(
            "A new list of divisions ended {region} without one successor. Open the page of officers and say where the "
            "office of {officer} goes on."
        ),
    ),
    "people_merged": Text(
        _("Your two registrations are one now"),
        _(
            "{by} joined the number {number} with this one. Your records stand together, and both ways to sign in lead here. "
            "If this is wrong, ask the officer of your region to undo it."
        ),
    ),
    "people_parted": Text(
        _("Your two registrations are apart again"),
        _("{by} undid the joining with the number {number}. Each has its own records and its own way to sign in."),
    ),
    "stand_in_named": Text(
        _("You stand in for {absent}"),
        _(
            "{by} named you to do the work of {absent} from {first_day} to {last_day}. You open that desk from your own."
        ),
    ),
    "stand_in_ended": Text(
        _("You no longer stand in for {absent}"),
        _("{by} ended the time in which you do the work of {absent}."),
    ),
    "cases_escalated": Text(
        _("Overdue cases have come to you: {number}"),
        _(
            "{number} cases were not decided in time by the officers below, so they are yours now too. Please decide them."
        ),
    ),
    "cases_overdue": Text(
        _("Overdue in {region}: {number}"),
        _(
            "{number} cases of {region} were not decided in time. The officers above are asked too now; "
            "you can still decide them."
        ),
    ),
    "member_invited": Text(
        _("{organization} invites you"),
        _("{by} invites you to join {organization}. Accept or decline under “My organizations”."),
    ),
    "member_accepted": Text(
        _("You are a member of {organization}"),
        _("{organization} took you in. You can leave at any time under “My organizations”."),
    ),
    "member_refused": Text(
        _("{organization} did not take you in"),
        _("{organization} did not take you in, for this reason: “{reason}”."),
    ),
    "member_removed": Text(
        _("You are no longer a member of {organization}"),
        _("{by} ended your membership of {organization}, for this reason: “{reason}”. What you served stays yours."),
    ),
    "organization_approve": Text(
        _("{organization} is approved"),
        _("{organization} is approved. You can publish projects now and appoint the people who run them with you."),
    ),
    "organization_return": Text(
        _("{organization} needs another look"),
        _("An officer sent the registration of {organization} back: “{reason}”. Mend that and submit it again."),
    ),
    "organization_reject": Text(
        _("{organization} was not approved"),
        _("{organization} was not approved, for this reason: “{reason}”."),
    ),
    "joining_asked": Text(
        _("{organization} asks to stand below you"),
        _("{organization} asks to be taken in below your organization. Look at it and answer."),
    ),
    "joining_accepted": Text(
        _("{organization} stands below {parent} now"),
        _("{parent} took {organization} in, with everything that stands below it."),
    ),
    "joining_refused": Text(
        _("{parent} did not take {organization} in"),
        _("{parent} did not take {organization} in, for this reason: “{reason}”."),
    ),
    "parent_left": Text(
        _("{organization} stands below {parent} no more"),
        _("{organization} left {parent} and stands by itself again."),
    ),
    "let_go": Text(
        _("{organization} stands below {parent} no more"),
        _("{parent} let {organization} go, for this reason: “{reason}”. It stands by itself again."),
    ),
    "organization_moved": Text(
        _("{organization} has another place"),
        _("An officer gave {organization} another place; it stands below: {parent}. The reason: “{reason}”."),
    ),
    "organization_ended": Text(
        _("{organization} has ended"),
        _("{organization} has ended, and so has your work for it. {successor} took over. The reason: “{reason}”."),
    ),
    "ending_asked": Text(
        _("{organization} wants you to take over"),
        _("{organization} wants to end and names you as its successor. Look at it and answer."),
    ),
    "ending_refused": Text(
        _("{successor} does not take over"),
        _("{successor} does not take over from {organization}, for this reason: “{reason}”."),
    ),
    "report_due": Text(
        _("The report of {year} is due on {due_on}"),
        _(
            "The report of {organization} for {year} is due on {due_on}. Our figures are in it already; add what is yours."
        ),
    ),
    "report_overdue": Text(
        _("The report of {year} is overdue"),
        _(
            "The report of {organization} for {year} was due on {due_on}. Hand it in now; officers see that it is missing."
        ),
    ),
    "report_approve": Text(
        _("The report of {year} is accepted"),
        _("The report of {organization} for {year} is accepted and stands on its public page."),
    ),
    "report_return": Text(
        _("The report of {year} needs another look"),
        _("An officer sent the report of {organization} for {year} back: “{reason}”. Mend that and hand it in again."),
    ),
    "report_reject": Text(
        _("The report of {year} was not accepted"),
        _("The report of {organization} for {year} was not accepted, for this reason: “{reason}”."),
    ),
    "sanction_warning": Text(
        _("{organization} was warned"),
        _("An officer warned {organization}: “{reason}” ({basis}). It may go on with everything; you can answer."),
    ),
    "sanction_correction": Text(
        _("{organization} has something to mend by {deadline_on}"),
        _(
            "An officer asks {organization} to mend this by {deadline_on}: “{reason}” ({basis}). After that day nothing "
            "new can be published until it is mended."
        ),
    ),
    "sanction_suspension": Text(
        _("{organization} is suspended"),
        _(
            "An officer suspended {organization}: “{reason}” ({basis}). It can't publish, confirm or certify for now; "
            "say under “Sanctions” what you mended, or why it is not right."
        ),
    ),
    "sanction_notice": Text(
        _("Public notice of {organization}"),
        _("An officer gave public notice of {organization}: “{reason}” ({basis}). It stands on its public page."),
    ),
    "sanction_overdue": Text(
        _("{organization} can publish nothing new"),
        _(
            "What {organization} was to mend by {deadline_on} is overdue, so it can publish no new project or shift. "
            "Mend it and tell the officer under “Sanctions”."
        ),
    ),
    "sanction_overdue_officer": Text(
        _("A correction is overdue: {organization}"),
        _("{organization} did not make the correction that you asked for in time. It can publish nothing new for now."),
    ),
    "sanction_fulfilled": Text(
        _("The correction of {organization} is made"),
        _("An officer found that {organization} mended what was asked for: “{reason}”."),
    ),
    "sanction_lifted": Text(
        _("A sanction against {organization} was lifted"),
        _("An officer lifted a sanction against {organization}: “{reason}”."),
    ),
    "sanction_answered": Text(
        _("{organization} answered a sanction"),
        _("{organization} answered the sanction that you imposed. Read it, and end the sanction if it is mended."),
    ),
    "project_approve": Text(
        _("“{title}” is public"),
        _("“{title}” is approved and public. People can sign up for its shifts now."),
    ),
    "project_return": Text(
        _("“{title}” needs another look"),
        _("An officer sent “{title}” back: “{reason}”. Mend that and submit it again."),
    ),
    "project_reject": Text(
        _("“{title}” was not approved"),
        _("“{title}” was not approved, for this reason: “{reason}”."),
    ),
    "staff_added": Text(
        _("You work for {organization} now"),
        _("{by} appointed you at {organization}. You find it under “Organization”."),
    ),
    "staff_handed_over": Text(
        _("You take over from {name}"),
        _("{name} has left {organization}, and you take over what {name} did there."),
    ),
    "owner_appointed": Text(
        _("{name} is an owner of {organization} now"),
        _("An officer made {name} an owner of {organization}, for this reason: “{reason}”."),
    ),
    "staff_invited": Text(
        _("{organization} invites you"),
        _("{by} invites you to work for {organization}. See as what and accept it until {until}: {address}"),
    ),
    "invitation_accepted": Text(
        _("{name} works with you now"),
        _("{name} accepted your invitation to {organization}."),
    ),
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


def worded(template: str, facts: Mapping[str, Any], language: str) -> Worded:
    """The text in ``language``. A template nobody wrote or a fact that is missing is a mistake of ours: KeyError."""
    text, filled = TEXTS[template], known(facts, language)
    with translation.override(language):
        return Worded(str(text.subject).format_map(filled), str(text.body).format_map(filled), filled["site"])


def known(facts: Mapping[str, Any], language: str) -> dict[str, str]:
    """Facts as a text in ``language`` says them, and the name of the site."""
    with translation.override(language):
        filled = {"site": site_name()} | {name: _readable(name, value) for name, value in facts.items()}
    if language.startswith("en"):
        filled |= {name.removesuffix("_en"): value for name, value in filled.items() if name.endswith("_en") and value}
    return filled


def site_name() -> str:
    """What the operator calls the site, else the product's name in the language in force."""
    return settings.SITE_NAME or gettext("Volunteer Cloud")


def _readable(name: str, value: Any) -> str:
    if name.endswith("_on"):
        # Translators: a date as Django's date filter writes it, e.g. "2026年3月14日".
        return formats.date_format(date.fromisoformat(value), gettext("j F Y"))
    if name.endswith("_at") or name == "until":
        # Translators: a date and time as Django's date filter writes it, e.g. "2026年3月14日 10:30".
        return formats.date_format(timezone.localtime(datetime.fromisoformat(value)), gettext("j F Y, H:i"))
    return str(value)
