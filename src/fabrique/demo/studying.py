"""A study that is over, and the measurements that organisations ask for; entered once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from fabrique.observe.actions.requests import answer_request, ask_measure, support_request
from fabrique.observe.actions.studies import Said, move_study, share_study, write_study
from fabrique.observe.enums import DataSetState, Level, Origin
from fabrique.observe.models import DataSet, MeasureRequest, Study
from fabrique.people.acting import act_for
from fabrique.people.models import Account, Organisation


def enter_studies(
    known: Mapping[str, Organisation], people: Mapping[str, Account], *, by: Account, today: date
) -> None:
    """What the Métropole studied with the landlord and La Bobine; what La Bobine and a CCAS ask for."""
    holder = known["metropole"]
    if Study.objects.of(holder).exists() or MeasureRequest.objects.of(known["bobine"]).exists():
        return
    act_for(by, holder)
    _study(known, by=by, today=today)
    _requests(known, people, by=by, today=today)


def _study(known: Mapping[str, Organisation], *, by: Account, today: date) -> None:
    rows = DataSet.objects.of(known["habitat"]).filter(state=DataSetState.USED, origin=Origin.PARTNER)
    said = Said(
        title=_("Ce que les locataires feraient d’un appareil prêté"),
        question=_(
            "Qui n’a que son téléphone, et que ferait-on d’un ordinateur prêté ? Selon la réponse, la "
            "Métropole ouvre un prêt d’appareils ou des permanences d’aide."
        ),
        protocol=_(
            "Cent quatre-vingts entretiens au pied des immeubles, par trois médiatrices, en trois semaines. "
            "Douze questions, les mêmes pour tous."
        ),
        sample=_(
            "Un foyer sur dix, tiré dans la liste du bailleur ; quarante-six n’ont pas répondu. Les foyers "
            "où personne ne parle français n’ont pas pu être interrogés seuls."
        ),
        findings=_(
            "Un foyer sur cinq n’a que le téléphone.\nParmi eux, la moitié ne veut pas d’appareil : elle "
            "veut quelqu’un qui aide aux démarches, près de chez elle.\n"
            "L’étude ne dit rien des propriétaires."
        ),
        starts_on=today - timedelta(days=150),
        ends_on=today - timedelta(days=128),
    )
    partners = [known["habitat"], known["bobine"]]
    found = write_study(
        organisation=known["metropole"], said=said, data_sets=list(rows), partners=partners, by=by
    )
    move_study(study=found, verb="start", by=by)
    move_study(study=found, verb="finish", by=by)
    share_study(study=found, shared=True, by=by)


def _requests(
    known: Mapping[str, Organisation], people: Mapping[str, Account], *, by: Account, today: date
) -> None:
    clement = act_for(people["clement"], known["bobine"])
    first = ask_measure(
        organisation=known["bobine"],
        measure=_("Foyers qui n’ont que le téléphone"),
        decision=_("Dans quels quartiers le bus s’arrête l’an prochain."),
        level=Level.QPV,
        wanted_by=today + timedelta(days=90),
        by=clement,
    )
    aude = act_for(people["aude"], known["ccas-corderive"])
    support_request(request=first, organisation=known["ccas-corderive"], by=aude)
    ask_measure(
        organisation=known["ccas-corderive"],
        measure=_("Délai pour un rendez-vous d’aide aux démarches"),
        decision=_("Combien d’heures de permanence ouvrir, et où."),
        level=Level.COMMUNE,
        by=aude,
    )
    answer = _("Elle sera faite au printemps, avec le bailleur, par quartier prioritaire.")
    answer_request(request=first, verb="accept", answer=answer, by=act_for(by, known["metropole"]))
