"""The pages, by audience."""

from django.urls import include, path

urlpatterns = [
    path("", include("volunteercloud.web.public.urls")),
    path("account/", include("volunteercloud.web.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("org/", include("volunteercloud.web.organizer.urls")),
]
