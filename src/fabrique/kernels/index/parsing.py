"""A definition read from its file: TOML in, plain values out, or a refusal in French."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from fabrique.kernels.index.definition import (
    Alternatives,
    Definition,
    Group,
    Indicator,
    Mean,
    Method,
    Missing,
    Normalisation,
    Outliers,
    Output,
    Part,
    SignOff,
    Weighing,
)
from fabrique.kernels.index.errors import Refusal
from fabrique.kernels.index.reading import Section, as_number

REFERENCES = ("mean", "median", "min", "max")


def parse(text: str) -> Definition:
    """The definition that a TOML text holds. Raises ``Refusal``."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(f"Le fichier n’est pas du TOML lisible ({error}).") from error
    return from_mapping(content)


# Controls that no line needs, and marks that turn round what is read after them.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _refuse_unseen(value: Any) -> None:
    """What an escape of TOML may hide in a text, where nobody who signs it would see it."""
    if isinstance(value, str) and (found := _UNSEEN.search(value)):
        shown = value[max(found.start() - 20, 0) : found.start()]
        sign = f"U+{ord(found[0]):04X}"
        raise Refusal(f"Le texte contient un signe qui ne se voit pas ({sign}), après « {shown} ». Ôtez-le.")
    if isinstance(value, Mapping):
        for key, each in value.items():
            _refuse_unseen(key)
            _refuse_unseen(each)
    elif isinstance(value, list):
        for each in value:
            _refuse_unseen(each)


def from_mapping(content: Mapping[str, Any]) -> Definition:
    """The definition that nested tables hold, with its hash."""
    _refuse_unseen(content)
    main = Section(content, "définition")
    indicators = tuple(_indicator(one, rank) for rank, one in enumerate(main.tables("indicators"), start=1))
    if not indicators:
        raise main.refuse("aucun indicateur. Ajoutez au moins une table [[indicators]].")
    groups = _groups(main.raw("groups", {}), {one.code for one in indicators})
    found = Definition(
        name=main.text("name"),
        title=main.text("title"),
        version=main.text("version"),
        description=main.text("description", ""),
        reasons=main.text("reasons", ""),
        indicators=indicators,
        groups=groups,
        top=_top(main.text("top", ""), groups),
        normalisation=_normalisation(main.raw("normalisation", "percentile"), "[normalisation]"),
        missing=main.choice("missing", Missing, Missing.OMIT),
        least_known=main.number("least_known", 0.6, 0.0, 1.0),
        population=main.text("population", ""),
        top_share=main.number("top_share", 0.1, 0.001, 0.5),
        output=_output(main.raw("output", {})),
        alternatives=_alternatives(main.raw("alternatives", {})),
        sign_offs=tuple(_sign_off(one) for one in main.tables("sign_offs")),
    )
    main.end()
    _check(found)
    return dataclasses.replace(found, hash=digest(found))


def canonical(definition: Definition) -> str:
    """The one way to write a definition: what the order, the spacing and the comments of its file cannot
    change, sign-offs and default values left out."""
    content = _said(dataclasses.replace(definition, sign_offs=(), hash=""))
    content["indicators"] = sorted(content["indicators"], key=lambda one: str(one["code"]))
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _said(value: Any) -> Any:
    """Nested tables without what is by default: a setting added one day changes no hash of before."""
    if dataclasses.is_dataclass(value):
        pairs = ((one, getattr(value, one.name)) for one in dataclasses.fields(value))
        return {one.name: _said(own) for one, own in pairs if own != one.default}
    if isinstance(value, Mapping):
        return {key: _said(one) for key, one in value.items()}
    return [_said(one) for one in value] if isinstance(value, tuple) else value


def digest(definition: Definition) -> str:
    """SHA-256 of the canonical text, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(definition).encode()).hexdigest()


def _indicator(content: Any, rank: int) -> Indicator:
    section = Section(content, f"indicateur n° {rank}")
    code = section.text("code")
    section.where = f"indicateur « {code} »"
    direction = section.raw("direction")
    if direction not in (-1, 1) or isinstance(direction, bool):
        raise section.refuse(
            "« direction » manque : écrivez 1 si une valeur plus grande rend plus fragile, -1 si c’est "
            "l’inverse."
        )
    missing, own = section.raw("missing"), section.raw("normalisation")
    label, denominator = section.text("label", code), section.text("denominator", "")
    others = direction < 0 and denominator  # the fragile are those whom the measure does not hold
    found = Indicator(
        code=code,
        label=label,
        direction=int(direction),
        unit=section.text("unit", ""),
        denominator=denominator,
        scale=section.number("scale", 100.0, 1e-9),
        counted=section.text("counted", f"personnes hors de « {label} »" if others else "personnes"),
        outliers=section.choice("outliers", Outliers, Outliers.NONE),
        outlier_share=section.number("outlier_share", 0.01, 0.0, 0.25),
        missing=None if missing is None else section.word(missing, "missing", Missing),
        goalposts=section.pair("goalposts"),
        normalisation=None if own is None else _normalisation(own, section.where),
        source=section.text("source", ""),
        reason=section.text("reason", ""),
    )
    section.end()
    return found


def _normalisation(content: Any, where: str) -> Normalisation:
    section = Section({"method": content} if isinstance(content, str) else content, f"{where}, normalisation")
    method = section.word(section.raw("method"), "method", Method)
    ends = section.pair("ends")
    reference = section.raw("reference", "mean")
    if reference not in REFERENCES and as_number(reference) is None:
        raise section.refuse(f"« reference » est un nombre ou l’un de {', '.join(REFERENCES)}.")
    found = Normalisation(
        method=method,
        low=ends[0] if ends else 0.0,
        high=ends[1] if ends else 100.0,
        centre=section.number("centre", 50.0),
        spread=section.number("spread", 10.0, 1e-9),
        cuts=section.numbers("cuts"),
        scores=section.numbers("scores"),
        absolute=section.flag("absolute"),
        reference=reference if isinstance(reference, str) else float(reference),
        winsor=section.number("winsor", 0.0, 0.0, 0.25),
    )
    section.end()
    if method is Method.BANDS:
        _bands(found, section)
    return found


def _bands(found: Normalisation, section: Section) -> None:
    if not found.cuts or list(found.cuts) != sorted(set(found.cuts)):
        raise section.refuse(
            "« cuts » donne des limites, de la plus petite à la plus grande, sans répétition."
        )
    if not found.absolute and not (found.cuts[0] > 0 and found.cuts[-1] < 1):
        raise section.refuse("« cuts » donne des parts entre 0 et 1 (ou des valeurs, avec absolute = true).")
    if len(found.scores) != len(found.cuts) + 1:
        raise section.refuse("« scores » a un nombre de plus que « cuts » : une note par classe.")
    if found.scores[0] == found.scores[-1] or list(found.scores) != sorted(found.scores):
        raise section.refuse("« scores » va de la note la plus basse à la plus haute.")


def _groups(content: Any, indicators: set[str]) -> dict[str, Group]:
    section = Section(content, "[groups]")
    groups = {code: _group(code, one) for code, one in sorted(section.content.items())}
    for code in groups:
        if code in indicators:
            raise Refusal(
                f"« {code} » est à la fois un groupe et un indicateur : changez l’un des deux noms."
            )
    known = indicators | set(groups)
    for group in groups.values():
        for part in group.parts:
            if part.code not in known:
                raise Refusal(
                    f"groupe « {group.code} » : « {part.code} » n’est ni un indicateur ni un groupe."
                )
    return groups


def _group(code: str, content: Any) -> Group:
    section = Section(content, f"groupe « {code} »")
    parts = section.raw("parts", {})
    weighing = section.choice("weights", Weighing, Weighing.EQUAL)
    if isinstance(parts, list):
        named = [str(one) for one in parts]
        twice = [name for name, count in Counter(named).items() if count > 1]
        if twice:
            raise section.refuse(f"« {twice[0]} » est nommé deux fois.")
        if weighing is Weighing.EXPERT:
            raise section.refuse("des poids d’experts s’écrivent parts = { nom = poids, … }.")
        parts = dict.fromkeys(named, 1)
    elif isinstance(parts, Mapping) and parts and weighing is not Weighing.EXPERT:
        raise section.refuse(
            'des poids sont donnés : ajoutez weights = "expert", ou une simple liste de noms.'
        )
    if not isinstance(parts, Mapping) or not parts:
        raise section.refuse("le groupe est vide : « parts » nomme ses indicateurs ou ses groupes.")
    found = Group(
        code=code,
        label=section.text("label", code),
        parts=_parts(parts, section),
        weighing=weighing,
        mean=section.choice("mean", Mean, Mean.ARITHMETIC),
        decided_by=section.text("decided_by", ""),
        decided_on=section.text("decided_on", ""),
        reason=section.text("reason", ""),
    )
    section.end()
    if weighing is Weighing.EXPERT and not (found.decided_by and found.decided_on and found.reason):
        raise section.refuse(
            "des poids d’experts demandent « decided_by », « decided_on » et « reason » : qui, quand, "
            "pourquoi."
        )
    return found


def _parts(parts: Mapping[str, Any], section: Section) -> tuple[Part, ...]:
    weights = {code: as_number(value) for code, value in parts.items()}
    for code, value in weights.items():
        if value is None or value < 0:
            raise section.refuse(f"le poids de « {code} » doit être un nombre positif.")
    total = sum(value or 0.0 for value in weights.values())
    if total <= 0:
        raise section.refuse("tous les poids sont nuls : rien ne compterait.")
    return tuple(Part(code, (value or 0.0) / total) for code, value in sorted(weights.items()))


def _top(named: str, groups: dict[str, Group]) -> str:
    held = Counter(part.code for group in groups.values() for part in group.parts)
    twice = [code for code, count in held.items() if count > 1]
    if twice:
        raise Refusal(f"« {twice[0]} » est nommé dans deux groupes : il compterait double.")
    roots = [code for code in groups if code not in held]
    if not groups:
        raise Refusal("Aucun groupe : écrivez au moins [groups.index] avec ses « parts ».")
    if len(roots) != 1:
        told = ", ".join(f"« {code} »" for code in roots) or "aucun"
        raise Refusal(f"Il faut un seul groupe au sommet, qui n’est dans aucun autre ; trouvé : {told}.")
    if named and named != roots[0]:
        raise Refusal(f"« top » dit « {named} », mais le sommet est « {roots[0]} ».")
    return roots[0]


def _output(content: Any) -> Output:
    section = Section(content, "[output]")
    found = Output(
        section.number("multiply", 1.0, 1e-12), section.number("add", 0.0), section.pair("rescale")
    )
    section.end()
    return found


def _alternatives(content: Any) -> Alternatives:
    section = Section(content, "[alternatives]")
    normalisations = {
        json.dumps(dataclasses.asdict(one), sort_keys=True): one
        for one in (_normalisation(raw, section.where) for raw in section.tables("normalisations"))
    }
    found = Alternatives(
        normalisations=tuple(normalisations[key] for key in sorted(normalisations)),
        means=tuple(sorted({section.word(one, "means", Mean) for one in section.tables("means")})),
        missing=tuple(sorted({section.word(one, "missing", Missing) for one in section.tables("missing")})),
        spread=section.number("spread", 0.0, 0.0, 1e6),
        removal=section.flag("removal"),
    )
    section.end()
    if Missing.REFUSE in found.missing:
        raise section.refuse(
            "« refuse » n’est pas une façon de compléter : une zone est notée ou ne l’est pas."
        )
    return found


def _sign_off(content: Any) -> SignOff:
    section = Section(content, "[[sign_offs]]")
    found = SignOff(section.text("name"), section.text("role"), section.text("on"), section.text("hash"))
    section.end()
    return found


def _check(found: Definition) -> None:
    twice = [code for code, count in Counter(found.codes).items() if count > 1]
    if twice:
        raise Refusal(f"L’indicateur « {twice[0]} » est décrit deux fois.")
    unused = sorted(set(found.codes) - set(found.leaves(found.top)))
    if unused:
        raise Refusal(f"L’indicateur « {unused[0]} » n’est dans aucun groupe : ajoutez-le, ou retirez-le.")
    if found.alternatives.removal and len(found.indicators) < 3:
        raise Refusal("Retirer un indicateur au hasard (« removal ») en demande au moins trois.")
    scales = [found.normalisation, *found.alternatives.normalisations]
    for one in found.indicators:
        wants = any(
            scale.method is Method.GOALPOSTS
            for scale in ([one.normalisation] if one.normalisation else scales)
        )
        if wants and one.goalposts is None:
            raise Refusal(
                f"L’indicateur « {one.code} » n’a pas de « goalposts », que la normalisation demande."
            )
