"""Forms of the professionals who keep promises, and the one with which a donor corrects theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

from fabrique.equip.actions.promising import LONGEST, MOST, DonorFacts, HandingFacts, PromisedLine
from fabrique.equip.enums import Condition, DataOnIt, DeclineReason, DeviceKind, Handing
from fabrique.equip.forms.giving import (
    CONDITIONS,
    DATA,
    PICK_UP,
    POINT,
    WORKSHOP,
    CountsForm,
    DonorForm,
    HandingForm,
    donor_of,
    name_of,
)
from fabrique.equip.models import Donation, DonationLine, Site
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.giving import Point
from fabrique.territory.cog import cog
from fabrique.territory.queries import current_territory

Locate = Callable[[HandingFacts], tuple[float, float] | None]
NUMBER = forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"})


class HandedForm(HandingForm):
    """How it arrives, with the point and the position."""

    def __init__(self, *args: Any, points: Sequence[Point], **kwargs: Any) -> None:
        super().__init__(*args, points=points, receivers=[], **kwargs)

    def handing(self, locate: Locate) -> HandingFacts:
        """All of it; ``locate`` finds where to fetch."""
        facts = self.facts()
        point = self.points.get(self.cleaned_data["how"])
        return replace(facts, point=point.row if point else None, position=locate(facts))


def handed(donation: Donation) -> dict[str, Any]:
    """How a promise arrives, as the form's first values."""
    current_territory()  # its own communes join the national code
    commune = cog().commune(donation.commune_code) if donation.commune_code else None
    how = WORKSHOP if donation.drop_off_id is None else f"{POINT}{donation.drop_off_id}"
    return {
        "how": PICK_UP if donation.handing == Handing.PICK_UP else how,
        "address": donation.address,
        "commune": " ".join([*commune.postal_codes[:1], commune.name]) if commune else "",
        "access": donation.access,
        "free_from": donation.free_from,
        "free_until": donation.free_until,
        "note": donation.note,
    }


class CorrectForm(HandedForm):
    """The numbers of a promise, line by line, and how it arrives."""

    note = forms.CharField(
        label=gettext_lazy("Remarque"),
        required=False,
        max_length=LONGEST["note"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, donation: Donation, points: Sequence[Point], **kwargs: Any) -> None:
        kwargs["initial"] = handed(donation) | kwargs.get("initial", {})
        super().__init__(*args, points=points, **kwargs)
        self.known_commune = donation.commune_code
        self.lines: list[DonationLine] = list(lines_of(donation))
        for line in self.lines:
            self.fields[f"line-{line.pk}"] = _line_field(line, line.promised)

    def clean_commune(self) -> str:
        """As the form asks; what was not touched keeps its code."""
        typed = self.cleaned_data["commune"]
        if typed and typed == self.initial["commune"]:
            self.commune_code = self.known_commune
            return str(typed)
        return super().clean_commune()

    def counted(self) -> list[BoundField]:
        """The numbers, line by line."""
        return [self[f"line-{line.pk}"] for line in self.lines]

    def numbers(self) -> dict[int, int]:
        """The numbers by id of line."""
        return {line.pk: self.cleaned_data[f"line-{line.pk}"] for line in self.lines}


def _line_field(line: DonationLine, initial: int | None) -> forms.IntegerField:
    label = f"{name_of(line.kind)} ({line.get_condition_display().lower()})"
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, initial=initial, widget=NUMBER)


class KeptForm(DonorForm, CorrectForm):
    """The same, for professionals: who gives as well."""

    def facts_of_donor(self) -> DonorFacts:
        """Who gives."""
        return donor_of(self.cleaned_data)


class PhoneForm(DonorForm, HandedForm, CountsForm):
    """A promise made on the phone, on one screen."""

    condition = forms.ChoiceField(label=gettext_lazy("Est-ce que ça marche ?"), choices=CONDITIONS)
    data_on_it = forms.ChoiceField(label=gettext_lazy("Y a-t-il encore des données dessus ?"), choices=DATA)
    note = forms.CharField(
        label=gettext_lazy("Remarque"),
        required=False,
        max_length=LONGEST["note"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def lines(self) -> tuple[PromisedLine, ...]:
        """What is promised, all in one condition."""
        condition, data = Condition(self.cleaned_data["condition"]), DataOnIt(self.cleaned_data["data_on_it"])
        return tuple(
            PromisedLine(
                DeviceKind(kind), number, condition, data if DeviceKind(kind).keeps_data else DataOnIt.NO
            )
            for kind, number in self.counts().items()
        )


class AcceptForm(forms.Form):
    """How a promise that is taken arrives."""

    how = forms.ChoiceField(label=gettext_lazy("Comment arrive-t-il ?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, points: Sequence[Point], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = {f"{POINT}{point.row.pk}": point for point in points}
        how = self.fields["how"]
        assert isinstance(how, forms.ChoiceField)
        how.choices = [
            (PICK_UP, gettext_lazy("Nous allons le chercher")),
            (WORKSHOP, gettext_lazy("Le donateur l’apporte à l’atelier")),
            *((key, f"{point.place.name} ({point.left})") for key, point in self.points.items()),
        ]

    def chosen(self) -> tuple[Handing, Any]:
        """How, and at which point."""
        how = self.cleaned_data["how"]
        point = self.points.get(how)
        return Handing.PICK_UP if how == PICK_UP else Handing.DROP_OFF, point.row if point else None


class DeclineForm(forms.Form):
    """Why a promise is not taken, as the donor reads it."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Pourquoi ?"), choices=DeclineReason.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=gettext_lazy("Un mot pour le donateur"),
        help_text=gettext_lazy(
            "Il le lit sur sa page. Par exemple : qui, près de chez lui, prendrait ce don."
        ),
        required=False,
        max_length=LONGEST["note"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReceiveForm(forms.Form):
    """What came, line by line; what came without having been promised; why it differs."""

    gap = forms.CharField(
        label=gettext_lazy("Si le compte n’est pas celui de la promesse : pourquoi ?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    site = forms.ChoiceField(label=gettext_lazy("Où le lot est-il rangé ?"))
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(
        self, *args: Any, lines: Iterable[DonationLine], sites: Iterable[Site], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.sites = list(lines), {str(site.pk): site for site in sites}
        site = self.fields["site"]
        assert isinstance(site, forms.ChoiceField)
        site.choices = [(key, f"{each.name} ({each.code})") for key, each in self.sites.items()]
        for line in self.lines:
            self.fields[f"line-{line.pk}"] = _line_field(line, None)
        for kind in DeviceKind:
            self.fields[f"extra-{kind}"] = forms.IntegerField(
                label=name_of(kind), required=False, min_value=0, max_value=MOST, widget=NUMBER
            )

    def counted(self) -> list[BoundField]:
        """One number for each line that was promised."""
        return [self[f"line-{line.pk}"] for line in self.lines]

    def extras(self) -> list[BoundField]:
        """One number for each kind, for what was not promised."""
        return [self[f"extra-{kind}"] for kind in DeviceKind]

    def extras_open(self) -> bool:
        """Whether something is written there, or wrong."""
        return any(field.value() or field.errors for field in self.extras())

    def counts(self) -> dict[int, int]:
        """How many came, by id of line."""
        return {line.pk: self.cleaned_data[f"line-{line.pk}"] for line in self.lines}

    def extra(self) -> dict[DeviceKind, int]:
        """How many came without having been promised."""
        found = {kind: self.cleaned_data.get(f"extra-{kind}") or 0 for kind in DeviceKind}
        return {kind: number for kind, number in found.items() if number}
