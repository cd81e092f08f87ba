from django.urls import path

from . import downloads, views

urlpatterns = [
    path("", views.sheets, name="bulk"),
    path("list.xlsx", downloads.template, name="bulk_template"),
    path("<uuid:sheet_id>/", views.sheet, name="bulk_sheet"),
    path("<uuid:sheet_id>/progress/", views.progress, name="bulk_progress"),
    path("<uuid:sheet_id>/results.<str:form>", downloads.results, name="bulk_results"),
]
