"""The organizer's console. Each part lists its own addresses."""

from django.urls import include, path

app_name = "organizer"
urlpatterns = [
    path("", include("volunteercloud.web.organizer.organizations.urls")),
    path("desk/", include("volunteercloud.web.organizer.shifts.desk_urls")),
    path("<uuid:organization_id>/", include("volunteercloud.web.organizer.shifts.urls")),
    path("<uuid:organization_id>/", include("volunteercloud.web.organizer.objections.urls")),
    path("<uuid:organization_id>/people/messages/", include("volunteercloud.web.organizer.mailings.urls")),
    path("<uuid:organization_id>/people/", include("volunteercloud.web.organizer.members.urls")),
    path("<uuid:organization_id>/", include("volunteercloud.web.organizer.supervision.urls")),
    path("<uuid:organization_id>/bulk/", include("volunteercloud.web.organizer.bulk.urls")),
    path("<uuid:organization_id>/", include("volunteercloud.web.organizer.claims.urls")),
    path("<uuid:organization_id>/", include("volunteercloud.web.organizer.exchange.urls")),
    path("<uuid:organization_id>/webhooks/", include("volunteercloud.web.organizer.webhooks.urls")),
    path("<uuid:organization_id>/", include("volunteercloud.web.organizer.planning.urls")),
    path("<uuid:organization_id>/", include("volunteercloud.web.organizer.matching.urls")),
    path("<uuid:organization_id>/needs/", include("volunteercloud.web.organizer.needs.urls")),
    path("<uuid:organization_id>/projects/", include("volunteercloud.web.organizer.projects.urls")),
]
