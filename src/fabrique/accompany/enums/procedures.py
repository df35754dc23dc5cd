"""What a person may let somebody do in their place: ten kinds of procedures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


class Procedure(TextChoices):
    """A kind of procedure. The codes are those of Aidants Connect, so that both can be read together."""

    PAPERS = "papiers", "Papiers, citoyenneté, élections"
    FAMILY = "famille", "Famille, scolarité"
    SOCIAL = "social", "Social, santé"
    WORK = "travail", "Travail, formation"
    HOUSING = "logement", "Logement"
    TRANSPORT = "transports", "Transports, mobilité"
    MONEY = "argent", "Argent, impôts, consommation"
    JUSTICE = "justice", "Justice"
    ABROAD = "etranger", "Étranger, Europe"
    LEISURE = "loisirs", "Loisirs, sport, culture"


@dataclass(frozen=True, slots=True)
class Detail:
    """What a kind of procedure covers, for the person who signs: one sentence, and what it may be."""

    description: str
    examples: str


DETAILS: Mapping[Procedure, Detail] = {
    Procedure.PAPERS: Detail(
        "Les papiers d’identité, l’état civil et le droit de vote",
        "refaire une carte d’identité, demander un acte de naissance, s’inscrire sur les listes électorales",
    ),
    Procedure.FAMILY: Detail(
        "La vie de la famille et l’école des enfants",
        "allocations familiales, place en crèche, inscription à l’école, bourse",
    ),
    Procedure.SOCIAL: Detail(
        "La santé, les aides sociales, la retraite et le handicap",
        "compte de l’Assurance maladie, RSA, complémentaire santé solidaire, dossier de retraite, MDPH",
    ),
    Procedure.WORK: Detail(
        "Le travail, le chômage et la formation",
        "s’actualiser à France Travail, déclarer une activité, compte personnel de formation",
    ),
    Procedure.HOUSING: Detail(
        "Le logement, de la demande au déménagement",
        "demande de logement social, aide au logement, changement d’adresse, contrat d’énergie",
    ),
    Procedure.TRANSPORT: Detail(
        "Les déplacements, le permis et le véhicule",
        "carte grise, permis de conduire, abonnement de transport, tarif solidaire",
    ),
    Procedure.MONEY: Detail(
        "Les impôts, la banque, les achats et les litiges de consommation",
        "déclaration de revenus, chèque énergie, réclamation à un opérateur",
    ),
    Procedure.JUSTICE: Detail(
        "Les droits et les relations avec la justice",
        "aide juridictionnelle, casier judiciaire, suivi d’une plainte",
    ),
    Procedure.ABROAD: Detail(
        "Le séjour en France, la nationalité, les voyages",
        "titre de séjour, demande de naturalisation, visa, carte européenne d’assurance maladie",
    ),
    Procedure.LEISURE: Detail(
        "Les vacances, le sport, la culture et les associations",
        "pass culture, licence sportive, chèques-vacances, inscription à une activité",
    ),
}
