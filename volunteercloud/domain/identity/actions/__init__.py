"""Everything that changes who is known and how. Each function is one step, audited, refused in words."""

from .contacts import undo_contact_change
from .guardianship import add_ward, give_guardian_consent, request_guardian_consent, withdraw_guardian_consent
from .looking_up import Hit, look_up_document, look_up_name, look_up_number, open_person
from .offices import change_office, grant_office, revoke_office
from .qualifications import StatedQualification, see_original, state_qualification, withdraw_qualification
from .real_name import decide_identity, submit_document, verify_document
from .registration import (
    give_consent,
    hold_phone,
    register,
    update_preferences,
    update_profile,
    withdraw_consent,
)
from .residence import begin_residences, cancel_move, move_residence
from .retired_regions import ask_where_office_goes_on
from .sealed import Photo, read_document_number, read_photo
from .sessions import end_all_sessions, end_sessions
from .standing_in import end_stand_in, name_stand_in
from .stated import StatedIdentity
from .tokens import create_token, note_use_of_token, revoke_token

__all__ = [
    "Hit",
    "Photo",
    "StatedIdentity",
    "StatedQualification",
    "add_ward",
    "ask_where_office_goes_on",
    "begin_residences",
    "cancel_move",
    "change_office",
    "create_token",
    "decide_identity",
    "end_all_sessions",
    "end_sessions",
    "end_stand_in",
    "give_consent",
    "give_guardian_consent",
    "grant_office",
    "hold_phone",
    "look_up_document",
    "look_up_name",
    "look_up_number",
    "move_residence",
    "name_stand_in",
    "note_use_of_token",
    "open_person",
    "read_document_number",
    "read_photo",
    "register",
    "request_guardian_consent",
    "revoke_office",
    "revoke_token",
    "see_original",
    "state_qualification",
    "submit_document",
    "undo_contact_change",
    "update_preferences",
    "update_profile",
    "verify_document",
    "withdraw_consent",
    "withdraw_guardian_consent",
    "withdraw_qualification",
]
