from django.urls import path

from . import views

urlpatterns = [
    path("documents/", views.documents, name="documents"),
    path("documents/<uuid:document_id>/", views.document, name="document"),
    path("documents/<uuid:document_id>/remove/", views.remove_document, name="remove_document"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:year>/", views.report, name="yearly_report"),
    path("sanctions/", views.sanctions, name="sanctions"),
    path("sanctions/<uuid:sanction_id>/answer/", views.answer, name="answer_sanction"),
]
