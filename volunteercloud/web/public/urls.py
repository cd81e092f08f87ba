from django.conf import settings
from django.urls import path

from . import (
    elsewhere,
    invited,
    lists,
    nation,
    news,
    nodes,
    notices,
    organizations,
    privacy,
    profiles,
    sanctions,
    security,
    styleguide,
    unsubscribing,
    views,
)

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("security/", security.threat_model, name="security"),
    path("news/", news.news, name="news"),
    path("news/<uuid:publication_id>/", news.piece, name="piece"),
    path("help/", news.help_index, name="help"),
    path("help/<slug:topic>/", news.help_page, name="help_topic"),
    path("notice/<uuid:organization_id>/<uuid:activity_id>/", notices.notice, name="notice"),
    path("elsewhere/<uuid:opportunity_id>/", elsewhere.opportunity, name="opportunity"),
    path("nation/", nation.nation, name="nation"),
    path("nation/figures.csv", nation.figures_file, name="nation_file"),
    path("nation/organizations/", nation.organizations, name="nation_organizations"),
    path("nation/nodes/<str:name>/", nation.node, name="nation_node"),
    path("nation/nodes/<str:name>/<str:period>/<int:version>/proof.json", nation.proof, name="nation_proof"),
    path("sanctions/", sanctions.sanctions, name="sanctions"),
    path("nodes/", nodes.nodes, name="nodes"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<slug:name>/", lists.code_list, name="list"),
    path("lists/<slug:name>.csv", lists.download, name="list_download"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("organizations/", organizations.organizations, name="organizations"),
    path("language/<str:language>/", views.switch_language, name="language"),
    path("mode/<str:mode>/", views.switch_mode, name="mode"),
    path("o/<str:number>/", profiles.profile, name="organization"),
    path("o/<str:number>/poster.pdf", profiles.poster, name="poster"),
    path("invited/<str:token>/", invited.invited, name="invited"),
    path(".well-known/security.txt", security.security_txt, name="security_txt"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
if settings.DEBUG:
    urlpatterns += [path("styleguide", styleguide.styleguide, name="styleguide")]
