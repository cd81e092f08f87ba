from django.urls import path, register_converter

from volunteercloud.web.data.asking import RegionConverter

from . import answers, asking, keeping, mailed, parts, regions, watching

register_converter(RegionConverter, "office_region")

# Part of the addresses of `office`, below statistics/.
urlpatterns = [
    path("", regions.own, name="statistics"),
    path("ask/", asking.ask, name="ask"),
    path("ask/answer.<str:form>", asking.file, name="ask_file"),
    path("ask/keep/", keeping.keep, name="keep_question"),
    path("ask/kept/<uuid:question_id>/", keeping.kept, name="kept_question"),
    path("ask/kept/<uuid:question_id>/delete/", keeping.forget, name="forget_question"),
    path("ask/background/", answers.inquire, name="inquire"),
    path("ask/answers/<uuid:inquiry_id>/", answers.answer, name="inquiry"),
    path("ask/answers/<uuid:inquiry_id>/answer.<str:form>", answers.file, name="inquiry_file"),
    path("ask/answers/<uuid:inquiry_id>/cancel/", answers.cancel, name="cancel_inquiry"),
    path("alerts/", watching.alerts, name="alerts"),
    path("alerts/<uuid:alert_id>/", watching.alert, name="alert"),
    path("alerts/bands/<office_region:code>/", watching.bands, name="bands"),
    path("alerts/bands/<uuid:band_id>/end/", watching.end_band, name="end_band"),
    path("reports/", mailed.reports, name="mailed_reports"),
    path("reports/<uuid:report_id>/end/", mailed.end, name="end_mailed_report"),
    path("reports/off/<str:token>/", mailed.off, name="mailed_report_off"),
    path("<office_region:code>/", regions.region, name="statistics_region"),
    path("<office_region:code>/figures.csv", regions.download, name="statistics_file"),
    path("<office_region:code>/organizations/", parts.organizations, name="statistics_organizations"),
    path(
        "<office_region:code>/organizations/<uuid:organization_id>/", parts.organization, name="statistics_organization"
    ),
]
