"""Two publish at once what gives a small group away together: one is told, the other is refused."""

from __future__ import annotations

from itertools import count, pairwise
from threading import Barrier, local

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions import publishing
from fabrique.observe.actions.releasing import refusal_of
from fabrique.observe.models import Publication, ReleasedFigure
from fabrique.people.enums import Role
from tests.factories.observe import drafted_publication, told
from tests.factories.people import member, organisation
from tests.factories.towns import two_communes
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_publications_made_at_once_the_second_is_judged_beside_the_first():
    two_communes()
    holder = organisation()
    by = member(Role.COORDINATOR, of=holder)
    drafts = [
        drafted_publication(holder, by=by, of=told({"00101": 120 + 3 * rank}, title=f"Titre {rank}"))
        for rank in range(AT_ONCE)
    ]
    gate = Barrier(AT_ONCE)
    number, own = count(), local()

    def mine() -> Publication:
        if not hasattr(own, "draft"):  # the same one when a lock makes the thread try again
            own.draft = drafts[next(number)]
        return Publication.objects.everywhere("tests").get(pk=own.draft.pk)

    def careless() -> bool:
        fine = not refusal_of(mine(), holder=holder.pk)
        gate.wait()
        return fine

    assert sum(together(careless)) == AT_ONCE  # a check that comes before the write would let all through
    number, own = count(), local()

    def publish() -> str:
        try:
            return publishing.publish(publication=mine(), by=by).state
        except DomainRefusal:
            return "refused"

    together(publish)
    states = list(Publication.objects.everywhere("tests").values_list("state", flat=True))
    figures = sorted(ReleasedFigure.objects.everywhere("tests").values_list("told", flat=True))
    assert states.count("published") == len(figures) >= 1
    assert all(later - first >= 11 for first, later in pairwise(figures))
