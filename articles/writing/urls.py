from django.urls import path

from . import drafts, pictures, titles

urlpatterns = [
    path("drafts/", drafts.keep, name="desk-drafts"),
    path("drafts/<int:pk>/", drafts.fetch, name="desk-draft"),
    path("drafts/<int:pk>/discard/", drafts.discard, name="desk-draft-discard"),
    path("pictures/", pictures.library, name="desk-pictures"),
    path("pictures/<slug:token>/", pictures.words, name="desk-picture"),
    path("titles/", titles.find, name="desk-titles"),
]
