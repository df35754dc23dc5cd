"""What the name of a column announces. Patterns on normalised headers (no accents, single spaces)."""

import re

# The first pattern that matches gives the strength: from 1.0 (says it) to 0.4 (may mean it).
_PATTERNS: dict[str, tuple[tuple[str, float], ...]] = {
    "record_id": (
        (
            r"^(id|uid|gid|uuid|identifiant|id local|identifiant unique|objectid|fid|ogc fid)$|"
            r"data pass id",
            1.0,
        ),
        (r"(^| )(id|uid|gid|identifiant|ref|reference|numero fiche)( |$)", 0.7),
        (r"^(numero|num|no|n|n fiche|fiche|code|cle)$", 0.6),
    ),
    "name": (
        (
            r"^(nom|name|nom du lieu|nom (de la |de l )?(structure|etablissement|organisme|"
            r"organisation|site|lieu).*)$",
            1.0,
        ),
        (
            r"(^| )(nom|lib|libelle|denomination|intitule|enseigne|name)( |$)(?!.*(commune|ville|"
            r"contact|rue|voie|public))",
            0.85,
        ),
        (
            r"^(structure|lieu|lieux|etablissement|organisme|titre|raison sociale|point d accueil|"
            r"site)$",
            0.8,
        ),
        (r"raison sociale|libelle", 0.5),
    ),
    "pivot": ((r"siret|^pivot$|(^| )rna( |$)|ridet", 1.0), (r"siren", 0.4)),
    "commune_code": ((r"insee|citycode|code commune|com code|codgeo|depcom|code geographique", 1.0),),
    "postal_code": (
        (
            r"code postal|postcode|postal code|^(cp|c p|zip|zipcode)$|(^| )cp( |$)|"
            r"codepostal|^code p$|^c postal$",
            1.0,
        ),
        (r"bureau distributeur", 0.6),
    ),
    "commune_name": (
        (
            r"^(commune|ville|city|localite|town|municipalite|nom commune|nom de la commune|lib com|"
            r"libelle commune)$",
            1.0,
        ),
        (r"(^| )(commune|ville|city|localite|lib com|town)( |$)(?!.*(code|insee|id))", 0.8),
    ),
    "address": (
        (
            r"^(adresse|address|voie|rue|adresse postale|adresse complete|adresse du lieu|"
            r"numero et voie|street)$",
            1.0,
        ),
        (
            r"^(?!.*compl)(.* )?(adresse|adr|adres|address|voie|street)( |$)(?!.*(mail|mel|web|site|"
            r"electronique|code|insee|region|departement|commune|ville|pays|numero))",
            0.8,
        ),
        (r"(^| )(rue|libelle voie)( |$)", 0.7),
    ),
    "address_complement": (
        (
            r"compl\w*( d)? ?adresse|adresse compl|complement|batiment|lieu dit|etage|(^| )(quart|"
            r"quartier)( |$)",
            0.9,
        ),
    ),
    "street_number": ((r"(^| )(numero|num|no)( (de )?(voie|rue))?$|adresse numero|housenumber", 0.9),),
    "latitude": (
        (
            r"^(lat|latitude|y|coord y|y wgs84|geo lat)$|(^| )(lat|latitude|y|ycoord)( |$)|(^|"
            r" )lat coor",
            1.0,
        ),
    ),
    "longitude": (
        (
            r"^(lon|lng|long|longitude|x|coord x)$|(^| )(lon|lng|long|longitude|x|xcoord)( |"
            r"$)",
            1.0,
        ),
    ),
    "point": ((r"geo ?point|point ?geo|^geom|coordonnees|coords?$|geolocalisation|gps|position|wkt", 1.0),),
    "phone": (
        (r"tele?phone|^tel$|(^| )(tel|phone|portable|mobile|gsm)( |$)|n de tel", 1.0),
        (r"numero", 0.4),
    ),
    "emails": ((r"mail|courriel|(^| )mel( |$)|adresse electronique", 1.0),),
    "websites": (
        (
            r"site (web|internet|inter)?|^(site|web|url|website|lien)$|(^| )(site|web|url|website|lien|"
            r"href)( |$)",
            1.0,
        ),
        (r"facebook|instagram|twitter|linkedin|reseaux? sociaux|contact web", 0.8),
    ),
    "booking_url": ((r"prise (de )?rdv|rdv en ligne|reservation|booking|lien rdv", 0.9),),
    "accessibility_url": ((r"acces ?libre fiche|fiche acces|acceslibre", 1.0), (r"accessibilite", 0.5)),
    "updated_on": (
        (
            r"date ?(de )?(maj|mise a jour|modif\w*|edition)|(derniere|date) (maj|mise a jour|"
            r"modification)|datemaj",
            1.0,
        ),
        (
            r"mise? a jour|actualise|modifiee?( |$)|verifiee? le|(^| )maj( |$)|updated|modified|"
            r"last edit|timestamp",
            0.9,
        ),
        (r"(^| )date( |$)|labellisation", 0.5),
    ),
    "hours": (
        (
            r"horaire|heures? d ouverture|opening hours|ouverture au public|heures? d accueil|"
            r"disponibilites?",
            1.0,
        ),
        (r"ouverture|ouvert|permanences?|quand|amplitude|creneaux?", 0.6),
    ),
    "open_days": ((r"jours? (de la )?semaine|jours d ouverture|jours semaine", 0.9),),
    "week": ((r"^(ouverture|semaine|parite|frequence)$", 0.6),),
    "summary": ((r"resume|presentation courte|accroche|chapo", 1.0),),
    "description": (
        (r"descri\w*|presentation( detail\w*)?|detail|missions?$|en savoir plus|activites?", 0.9),
        (
            r"commentaires?|remarques?|observations?|infos?( complementaires?)?|precisions?|note|"
            r"contenu|complement d info",
            0.7,
        ),
    ),
    "directions": (
        (
            r"transports?|arret|acces bus|tram|comment venir|itineraire|desserte|"
            r"ligne de bus",
            0.9,
        ),
    ),
    "parent_network": (
        (
            r"structure (parente|porteuse|mere)|reseau|porteur|gestionnaire|operateur|groupe( fs)?$|"
            r"tutelle|raison sociale",
            0.9,
        ),
    ),
    "collector": ((r"^(source|producteur|collecteur)$", 0.8),),
    "contact_name": (
        (
            r"^contacts?$|nom (du )?(contact|referent|responsable)|(^| )personne( |$)|"
            r"referent|interlocuteur",
            0.8,
        ),
    ),
    "wheelchair": ((r"pmr|wheelchair|fauteuil|handicap moteur|mobilite reduite|acces handicap", 1.0),),
    "to_bring": ((r"a apporter|a prevoir|pieces? a fournir|documents? (a|necessaires)", 0.9),),
    "fees_detail": ((r"(precisions?|details?) (des )?(tarif|frais)|frais precisions", 0.9),),
    "languages": ((r"langues?( parlees?)?$|languages?", 0.9),),
    "typologies": (
        (
            r"typologie|type (de )?(structure|lieu|etablissement|espace)|type lieu|code typo|"
            r"categories? (d )?espace|picto",
            1.0,
        ),
        (r"(^| )(type|categorie|statut|nature|amenity|etiquettes?|genre|sorte)( |$)", 0.7),
    ),
    "itinerance": ((r"itiner\w*|mobilite du lieu|format fs|nomade", 0.9), (r"^format", 0.4)),
    "services": (
        (
            r"services?( proposes?| offerts?)?$|prestations?|offres?( de service)?|"
            r"activites?( proposees?)?|ateliers?|besoins? couverts?",
            1.0,
        ),
        (
            r"thematiques?|accompagnement|formations?|materiels?|equipements?|qualif|aide|initiation|"
            r"numerique|acces",
            0.6,
        ),
    ),
    "publics": (
        (
            r"publics?( (vises?|cibles?|accueillis|adresses|specifiquement adresses))?|"
            r"type public|beneficiaires|pour qui|destinataires",
            1.0,
        ),
    ),
    "specific_care": ((r"prise en charge|handicap|besoins specifiques", 0.9),),
    "fees": ((r"frais|tarifs?|prix|cout|gratuit|conditions? (d )?acces|charge|payant", 0.9),),
    "programmes": ((r"dispositifs?|programmes?|labels? nationaux|labels?$|label", 0.9),),
    "labels": ((r"labels?|formations? labels?|certifications?|qualite", 0.9),),
    "other_labels": ((r"autres? (formations? )?labels?|labels? autres", 1.0),),
    "access_modes": (
        (
            r"modalites? (d )?acces|conditions?( d)?( acces)?|comment (venir|acceder)|"
            r"mobilisation|acces equipement",
            0.9,
        ),
        (r"^modalites?$", 0.6),
    ),
    "accompaniment": (
        (
            r"modalites? (d )?accompagnement|code accomp|format|type d accompagnement|"
            r"assistance",
            0.9,
        ),
    ),
}
HEADERS = {
    target: tuple((re.compile(pattern), strength) for pattern, strength in patterns)
    for target, patterns in _PATTERNS.items()
}

# « Lu AM »: two or three letters alone are a day only with nothing else than a part of the day.
_HALF = r"( (am|mat|matin|apm|pm|aprem|apres ?midi|soir|midi|journee))?$"
_DAYS = {
    "Mo": rf"lundi|^lun?{_HALF}|monday|(^| )mo( |$)",
    "Tu": rf"mardi|^mar?{_HALF}|tuesday|(^| )tu( |$)",
    "We": rf"mercredi|^mer?{_HALF}|wednesday|(^| )we( |$)",
    "Th": rf"jeudi|^jeu?{_HALF}|thursday|(^| )th( |$)",
    "Fr": rf"vendredi|^ven?{_HALF}|friday|(^| )fr( |$)",
    "Sa": rf"samedi|^sam?{_HALF}|saturday|(^| )sa( |$)",
    "Su": rf"dimanche|^dim?{_HALF}|sunday|(^| )su( |$)",
}
DAYS = {day: re.compile(pattern) for day, pattern in _DAYS.items()}
MORNING = re.compile(r"matin|(^| )(am|mat)( |$)|morning")
AFTERNOON = re.compile(r"apres ?midi|aprem|(^| )(pm|apm)( |$)|afternoon|soir")


def strength(target: str, header: str) -> float:
    """How strongly a normalised header announces a target, from 0 to 1."""
    return next((value for pattern, value in HEADERS.get(target, ()) if pattern.search(header)), 0.0)
