"""Why each finding matters and what to do about it, in plain French; how numbers are written."""

from __future__ import annotations

_SPACE = "\u202f"

REASONS = {
    "duplicate-key": (
        "Quand on joint deux fichiers, une seule des lignes est gardée, au hasard : le territoire peut y "
        "perdre ses valeurs, ou y compter deux fois."
    ),
    "no-key": "Une ligne sans code n’est rattachée à aucun territoire.",
    "lost-zero": "Un tableur a lu le code comme un nombre : ces territoires ne seront reconnus nulle part.",
    "wrong-level": (
        "Des territoires de tailles différentes ne se comparent pas, et certains habitants comptent deux "
        "fois."
    ),
    "spread-value": (
        "La colonne semble dire les différences entre quartiers ; elle répète une seule valeur par commune."
    ),
    "unknown-area": (
        "Ces lignes ne se rattachent à aucun territoire et seraient perdues, ou signalent un mauvais fichier."
    ),
    "missing-area": (
        "Un territoire absent n’est pas un territoire sans difficulté : il disparaît des cartes et des rangs."
    ),
    "vintage": (
        "Les communes changent chaque année : des valeurs de deux années ne se joignent pas code à code."
    ),
    "constant": (
        "Une colonne qui ne varie pas ne distingue aucun territoire ; dans un indice, elle ne fait que "
        "diluer les autres."
    ),
    "repeated-value": (
        "Une valeur recopiée fait croire que l’on sait, commune par commune, ce que l’on ne sait qu’en "
        "moyenne."
    ),
    "almost-empty": (
        "Un indice calculé là-dessus ne porterait que sur quelques territoires, ou sur des valeurs devinées."
    ),
    "missing-people": "Une colonne presque pleine peut taire une grande ville, et tous ses habitants avec.",
    "few-complete": "Un calcul qui demande toutes les colonnes ne garderait que ces lignes.",
    "secret": (
        "Une valeur tue par le secret statistique n’est pas zéro, et elle manque plus souvent dans les "
        "petits territoires."
    ),
    "sentinel": "Ce nombre veut dire « inconnu » ; lu comme une mesure, il fausse les moyennes et les rangs.",
    "zero-for-missing": "Un zéro mis pour « inconnu » fait passer le territoire pour le moins fragile.",
    "outlier": (
        "Une seule valeur très éloignée écrase l’échelle de toutes les autres ; c’est souvent une erreur de"
        " saisie ou d’unité."
    ),
    "impossible": "Cette valeur ne peut pas exister : la colonne, son unité ou la ligne est fausse.",
    "wrong-unit": (
        "Une part de 0,25 lue comme 0,25 % (ou l’inverse) est cent fois trop petite (ou trop grande)."
    ),
    "inconsistent-ratio": (
        "Le taux publié n’est pas celui que donnent ses deux nombres : l’un des trois n’est pas ce que l’on"
        " croit."
    ),
    "inconsistent-total": (
        "Les parties ne font pas le tout : une colonne manque, est tue, ou n’a pas la même définition."
    ),
    "duplicate-column": "Deux colonnes qui disent la même chose comptent double dans un indice.",
    "wrong-direction": (
        "Prise dans ce sens, la mesure range parmi les plus fragiles ceux qui le sont le moins."
    ),
}

MENDS = {
    "duplicate-key": (
        "Gardez une ligne par territoire : celle qui est remplie ; si deux se contredisent, demandez au "
        "producteur laquelle est bonne."
    ),
    "no-key": "Ajoutez le code, ou retirez ces lignes.",
    "lost-zero": "Rouvrez le fichier d’origine en important la colonne du code comme du texte.",
    "wrong-level": (
        "Ne gardez qu’un niveau ; pour passer de l’un à l’autre, additionnez les nombres, jamais les taux."
    ),
    "spread-value": "Prenez la source au niveau voulu, ou marquez ces valeurs « estimées » et dites-le.",
    "unknown-area": "Vérifiez l’année et la colonne du code.",
    "missing-area": "Demandez ces lignes au producteur, ou affichez ces territoires « sans valeur ».",
    "vintage": (
        "Dites l’année du code géographique du fichier et portez-le à l’année voulue par une table de "
        "passage."
    ),
    "constant": "Retirez-la de l’indice ; vérifiez à la source qu’elle n’a pas été remplie par défaut.",
    "repeated-value": (
        "Marquez ces valeurs « estimées », ou retirez-les et travaillez au niveau où elles sont connues."
    ),
    "almost-empty": "Retirez-la de l’indice, ou trouvez une source plus complète.",
    "missing-people": (
        "Cherchez ces valeurs : une grande ville manque souvent parce que la source a ses arrondissements à "
        "sa place, ou à cause d’une jointure."
    ),
    "few-complete": "Retirez d’abord la colonne la plus vide, puis choisissez comment traiter ce qui manque.",
    "secret": "Gardez-la « secrète » ; travaillez au niveau au-dessus, où elle est publiée.",
    "sentinel": "Remplacez ce nombre par une case vide.",
    "zero-for-missing": "Vérifiez à la source ; si ce n’est pas un vrai zéro, videz la case.",
    "outlier": (
        "Vérifiez ces valeurs à la source ; si elles sont vraies, choisissez une normalisation par rang."
    ),
    "impossible": "Corrigez à la source, ou videz ces cases.",
    "wrong-unit": "Déclarez la bonne unité, ou convertissez toute la colonne.",
    "inconsistent-ratio": "Vérifiez la définition du taux, puis recalculez-le de ses deux nombres.",
    "inconsistent-total": (
        "Vérifiez les définitions ; ne calculez pas une partie par différence tant que l’écart n’est pas "
        "compris."
    ),
    "duplicate-column": "N’en gardez qu’une dans l’indice.",
    "wrong-direction": (
        "Déclarez le sens contraire (-1 : plus il y en a, moins c’est fragile), ou inversez la mesure."
    ),
}


def number(value: float) -> str:
    """« 36 393 », « 19,48 », « 0,0106 »."""
    if value == round(value) and abs(value) < 1e15:
        return f"{round(value):,}".replace(",", _SPACE)
    text = f"{value:,.2f}" if abs(value) >= 1 else f"{value:.3g}"
    return text.replace(",", _SPACE).replace(".", ",")


def percent(part: float, whole: float) -> str:
    """« 84 % », « moins de 1 % »."""
    share = 100 * part / whole if whole else 0.0
    if 0 < share < 1:
        return "moins de 1 %"
    return "plus de 99 %" if 99 < share < 100 else f"{share:.0f} %"


def counted(count: int, one: str, many: str = "") -> str:
    """« 1 ligne », « 36 393 lignes »."""
    return f"{number(count)} {one if count < 2 else many or one + 's'}"
