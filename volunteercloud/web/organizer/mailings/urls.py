from django.urls import path

from . import mailings, templates

urlpatterns = [
    path("", mailings.mailings, name="mailings"),
    path("write/", mailings.write, name="write_mailing"),
    path("texts/", templates.templates, name="mailing_templates"),
    path("texts/<uuid:template_id>/end/", templates.end, name="end_mailing_template"),
    path("<uuid:mailing_id>/", mailings.mailing, name="mailing"),
    path("<uuid:mailing_id>/write/", mailings.write, name="change_mailing"),
    path("<uuid:mailing_id>/step/", mailings.step, name="mailing_step"),
]
