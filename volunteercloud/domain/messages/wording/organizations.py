"""To the people of organizations: members, registration, the tree, supervision, projects and staff."""

from django.utils.translation import gettext_lazy as _

from .text import Text

TEXTS: dict[str, Text] = {
    "hook_failing": Text(
        _("Nothing is sent to “{name}” any more"),
        _(
            "For days nothing that {organization} has sent to “{name}” was taken, so its webhooks are paused. What was not taken "
            "is listed; have the system there mended, then go on sending."
        ),
    ),
    "hook_gone": Text(
        _("Nothing is sent to “{name}” any more"),
        _(
            "“{name}” answered that nothing is wanted there any more, so the webhooks of {organization} to it are paused. Delete "
            "the address, or go on sending if it was a mistake."
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
}
