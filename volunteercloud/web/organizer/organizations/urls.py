from django.urls import path

from . import settings_views, staff_views, tree_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("register/", views.register, name="register"),
    path("<uuid:organization_id>/", views.overview, name="overview"),
    path("<uuid:organization_id>/registration/<slug:step>/", views.registration, name="registration"),
    path("<uuid:organization_id>/submit/", views.submit, name="submit_registration"),
    path("<uuid:organization_id>/withdraw/", views.withdraw, name="withdraw_registration"),
    path("<uuid:organization_id>/settings/", settings_views.settings, name="settings"),
    path("<uuid:organization_id>/seal/", settings_views.seal, name="seal"),
    path("<uuid:organization_id>/seal.png", settings_views.seal_picture, name="seal_picture"),
    path("<uuid:organization_id>/tree/", tree_views.tree, name="tree"),
    path("<uuid:organization_id>/tree/withdraw/", tree_views.withdraw_joining, name="withdraw_joining"),
    path("<uuid:organization_id>/tree/leave/", tree_views.leave, name="leave_parent"),
    path("<uuid:organization_id>/tree/branch/", tree_views.found_branch, name="found_branch"),
    path("<uuid:organization_id>/tree/asking/<uuid:child_id>/", tree_views.answer_joining, name="answer_joining"),
    path("<uuid:organization_id>/tree/below/<uuid:child_id>/let-go/", tree_views.let_go, name="let_go"),
    path("<uuid:organization_id>/end/", tree_views.end, name="end"),
    path("<uuid:organization_id>/end/withdraw/", tree_views.withdraw_ending, name="withdraw_ending"),
    path("<uuid:organization_id>/end/of/<uuid:ending_id>/", tree_views.answer_ending, name="answer_ending"),
    path("<uuid:organization_id>/staff/", staff_views.staff, name="staff"),
    path("<uuid:organization_id>/staff/invite/", staff_views.invite, name="invite"),
    path("<uuid:organization_id>/staff/invitations/<uuid:invitation_id>/", staff_views.invitation, name="invitation"),
    path(
        "<uuid:organization_id>/staff/invitations/<uuid:invitation_id>/withdraw/",
        staff_views.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("<uuid:organization_id>/staff/<uuid:person_id>/", staff_views.member_of_staff, name="member_of_staff"),
    path("<uuid:organization_id>/staff/<uuid:person_id>/end/", staff_views.end_staff, name="end_staff"),
]
