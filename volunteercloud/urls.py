"""The doors: pages and API. The command line is the third."""

from django.urls import include, path

# The API stands first: a check-in is compared with no address of a page.
urlpatterns = [
    path("api/", include("volunteercloud.api.urls")),
    path("", include("volunteercloud.web.urls")),
    path("_allauth/", include("allauth.headless.urls")),
]

handler400 = "volunteercloud.web.refusals.bad_request"
handler403 = "volunteercloud.web.refusals.not_allowed"
handler404 = "volunteercloud.web.refusals.not_found"
handler500 = "volunteercloud.web.refusals.failed"
