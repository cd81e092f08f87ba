"""The audit trail in sentences: one for every name an action leaves, in the reader's language.

A sentence goes on after who acted, and before what it was done to: "谷雨 · registered the organization · 晨光志愿服务队".
Where an entry's facts decide what happened, its name is followed by that fact. A test finds names without a sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from volunteercloud.domain.audit.models import Entry
from volunteercloud.web import formats

AREAS = {
    "identity": gettext_lazy("People and documents"),
    "organizations": gettext_lazy("Organizations"),
    "members": gettext_lazy("Members"),
    "supervision": gettext_lazy("Reports and sanctions"),
    "projects": gettext_lazy("Projects"),
    "activities": gettext_lazy("Shifts and sign-ups"),
    "attendance": gettext_lazy("Check-in and confirmation"),
    "records": gettext_lazy("Service records"),
    "objections": gettext_lazy("Objections"),
    "claims": gettext_lazy("Hour codes, claims and late entries"),
    "bulk": gettext_lazy("Bulk entry"),
    "intake": gettext_lazy("Lists of organizations and members"),
    "certificates": gettext_lazy("Certificates"),
    "succession": gettext_lazy("Ends and successors of organizations"),
    "radar": gettext_lazy("Radar"),
    "reviews": gettext_lazy("Reviews"),
    "office": gettext_lazy("Decisions about many cases"),
    "log": gettext_lazy("Public log"),
    "governance": gettext_lazy("Settings of regions"),
    "publications": gettext_lazy("News and help"),
    "mailings": gettext_lazy("Messages to many"),
    "messages": gettext_lazy("Who may write to whom"),
    "search": gettext_lazy("Saved searches"),
}
SENTENCES = {
    "mailings.written": gettext_lazy("wrote a message to many"),
    "mailings.discarded": gettext_lazy("threw a message to many away"),
    "mailings.started": gettext_lazy("began to send a message to many"),
    "mailings.stopped": gettext_lazy("stopped a message to many"),
    "mailings.resumed": gettext_lazy("went on sending a message to many"),
    "mailings.cancelled": gettext_lazy("cancelled a message to many"),
    "mailings.done": gettext_lazy("finished a message to many"),
    "mailings.template_kept": gettext_lazy("kept a text to begin messages with"),
    "mailings.template_ended": gettext_lazy("ended a text to begin messages with"),
    "mailings.region_template_kept": gettext_lazy("kept a text for the messages of all organizations"),
    "mailings.region_template_ended": gettext_lazy("ended a text for the messages of all organizations"),
    "search.saved": gettext_lazy("kept a search"),
    "search.changed": gettext_lazy("changed a search that they keep"),
    "search.deleted": gettext_lazy("threw a kept search away"),
    "search.feed_renewed": gettext_lazy("gave the feeds of a kept search another address"),
    "search.matches_told": gettext_lazy("told of what is new for a kept search"),
    "messages.muted": gettext_lazy("wants no more messages of a kind"),
    "messages.unmuted": gettext_lazy("wants messages of a kind again"),
    "intake.list_sent": gettext_lazy("sent in a list"),
    "intake.list_checked": gettext_lazy("had a list checked"),
    "intake.list_ordered": gettext_lazy("had a list entered"),
    "intake.lines_entered": gettext_lazy("had rows of a list entered"),
    "intake.list_entered": gettext_lazy("came to the end of a list"),
    "intake.list_given_back": gettext_lazy("could not go on with a list"),
    "intake.list_discarded": gettext_lazy("threw a list away"),
    "intake.entries_made": gettext_lazy("entered organizations from a program"),
    "organizations.organization_listed": gettext_lazy("put the organization into the register"),
    "governance.rules_set": gettext_lazy("set the rules of the region"),
    "publications.publication_drafted": gettext_lazy("drafted a text"),
    "publications.publication_changed": gettext_lazy("changed a text"),
    "publications.publication_published": gettext_lazy("published a text"),
    "publications.publication_withdrawn": gettext_lazy("withdrew a text"),
    "identity.registered": gettext_lazy("registered"),
    "identity.phone_held": gettext_lazy("gave a phone number"),
    "identity.phone_proved": gettext_lazy("confirmed a phone number"),
    "identity.preferences_updated": gettext_lazy("chose language and text size"),
    "identity.profile_updated": gettext_lazy("changed the profile"),
    "identity.consent_given": gettext_lazy("agreed to a purpose"),
    "identity.consent_withdrawn": gettext_lazy("withdrew a consent"),
    "identity.document_submitted": gettext_lazy("submitted a document"),
    "identity.document_verified_again": gettext_lazy("had a document verified again"),
    "identity.document_decided:approve": gettext_lazy("accepted a document"),
    "identity.document_decided:return": gettext_lazy("returned a document"),
    "identity.document_decided:reject": gettext_lazy("rejected a document"),
    "identity.document_number_read": gettext_lazy("read a document number"),
    "identity.document_photo_read": gettext_lazy("looked at the photo of a document"),
    "identity.qualification_stated": gettext_lazy("stated a qualification"),
    "identity.qualification_withdrawn": gettext_lazy("withdrew a qualification"),
    "reviews.decision_proposed:approve": gettext_lazy("said to approve, as the first of two officers,"),
    "reviews.decision_proposed:return": gettext_lazy("said to return, as the first of two officers,"),
    "reviews.decision_proposed:reject": gettext_lazy("said to reject, as the first of two officers,"),
    "reviews.case_escalated": gettext_lazy("passed on to the officers above, as overdue,"),
    "office.batch_ordered": gettext_lazy("ordered one decision about many cases"),
    "office.batch_finished": gettext_lazy("came to the end of a decision about many cases"),
    "identity.ward_added": gettext_lazy("took a child into the account"),
    "identity.guardian_consent_requested": gettext_lazy("asked for a guardian's consent"),
    "identity.guardian_consent_given": gettext_lazy("consented as a guardian"),
    "identity.guardian_consent_withdrawn": gettext_lazy("withdrew the guardian's consent"),
    "identity.merge_proposed": gettext_lazy("said that a person is registered twice"),
    "identity.merge_decided:approve": gettext_lazy("joined the two numbers of a person"),
    "identity.merge_decided:return": gettext_lazy("did not join two numbers"),
    "identity.merge_decided:reject": gettext_lazy("did not join two numbers"),
    "identity.merge_undone": gettext_lazy("parted two numbers again"),
    "identity.looked_up": gettext_lazy("looked somebody up"),
    "identity.person_found": gettext_lazy("found this person in a look-up"),
    "identity.person_opened": gettext_lazy("opened the page of this person"),
    "identity.office_granted": gettext_lazy("granted an office"),
    "identity.office_revoked": gettext_lazy("ended an office"),
    "identity.office_changed": gettext_lazy("changed an office"),
    "identity.office_without_region": gettext_lazy("asked where an office goes on"),
    "identity.stand_in_named": gettext_lazy("named who stands in"),
    "identity.stand_in_ended": gettext_lazy("ended the time of a stand-in"),
    "identity.token_created": gettext_lazy("made a key to the API"),
    "identity.token_revoked": gettext_lazy("took back a key to the API"),
    "organizations.organization_registered": gettext_lazy("began to register the organization"),
    "organizations.organization_changed": gettext_lazy("changed the organization"),
    "organizations.branch_founded": gettext_lazy("founded the branch"),
    "organizations.branch_vouched": gettext_lazy("put the branch of a trusted organization to work"),
    "organizations.joining_asked": gettext_lazy("asked to stand below another organization"),
    "organizations.joining_withdrawn": gettext_lazy("took back the request to stand below another organization"),
    "organizations.joining_answered:accepted": gettext_lazy("took the organization in"),
    "organizations.joining_answered:refused": gettext_lazy("did not take the organization in"),
    "organizations.parent_left": gettext_lazy("let the organization stand by itself"),
    "organizations.organization_moved": gettext_lazy("gave the organization another place"),
    "organizations.organization_ended:dissolved": gettext_lazy("dissolved the organization"),
    "organizations.organization_ended:removed": gettext_lazy("struck the organization off"),
    "succession.ending_asked": gettext_lazy("asked another organization to take over"),
    "succession.ending_withdrawn": gettext_lazy("took back the end of the organization"),
    "succession.ending_refused": gettext_lazy("did not take over from the organization"),
    "organizations.organization_submitted": gettext_lazy("submitted the registration"),
    "organizations.organization_withdrawn": gettext_lazy("withdrew the registration"),
    "organizations.organization_decided:approve": gettext_lazy("approved the organization"),
    "organizations.organization_decided:return": gettext_lazy("returned the registration"),
    "organizations.organization_decided:reject": gettext_lazy("rejected the organization"),
    "organizations.document_given": gettext_lazy("gave a document"),
    "organizations.document_removed": gettext_lazy("took a document back"),
    "organizations.document_read": gettext_lazy("looked at a document"),
    "organizations.trust_given": gettext_lazy("trusted the organization"),
    "organizations.trust_ended": gettext_lazy("ended the trust in the organization"),
    "organizations.seal_set": gettext_lazy("set the seal"),
    "organizations.seal_removed": gettext_lazy("removed the seal"),
    "organizations.staff_added": gettext_lazy("added to the staff"),
    "organizations.role_changed": gettext_lazy("changed the role"),
    "organizations.staff_ended": gettext_lazy("ended the work of"),
    "organizations.staff_handed_over": gettext_lazy("handed over the work of"),
    "organizations.owner_appointed": gettext_lazy("made an owner"),
    "organizations.staff_invited": gettext_lazy("invited somebody to the staff"),
    "organizations.invitation_withdrawn": gettext_lazy("withdrew an invitation to the staff"),
    "organizations.invitation_accepted": gettext_lazy("accepted an invitation to the staff"),
    "activities.leads_passed_on": gettext_lazy("passed on the shifts of"),
    "members.joined": gettext_lazy("became a member"),
    "members.asked": gettext_lazy("asked to become a member"),
    "members.left": gettext_lazy("left as a member"),
    "members.invited": gettext_lazy("invited as a member"),
    "members.list_entered": gettext_lazy("entered a list of members"),
    "members.request_accepted": gettext_lazy("took in as a member"),
    "members.request_refused": gettext_lazy("did not take in as a member"),
    "members.removed": gettext_lazy("ended the membership of"),
    "members.noted": gettext_lazy("changed what is noted about the member"),
    "members.labelled": gettext_lazy("changed groups and tags of members"),
    "members.label_made": gettext_lazy("made a group or tag"),
    "members.label_changed": gettext_lazy("changed a group or tag"),
    "members.label_ended": gettext_lazy("ended a group or tag"),
    "members.link_made": gettext_lazy("made a link to join"),
    "members.link_revoked": gettext_lazy("took back a link to join"),
    "members.joining_set": gettext_lazy("chose how members join"),
    "members.copies_followed": gettext_lazy("brought the copy of a member’s name up to date"),
    "supervision.report_opened": gettext_lazy("opened the yearly report"),
    "supervision.report_written": gettext_lazy("wrote at the yearly report"),
    "supervision.report_submitted": gettext_lazy("handed in the yearly report"),
    "supervision.report_decided:approve": gettext_lazy("accepted the yearly report"),
    "supervision.report_decided:return": gettext_lazy("returned the yearly report"),
    "supervision.report_decided:reject": gettext_lazy("rejected the yearly report"),
    "supervision.report_reminded": gettext_lazy("reminded of the yearly report"),
    "supervision.sanction_proposed": gettext_lazy("proposed a sanction"),
    "supervision.sanction_imposed:warning": gettext_lazy("warned the organization"),
    "supervision.sanction_imposed:correction": gettext_lazy("set a deadline for a correction"),
    "supervision.sanction_imposed:suspension": gettext_lazy("suspended the organization"),
    "supervision.sanction_imposed:notice": gettext_lazy("gave public notice of the organization"),
    "supervision.sanction_imposed:removal": gettext_lazy("struck the organization off"),
    "supervision.sanction_confirmed": gettext_lazy("confirmed a sanction as second officer"),
    "supervision.sanction_answered": gettext_lazy("answered a sanction"),
    "supervision.correction_overdue": gettext_lazy("marked a correction as overdue"),
    "supervision.sanction_ended:fulfilled": gettext_lazy("found a correction made"),
    "supervision.sanction_ended:lifted": gettext_lazy("lifted a sanction"),
    "supervision.sanction_ended:dropped": gettext_lazy("dropped a proposed sanction"),
    "needs.need_saved": gettext_lazy("wrote down a need"),
    "needs.draft_deleted": gettext_lazy("deleted the draft of a need"),
    "needs.need_posted": gettext_lazy("posted a need"),
    "needs.need_withdrawn": gettext_lazy("withdrew a need"),
    "needs.need_decided:approve": gettext_lazy("approved a need"),
    "needs.need_decided:return": gettext_lazy("returned a need to be mended"),
    "needs.need_decided:reject": gettext_lazy("rejected a need"),
    "needs.need_extended": gettext_lazy("kept a need open for longer"),
    "needs.need_reminded": gettext_lazy("reminded of a need that waits"),
    "needs.need_passed_up": gettext_lazy("asked one level up about a need"),
    "needs.need_expired": gettext_lazy("ended a need whose time was over"),
    "needs.need_unmet": gettext_lazy("closed a need as not met"),
    "needs.details_erased": gettext_lazy("erased the address of a need that is over"),
    "needs.station_named": gettext_lazy("named a station"),
    "needs.station_ended": gettext_lazy("ended a station"),
    "projects.project_drafted": gettext_lazy("began a project"),
    "projects.draft_saved": gettext_lazy("saved the draft"),
    "projects.project_submitted": gettext_lazy("submitted the project"),
    "projects.project_published": gettext_lazy("published the project as a trusted organization"),
    "projects.project_withdrawn": gettext_lazy("withdrew the project"),
    "projects.project_decided:approve": gettext_lazy("approved the project"),
    "projects.project_decided:return": gettext_lazy("returned the project"),
    "projects.project_decided:reject": gettext_lazy("rejected the project"),
    "projects.project_changed": gettext_lazy("changed the public project"),
    "projects.project_closed": gettext_lazy("closed the project"),
    "activities.activity_added": gettext_lazy("planned an activity"),
    "activities.post_added": gettext_lazy("added a post"),
    "activities.shifts_added": gettext_lazy("added shifts"),
    "activities.places_changed": gettext_lazy("changed the places of a shift"),
    "activities.shift_removed": gettext_lazy("removed a shift"),
    "activities.organization_closed": gettext_lazy("called off what an organization had to come"),
    "activities.shift_cancelled": gettext_lazy("cancelled a shift"),
    "activities.shift_changed": gettext_lazy("changed a shift"),
    "activities.series_started": gettext_lazy("started a series"),
    "activities.series_extended": gettext_lazy("made the next shifts of a series"),
    "activities.series_changed": gettext_lazy("changed a series from this shift on"),
    "activities.series_ended": gettext_lazy("ended a series"),
    "activities.pause_added": gettext_lazy("entered days without service"),
    "activities.pause_removed": gettext_lazy("took back days without service"),
    "activities.public_day_set": gettext_lazy("entered a public day"),
    "activities.roster_copied": gettext_lazy("took people over from an earlier shift"),
    "activities.signups_approved": gettext_lazy("approved sign-ups"),
    "activities.project_copied": gettext_lazy("copied a project"),
    "activities.template_kept": gettext_lazy("kept a project as a template"),
    "projects.draft_deleted": gettext_lazy("deleted a draft"),
    "projects.project_archived": gettext_lazy("put a project into the archive"),
    "projects.project_restored": gettext_lazy("took a project out of the archive"),
    "activities.signed_up": gettext_lazy("signed up"),
    "activities.signup_cancelled": gettext_lazy("cancelled a sign-up"),
    "activities.signup_approved": gettext_lazy("approved a sign-up"),
    "activities.signup_declined": gettext_lazy("declined a sign-up"),
    "activities.offer_accepted": gettext_lazy("accepted a place from the waiting list"),
    "activities.offer_expired": gettext_lazy("let an offered place expire"),
    "activities.added_to_roster": gettext_lazy("added somebody to the roster"),
    "activities.leader_named": gettext_lazy("named a leader of a shift"),
    "activities.leader_relieved": gettext_lazy("took a leader off a shift"),
    "activities.shift_handed_over": gettext_lazy("handed over a shift"),
    "activities.cover_asked": gettext_lazy("asked for cover"),
    "activities.cover_declined": gettext_lazy("said no to a request for cover"),
    "activities.cover_withdrawn": gettext_lazy("asks for cover no longer"),
    "activities.cover_taken": gettext_lazy("took over a place"),
    "activities.cover_offered": gettext_lazy("offered to take over a place"),
    "activities.cover_approved": gettext_lazy("approved that a place changes hands"),
    "activities.cover_refused": gettext_lazy("did not approve that a place changes hands"),
    "activities.cover_undo_asked": gettext_lazy("asked to take a hand-over back"),
    "activities.cover_undone": gettext_lazy("took a hand-over back"),
    "activities.people_asked": gettext_lazy("asked people for cover"),
    "activities.stood_by": gettext_lazy("stood by for a shift"),
    "activities.standby_withdrawn": gettext_lazy("stands by no longer"),
    "activities.standby_called": gettext_lazy("called people who stand by"),
    "activities.standby_comes": gettext_lazy("comes after being called"),
    "activities.standby_cannot": gettext_lazy("cannot come after being called"),
    "activities.absence_disputed": gettext_lazy("answered to an absence"),
    "activities.absence_answered": gettext_lazy("decided about an absence"),
    "attendance.handed_out": gettext_lazy("took a roster along"),
    "attendance.device_revoked": gettext_lazy("called a check-in desk back"),
    "attendance.delivered": gettext_lazy("delivered scans made without a signal"),
    "attendance.conflict_accepted": gettext_lazy("accepted a scan that did not fit"),
    "attendance.conflict_dismissed": gettext_lazy("dismissed a scan that did not fit"),
    "attendance.times_set": gettext_lazy("set the times of somebody's attendance"),
    "attendance.closed": gettext_lazy("closed forgotten check-outs"),
    "attendance.checked_in": gettext_lazy("checked in"),
    "attendance.checked_out": gettext_lazy("checked out"),
    "attendance.original_seen": gettext_lazy("saw the original of a qualification"),
    "attendance.confirmed": gettext_lazy("confirmed service"),
    "attendance.marked_absent": gettext_lazy("marked somebody absent"),
    "records.service_recorded": gettext_lazy("wrote a service record"),
    "records.explanation_read": gettext_lazy("read why a record is as it is"),
    "records.record_corrected": gettext_lazy("corrected a service record"),
    "records.record_revoked": gettext_lazy("revoked a service record"),
    "records.record_voided": gettext_lazy("voided a service record"),
    "records.record_restored": gettext_lazy("brought a service record back"),
    "records.erased": gettext_lazy("erased the service records of a person"),
    "objections.objection_raised": gettext_lazy("objected to a service record"),
    "objections.objection_withdrawn": gettext_lazy("withdrew an objection"),
    "objections.objection_answered": gettext_lazy("answered an objection"),
    "objections.objection_settled": gettext_lazy("settled an objection"),
    "objections.objection_unanswered": gettext_lazy("passed an objection without an answer to the officers"),
    "objections.view_stated": gettext_lazy("said what they know about an objection"),
    "objections.objection_decided": gettext_lazy("decided an objection"),
    "objections.decision_appealed": gettext_lazy("appealed against a decision"),
    "objections.decision_final": gettext_lazy("closed an objection after the time to appeal"),
    "objections.erased": gettext_lazy("erased objections"),
    "objections.officers_reminded": gettext_lazy("reminded the officers of an objection"),
    "claims.hour_codes_made": gettext_lazy("made hour codes"),
    "claims.hour_codes_printed": gettext_lazy("printed hour codes"),
    "claims.hour_codes_withdrawn": gettext_lazy("withdrew hour codes"),
    "claims.hour_code_redeemed": gettext_lazy("redeemed an hour code"),
    "claims.service_claimed": gettext_lazy("claimed service"),
    "claims.claim_withdrawn": gettext_lazy("withdrew a claim"),
    "claims.claim_confirmed": gettext_lazy("confirmed a claim"),
    "claims.claim_declined": gettext_lazy("declined a claim"),
    "claims.claim_overdue": gettext_lazy("reminded the organization of a claim"),
    "claims.proof_read": gettext_lazy("looked at the proof of a claim"),
    "claims.service_entered_late": gettext_lazy("entered service afterwards"),
    "bulk.sheet_sent": gettext_lazy("sent a list"),
    "bulk.columns_matched": gettext_lazy("matched the columns of a list"),
    "bulk.rows_answered": gettext_lazy("answered rows of a list"),
    "bulk.sheet_checked": gettext_lazy("checked a list"),
    "bulk.sheet_ordered": gettext_lazy("had a list entered"),
    "bulk.rows_entered": gettext_lazy("entered rows of a list"),
    "bulk.sheet_entered": gettext_lazy("entered a list"),
    "bulk.sheet_given_back": gettext_lazy("stopped a list"),
    "bulk.sheet_discarded": gettext_lazy("threw a list away"),
    "bulk.entries_made": gettext_lazy("entered service from a program"),
    "certificates.requested": gettext_lazy("asked for a certificate"),
    "certificates.issued": gettext_lazy("issued a certificate"),
    "certificates.refused": gettext_lazy("refused a certificate"),
    "certificates.withdrawn": gettext_lazy("withdrew a certificate"),
    "certificates.extract_printed": gettext_lazy("printed the national extract"),
    "log.log_followed": gettext_lazy("began to follow a log"),
    "log.witness_asked": gettext_lazy("asked a witness to cosign"),
    "log.alarm_raised": gettext_lazy("raised an alarm"),
    "log.alarm_closed": gettext_lazy("closed an alarm"),
    "radar.records_questioned": gettext_lazy("found reasons to look at records of"),
    "radar.case_dismissed": gettext_lazy("dismissed a case of the radar about"),
    "radar.case_objected": gettext_lazy("objected to a case of the radar about"),
    "radar.names_read": gettext_lazy("read the names in a case of the radar about"),
}
# What facts are called; one without words here is an identifier and stays in the trail, unshown.
FACTS = {
    "reason": gettext_lazy("Reason"),
    "purpose": gettext_lazy("Purpose"),
    "role": gettext_lazy("Role"),
    "organization": gettext_lazy("Organization"),
    "activity": gettext_lazy("Activity"),
    "shifts": gettext_lazy("Shifts"),
    "places": gettext_lazy("Places"),
    "minutes": gettext_lazy("Minutes"),
    "grade": gettext_lazy("Evidence grade"),
    "day": gettext_lazy("Day"),
    "before": pgettext_lazy("audit", "Before"),
    "after": pgettext_lazy("audit", "After"),
    "name": gettext_lazy("Name"),
    "name_en": gettext_lazy("Name in English"),
    "title": gettext_lazy("Title"),
    "content": gettext_lazy("Content"),
    "risks": gettext_lazy("Risks"),
    "place": gettext_lazy("Place"),
    "contact_name": gettext_lazy("Contact"),
    "contact_phone": gettext_lazy("Phone of the contact"),
    "head": gettext_lazy("Head"),
    "handler": gettext_lazy("Handler"),
    "purpose_en": gettext_lazy("Purpose in English"),
    "recruits_from": gettext_lazy("First day to sign up"),
    "recruits_to": gettext_lazy("Last day to sign up"),
    "region_id": gettext_lazy("Region"),
    "uscc": gettext_lazy("Credit code"),
    "named": gettext_lazy("Other organization"),
    "above": gettext_lazy("Stands below"),
    "year": gettext_lazy("Year"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as a reader sees it."""

    entry: Entry

    @property
    def actor(self) -> str:
        """Who acted; of a stand-in also for whom."""
        name = self.entry.actor_label or _("Somebody unknown")
        absent = self.entry.facts.get("acting_for")
        return _("%(name)s for %(absent)s") % {"name": name, "absent": absent["name"]} if absent else name

    @property
    def sentence(self) -> str:
        decided = f"{self.entry.name}:{self.entry.facts.get('decision')}"
        return str(SENTENCES.get(decided) or SENTENCES.get(self.entry.name) or self.entry.name)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is worth reading of the facts: a change as before and after."""
        facts = {**self.entry.facts, **self.entry.facts.get("changes", {})}
        return [(str(FACTS[name]), said) for name, value in facts.items() if name in FACTS and (said := _said(value))]


def _said(value: Any) -> str:
    match value:
        case [was, now]:
            return _("%(before)s → %(after)s") % {"before": _plain(was), "after": _plain(now)}
        case _:
            return "" if value is None else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return _between().join(_pairs(value))
    if isinstance(value, list):
        return _between().join(str(part) for part in value)
    if isinstance(value, str) and "T" in value:
        return _moment(value)
    return "—" if value in (None, "") else str(value)


def _between() -> str:
    return pgettext("between two facts", ", ")


def _pairs(facts: dict[str, Any]) -> Iterator[str]:
    for name, value in facts.items():
        if name in FACTS:
            said = {"name": FACTS[name], "value": _plain(value)}
            yield pgettext("a fact and what it is", "%(name)s %(value)s") % said


def _moment(text: str) -> str:
    try:
        return formats.moment(datetime.fromisoformat(text))
    except ValueError:
        return text
