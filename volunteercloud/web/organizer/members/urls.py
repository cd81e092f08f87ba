from django.urls import path

from . import labels, lists, people, ways

urlpatterns = [
    path("", people.people, name="people"),
    path("labels/", people.label_people, name="label_people"),
    path("answers/", people.answer_people, name="answer_people"),
    path("invitation/", people.invite, name="invite_person"),
    path("groups/", labels.labels, name="labels"),
    path("groups/<uuid:label_id>/", labels.label, name="label"),
    path("groups/<uuid:label_id>/end/", labels.end, name="end_label"),
    path("lists/", lists.intakes, name="intakes"),
    path("lists/<uuid:intake_id>/", lists.intake, name="intake"),
    path("lists/<uuid:intake_id>/progress/", lists.progress, name="intake_progress"),
    path("lists/<uuid:intake_id>/results.<str:form>", lists.results, name="intake_results"),
    path("ways/", ways.ways, name="ways"),
    path("ways/links/", ways.make_link, name="make_join_link"),
    path("ways/links/<uuid:link_id>/", ways.link, name="join_link"),
    path("<uuid:volunteer_id>/", people.person, name="member"),
    path("<uuid:volunteer_id>/end/", people.end, name="end_membership"),
]
