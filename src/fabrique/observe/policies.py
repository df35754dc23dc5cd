"""Who may do what in the observatory.

Public statistics are shared; what a partner brought is seen by its own organisation until it shares it.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from fabrique.core.policies import Relation, acts_for, every, own, personal, register
from fabrique.observe.enums import DataSetState, PublicationState
from fabrique.observe.models import IndexRun, Study
from fabrique.people.enums import Role

IN_SIGHT = (DataSetState.USED, DataSetState.REPLACED)
KEEPING = (Role.ADMINISTRATOR, Role.COORDINATOR)
SEEN = Relation(
    "shared",
    _("de son organisation, ou partagés"),
    lambda actor: Q(shared=True) | Q(organisation=acts_for(actor)),
)
# What its organisation has withdrawn is nobody else's to read.
SERVING = Relation(
    "shared",
    _("de son organisation, ou partagés"),
    lambda actor: Q(shared=True, state__in=IN_SIGHT) | Q(organisation=acts_for(actor)),
)
# The definition of what is shared is read with it.
BEHIND = Relation(
    "shared",
    _("de son organisation, ou d’un calcul partagé"),
    lambda actor: (
        Q(organisation=acts_for(actor))
        | Q(
            Exists(IndexRun.objects.everywhere("a shared run").filter(definition=OuterRef("pk"), shared=True))
        )
    ),
)
# A partner of a study reads it before the others do.
STUDIED = Relation(
    "shared",
    _("de son organisation, ou menées avec elle, ou partagées"),
    lambda actor: (
        Q(shared=True)
        | Q(organisation=acts_for(actor))
        | Q(Exists(Study.partners.through.objects.filter(study=OuterRef("pk"), organisation=acts_for(actor))))
    ),
)
# A draft that is discussed is read by whom it is for; what was published, as long as it is not withdrawn.
READABLE = Relation(
    "shared",
    _("de son organisation, ou montrés aux autres"),
    lambda actor: (
        Q(organisation=acts_for(actor))
        | (
            (Q(audience__isnull=True) | Q(audience=acts_for(actor)))
            & (
                Q(state__in=(PublicationState.PUBLISHED, PublicationState.REPLACED))
                | Q(state=PublicationState.DRAFT, discussed_at__isnull=False)
            )
        )
    ),
)
# What one follows for the organisation for which one acts now.
FOLLOWED = Relation(
    "personal",
    personal().label,
    lambda actor: personal()(actor) & Q(organisation=acts_for(actor)),
)

register(
    "observe",
    {
        "see_data": dict.fromkeys(Role, SERVING),
        "keep_data": dict.fromkeys(KEEPING, own()),
        "erase_data": dict.fromkeys(KEEPING, own()),
        "bring_data": dict.fromkeys(KEEPING, own("pk")),
        "see_definition": dict.fromkeys(Role, BEHIND),
        "keep_definition": dict.fromkeys(KEEPING, own()),
        "write_definition": dict.fromkeys(KEEPING, own("pk")),
        "sign_definition": dict.fromkeys((*KEEPING, Role.DATA_PROTECTION_OFFICER), own()),
        "see_run": dict.fromkeys(Role, SEEN),
        "keep_run": dict.fromkeys(KEEPING, own()),
        "erase_run": dict.fromkeys(KEEPING, own()),
        "see_sites": dict.fromkeys(Role, SEEN),
        "keep_sites": dict.fromkeys(KEEPING, own()),
        "write_sites": dict.fromkeys(KEEPING, own("pk")),
        "see_times": dict.fromkeys(Role, SEEN),
        "keep_times": dict.fromkeys(KEEPING, own()),
        "write_times": dict.fromkeys(KEEPING, own("pk")),
        "see_scenario": dict.fromkeys(Role, SEEN),
        "keep_scenario": dict.fromkeys(KEEPING, own()),
        "write_scenario": dict.fromkeys(KEEPING, own("pk")),
        "see_study": dict.fromkeys(Role, STUDIED),
        "keep_study": dict.fromkeys(KEEPING, own()),
        "write_study": dict.fromkeys(KEEPING, own("pk")),
        "see_request": dict.fromkeys(Role, every),
        "ask_measure": dict.fromkeys(Role, own("pk")),
        "withdraw_request": {**dict.fromkeys(Role, personal("asked_by")), **dict.fromkeys(KEEPING, own())},
        "support_request": dict.fromkeys(Role, every),
        "answer_request": {Role.ADMINISTRATOR: every},
        "see_publication": dict.fromkeys(Role, READABLE),
        "comment_publication": dict.fromkeys(Role, READABLE),
        "keep_publication": dict.fromkeys(KEEPING, own()),
        "draft_publication": dict.fromkeys(KEEPING, own("pk")),
        "keep_partner_rules": {Role.ADMINISTRATOR: every},
        "follow_areas": dict.fromkeys(Role, FOLLOWED),
    },
    {
        "see_data": _("Voir les jeux de données de l’observatoire"),
        "keep_data": _("Retirer un jeu de données, le partager, répondre à sa vérification"),
        "erase_data": _("Effacer un jeu de données retiré, et son fichier"),
        "bring_data": _("Apporter un jeu de données"),
        "see_definition": _("Voir la définition d’un indice"),
        "keep_definition": _("Calculer un indice, mettre sa définition de côté"),
        "write_definition": _("Écrire la définition d’un indice, en adopter une"),
        "sign_definition": _("Signer la définition d’un indice, retirer sa signature"),
        "see_run": _("Voir ce qu’un indice a donné"),
        "keep_run": _("Partager le calcul d’un indice"),
        "erase_run": _("Effacer le calcul d’un indice"),
        "see_sites": _("Voir une liste de sites possibles"),
        "keep_sites": _("Corriger, compléter, partager une liste de sites possibles"),
        "write_sites": _("Faire une liste de sites possibles"),
        "see_times": _("Voir un tableau de temps de trajet, mesurer avec lui"),
        "keep_times": _("Partager un tableau de temps de trajet, l’effacer"),
        "write_times": _("Apporter un tableau de temps de trajet"),
        "see_scenario": _("Voir un scénario d’implantation"),
        "keep_scenario": _("Retenir un scénario, le partager, transmettre ses sites"),
        "write_scenario": _("Demander un scénario d’implantation"),
        "see_study": _("Voir une étude"),
        "keep_study": _("Corriger une étude, dire où elle en est, la partager"),
        "write_study": _("Commencer une étude"),
        "see_request": _("Voir les mesures demandées"),
        "ask_measure": _("Demander une mesure pour son organisation"),
        "withdraw_request": _("Retirer une demande de mesure"),
        "support_request": _("Dire que son organisation a besoin de la même mesure"),
        "answer_request": _("Répondre à une demande de mesure"),
        "see_publication": _("Voir une publication dans l’espace professionnel, ses brouillons montrés"),
        "comment_publication": _("Commenter une publication ou un brouillon montré"),
        "keep_publication": _("Publier, retirer, répondre aux commentaires"),
        "draft_publication": _("Préparer une publication"),
        "keep_partner_rules": _("Noter le seuil d’un partenaire sous convention"),
        "follow_areas": _("Suivre un territoire, ne plus le suivre"),
    },
)
