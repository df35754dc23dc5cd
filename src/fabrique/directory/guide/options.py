"""The filters: their groups, the words of their options, and their names in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.directory.enums import (
    AccessMode,
    Accompaniment,
    Fee,
    InclusionPublic,
    InclusionServiceType,
    Itinerance,
    NationalProgramme,
    ServiceOffered,
    SpecificCare,
    TargetPublic,
    Thematic,
    TrainingLabel,
    Typology,
)

SIGNED = "fsl"  # ISO 639-3: signed languages have no code of two letters
LANGUAGES = {
    "ar": "arabe", "bg": "bulgare", "bn": "bengali", "br": "breton", "co": "corse", "cs": "tchèque",
    "de": "allemand", "el": "grec", "en": "anglais", "es": "espagnol", "eu": "basque", "fa": "persan",
    "fr": "français", "he": "hébreu", "hi": "hindi", "hu": "hongrois", "hy": "arménien", "it": "italien",
    "ja": "japonais", "ka": "géorgien", "ku": "kurde", "ln": "lingala", "nl": "néerlandais",
    "oc": "occitan", "pl": "polonais", "ps": "pachto", "pt": "portugais", "ro": "roumain", "ru": "russe",
    "so": "somali", "sq": "albanais", "sr": "serbe", "sw": "swahili", "ta": "tamoul", "ti": "tigrigna",
    "tr": "turc", "uk": "ukrainien", "ur": "ourdou", "vi": "vietnamien", "wo": "wolof", "zh": "chinois",
    SIGNED: "langue des signes française",
}  # fmt: skip
QUARTER = "quartier"  # its options are the territory's own, see ``filters.labels_of``
MOMENTS = ("maintenant", "samedi", "dimanche", "soir")


@dataclass(frozen=True)
class Group:
    """A filter. ``alone``: each option narrows by itself (« gratuit » *and* « en fauteuil »); otherwise any
    of the ticked options will do. ``slugs``: an option is named in an address by a slug of its code.
    """

    key: str
    legend: str
    labels: Mapping[str, str]
    alone: bool = False
    folded: bool = True
    slugs: bool = True

    @cached_property
    def by_slug(self) -> dict[str, str]:
        """The codes by their name in an address; a code stands for itself as well."""
        found = {code: code for code in self.labels}
        return found | {self.slug(code): code for code in self.labels}

    def slug(self, code: str) -> str:
        """An option's name in an address."""
        return slugify(code) if self.slugs else code

    def label(self, code: str) -> str:
        """An option in words."""
        return _(self.labels[code]) if code in self.labels else code


_NOW = {
    "maintenant": marked("Ouvert maintenant"),
    "samedi": marked("Ce samedi"),
    "dimanche": marked("Ce dimanche"),
    "soir": marked("Après 18 h"),
}
_HOW = {
    "gratuit": marked("Gratuit"),
    "sans-rdv": marked("Sans rendez-vous"),
    "fauteuil": marked("Accessible en fauteuil"),
}
# What the national code means to somebody who has never seen it.
_SERVICES: dict[str, str] = {
    ServiceOffered.ADMINISTRATION: marked("Aide aux démarches"),
    ServiceOffered.EVERYDAY_TOOLS: marked("Apprendre les bases"),
    ServiceOffered.EMPLOYMENT: marked("Recherche d’emploi"),
    ServiceOffered.SAFE_USE: marked("Mots de passe, arnaques"),
    ServiceOffered.PARENTING: marked("Parents, enfants"),
    ServiceOffered.LEISURE: marked("Loisirs, création"),
    ServiceOffered.DIGITAL_CULTURE: marked("Comprendre le numérique"),
    ServiceOffered.ACCESS: marked("Ordinateurs, Internet, imprimante"),
    ServiceOffered.EQUIPMENT: marked("Matériel à prix solidaire"),
}
_ACCESS: dict[str, str] = {
    AccessMode.COME: marked("Venir sans prévenir"),
    AccessMode.CALL: marked("Par téléphone"),
    AccessMode.WRITE: marked("Par courriel"),
    AccessMode.BOOK_ONLINE: marked("Prendre rendez-vous en ligne"),
    AccessMode.NO_PUBLIC: marked("N’accueille pas de public"),
    AccessMode.PRESCRIPTION: marked("Par un professionnel (fiche de prescription)"),
}
_HELP: dict[str, str] = {
    Accompaniment.ALONE: marked("Seul, sur place"),
    Accompaniment.INDIVIDUAL: marked("Avec quelqu’un, seul à seul"),
    Accompaniment.WORKSHOP: marked("En atelier"),
    Accompaniment.REMOTE: marked("À distance"),
}
_CARE: dict[str, str] = {
    SpecificCare.DEAFNESS: marked("Surdité"),
    SpecificCare.MOTOR_DISABILITY: marked("Handicap moteur"),
    SpecificCare.MENTAL_DISABILITY: marked("Handicap mental"),
    SpecificCare.ILLITERACY: marked("Difficulté à lire et écrire"),
    SpecificCare.ENGLISH: marked("Accueil en anglais"),
    SpecificCare.OTHER_LANGUAGES: marked("Accueil dans d’autres langues"),
    SpecificCare.VISUAL_IMPAIRMENT: marked("Déficience visuelle"),
}
_SAME = {"jeunes", "etudiants", "familles", "seniors", "femmes", "tous-publics"}
_PUBLICS = {**dict(TargetPublic.choices), **{c: w for c, w in InclusionPublic.choices if c not in _SAME}}

GROUPS: tuple[Group, ...] = (
    Group("quand", marked("Quand"), _NOW, alone=True, folded=False),
    Group("comment", marked("Comment"), _HOW, alone=True, folded=False),
    Group("service", marked("Pour quoi"), _SERVICES, folded=False),
    Group("public", marked("Pour qui"), _PUBLICS),
    Group("accueil", marked("Accueil adapté"), _CARE),
    Group("langue", marked("Langues parlées"), LANGUAGES, slugs=False),
    Group("accompagnement", marked("Comment on m’aide"), _HELP),
    Group("acces", marked("Comment prendre contact"), _ACCESS),
    Group("frais", marked("Prix"), dict(Fee.choices)),
    Group("dispositif", marked("Dispositifs nationaux"), dict(NationalProgramme.choices)),
    Group("type", marked("Type de lieu"), dict(Typology.choices)),
    Group("itinerance", marked("Fixe ou itinérant"), dict(Itinerance.choices)),
    Group(QUARTER, marked("Quartier prioritaire"), {}, slugs=False),
    Group("thematique", marked("Thème du service"), dict(Thematic.choices)),
    Group("forme", marked("Forme du service"), dict(InclusionServiceType.choices)),
    Group("label", marked("Formations et labels"), dict(TrainingLabel.choices)),
)
BY_KEY: dict[str, Group] = {group.key: group for group in GROUPS}


def service_words(code: str) -> str:
    """A national service in plain words."""
    return BY_KEY["service"].label(code)


def language_words(code: str) -> str:
    """A language's French name."""
    return LANGUAGES.get(code, code)
