"""What a piece of folded text says: an ordered table of patterns, the first that matches wins."""

import re
from collections.abc import Callable

from fabrique.kernels.hours import vocabulary as v
from fabrique.kernels.hours.model import ALL_DAYS, WEEKDAYS

Made = tuple[str, object]
Maker = Callable[[re.Match[str]], Made]

_RDV = r"(?:rdv|rendez[- ]?vous|r-v\b|rv\b)"
_SCHOOL = r"(?:vacances(?:\s+scolaires?)?|conges\s+scolaires?)"
_OUTSIDE = r"(?:hors|en dehors|sauf|excepte|except[eé]e?|hormis)"
_DURING = r"(?:pendant|durant|en|lors de|au cours de)"
_PERIOD_NAMES = r"(?:noel|toussaint|automne|hiver|fevrier|printemps|paques|ete)\b"
_MONTHS_BEFORE = r"(?:en|de|d'|au mois d'|au mois de|du mois d'|du mois de|tout le mois d'|entre|mois d')"
_OR_TO = r"(?:,|-|et|a|au|jusqu'en|jusqu'a)"
_FIRST_DATE = rf"(?P<d1>\d{{1,2}})(?:er)?(?:\s+(?P<m1>{v.MONTH})(?:\s+(?P<y1>20\d\d))?)?"
_LAST_DATE = rf"(?P<d2>\d{{1,2}})(?:er)?\s+(?P<m2>{v.MONTH})(?:\s+(?P<y>20\d\d))?"


def _dates(found: re.Match[str]) -> Made:
    first, last, to = int(found["d1"]), int(found["d2"]), v.month_code(found["m2"])
    since = v.month_code(found["m1"]) if found["m1"] else to
    if not (1 <= first <= 31 and 1 <= last <= 31) or (since == to and last < first and not found["y1"]):
        return "word", None
    year = f"{found['y']} " if found["y"] else ""
    began = f"{found['y1']} " if found["y1"] else year
    if began and not year:
        return "word", None
    return "months", f"{began}{since} {first:02d}-{year}{to} {last:02d}"


def _date(found: re.Match[str]) -> Made:
    day, year = int(found["d"]), f"{found['y']} " if found["y"] else ""
    return ("months", f"{year}{v.month_code(found['m'])} {day:02d}") if 1 <= day <= 31 else ("word", None)


def _some_dates(found: re.Match[str]) -> Made:
    month, days = v.month_code(found["m"]), [int(day) for day in re.findall(r"\d+", found["days"])]
    if not all(1 <= day <= 31 for day in days):
        return "word", None
    return "months", ",".join(f"{month} {day:02d}" for day in days)


def _months(found: re.Match[str]) -> Made:
    codes = [v.month_code(word) for word in re.findall(v.MONTH, found[0])]
    spanned = len(codes) == 2 and re.search(r"-|\s(?:a|au|jusqu)\b", found["rest"])
    return "months", ("-" if spanned else ",").join(dict.fromkeys(codes))


def _holiday(found: re.Match[str]) -> Made:
    spans = [span for word, span in v.PERIODS.items() if re.search(rf"\b{word}\b", found[0])]
    return "holiday", f"{spans[0]} SH" if spans else "SH"


def _initials(found: re.Match[str]) -> Made:
    words = re.findall(r"[a-z]+", found[0])
    return "days", frozenset(v.INITIALS.get(word, 1 if word == "mar" else 2) for word in words)


def _every_day(found: re.Match[str]) -> Made:
    if "ouvre" in found[0]:
        return "days", WEEKDAYS
    return "days", ALL_DAYS - {6} if "ouvra" in found[0] else ALL_DAYS


def _nth(found: re.Match[str]) -> Made:
    return "nth", v.ordinals(found[0])


def _say(kind: str, value: object = None) -> Maker:
    return lambda found: (kind, value)


# What must be seen before times: addresses, dates, rhythms, ordinals, holidays, months.
BEFORE_TIMES: list[tuple[str, Maker]] = [
    (v.DATED, _say("every")),
    (r"24\s*(?:h|heures)?\s*(?:/|sur)\s*24\s*h?", _say("allday")),
    (r"7\s*(?:j|jours)?\s*(?:/|sur)\s*7\s*j?\b", _say("days", ALL_DAYS)),
    (
        rf"(?:du|de|le)\s+{_FIRST_DATE}\s+(?:au|a|-|jusqu'au)\s+{_LAST_DATE}(?:\s+(?:inclus|compris))?",
        _dates,
    ),
    (rf"entre\s+le\s+{_FIRST_DATE}\s+et\s+le\s+{_LAST_DATE}", _dates),
    (
        rf"(?P<d1>\d{{1,2}})(?:er)?\s+(?P<m1>{v.MONTH})(?:\s+(?P<y1>20\d\d))?\s*(?:-|au|a)\s*{_LAST_DATE}(?:\s+(?:inclus|compris))?",
        _dates,
    ),
    (
        rf"les?\s+(?P<days>\d{{1,2}}(?:er)?(?:\s*(?:,|et|ou)\s*(?:le\s+)?\d{{1,2}}(?:er)?)+)\s+(?P<m>{v.MONTH})",
        _some_dates,
    ),
    (rf"(?:le\s+)?(?P<d>\d{{1,2}})(?:er)?\s+(?P<m>{v.MONTH})(?:\s+(?P<y>20\d\d))?", _date),
    (r"(?:\ble\s+)?\b\d{1,2}/\d{1,2}/\d{2,4}\b", _say("word")),
    (r"\b(?:le|du|au|depuis le)\s+\d{1,2}/\d{1,2}(?!\s*h)\b", _say("word")),
    (
        rf"\b(?:jusqu'en|depuis|a partir d[eu]|a compter d[eu])\s+(?:{v.MONTH}|20\d\d)(?:\s+20\d\d)?",
        _say("word"),
    ),
    (r"\b(?:une?|1)\s+(?:sur|/)\s+(?:deux|2|trois|3)\b|\b(?:en\s+)?semaines?\s+[a-d]\b(?!')", _say("every")),
    (
        r"\bsemaines?\s+[1-5](?:\s*(?:,|et)\s*[1-5])*\b(?!\s*(?:h|:|sur|/))"
        r"|\ben\s+alternance\b|\balternativement\b|\bselon\s+les\s+semaines\b",
        _say("every"),
    ),
    (v.AWAY, _say("closed")),
    (r"\bapres[- ]?midis?\b|\bapr[eè]?m\b|\baprems?\b", _say("half", "pm")),
    (r"\bmatin(?:s|ees?)?\b", _say("half", "am")),
    (r"\bsoir(?:s|ees?)?\b", _say("word")),
    (
        rf"\b(?:un|1)\s+{v.FULL_DAY}(?:\s+(?:matin|apres[- ]midi))?\s+(?:sur|/)\s+(?:deux|2|trois|3)\b",
        _say("everyday"),
    ),
    (rf"\b{v.COUNT}\s+{v.FULL_DAY}\s+par\s+mois\b", _say("everyday")),
    (
        r"\b(?:une?|1|toutes? les|tous les|chaque)?\s*(?:deux |trois |quatre |[2-9] )?semaines?"
        r"\s*(?:sur|/)\s*(?:deux|trois|\d)\b",
        _say("every"),
    ),
    (
        r"\btou(?:te)?s les\s+(?:deux|trois|quatre|six|quinze|[2-9]|15)\s+(?:semaines|jours|mois)\b",
        _say("every"),
    ),
    (
        rf"\b{v.COUNT}\s*(?:x|fois)\s+(?:par|/)\s*(?:mois|semaine|trimestre|an)\b"
        r"|\bmensuel\w*|\bbi-?mensuel\w*",
        _say("every"),
    ),
    (r"\b(?:les\s+|la\s+|en\s+)?semaines?\s+paires?\b", _say("parity", 0)),
    (r"\b(?:les\s+|la\s+|en\s+)?semaines?\s+impaires?\b", _say("parity", 1)),
    (
        rf"\b(?:les?\s+)?(?:{v.COUNT}\s+)?{v.ORDINAL}\s+(?:semaines?|quinzaines?|jours?|week-?ends?)"
        rf"(?:\s+(?:d'|de\s+|du\s+mois\s+d[e']\s*)(?:{v.MONTH}|chaque mois))?",
        _say("word"),
    ),
    (r"\bpas\s+ouvert[^)\n;.]*", _say("every")),
    (rf"\b{v.ORDINAL}(?:{v.AND}{v.ORDINAL})*(?:\s+de\s+chaque\s+mois|\s+du\s+mois\b)?", _nth),
    (rf"\b(?:hors|sauf|et)\s+et\s+(?:en|pendant)\s+(?:les\s+)?{_SCHOOL}", _say("word")),
    (
        rf"\b{_OUTSIDE}\s+(?:pendant\s+|durant\s+)?(?:des?\s+|les\s+|periodes?\s+(?:de\s+|des\s+)?)*{_SCHOOL}"
        r"(?!\s+d[e'u])\b",
        _say("term", "except"),
    ),
    (
        r"\b(?:en|pendant|durant|hors)?\s*(?:les?\s+|la\s+)?per(?:iodes?|\.)\s+scolaires?(?!\s+d[e'u])\b",
        _say("term"),
    ),
    (
        rf"\b{_DURING}?\s*(?:toutes\s+)?(?:les\s+|des\s+)?(?:periodes?\s+de\s+)?(?:petites?\s+)?{_SCHOOL}"
        rf"(?:\s+(?:de la\s+|de\s+|d'|des?\s+)?{_PERIOD_NAMES})?",
        _holiday,
    ),
    (r"\b(?:(?:pour\s+|pendant\s+)?le\s+)?reste\s+de\s+l'annee\b", _say("rest")),
    (
        r"\b(?:horaires?\s+)?(?:en\s+|l'|d'|de l')?(?:hiver|ete|saison|basse saison|haute saison)\b"
        r"|\bestiva(?:l|le|ux)\b",
        _say("season"),
    ),
    (r"\bd(?:e|u)\s+(?:chaque\s+)?mois?\b", _say("filler")),
    (r"\b(?:les\s+)?jours?\s+feries?\b|\bferies\b", _say("holiday", "PH")),
    (rf"\b(?:{_MONTHS_BEFORE}\s*)?{v.MONTH}(?P<rest>(?:\s*{_OR_TO}\s*(?:en\s+)?{v.MONTH})*)", _months),
]
AFTER_TIMES: list[tuple[str, Maker]] = [
    (
        r"\b(?:tous les jours|chaque jour|7 jours sur 7|toute l'annee tous les jours|tlj)\b"
        r"(?:\s+ouvr(?:es|ables)\b)?",
        _every_day,
    ),
    (
        r"\b(?:les\s+)?jours\s+(?:ouvres|de semaine)\b"
        r"|\b(?<!toute )(?<!par )(?<!de )(?:la|en)\s+semaine\b",
        _say("days", WEEKDAYS),
    ),
    (r"\bjours\s+ouvrables\b", _say("days", ALL_DAYS - {6})),
    (r"\b(?:les?\s+)?week[- ]?ends?\b", _say("days", frozenset({5, 6}))),
    (v.INITIALS_LIST, _initials),
    (
        r"\b(?:ou\s+)?(?:uniquement\s+|exclusivement\s+|seulement\s+|de preference\s+)?"
        rf"(?:sur|avec|sans|par|prise? de|possibilite de)\s+{_RDV}"
        r"(?:\s+(?:uniquement|exclusivement|seulement|obligatoire|conseille))?",
        _say("rdv"),
    ),
    (
        # « la ferme de Kerbel » is a farm; « fermé du 1er au 15 août », « fermé de juin à août » are not.
        r"\b(?<!avant la )(?<!avant )"
        rf"ferm(?:e(?!\s+d(?:e|u|es)\s+(?!\d|{v.MONTH}|{v.FULL_DAY})[a-z])(?:es?|s)?|eture|etures)\b"
        r"(?:\s+au\s+public)?|\boff\b|\bclosed\b",
        _say("closed"),
    ),
    (r"\b(?:sauf|hors|excepte(?:e?s|e)?|hormis|a l'exc(?:eption|lusion) d(?:e|u|es))\b", _say("except")),
    (
        r"\b(?:avec\s+)?(?:une\s+)?(?:pause|interruption|coupure)\b"
        r"(?:\s+(?:(?:du|le)\s+midi|(?:du\s+)?dejeuner|meridienne))?"
        r"(?=\s*[:(]?\s*(?:de\s+|entre\s+)?(?:\d|midi\b))",
        _say("pause"),
    ),
    (r"\b(?:jusqu'a|jusqu'au|jusque)\b", _say("until")),
    (r"\b(?:a partir d[eu]|des)\s+(?=\d)", _say("word")),
    (r"\b(?:au|a|e)\b(?=\s*\S)|->|-", _say("to")),
    (r"(?<=h)[ae](?=\s*\d)|(?<=\d)[ae](?=\s*\d)|\ba(?=\d)", _say("to")),
    (r"\bet\b|\bou\b|\bpuis\b|[,/&+]", _say("and")),
    (r"\n|[;|]|\.(?!\d)|(?<=h)\.|\.(?=\d)", _say("stop")),
    (r":", _say("colon")),
    (r"[()\[\]{}]", _say("bracket")),
    (r"\d{4}(?!\d)", _say("digits")),
    (r"\d{1,2}(?!\d)", _say("num")),
]
