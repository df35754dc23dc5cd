"""What the quality flags say to a person, in plain French. A flag may carry a detail after a colon."""

FLAGS = {
    "accompaniment-unread": "Une modalité d’accompagnement n’a pas été reconnue.",
    "access-unread": "Une modalité d’accès n’a pas été reconnue.",
    "address-missing": "L’adresse manque.",
    "address-unusable": "L’adresse n’est pas utilisable.",
    "cell-too-long": "Une cellule démesurée a été coupée.",
    "commune-code-mismatch": "Le code INSEE et le nom de la commune ne disent pas la même chose.",
    "commune-from-point": "La commune vient des coordonnées.",
    "commune-uncertain": "La commune n’est pas certaine.",
    "commune-unknown": "La commune n’a pas été trouvée.",
    "coordinates-far": "Le point est loin de la commune.",
    "coordinates-impossible": "Les coordonnées sont impossibles : elles sont laissées vides.",
    "coordinates-lambert93": "Les coordonnées étaient en Lambert-93.",
    "coordinates-missing": "Les coordonnées manquent.",
    "coordinates-swapped": "La latitude et la longitude étaient échangées.",
    "date-absurd": "La date de mise à jour est impossible : elle est laissée vide.",
    "date-future": "La date de mise à jour est dans le futur : elle est laissée vide.",
    "date-missing": "La date de mise à jour manque.",
    "date-month-only": "La source ne dit que le mois : le premier jour du mois est retenu.",
    "date-unread": "La date de mise à jour n’a pas été comprise.",
    "email-extra": "La cellule des courriels contient autre chose qu’un courriel.",
    "email-unusable": "Un courriel n’est pas utilisable.",
    "fees-unread": "Un tarif n’a pas été reconnu.",
    "hours-invalid-time": "Une heure est impossible ou renversée.",
    "hours-long-day": "Une journée dépasse seize heures, comme le dit la source.",
    "hours-missing": "Les horaires manquent.",
    "hours-no-day": "Des heures sont données sans jour.",
    "hours-overlap": "Des plages d’un même jour se chevauchent : elles s’ajoutent.",
    "hours-partial": "Une partie des horaires est gardée en toutes lettres.",
    "hours-past-midnight": "Des horaires passent minuit.",
    "hours-repaired": "L’écriture des horaires a été corrigée.",
    "hours-unread": "Une partie des horaires n’a pas été comprise.",
    "itinerance-unread": "L’itinérance n’a pas été comprise.",
    "labels-unread": "Un label n’a pas été reconnu.",
    "languages-unread": "Une langue n’a pas été reconnue.",
    "name-generic": "Le nom est trop général pour reconnaître le lieu.",
    "networks-unread": "Un réseau porteur n’a pas été reconnu.",
    "phone-extra": "La cellule contient un autre numéro de téléphone.",
    "phone-rest": "Une partie du téléphone n’est pas un numéro : la cellule entière est dans la description.",
    "phone-short-number": "Un numéro court n’a pas de forme internationale : il est dans la description.",
    "phone-unusable": "Le numéro de téléphone n’est pas utilisable.",
    "pivot-checksum": "Le SIRET a une clé fausse : il est laissé vide.",
    "pivot-damaged": "Le SIRET a été abîmé par un tableur : il est laissé vide.",
    "pivot-missing": "Le SIRET manque.",
    "pivot-unusable": "L’identifiant n’est ni un SIRET, ni un RNA, ni un RIDET.",
    "postal-code-mismatch": "Le code postal n’est pas celui de la commune.",
    "postal-code-missing": "Le code postal manque.",
    "postal-code-only": "Le lieu n’est situé que par son code postal.",
    "postal-code-unusable": "Le code postal n’est pas utilisable.",
    "programmes-unread": "Un dispositif national n’a pas été reconnu.",
    "publics-unread": "Un public n’a pas été reconnu.",
    "row-shifted": "Les colonnes de cette ligne semblent décalées.",
    "services-missing": "Aucun service n’est reconnu.",
    "services-unread": "Un service n’a pas été reconnu.",
    "specific-care-unread": "Une prise en charge n’a pas été reconnue.",
    "typologies-unread": "Une typologie n’a pas été reconnue.",
    "website-unusable": "Une adresse web n’est pas utilisable.",
    "wheelchair-unread": "L’accès en fauteuil roulant n’a pas été compris.",
}

REFUSALS = {
    "name": (
        "Cette ligne n’a pas de nom. Écrivez le nom du lieu dans la colonne « {column} », "
        "ou indiquez dans la mise en correspondance la colonne qui contient le nom."
    ),
    "name-junk": "« {value} » n’est pas un nom de lieu. Écrivez le nom du lieu dans la colonne « {column} ».",
    "location": (
        "Ce lieu n’est situé nulle part : ni coordonnées, ni commune, ni code postal. "
        "Ajoutez l’un des trois dans le fichier, ou indiquez les colonnes qui les contiennent."
    ),
    "service-ids": (
        "Ce service n’a pas d’identifiant, ou ne dit pas sa structure. "
        "Remplissez les colonnes « id » et « structure_id »."
    ),
    "service-repeated": (
        "L’identifiant « {value} » est déjà celui d’un autre service de ce fichier. Donnez-lui le sien."
    ),
    "service-structure": (
        "La structure « {value} » n’est pas connue. Importez d’abord le fichier des structures, "
        "puis celui-ci à nouveau."
    ),
    "failure": "Cette ligne n’a pas pu être lue ({value}). Signalez-la avec le fichier qui la contient.",
}


def describe_flag(flag: str) -> str:
    """The French sentence of a flag such as `phone-extra:+33…`; the code itself if it is unknown."""
    code, _, detail = flag.partition(":")
    sentence = FLAGS.get(code, code)
    return f"{sentence} ({detail})" if detail else sentence
