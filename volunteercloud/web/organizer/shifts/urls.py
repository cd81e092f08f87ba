from django.urls import path

from . import certificates, code, confirming, conflicts, corrections, desk, kiosk, originals, people, roster, scanning

urlpatterns = [
    path("scan/", scanning.choose, name="scan"),
    path("confirm/", confirming.waiting, name="confirm"),
    path("certificates/", certificates.requests, name="certificate_requests"),
    path("certificates/<uuid:request_id>/", certificates.decide, name="certificate_request"),
    path("shifts/<uuid:shift_id>/", roster.roster, name="roster"),
    path("shifts/<uuid:shift_id>/people/<uuid:volunteer_id>/", roster.step, name="roster_step"),
    path("shifts/<uuid:shift_id>/people/<uuid:volunteer_id>/off/", roster.take_off, name="take_off"),
    path("shifts/<uuid:shift_id>/scan/", scanning.scan, name="scan_shift"),
    path("shifts/<uuid:shift_id>/desk/hand-out/", desk.hand_out, name="desk_hand_out"),
    path("shifts/<uuid:shift_id>/desk/sync/", desk.sync, name="desk_sync"),
    path("shifts/<uuid:shift_id>/kiosk/", kiosk.screen, name="kiosk"),
    path("shifts/<uuid:shift_id>/kiosk/begin/", kiosk.begin, name="kiosk_begin"),
    path("shifts/<uuid:shift_id>/kiosk/code/", kiosk.code_now, name="kiosk_code"),
    path("shifts/<uuid:shift_id>/kiosk/leave/", kiosk.Leave.as_view(), name="kiosk_leave"),
    path("shifts/<uuid:shift_id>/kiosk/left/", kiosk.left, name="kiosk_left"),
    path("shifts/<uuid:shift_id>/add/", people.add, name="add_to_roster"),
    path("shifts/<uuid:shift_id>/leaders/<uuid:person_id>/off/", people.relieve, name="relieve"),
    path("shifts/<uuid:shift_id>/conflicts/", conflicts.conflicts, name="conflicts"),
    path("shifts/<uuid:shift_id>/people/<uuid:volunteer_id>/times/", confirming.times, name="times"),
    path("shifts/<uuid:shift_id>/qualifications/", originals.stated, name="originals"),
    path(
        "shifts/<uuid:shift_id>/people/<uuid:volunteer_id>/qualifications/<uuid:qualification_id>/seen/",
        originals.seen,
        name="original_seen",
    ),
    path("shifts/<uuid:shift_id>/leaders/", people.leaders, name="leaders"),
    path("shifts/<uuid:shift_id>/code/", code.screen, name="code"),
    path("shifts/<uuid:shift_id>/code/now/", code.now, name="code_now"),
    path("shifts/<uuid:shift_id>/confirm/", confirming.confirm, name="confirm_shift"),
    path("records/<uuid:volunteer_id>/<uuid:record_id>/", corrections.correct, name="correct"),
]
