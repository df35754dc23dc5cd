"""Text of a cell: what counts as empty, repaired encodings, HTML to plain text, short summaries."""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Any

from fabrique.directory.cleaning.model import Cleaned

SUMMARY_LENGTH = 280
CELL_LENGTH = 20_000

_EMPTY = frozenset(
    {
        *(
            "",
            "null",
            "none",
            "nan",
            "n/a",
            "#n/a",
            "#n/d",
            "#ref!",
            "#valeur!",
            "#value!",
            "nc",
            "n.c.",
            "nd",
        ),
        *(
            "undefined",
            "néant",
            "neant",
            "non renseigné",
            "non renseignee",
            "non renseignée",
            "inconnu",
            "[]",
        ),
        *(
            "aucun",
            "aucune",
            "sans objet",
            "non communiqué",
            "à compléter",
            "a completer",
            "{}",
            "non défini",
        ),
    }
)
_STRAY = re.compile(r"[\s\-–—_.,;:/|@*?\\\x00'\"]+|x{2,}|(?:00?[:h]00\s*[-–]?\s*){2}", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x91\x93-\x9f\u200b\u200e\u200f\ufeff]")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h\d)\b[^<>]*>", re.IGNORECASE)
_ITEM = re.compile(r"<\s*li\b[^<>]*>", re.IGNORECASE)
_MOJIBAKE = re.compile(r"Ã[\x80-\xbf\u2018-\u203a\u20ac\u0152-\u017eƒˆ˜]|Â[\xa0-\xbf]|â€|╢|┬|├")
_AT_FOR_A = re.compile(r"(?<=[a-z])@(?=[a-z])")  # « esp@ce », but not « Caf@Arras »
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")


def text_of(value: Any) -> str:
    """The text of a cell, whatever its type: whole floats lose their `.0`, lists are joined by `|`."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list | tuple | set):
        return "|".join(text_of(item) for item in value)
    return str(value)


def is_empty(text: str) -> bool:
    """Whether a cell says nothing: blank, « null », « #N/D », lone punctuation."""
    stripped = text.strip()
    if len(stripped) > 20:
        return not stripped.strip("-–—_. ")
    if len(stripped) > 15 and stripped[0].isalnum():
        return False
    return stripped.lower() in _EMPTY or bool(_STRAY.fullmatch(stripped))


def _repair_encoding(text: str) -> str:
    if not _MOJIBAKE.search(text):
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    pairs = re.sub(r"Ã([\x80-\xbf])", lambda match: chr(ord(match[1]) + 64), text)
    return pairs.translate({ord("╢"): "Â"})


@lru_cache(maxsize=16384)
def tidy(text: str) -> Cleaned[str]:
    """One line of text without control characters, mojibake or repeated spaces; "" when it says nothing."""
    rules: list[str] = []
    result = text[:CELL_LENGTH]
    flags = ("cell-too-long",) if len(text) > CELL_LENGTH else ()
    if flags:
        rules.append("text-cut")
    repaired = _repair_encoding(result)
    if repaired != result:
        rules.append("encoding-repaired")
    plain = _CONTROL.sub("", repaired.replace("\x92", "’").replace("\x85", "…"))
    if plain != repaired:
        rules.append("control-characters-removed")
    plain = unicodedata.normalize("NFC", plain)
    result = " ".join(plain.split())
    if result != plain.strip():
        rules.append("spaces-collapsed")
    if result and is_empty(result):
        return Cleaned("", (*rules, "empty-word-removed"), flags)
    return Cleaned(result, tuple(rules), flags)


def strip_html(text: str) -> str:
    """Plain text of an HTML fragment: breaks become new lines, scripts vanish, entities are read."""
    if "<" not in text and "&" not in text:
        return text
    result = _SCRIPT.sub(" ", text)
    result = _ITEM.sub("\n- ", _BREAK.sub("\n", result))
    result = html.unescape(_TAG.sub(" ", result))
    return _TAG.sub(" ", result) if "<" in result else result


@lru_cache(maxsize=16384)
def clean_text(text: str) -> Cleaned[str]:
    """Several lines of plain text: HTML, mojibake and control characters removed, line breaks kept."""
    plain = strip_html(text[: CELL_LENGTH * 2])
    rules = ["html-removed"] if plain != text[: CELL_LENGTH * 2] else []
    flags: list[str] = ["cell-too-long"] if len(text) > CELL_LENGTH else []
    lines: list[str] = []
    for raw_line in plain.replace("\\n", "\n").replace("\r", "\n").split("\n"):
        line = tidy(raw_line)
        rules += [
            rule for rule in line.rules if rule not in {*rules, "spaces-collapsed", "empty-word-removed"}
        ]
        if line.value:
            lines.append(line.value)
    result = "\n".join(lines)
    if result and is_empty(result):
        result = ""
    if not result and text.strip():
        rules.append("empty-word-removed")
    return Cleaned(result, tuple(rules), tuple(flags))


def cut_summary(text: str, limit: int = SUMMARY_LENGTH) -> str:
    """The beginning of a text in at most `limit` characters, cut at a sentence, else at a word with « … »."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    ends = [match.end() for match in _SENTENCE_END.finditer(flat, 0, limit)]
    if ends and ends[-1] >= limit // 4:
        return flat[: ends[-1]]
    return flat[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:-– ") + "…"


def clean_presentation(summary: str, description: str) -> Cleaned[tuple[str, str]]:
    """Summary (≤ 280 characters) and description. A summary too long is kept whole in the description."""
    short, long = clean_text(summary), clean_text(description)
    rules = list(dict.fromkeys(short.rules + long.rules))
    brief, detail = " ".join(short.value.split()), long.value
    if len(brief) > SUMMARY_LENGTH:
        if short.value not in detail:
            detail = f"{short.value}\n{detail}" if detail else short.value
        brief = cut_summary(short.value)
        rules.append("summary-shortened")
    return Cleaned((brief, detail), tuple(rules), tuple(dict.fromkeys(short.flags + long.flags)))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents, ligatures or typographic signs; every other sign becomes one space."""
    lowered = _AT_FOR_A.sub("a", text).lower().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9+]+", " ", plain).split())
