"""Forms of the handover: prepare, agree on a day, check, sign, hand over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui.forms import day_field
from fabrique.core.ui.signature import SignatureForm
from fabrique.equip.actions.handing import Beneficiary, Conditions, Counted
from fabrique.equip.actions.moving import LONGEST_NOTE
from fabrique.equip.enums import (
    Audience,
    FirstSteps,
    HandoverBasis,
    Recipient,
    SellerStatus,
    Terms,
)
from fabrique.equip.handing import checklists
from fabrique.equip.models import Handover
from fabrique.people.models import Resident
from fabrique.people.residents import code_in
from fabrique.territory.typed import commune_of

PLAIN = forms.TextInput(attrs={"autocomplete": "off"})
MONEY = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"})
SCAN = forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"})
_EUROS = re.compile(r"([0-9]{1,5})(?:[.,]([0-9]{1,2}))?\s*(?:€|euros?)?", re.IGNORECASE)
Choices = list[tuple[str, Any]]


def cents_of(text: str) -> int | None:
    """« 45 », « 45,5 », « 45,50 € » in cents; None for nothing. Raises ``ValidationError``."""
    bare = "".join(text.split())
    if not bare:
        return None
    found = _EUROS.fullmatch(bare)
    if not found:
        raise forms.ValidationError(_("Écrivez un prix en euros, comme 45 ou 45,50."))
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


class PrepareForm(forms.Form):
    """The device, who receives it, on which terms; what figures keep. ``request``: the code of the one for
    which the page said that the device is kept."""

    device = forms.CharField(
        label=gettext_lazy("Code de l’appareil"), max_length=20, widget=PLAIN,
        help_text=gettext_lazy("Il est sur l’étiquette, comme ROU-PO-26-0001."),
        error_messages={"required": gettext_lazy("Écrivez le code de l’appareil.")},
    )  # fmt: skip
    recipient = forms.ChoiceField(
        label=gettext_lazy("Qui le reçoit\u00a0?"), choices=Recipient.choices, widget=forms.RadioSelect,
        initial=Recipient.RESIDENT,
    )  # fmt: skip
    resident = forms.CharField(
        label=gettext_lazy("Code du dossier de la personne"), required=False, max_length=20, widget=PLAIN,
        help_text=gettext_lazy("Par exemple K7F-2QX, écrit sur son carnet. Pour une personne seulement."),
    )  # fmt: skip
    body_name = forms.CharField(
        label=gettext_lazy("Nom de l’organisme"), required=False, max_length=150, widget=PLAIN
    )
    body_contact = forms.CharField(
        label=gettext_lazy("Qui demander là-bas, et son téléphone"), required=False, max_length=150,
        widget=PLAIN, help_text=gettext_lazy("Pour le rendez-vous, et pour les nouvelles ensuite."),
    )  # fmt: skip
    reference = forms.CharField(
        label=gettext_lazy("Référence de l’élève"), required=False, max_length=150, widget=PLAIN,
        help_text=gettext_lazy("Celle de l’établissement. Jamais le nom de l’élève."),
    )  # fmt: skip
    terms = forms.ChoiceField(
        label=gettext_lazy("À quelles conditions\u00a0?"), choices=Terms.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez un don, un prêt ou une vente.")},
    )  # fmt: skip
    basis = forms.ChoiceField(
        label=gettext_lazy("Dans quelle situation est qui le reçoit\u00a0?"), choices=HandoverBasis.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Voir le justificatif suffit\u00a0: n’en gardez pas de copie."),
        error_messages={"required": gettext_lazy("Dites dans quelle situation est qui le reçoit.")},
    )  # fmt: skip
    price = forms.CharField(
        label=gettext_lazy("Prix en euros, toutes taxes comprises"), required=False, max_length=12,
        widget=MONEY,
        help_text=gettext_lazy("Pour une vente seulement. Il est payé ailleurs, contre un reçu."),
    )  # fmt: skip
    seller_status = forms.ChoiceField(
        label=gettext_lazy("Ce qui permet à votre organisation de vendre"), required=False,
        choices=SellerStatus.choices,
        help_text=gettext_lazy("Pour une vente d’un appareil donné par une collectivité."),
    )  # fmt: skip
    due_back_on = day_field(
        gettext_lazy("À rendre le"), help_text=gettext_lazy("Pour un prêt qui a une fin.")
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Sa situation, comme elle la dit"), required=False, choices=Audience.choices
    )
    commune = forms.CharField(
        label=gettext_lazy("Commune où l’appareil servira"), required=False, max_length=100, widget=PLAIN
    )
    qpv = forms.ChoiceField(label=gettext_lazy("Quartier prioritaire"), required=False)
    request = forms.CharField(required=False, max_length=9, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi en dehors de l’attribution"), required=False, max_length=LONGEST_NOTE,
        widget=PLAIN,
        help_text=gettext_lazy(
            "Seulement si des demandes attendent et que l’appareil n’est gardé pour aucune. Sans nom\u00a0: "
            "cette raison suit l’appareil."
        ),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, neighbourhoods: Choices, person: Resident | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        field = self.fields["qpv"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = neighbourhoods
        if person:
            for name in ("recipient", "resident", "body_name", "body_contact", "reference"):
                del self.fields[name]

    def clean_price(self) -> int | None:
        """In cents."""
        return cents_of(self.cleaned_data["price"])

    def clean_commune(self) -> str:
        """As a code."""
        typed: str = self.cleaned_data["commune"].strip()
        found = commune_of(typed, "") if typed else None
        if typed and found is None:
            raise forms.ValidationError(_("Cette commune n’est pas reconnue\u00a0: écrivez son nom entier."))
        return found.code if found else ""

    @property
    def resident_code(self) -> str:
        """The code of a file that was typed, as it is kept; "" when it is none."""
        return "" if self.person else code_in(self.cleaned_data.get("resident", ""))

    @property
    def names_somebody(self) -> bool:
        """Whether whoever fills it in says who receives, rather than the request that keeps the device."""
        typed = (self.data.get(name, "").strip() for name in ("resident", "body_name"))
        return self.person is not None or any(typed)

    def beneficiary(self, resident: Resident | None) -> Beneficiary:
        """Who receives."""
        if self.person:
            return Beneficiary(Recipient.RESIDENT, self.person)
        data = self.cleaned_data
        kind = Recipient(data["recipient"])
        return Beneficiary(kind, resident, data["body_name"], data["body_contact"], data["reference"])

    def conditions(self) -> Conditions:
        """On which terms."""
        data = self.cleaned_data
        return Conditions(
            terms=Terms(data["terms"]),
            basis=HandoverBasis(data["basis"]),
            price_cents=data["price"],
            seller_status=SellerStatus(data["seller_status"]),
            due_back_on=data["due_back_on"],
        )

    def counted(self) -> Counted:
        """What figures keep."""
        data = self.cleaned_data
        return Counted(Audience(data["audience"]), data["commune"], data["qpv"])


class MeetingForm(forms.Form):
    """When and where the recipient comes."""

    day = day_field(gettext_lazy("Jour"))
    time = forms.TimeField(
        label=gettext_lazy("Heure"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    where = forms.CharField(label=gettext_lazy("Où"), required=False, max_length=200, widget=PLAIN)
    remind = forms.BooleanField(label=gettext_lazy("La personne veut un SMS la veille"), required=False)

    def __init__(self, *args: Any, reminding: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("day"):
            self.fields["day"].help_text = _("Effacez le jour et l’heure pour annuler ce rendez-vous.")
        else:
            for name in ("day", "time", "where"):
                self.fields[name].required = True
            for name in ("day", "time"):
                self.fields[name].error_messages["required"] = _("Il faut le jour et l’heure.")
        if not reminding:
            del self.fields["remind"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("day")) != bool(data.get("time")):
            missing = "time" if data.get("day") else "day"
            self.add_error(missing, _("Il faut le jour et l’heure."))
        return data

    @property
    def at(self) -> datetime | None:
        """The instant of the appointment; None to have none."""
        data = self.cleaned_data
        if not data["day"]:
            return None
        return timezone.make_aware(datetime.combine(data["day"], data["time"]))


def meeting_of(handover: Handover) -> dict[str, Any]:
    """The appointment of a handover, as its form shows it."""
    at = timezone.localtime(handover.meeting_at) if handover.meeting_at else None
    return {
        "day": at.date() if at else None,
        "time": at.time() if at else None,
        "where": handover.meeting_where or handover.device.site.address or handover.device.site.name,
        "remind": handover.remind,
    }


class CheckForm(forms.Form):
    """The checklist of a kind of device."""

    checked = forms.MultipleChoiceField(
        label=gettext_lazy("Vérifié devant la personne"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["checked"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (item.code, item.words if item.required else _("%(what)s (si besoin)") % {"what": item.words})
            for item in checklists.items_for(kind)
        ]


class SignForm(SignatureForm):
    """The recipient signs on the screen."""

    agreed = forms.BooleanField(
        label=gettext_lazy("J’ai lu ou entendu ce texte, je le comprends, je suis d’accord"),
        error_messages={"required": gettext_lazy("La personne coche cette case si elle est d’accord.")},
    )


class PaperForm(forms.Form):
    """The sheet is signed: here is its image, or it lies in the binder."""

    scan = forms.FileField(
        label=gettext_lazy("La feuille signée"), required=False, widget=SCAN,
        help_text=gettext_lazy("PDF, ou photo en JPEG ou PNG, 10 Mo au plus. Elle est chiffrée."),
    )  # fmt: skip
    binder = forms.BooleanField(
        label=gettext_lazy("La feuille signée est rangée dans le classeur"), required=False
    )


class HandOverForm(forms.Form):
    """The device changes hands."""

    receipt = forms.CharField(
        label=gettext_lazy("Numéro du reçu que la personne a eu"), required=False, max_length=40, widget=PLAIN
    )
    first_steps = forms.ChoiceField(
        label=gettext_lazy("Une séance de premiers pas\u00a0?"),
        choices=[each for each in FirstSteps.choices if each[0]], widget=forms.RadioSelect,
        help_text=gettext_lazy("Elle se propose à tout le monde, sans gêner personne."),
        error_messages={"required": gettext_lazy("Proposez-la, et notez la réponse.")},
    )  # fmt: skip
    place = forms.ChoiceField(
        label=gettext_lazy("Où aura-t-elle lieu\u00a0?"), required=False,
    )  # fmt: skip

    def __init__(
        self, *args: Any, sale: bool, places: Iterable[tuple[str, str]], near: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        order = _("les plus proches d’abord") if near else _("par ordre alphabétique")
        words = _("Les lieux du guide qui apprennent à se servir d’un ordinateur, %(order)s.")
        self.fields["place"].help_text = words % {"order": order}
        if not sale:
            del self.fields["receipt"]
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("À voir plus tard")), *places]


class EndForm(forms.Form):
    """What happened to a device that is with somebody."""

    verb = forms.ChoiceField(
        label=gettext_lazy("Que se passe-t-il\u00a0?"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Dites ce qui se passe.")},
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Ce qu’il faut savoir de l’appareil"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("La panne, l’état. Rien sur la personne\u00a0: cette note suit l’appareil."),
    )  # fmt: skip

    def __init__(self, *args: Any, verbs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["verb"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = verbs
