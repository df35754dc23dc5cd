"""News after a handover, as the holder gives them: the address of a text or a letter, in a browser."""

from __future__ import annotations

from django.urls import reverse

from fabrique.equip.actions.following_up import ask_follow_up
from fabrique.equip.enums import FollowUpState, Means, Moment
from fabrique.equip.models import FollowUp
from fabrique.territory.models import Territory
from tests.factories.handing import handed, handler, odette
from tests.journeys.conftest import NARROW, OpenPage, assert_good_both, follow


def test_the_holder_answers_from_the_address_of_the_text(open_page: OpenPage, territory: Territory):
    handover = handed(to=odette(phone="+33612345678", reach_by="sms"))
    rows = FollowUp.objects.of(handover.organisation).filter(handover=handover)
    secret = ask_follow_up(
        follow_up=rows.get(moment=Moment.MONTH),
        means=Means.SMS,
        by=handler(),
        home="https://fabrique.example/",
    )
    page = open_page(reverse("equip:answer-follow-up", args=[secret]), width=NARROW)
    assert_good_both(page)
    page.get_by_label("Oui", exact=True).check()
    page.get_by_label("Y a-t-il un problème").fill("La batterie ne tient pas")
    follow(page.get_by_role("button", name="Envoyer ma réponse"))
    assert page.get_by_role("heading", name="Merci").is_visible()
    assert_good_both(page)
    held = rows.get(moment=Moment.MONTH)
    assert (held.state, held.still_used) == (FollowUpState.ANSWERED, "yes")
    assert held.trouble == "La batterie ne tient pas"
