"""What makes the check-in desk an app of its own: its worker, its manifest, the frames of its pages. Names nobody."""

from django.urls import path

from . import scanning, shelf

urlpatterns = [
    path("", scanning.start, name="desk_start"),
    path("sw.js", shelf.worker, name="desk_worker"),
    path("manifest.webmanifest", shelf.manifest, name="desk_manifest"),
    path("frames/<slug:name>/", shelf.frame, name="desk_frame"),
]
