"""Whatever happens to places, in whatever order, nothing breaks and the house rules hold.

Imports that shrink and grow, edits, merges by hand and by the search, undone merges, withdrawals, objections:
the tables are checked after each step.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import merging, objections, offers, places
from fabrique.directory.actions.duplicates import search_duplicates
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.guide.loading import load_records
from fabrique.directory.models import DuplicatePair, Place, SourceRecord
from fabrique.directory.resolving import is_edit
from tests.factories.directory import entered, entry, queue_pair

pytestmark = pytest.mark.django_db
NAMES = (
    "Médiathèque des Deux-Rives",
    "Médiathèque Deux Rives",
    "La Bobine",
    "Espace public La Bobine",
    "CCAS",
)
STEPS = 25


class Life:
    """A directory to which things happen by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.told: list[str] = []

    def step(self) -> None:
        act: Callable[[], object] = self.chance.choice(
            [self.imports, self.imports, self.edits, self.searches, self.pairs, self.decides, self.decides,
             self.moves, self.hangs, self.drops, self.objects]
        )  # fmt: skip
        self.told.append(act.__name__)
        try:
            act()
        except DomainRefusal as refusal:
            self.told.append(f"refused: {refusal.message}")

    def imports(self) -> None:
        source = self.chance.choice("abc")
        rows = []
        for number in range(4):
            if self.chance.random() < 0.7:
                phone = self.chance.choice(["", "+33261910001", f"+3326191000{number}"])
                name = NAMES[(number + ord(source)) % len(NAMES)]
                rows.append(
                    entry(str(number), number, name=name, phone=phone, contact_name="Mireille Tavronne")
                )
        entered(source, *rows)

    def some(self, rows: list[object]) -> object:
        if not rows:
            raise DomainRefusal("nothing there yet")
        return self.chance.choice(rows)

    def place(self) -> Place:
        found = self.some(list(Place.objects.order_by("pk")))
        assert isinstance(found, Place)
        return found

    def pair(self) -> DuplicatePair:
        found = self.some(list(DuplicatePair.objects.order_by("pk")))
        assert isinstance(found, DuplicatePair)
        return found

    def edits(self) -> None:
        changes = self.chance.choice([{"phone": ""}, {"name": "Nom corrigé"}, {"hours": "Mo 09:00-12:00"}])
        places.edit_place(place=self.place(), changes=changes)

    def drops(self) -> None:
        places.drop_edit(place=self.place(), fields=[self.chance.choice(["phone", "name", "hours"])])

    def searches(self) -> None:
        search_duplicates(merge_certain=self.chance.random() < 0.7)

    def pairs(self) -> None:
        records = [one for one in SourceRecord.objects.order_by("pk") if not is_edit(one)]
        left, right = self.some(records), self.some(records)
        if left != right:
            queue_pair(left=left, right=right, probability=0.9, reasons=[])

    def decides(self) -> None:
        decide = self.chance.choice([merging.confirm_pair, merging.refuse_pair, merging.undo_merge])
        decide(pair=self.pair())

    def moves(self) -> None:
        self.chance.choice([places.withdraw_place, places.publish_place])(place=self.place())

    def hangs(self) -> None:
        offers.close_place(place=self.place(), starts_on=clock.today(), ends_on=clock.today())

    def objects(self) -> None:
        if self.chance.random() < 0.2:
            objections.object_contact(name="Mireille Tavronne")


def check(life: Life) -> None:
    trace = " > ".join(life.told)
    for record in SourceRecord.objects.select_related("place", "home"):
        assert record.place.state != PlaceState.MERGED, trace
        if record.home != record.place:
            assert record.home.merged_into == record.place, trace
    for place in Place.objects.prefetch_related("records"):
        assert place.name, trace
        active = [one for one in place.records.all() if one.withdrawn_at is None and not is_edit(one)]
        if place.state == PlaceState.PUBLISHED:
            assert place.records.exists(), trace
        if place.state == PlaceState.WITHDRAWN and active:
            assert place.withdrawn_by_hand, trace
    shown = load_records()
    assert len(shown) == Place.objects.filter(state=PlaceState.PUBLISHED).count(), trace


@pytest.mark.parametrize("seed", range(12))
def test_places_live_through_anything(seed: int):
    life = Life(seed)
    for _step in range(STEPS):
        life.step()
        check(life)
