"""Web addresses of a cell: several allowed, scheme added, slips mended, the case of the path kept."""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from fabrique.directory.cleaning.model import Cleaned
from fabrique.directory.cleaning.text import text_of

# Endings that make a site of a bare word: « c.c.a.s » or « lundi.mardi » is not one.
_ENDINGS = (
    r"fr|com|org|net|eu|gouv|info|re|nc|pf|yt|pm|wf|gp|mq|gf|bzh|corsica|alsace|paris|io|co|coop|asso|be|ch|de|lu|es|it|uk|"
    r"tv|me|cc|app|dev|site|online|bio|pro|tech|digital|online|eus|cat|academy|center|work|works|world|life|space|social|"
    r"media|education|school|services|solutions|link|page|cafe|club|city|one|xyz|top|ly|gl|ai|tl|ac|biz|mobi|name|house|land|example"
)
_ANY_HOST = re.compile(
    r"(?:[a-z0-9à-ÿ_](?:[a-z0-9à-ÿ_-]*[a-z0-9à-ÿ])?\.)+[a-z]{2,24}(?::\d+)?|\d{1,3}(?:\.\d{1,3}){3}", re.I
)
_HOST = re.compile(
    rf"(?:[a-z0-9à-ÿ_](?:[a-z0-9à-ÿ_-]*[a-z0-9à-ÿ])?\.)+(?:{_ENDINGS})(?::\d+)?", re.IGNORECASE
)
_SCHEME_SLIP = re.compile(r"^(?:h?t?tps?|https?)(?=[:/])[:;/\\.\s]*(?=[^\s:/\\])", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[^\s])(?=https?:/)", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"\s+(?:ou|et)\s+(?=\S*\w\.\w)|\s*[;|\n]\s*|\s+[/,-]\s+|,\s+|\s{2,}|\s+(?=https?:|www\.)|,(?=https?:|www\.)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:site(?: internet| web)?|page facebook|facebook|instagram|web|adresse)\s*:\s*(?=\S)", re.IGNORECASE
)
_SAFE_PATH = "/%:@!$&'*+,;=~-._#?[]"


def _host_is_ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return ""


def _mend(piece: str) -> str:
    """A piece of text with the usual slips of typing put right, and a scheme."""
    result = piece.strip().strip("<>\"'").lstrip("(").rstrip(".,;").replace("\\", "/")
    while result.endswith("(") or (result.endswith(")") and result.count(")") > result.count("(")):
        result = result[:-1].rstrip(".,;<>\"'")  # a bracket of the sentence, not of the address
    result = re.sub(r"^(?:https?:/+)+(?=https?:)", "", result, flags=re.IGNORECASE)
    scheme = "https" if re.match(r"h?t?tps", result, re.IGNORECASE) else "http"
    bare = _SCHEME_SLIP.sub("", result)
    bare = re.sub(r"^www[,:;]\.?", "www.", bare, flags=re.IGNORECASE)
    return f"{scheme}://{bare}" if bare else ""


def _parse(piece: str) -> str:
    mended = _mend(piece)
    try:
        parts = urlsplit(mended)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    shape = _ANY_HOST if re.match(r"\s*(?:h?t?tps?|www)\W", piece, re.IGNORECASE) else _HOST
    if "@" in parts.netloc or " " in mended or not shape.fullmatch(host) or ".." in host:
        return ""
    host = _host_is_ascii(host)
    if not host:
        return ""
    path = quote(parts.path, safe=_SAFE_PATH)
    query, fragment = quote(parts.query, safe=_SAFE_PATH), quote(parts.fragment, safe=_SAFE_PATH)
    return urlunsplit((parts.scheme, host.lower(), path, query, fragment))


@lru_cache(maxsize=16384)
def _clean(text: str) -> Cleaned[tuple[str, ...]]:
    found: list[str] = []
    rest: list[str] = []
    whole = re.sub(r"^(https?://)+(?=https?:)", "", text.strip(), flags=re.IGNORECASE)
    for chunk in _SEPARATOR.split(whole):
        for piece in _pieces(chunk):
            bare = _LABEL.sub("", piece.strip(" \t,;|"))
            if not bare or bare.lower().rstrip(":/") in {"http", "https", "www", "-", "/", "@"}:
                continue
            url = _parse(bare) or _inside(bare)
            if url and url not in found:
                found.append(url)
            elif not url:
                rest.append(piece.strip())
    rules = () if "|".join(found) == text else ("website-normalised",) if found else ("website-removed",)
    return Cleaned(tuple(found), rules, ("website-unusable",) if rest else (), " ".join(rest))


def _pieces(chunk: str) -> list[str]:
    """Addresses glued to one another, or parted by one space when every word is an address."""
    words = chunk.split()
    plain = all(re.search(r"^(?:https?:|www\.)|/\w", word, re.IGNORECASE) for word in words[1:])
    if len(words) > 1 and plain and all(_parse(word) for word in words):
        return words
    return _GLUED.split(chunk)


def _inside(piece: str) -> str:
    """An address in the middle of words: « Centre du Pin (centre-du-pin.example) »."""
    if "@" in piece or " " not in piece or piece.lower().startswith("http"):
        return ""
    words = [
        word
        for word in re.split(r"[\s()]+", piece)
        if "." in word and _HOST.match(_SCHEME_SLIP.sub("", word))
    ]
    return _parse(words[0]) if len(words) == 1 else ""


def clean_websites(value: Any) -> Cleaned[tuple[str, ...]]:
    """Every usable web address of a cell, in order, with a scheme. The rest is flagged, in `rest`."""
    text = text_of(value)[:4000].strip()
    if not text or not re.search(r"[a-zA-Z]", text):
        return Cleaned((), ("website-removed",) if text else ())
    return _clean(text)


def clean_url(value: Any) -> Cleaned[str]:
    """One web address, or ""."""
    several = clean_websites(value)
    return Cleaned(several.value[0] if several.value else "", several.rules, several.flags, several.rest)
