from django.urls import path

from . import copies, reports, rosters, series

urlpatterns = [
    path("projects/templates/", copies.templates, name="templates"),
    path("projects/<uuid:project_id>/copy/", copies.copy, name="copy_project"),
    path("projects/<uuid:project_id>/copy/of/<uuid:owner_id>/", copies.copy, name="use_template"),
    path("projects/<uuid:project_id>/template/", copies.keep, name="keep_template"),
    path("projects/<uuid:project_id>/delete/", copies.delete, name="delete_draft"),
    path("projects/<uuid:project_id>/close/", copies.close, name="close_project"),
    path("projects/<uuid:project_id>/archive/", copies.archive, name="archive_project"),
    path("projects/<uuid:project_id>/restore/", copies.restore, name="restore_project"),
    path("projects/<uuid:project_id>/series/", series.all_of, name="series"),
    path("projects/<uuid:project_id>/series/<uuid:activity_id>/start/", series.start, name="start_series"),
    path("projects/<uuid:project_id>/series/<uuid:series_id>/end/", series.end, name="end_series"),
    path("shifts/<uuid:shift_id>/change/", series.change, name="change_shift"),
    path("shifts/<uuid:shift_id>/last-time/", rosters.last_time, name="copy_roster"),
    path("shifts/<uuid:shift_id>/approve/", rosters.approve, name="approve_many"),
    path("pauses/", series.pauses, name="pauses"),
    path("pauses/<uuid:pause_id>/remove/", series.remove_pause, name="remove_pause"),
    path("report/", reports.report, name="report"),
    path("report/<slug:part>.csv", reports.download, name="report_file"),
]
