"""Addresses of handovers, of news after them, of take-backs."""

from django.urls import path

from fabrique.equip.views import following_up, handing, handing_over, handing_signing, taking_back

_ALL, _NEWS, _BACK = "espace/remises/", "espace/nouvelles/", "espace/enlevements/"
_ONE = f"{_ALL}<uuid:pk>/"
urlpatterns = [
    path(_ALL, handing.index, name="handovers"),
    path(f"{_ALL}nouvelle/", handing.prepare, name="prepare-handover"),
    path(_ONE, handing.show, name="handover"),
    path(f"{_ONE}rendez-vous/", handing.meeting, name="handover-meeting"),
    path(f"{_ONE}verifier/", handing.check, name="handover-check"),
    path(f"{_ONE}annuler/", handing.cancel, name="cancel-handover"),
    path(f"{_ONE}signer/ecran/", handing_signing.screen, name="handover-screen"),
    path(f"{_ONE}signer/papier/", handing_signing.paper, name="handover-paper"),
    path(f"{_ONE}convention.pdf", handing_signing.agreement_file, name="handover-pdf"),
    path(f"{_ONE}livret.pdf", handing_signing.booklet_file, name="booklet-pdf"),
    path(f"{_ONE}feuille-signee/", handing_signing.scan_file, name="handover-scan"),
    path(f"{_ONE}remettre/", handing_over.hand_over, name="hand-over"),
    path(f"{_ONE}suite/", handing_over.later, name="handover-later"),
    path(_NEWS, following_up.index, name="follow-ups"),
    path(f"{_NEWS}sms/", following_up.send, name="send-follow-ups"),
    path(f"{_NEWS}lettres.pdf", following_up.letters, name="letters-pdf"),
    path(f"{_NEWS}<uuid:pk>/", following_up.show, name="follow-up"),
    path(f"{_NEWS}<uuid:pk>/geste/", following_up.act, name="act-follow-up"),
    path("materiel/suivi/<slug:token>/", following_up.answer, name="answer-follow-up"),
    path(_BACK, taking_back.index, name="take-backs"),
    path(f"{_BACK}nouveau/", taking_back.new, name="new-take-back"),
    path(f"{_BACK}<uuid:pk>/", taking_back.show, name="take-back"),
]
