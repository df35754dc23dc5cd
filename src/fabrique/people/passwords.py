"""Which passwords are refused: none for its composition, all that somebody would try first.

A password of fourteen characters is refused when it is a breached one, a breached one or an obvious word with
something trivial around it, two of them side by side, one thing said over and over, a run along the keyboard,
or the name of the person, of an organisation or of the territory with little else.
"""

from __future__ import annotations

import lzma
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fabrique.people.models import Organisation
from fabrique.territory.queries import current_territory

SHORTEST, LONGEST = 14, 256
LITTLE = 8  # characters around a known name: fewer than these add nothing
LIST = Path(__file__).parent / "data" / "breached-passwords.txt.xz"
# What people of this country and of this trade think of, and that an English list has too low to keep.
OBVIOUS = frozenset(
    {
        *(
            "administrateur",
            "administration",
            "azertyuiop",
            "conseillernumerique",
            "fabrique",
        ),
        *(
            "franceservices",
            "inclusion",
            "inclusionnumerique",
            "jenesaispas",
            "jemappelle",
        ),
        *(
            "laissezmoientrer",
            "mairie",
            "mediateur",
            "mediatheque",
            "mediation",
        ),
        *(
            "mediationnumerique",
            "monmotdepasse",
            "motdepasse",
            "motdepassefacile",
        ),
        *(
            "motdepasseoublie",
            "nouveaumotdepasse",
            "numerique",
            "ordinateur",
            "passe",
        ),
        *("phrasedepasse", "secret"),
    }
)
ROWS = (
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
)
_LEET = str.maketrans("@4831!0$5+7", "aabeiiossttt"[:11])
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_APART = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+")


def weakness(password: str, names: Iterable[str] = ()) -> str:
    """Why a password of the right length is refused, as words for its owner; empty when it is not."""
    folded = fold(password)
    if _is_repeated(folded):
        return _("Ce mot de passe répète la même chose. Choisissez plutôt quatre ou cinq mots sans rapport.")
    if _is_run(folded):
        return _("Ce mot de passe suit le clavier ou l’alphabet. Choisissez plutôt quatre ou cinq mots.")
    if any(_is_known(form) for form in dict.fromkeys(_forms(password))):
        return _(
            "Ce mot de passe fait partie de ceux qui ont fuité, ou presque. Choisissez quatre ou cinq mots."
        )
    if _is_name(folded, names):
        return _(
            "Ce mot de passe ressemble trop à un nom que l’on connaît de vous. Choisissez d’autres mots."
        )
    return ""


def fold(text: str) -> str:
    """Lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def is_breached(word: str) -> bool:
    """Whether the list has exactly this, in lower case: a search by halves in its sorted lines."""
    lines, wanted = _list(), word.encode(errors="replace")
    low, high = 0, len(lines) - 1  # a line starts after ``low``, the last one ends at ``high``
    while low < high:
        start = lines.rindex(b"\n", low, (low + high) // 2 + 1) + 1
        end = lines.index(b"\n", start)
        if (line := lines[start:end]) == wanted:
            return True
        low, high = (end, high) if line < wanted else (low, start - 1)
    return False


@cache
def _list() -> bytes:
    return lzma.decompress(LIST.read_bytes())


def _forms(password: str) -> Iterator[str]:
    """The password as it is, then without what people add: marks at the ends, blanks, figures for letters."""
    for text in dict.fromkeys([password.casefold(), fold(password)]):
        yield text
        for core in (text, text.translate(_LEET), _EDGES.sub("", text).translate(_LEET)):
            bare = _EDGES.sub("", core)
            yield bare
            yield _APART.sub("", bare)


def _is_known(form: str) -> bool:
    if len(form) < 4:  # figures and marks only: the whole was looked at first
        return False
    if form in OBVIOUS or is_breached(form):
        return True
    halves = ((form[:cut], form[cut:]) for cut in range(4, len(form) - 3))
    return any(_is_word(left) and _is_word(right) for left, right in halves)


def _is_word(text: str) -> bool:
    return text in OBVIOUS or is_breached(text)


def _is_repeated(text: str) -> bool:
    """One thing of half its length at most, said again until the end, even cut short."""
    sizes = range(1, len(text) // 2 + 1)
    return any((text[:size] * (len(text) // size + 1))[: len(text)] == text for size in sizes)


def _is_run(text: str) -> bool:
    """Nothing but pieces of four or more along the keyboard, the alphabet, the figures, either way."""
    rows = [each for row in ROWS for each in (row, row[::-1])]
    position = 0
    while position < len(text):
        longest = 0
        for row in rows:
            size = 4
            while position + size <= len(text) and text[position : position + size] in row:
                longest, size = max(longest, size), size + 1
        if not longest:
            return False
        position += longest
    return True


def _is_name(folded: str, names: Iterable[str]) -> bool:
    """Whether a name is there and, once names are taken out, fewer than ``LITTLE`` characters remain."""
    bare = _APART.sub("", folded)
    known = {_APART.sub("", fold(name)) for name in names}
    rest = bare
    for name in sorted((each for each in known if len(each) >= 3), key=len, reverse=True):
        rest = rest.replace(name, "")
    return rest != bare and len(rest) < LITTLE


def names_around(account: object) -> list[str]:
    """What anybody may know: the person's name and address, their words, organisations, the territory."""
    territory = current_territory()
    own = [str(getattr(account, "name", "")), str(getattr(account, "email", ""))]
    own += ["Fabrique", territory.name if territory else ""]
    words = [word for name in own for word in _WORD.findall(name)]
    return own + words + list(Organisation.objects.order_by("pk").values_list("name", flat=True))


class LengthValidator:
    """Fourteen characters at least; long phrases are welcome."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ``ValidationError`` with what to do."""
        if len(password) < SHORTEST:
            text = _("Ce mot de passe est trop court : il lui faut %(least)d caractères au moins.")
            raise ValidationError(text % {"least": SHORTEST}, code="too_short")
        if len(password) > LONGEST:
            text = _("Ce mot de passe est trop long : %(most)d caractères au plus.")
            raise ValidationError(text % {"most": LONGEST}, code="too_long")

    def get_help_text(self) -> str:
        """The rule, before anything is typed."""
        return _("%(least)d caractères au moins.") % {"least": SHORTEST}


class WeaknessValidator:
    """Not one that would be tried first."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ``ValidationError`` with the reason."""
        if len(password) < SHORTEST:
            return  # said already
        if found := weakness(password, names_around(user)):
            raise ValidationError(found, code="weak")

    def get_help_text(self) -> str:
        """The advice, before anything is typed."""
        return _("Quatre ou cinq mots sans rapport font un bon mot de passe. Vous pouvez le coller.")
