"""What stopped a command, in plain French with its mend. Our own mistakes are not here: shown whole."""

from __future__ import annotations

import errno

from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.db.utils import DatabaseError

from fabrique.core.refusals import DomainRefusal

# A base that is not one is a bare DatabaseError; its other children (a broken constraint…) are our mistakes.
_OF_BASE = (OperationalError, ProgrammingError, InterfaceError)
_REASONS = {
    errno.ENOENT: "n’existe pas, ou son dossier n’existe pas. Vérifiez ce nom",
    errno.ENOTDIR: "n’est pas dans un dossier. Vérifiez ce nom",
    errno.EISDIR: "est un dossier. Indiquez un nom de fichier",
    errno.EEXIST: "existe déjà et n’est pas un dossier. Choisissez un autre nom",
    errno.EACCES: "n’est pas ouvert à ce compte. Donnez-lui ce droit, ou choisissez un autre dossier",
    errno.EPERM: "n’est pas ouvert à ce compte. Donnez-lui ce droit, ou choisissez un autre dossier",
    errno.EROFS: "est sur un disque en lecture seule. Choisissez un autre dossier",
    errno.ENOSPC: "ne tient pas sur le disque, qui est plein. Faites de la place",
    errno.ENAMETOOLONG: "est un nom trop long. Choisissez-en un plus court",
}
_NO_TABLE = ("no such table", "no such column", "has no column named")
_NO_TABLE_STATES = {"42P01", "42703"}
_BUSY = ("database is locked", "database table is locked")


def in_french(error: BaseException) -> str | None:
    """The message for whoever typed the command, None when the error is not of a kind that they can mend."""
    if isinstance(error, DomainRefusal):
        return error.message
    if isinstance(error, BrokenPipeError):
        return None
    if isinstance(error, OSError):
        return _of_system(error)
    if isinstance(error, _OF_BASE) or type(error) is DatabaseError:
        return _of_base(error)
    return None


def _of_system(error: OSError) -> str:
    """Names the file and the mend."""
    reason = _REASONS.get(error.errno or 0)
    if reason and error.filename is not None:
        return f"« {error.filename} » {reason}."
    subject = f"« {error.filename} » : " if error.filename is not None else ""
    return f"{subject}le système a refusé ({error.strerror or error})."


def _of_base(error: Exception) -> str:
    text, cause = str(error), error.__cause__
    if getattr(cause, "sqlstate", None) in _NO_TABLE_STATES or any(words in text for words in _NO_TABLE):
        return (
            f"La base de cette instance ({settings.FABRIQUE_HOME}) n’est pas prête. Si elle est neuve : "
            "« fabrique init --territory … --name … ». Si la Fabrique vient de changer de version : "
            "« fabrique serve » la met à jour."
        )
    if any(words in text for words in _BUSY):
        return "La base est occupée par un autre processus. Réessayez dans un instant."
    base = settings.DATABASES["default"]
    if "sqlite3" in base["ENGINE"]:
        return _of_sqlite(text, str(base["NAME"]))
    where = f"{base['HOST'] or 'ce poste'}:{base['PORT'] or '5432'}"
    if "password" in text or "role" in text:
        return f"PostgreSQL ({where}) refuse l’utilisateur « {base['USER']} ». Vérifiez DATABASE_URL."
    if f'"{base["NAME"]}"' in text:
        return f"PostgreSQL ({where}) n’a pas de base « {base['NAME']} ». Créez-la, ou corrigez DATABASE_URL."
    if isinstance(error, OperationalError):
        return f"PostgreSQL ne répond pas ({where}). Vérifiez DATABASE_URL et que le serveur tourne."
    return f"La base a refusé ({text.splitlines()[0] if text else type(error).__name__}). Voyez DATABASE_URL."


def _of_sqlite(text: str, name: str) -> str:
    if "not a database" in text or "malformed" in text:
        return f"« {name} » n’est pas une base SQLite lisible. Reprenez une copie, ou corrigez DATABASE_URL."
    if "full" in text:
        return f"« {name} » : le disque est plein. Faites de la place."
    if "readonly" in text:
        return f"« {name} » ne peut pas être modifié par ce compte. Donnez-lui ce droit."
    return f"« {name} » ne peut pas être ouvert. Vérifiez FABRIQUE_HOME ou DATABASE_URL."
