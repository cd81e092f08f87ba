"""The pages, by audience."""

from django.urls import include, path

from volunteercloud.web.organizer.shifts import passes

urlpatterns = [
    path("", include("volunteercloud.web.public.urls")),
    path("", include("volunteercloud.web.volunteer.urls")),
    path("", include("volunteercloud.web.needs.urls")),
    path("", include("volunteercloud.web.verify.urls")),
    path("", include("volunteercloud.web.shared.urls")),
    path("", include("volunteercloud.web.credentials.urls")),
    path("", include("volunteercloud.web.open.urls")),
    path("data/", include("volunteercloud.web.data.urls")),
    path("log/", include("volunteercloud.web.log.urls")),
    path("s/pass/<str:token>", passes.scanned_pass, name="scanned_pass"),
    path("account/", include("volunteercloud.web.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("org/", include("volunteercloud.web.organizer.urls")),
    path("office/", include("volunteercloud.web.office.urls")),
]
