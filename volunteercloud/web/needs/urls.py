from django.urls import path

from . import board, mine, posting, wall

app_name = "needs"
urlpatterns = [
    path("needs/", board.board, name="board"),
    path("needs/post/", posting.post, name="post"),
    path("needs/map/", board.points, name="map"),
    path("needs/wall/<str:code>/", wall.wall, name="wall"),
    path("needs/<str:number>/", board.need, name="need"),
    path("me/needs/", mine.mine, name="mine"),
    path("me/needs/<uuid:need_id>/", mine.my_need, name="my_need"),
    path("me/needs/<uuid:need_id>/change/", posting.change, name="change"),
    path("me/needs/<uuid:need_id>/preview/", posting.preview, name="preview"),
    path("me/needs/<uuid:need_id>/slip/", mine.slip, name="slip"),
]
