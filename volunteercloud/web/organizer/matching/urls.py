from django.urls import path

from . import views

urlpatterns = [
    path("shifts/<uuid:shift_id>/suited/", views.people_for_shift, name="people_for_shift"),
    path("needs/suited/", views.needs_for_us, name="needs_for_us"),
    path("needs/<uuid:need_id>/people/", views.people_for_need, name="people_for_need"),
    path("needs/<uuid:need_id>/organizations/", views.organizations_for_need, name="organizations_for_need"),
]
