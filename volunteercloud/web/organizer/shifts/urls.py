from django.urls import path

from . import certificates, code, confirming, corrections, roster, scanning

urlpatterns = [
    path("scan/", scanning.choose, name="scan"),
    path("confirm/", confirming.waiting, name="confirm"),
    path("certificates/", certificates.requests, name="certificate_requests"),
    path("certificates/<uuid:request_id>/", certificates.decide, name="certificate_request"),
    path("shifts/<uuid:shift_id>/", roster.roster, name="roster"),
    path("shifts/<uuid:shift_id>/people/<uuid:volunteer_id>/", roster.step, name="roster_step"),
    path("shifts/<uuid:shift_id>/people/<uuid:volunteer_id>/off/", roster.take_off, name="take_off"),
    path("shifts/<uuid:shift_id>/scan/", scanning.scan, name="scan_shift"),
    path("shifts/<uuid:shift_id>/scan/delivered/", scanning.delivered, name="scan_delivered"),
    path("shifts/<uuid:shift_id>/code/", code.screen, name="code"),
    path("shifts/<uuid:shift_id>/code/now/", code.now, name="code_now"),
    path("shifts/<uuid:shift_id>/confirm/", confirming.confirm, name="confirm_shift"),
    path("records/<uuid:volunteer_id>/<uuid:record_id>/", corrections.correct, name="correct"),
]
