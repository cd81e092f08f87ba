from django.urls import path

from . import views

urlpatterns = [
    path("objections/", views.objections, name="objections"),
    path("objections/<uuid:objection_id>/", views.objection, name="objection"),
    path("records/<uuid:volunteer_id>/<uuid:record_id>/objection/", views.object_to, name="object_to"),
]
