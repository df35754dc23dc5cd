"""Addresses of giving: the public form, the donor's page, collections, and what the desk keeps of them."""

from django.urls import URLPattern

from fabrique.equip.views.collecting import collecting_urls
from fabrique.equip.views.donation_ends import end_urls
from fabrique.equip.views.donations import donation_urls
from fabrique.equip.views.framing import framing_urls
from fabrique.equip.views.gift import gift_urls
from fabrique.equip.views.give import give_urls, step_urls
from fabrique.equip.views.give_list import list_urls

# The steps of the form come last: their address is any word.
urlpatterns: list[URLPattern] = [
    *give_urls,
    *list_urls,
    *collecting_urls,
    *gift_urls,
    *framing_urls,
    *donation_urls,
    *end_urls,
    *step_urls,
]
