"""The papers of a handover, as PDF/UA: the agreement, the booklet with which one leaves, the letters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.documents import render
from fabrique.core.documents.qr import qr_svg
from fabrique.core.ui import formats
from fabrique.core.ui.signature import signature_svg
from fabrique.equip.documents.drawings import DRAWINGS
from fabrique.equip.enums import FirstSteps, SigningMethod, Terms
from fabrique.equip.handing import agreement
from fabrique.equip.models import FollowUp, Handover
from fabrique.equip.queries.handing import device_words, recipient_name
from fabrique.territory.queries import current_territory

HERE = Path(__file__).parent


def agreement_pdf(handover: Handover) -> bytes:
    """The whole text as it was set, and two boxes to sign in."""
    return render(HERE / "handover.typ", agreement_data(handover), at=handover.prepared_at)


def agreement_data(handover: Handover) -> dict[str, Any]:
    """What the template reads."""
    text = agreement.read(handover.text)
    on_screen = handover.method == SigningMethod.SCREEN
    return {
        "title": text["title"],
        "subject": handover.code,
        "setting": {"territory": text["organisation"]},
        "text": text,
        "code": handover.code,
        "signed": _signed(handover),
        "drawn": signature_svg(handover.drawn) if on_screen else "",
        "typed": handover.drawn if on_screen and not signature_svg(handover.drawn) else "",
        "digest": handover.digest,
    }


def booklet_pdf(handover: Handover) -> bytes:
    """What the person leaves with, in large print with drawings. Made each time, kept nowhere."""
    return render(HERE / "booklet.typ", booklet_data(handover), at=clock.now())


def booklet_data(handover: Handover) -> dict[str, Any]:
    """What the template reads."""
    territory = current_territory()
    phone = formats.phone(territory.helpline_phone) if territory and territory.helpline_phone else ""
    return {
        "title": _("Mon appareil"),
        "subject": handover.device.code,
        "setting": {"territory": handover.organisation.name},
        "organisation": handover.organisation.name,
        "device": device_words(handover.device),
        "code": handover.device.code,
        "terms": _terms(handover),
        "steps": [_step(code, words) for code, words in _steps(handover)],
        "guarantee": _guarantee(handover),
        "phone": phone,
        "hours": territory.helpline_hours if territory else "",
        "help": _help(handover),
        "site": handover.device.site.name,
        "address": handover.device.site.address,
        "learn": _learn(handover),
        "drawings": {code: {"svg": svg, "alt": alt} for code, (svg, alt) in DRAWINGS.items()},
    }


def letters_pdf(asked: Sequence[tuple[FollowUp, str]]) -> bytes:
    """One letter for each (follow-up, address of its page), a page each."""
    data = {
        "title": _("Des nouvelles de votre appareil"),
        "setting": {"territory": asked[0][0].handover.organisation.name},
        "letters": [letter_data(each, address) for each, address in asked],
    }
    return render(HERE / "letters.typ", data, at=clock.now())


def letter_data(follow_up: FollowUp, address: str) -> dict[str, Any]:
    """What the template reads of one letter."""
    handover = follow_up.handover
    territory = current_territory()
    handed = timezone.localdate(handover.handed_at) if handover.handed_at else clock.today()
    return {
        "organisation": handover.organisation.name,
        "name": recipient_name(handover),
        "address": handover.resident.address if handover.resident else "",
        "device": device_words(handover.device),
        "on": formats.dated(handed),
        "today": formats.dated(clock.today()),
        "page": address,
        "qr": qr_svg(address),
        "phone": formats.phone(territory.helpline_phone) if territory and territory.helpline_phone else "",
    }


def _signed(handover: Handover) -> str:
    if not handover.signed_at:
        return ""
    day = formats.dated(timezone.localdate(handover.signed_at))
    return _("Signé le %(day)s, %(how)s.") % {"day": day, "how": handover.get_method_display().lower()}


def _terms(handover: Handover) -> str:
    said = {
        Terms.GIFT: _("Il est à vous. Vous n’avez rien à payer, rien à rendre."),
        Terms.LOAN: _("Il vous est prêté. Servez-vous-en comme du vôtre."),
        Terms.SALE: _("Vous l’avez acheté : il est à vous."),
    }[Terms(handover.terms)]
    if handover.due_back_on:
        said += " " + _("À rendre le %(day)s.") % {"day": formats.dated(handover.due_back_on)}
    return said


def _steps(handover: Handover) -> list[tuple[str, str]]:
    steps = [("power", _("Pour l’allumer, appuyez une fois, puis attendez une minute."))]
    if handover.device.kind in ("laptop", "tablet", "smartphone"):
        steps.append(
            ("charge", _("Branchez-le avant qu’il s’éteigne. La nuit, débranchez-le s’il est plein."))
        )
    steps += [
        ("lock", _("Votre mot de passe est à vous. Ne le donnez à personne, même pas à nous.")),
        ("copy", _("Gardez une copie de vos photos et de vos papiers : sur une clé, par exemple.")),
        ("water", _("Loin de l’eau, du soleil et des coups.")),
    ]
    return steps


def _step(code: str, words: str) -> dict[str, str]:
    return {"drawing": code, "words": words}


def _guarantee(handover: Handover) -> list[str]:
    if handover.guarantee_until or handover.terms == Terms.SALE:
        until = handover.guarantee_until
        first = (
            _("Jusqu’au %(day)s, une panne est réparée sans rien payer, ou l’appareil est remplacé.")
            % {"day": formats.dated(until)}
            if until
            else _("Pendant deux ans, une panne est réparée sans rien payer, ou l’appareil est remplacé.")
        )
        return [
            first,
            _(
                "La première année, vous n’avez rien à prouver. La seconde, montrez que le défaut existait "
                "déjà."
            ),
            _("Réparé : six mois de garantie en plus. Remplacé : deux ans pour le nouveau."),
            _(
                "Pas garantis : la batterie usée, un choc, un liquide, une surtension, un logiciel, un "
                "réglage, un mot de passe perdu."
            ),
        ]
    return [
        _("Il a déjà servi : ce n’est pas une garantie de vendeur. En panne, rapportez-le : on cherche à le "
          "réparer sans vous faire payer, ou à vous en remettre un autre."),
    ]  # fmt: skip


def _help(handover: Handover) -> str:
    return _("Dites le code de l’appareil : %(code)s.") % {"code": handover.device.code}


def _learn(handover: Handover) -> dict[str, str]:
    place = handover.first_steps_place
    if handover.first_steps == FirstSteps.WANTED and place:
        return {
            "words": _("Une séance pour commencer vous attend ici :"),
            "place": place.name,
            "address": ", ".join(part for part in (place.address, place.commune_name) if part),
            "phone": formats.phone(place.phone) if place.phone else "",
        }
    return {
        "words": _("On peut apprendre à s’en servir, près de chez vous : demandez-nous où."),
        "place": "",
        "address": "",
        "phone": "",
    }
