from django.urls import path

from . import plan_views, views

urlpatterns = [
    path("", views.projects, name="projects"),
    path("new/", views.new_project, name="new_project"),
    path("<uuid:project_id>/", views.project, name="project"),
    path("<uuid:project_id>/submit/", views.submit, name="submit_project"),
    path("<uuid:project_id>/withdraw/", views.withdraw, name="withdraw_project"),
    path("<uuid:project_id>/shifts/", plan_views.plan, name="plan"),
    path("<uuid:project_id>/shifts/activity/", plan_views.add_activity, name="add_activity"),
    path("<uuid:project_id>/shifts/<uuid:activity_id>/post/", plan_views.add_post, name="add_post"),
    path("<uuid:project_id>/shifts/<uuid:post_id>/add/", plan_views.add_shifts, name="add_shifts"),
    path("<uuid:project_id>/shifts/<uuid:shift_id>/places/", plan_views.change_places, name="change_places"),
    path("<uuid:project_id>/shifts/<uuid:shift_id>/remove/", plan_views.remove_shift, name="remove_shift"),
    path("<uuid:project_id>/<slug:step>/", views.wizard, name="step"),
]
