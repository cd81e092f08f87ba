"""The doors: pages, the API, and what nodes say to each other. The command line is another."""

from django.urls import include, path

from volunteercloud.api.node import well_known

# The API stands first: a check-in is compared with no address of a page.
urlpatterns = [
    path("api/", include("volunteercloud.api.urls")),
    path("node/", include("volunteercloud.api.node.urls")),
    path(".well-known/volunteercloud-node", well_known.document, name="node_document"),
    path("", include("volunteercloud.web.partners.urls")),
    path("", include("volunteercloud.web.urls")),
    path("_allauth/", include("allauth.headless.urls")),
]

handler400 = "volunteercloud.web.refusals.bad_request"
handler403 = "volunteercloud.web.refusals.not_allowed"
handler404 = "volunteercloud.web.refusals.not_found"
handler500 = "volunteercloud.web.refusals.failed"
