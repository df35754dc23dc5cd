"""URLs of the portal."""

from django.urls import path

from fabrique.web import appearance, carnet, gallery, journal, pages, searching, theming, views

app_name = "web"
urlpatterns = [
    path("", views.portal, name="portal"),
    path("espace/", views.desk, name="desk"),
    path("espace/chercher/", searching.search, name="search"),
    path("espace/apparence/", appearance.appearance, name="appearance"),
    path("espace/journal/", journal.journal, name="journal"),
    path("espace/journal/verifier/", journal.verify, name="journal-verify"),
    path("espace/journal/tete/", journal.head, name="journal-head"),
    path("confort/", views.comfort, name="comfort"),
    path("theme.css", theming.theme, name="theme"),
    path("logo/", theming.logo, name="logo"),
    path("sante/", pages.health, name="health"),
    path("robots.txt", pages.robots, name="robots"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("vos-donnees/", pages.privacy, name="privacy"),
    path("donnees-ouvertes/", pages.open_data, name="open-data"),
    path("comment-nous-comptons/", pages.counting, name="counting"),
    path("carnet/", carnet.enter, name="carnet"),
    path("carnet/lire/", carnet.read, name="carnet-read"),
    path("carnet/dire/", carnet.say, name="carnet-say"),
    path("carnet/fermer/", carnet.leave, name="carnet-leave"),
    path("galerie/", gallery.show, name="gallery"),
]
