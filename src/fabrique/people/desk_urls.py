"""URLs of the pages of organisations, included by ``people.urls``."""

from django.urls import URLPattern, path

from fabrique.people.views import (
    agreements,
    choosing,
    files,
    inviting,
    joining,
    locking,
    members,
    organisations,
    residents,
    teams,
    tokens,
)

_ONE = "espace/organisations/<uuid:pk>/"

desk_urls: list[URLPattern] = [
    path("espace/organisation/", organisations.own, name="own-organisation"),
    path("espace/organisation/choisir/", choosing.choose, name="choose-organisation"),
    path("espace/noms/", choosing.names, name="names"),
    path("espace/organisations/", organisations.index, name="organisations"),
    path("espace/organisations/nouvelle/", organisations.register, name="register"),
    path(_ONE, organisations.show, name="organisation"),
    path(f"{_ONE}modifier/", organisations.edit, name="edit-organisation"),
    path(f"{_ONE}membres/", members.index, name="members"),
    path(f"{_ONE}membres/inviter/", inviting.invite, name="invite"),
    path(f"{_ONE}membres/<uuid:member>/", members.place, name="member"),
    path(f"{_ONE}membres/<uuid:member>/retirer/", members.end, name="end-role"),
    path(f"{_ONE}invitations/<uuid:invitation>/renvoyer/", inviting.resend, name="resend-invitation"),
    path(f"{_ONE}invitations/<uuid:invitation>/annuler/", inviting.revoke, name="revoke-invitation"),
    path(f"{_ONE}equipes/", teams.index, name="teams"),
    path(f"{_ONE}equipes/<uuid:team>/", teams.show, name="team"),
    path(f"{_ONE}conventions/", agreements.index, name="agreements"),
    path(f"{_ONE}conventions/nouvelle/", agreements.record, name="record-agreement"),
    path(f"{_ONE}conventions/<uuid:agreement>/fin/", agreements.end, name="end-agreement"),
    path(f"{_ONE}cles/", tokens.index, name="tokens"),
    path(f"{_ONE}cles/nouvelle/", tokens.make, name="make-token"),
    path(f"{_ONE}cles/<uuid:token>/revoquer/", tokens.revoke, name="revoke-token"),
    path("espace/verrou/", locking.settings, name="lock-settings"),
    path("espace/verrou/fermer/", locking.lock, name="lock"),
    path("espace/verrou/ouvrir/", locking.unlock, name="unlock"),
    path("invitation/<slug:secret>/", joining.invitation, name="invitation"),
    path("espace/personnes/", residents.find, name="find-resident"),
    path("espace/personnes/nouvelle/", residents.receive, name="receive-resident"),
    path("espace/personnes/<uuid:pk>/", files.show, name="resident"),
    path("espace/personnes/<uuid:pk>/corriger/", files.edit, name="edit-resident"),
    path("espace/personnes/<uuid:pk>/note/", files.note, name="note-resident"),
    path("espace/personnes/<uuid:pk>/information/", files.inform, name="inform-resident"),
    path("espace/personnes/<uuid:pk>/accord/", files.consent, name="consent-resident"),
    path("espace/personnes/<uuid:pk>/reunir/", files.merge, name="merge-resident"),
    path("espace/personnes/<uuid:pk>/separer/", files.separate, name="separate-resident"),
]
