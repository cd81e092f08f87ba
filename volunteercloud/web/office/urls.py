from django.urls import path

from . import audit, log, objections, officers, organizations, people, queue, radar

app_name = "office"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("cases/<uuid:case_id>/", queue.case, name="case"),
    path("cases/<uuid:case_id>/photo/", queue.photo, name="photo"),
    path("objections/<uuid:case_id>/", objections.objection_case, name="objection_case"),
    path("people/<uuid:volunteer_id>/records/", objections.records, name="records"),
    path("people/<uuid:volunteer_id>/records/<uuid:record_id>/objection/", objections.object_to, name="object_to"),
    path("people/<uuid:volunteer_id>/objections/<uuid:objection_id>/", objections.objection, name="objection"),
    path(
        "people/<uuid:volunteer_id>/objections/<uuid:objection_id>/withdraw/",
        objections.withdraw,
        name="withdraw_objection",
    ),
    path("organizations/", organizations.listing, name="organizations"),
    path("organizations/<uuid:organization_id>/", organizations.organization, name="organization"),
    path("organizations/<uuid:organization_id>/trust/", organizations.trust, name="trust"),
    path("organizations/<uuid:organization_id>/reinstate/", organizations.reinstate, name="reinstate"),
    path("people/", people.look_up, name="people"),
    path("people/<uuid:volunteer_id>/", people.person, name="person"),
    path("audit/", audit.trail, name="audit"),
    path("log/", log.alarms, name="log"),
    path("radar/", radar.listing, name="radar"),
    path("radar/<uuid:case_id>/", radar.case, name="radar_case"),
    path("radar/<uuid:case_id>/names/", radar.case_names, name="radar_names"),
    path("officers/", officers.officers, name="officers"),
    path("officers/<uuid:account_id>/<str:region_code>/revoke/", officers.revoke, name="revoke"),
]
