from django.urls import path

from . import activities, calendars, certificates, family, inbox, objections, passes, people, proofs, records, sign_ups

app_name = "volunteer"
urlpatterns = [
    path("find/", activities.find, name="find"),
    path("p/<uuid:organization_id>/<uuid:project_id>/", activities.project, name="project"),
    path("p/<uuid:organization_id>/<uuid:project_id>/sign-up/", sign_ups.sign_up, name="sign_up"),
    path("me/", records.my_service, name="my_service"),
    path("me/records.csv", records.export, name="export"),
    path("me/records/<uuid:record_id>/", records.record, name="record"),
    path("me/records/<uuid:record_id>/proof.json", proofs.proof, name="proof"),
    path("me/records/<uuid:record_id>/objection/", objections.object_to, name="object_to"),
    path("me/objections/", objections.objections, name="objections"),
    path("me/objections/<uuid:objection_id>/", objections.objection, name="objection"),
    path("me/sign-ups/<uuid:organization_id>/<uuid:shift_id>/", sign_ups.my_sign_up, name="my_sign_up"),
    path("me/pass/", passes.my_pass, name="pass"),
    path("me/certificates/", certificates.certificates, name="certificates"),
    path("me/certificates/ask/", certificates.ask, name="ask_certificate"),
    path("me/certificates/print/", certificates.extract, name="print_extract"),
    path("me/certificates/<uuid:certificate_id>.pdf", certificates.paper, name="certificate_paper"),
    path("me/register-real-name/", people.real_name, name="real_name"),
    path("me/profile/", people.profile, name="profile"),
    path("me/wards/", family.wards, name="wards"),
    path("me/guardian-consent/", family.guardian_consent, name="guardian_consent"),
    path("me/guardian/<uuid:volunteer_id>/", family.guardianship, name="guardianship"),
    path("guardian/<str:token>/", family.guardian_asked, name="guardian_asked"),
    path("me/messages/", inbox.inbox, name="messages"),
    path("me/messages/<uuid:message_id>/", inbox.open_message, name="message"),
    path("calendar/<str:token>.ics", calendars.feed, name="calendar"),
    path("s/code/<str:token>", passes.scanned_code, name="scanned_code"),
    path("s/here/", passes.here, name="here"),
]
