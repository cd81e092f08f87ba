"""To people about their account, their name, their family, and the office they hold."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from .text import Text


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
    "closing_asked": Text(
        _("Your account will be closed"),
        _(
            "You asked for your account at {site} to be closed. That will be done from {closes_at} on. Until then you can "
            "keep it: sign in and open “Your data and your rights”. If it was not you, do that now and change your password."
        ),
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
    "account_password_changed": Text(
        _("Your password was changed"),
        _(
            "The password of your account at {site} was changed at {changed_at}, and every other device was signed out. "
            "If it was not you, sign in with a code at once and set a new one."
        ),
    ),
    "account_phone_changed": Text(
        _("Your phone number was changed"),
        _("Your account at {site} now has another phone number. If it was not you, open this until {until}: {address}"),
    ),
    "account_email_changed": Text(
        _("Your e-mail address was changed"),
        _(
            "Your account at {site} now has another e-mail address. If it was not you, open this until {until}: {address}"
        ),
    ),
    "account_second_step_changed": Text(
        _("Your second step was changed"),
        _(
            "A passkey, an authenticator app or recovery codes of your account at {site} were added or taken away at "
            "{changed_at}, and every other device was signed out. If it was not you, sign in and look at “Account and "
            "security” at once."
        ),
    ),
    "account_guessed": Text(
        _("A sign-in after wrong passwords"),
        _(
            "Somebody signed in to your account at {site} at {noticed_at}, with a browser that was not used for it before and "
            "after {guesses} wrong passwords. If it was not you, sign out everywhere else and set a new password at once."
        ),
    ),
    "account_password_known": Text(
        _("Somebody may know your password"),
        _(
            "At {noticed_at} your password at {site} was typed, and three times something wrong as the second step. Nobody "
            "was let in. If it was not you, set a new password at once."
        ),
    ),
    "account_outside_changed": Text(
        _("A way to sign in was changed"),
        _(
            "A service to sign in with was connected with your account at {site}, or taken away from it, at {changed_at}. If "
            "it was not you, sign in and look at “Account and security” at once."
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
    "residence_stated": Text(
        _("{name} moves to {region}"),
        _(
            "{name} ({number}) lives in {region} from {from_on}, and before that in {before}. Nothing is asked of you: from "
            "that day {name} counts there."
        ),
    ),
    "residence_stated_often": Text(
        _("{name} moves again: {times} times within a year"),
        _(
            "{name} ({number}) lives in {region} from {from_on}, and before that in {before}. It was stated {times} times "
            "within a year: have a look whether that can be."
        ),
    ),
    "residence_cancelled": Text(
        _("{name} does not move to {region}"),
        _("{name} ({number}) called the move off: not in {region} from {from_on}, but in {before} as before."),
    ),
    "registered_asked": Text(
        _("Asked about elsewhere: whether you are registered"),
        _(
            "At {node} somebody with your document number asked on {asked_at} where they are registered, and was told: here. "
            "If it was not you, tell an officer of your district."
        ),
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
}
