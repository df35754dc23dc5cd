"""Finding a row by a value that nobody can read in the base: a keyed digest of the normalised value.

Each index has a name that goes into its digests: equal values of two indexes have nothing in common. A digest
begins with the id of its key, so that a search during a rotation asks for the value under every key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import models
from django.db.models.signals import pre_save

from fabrique.core.crypto import keyring, uses
from fabrique.core.crypto.keyring import Key, Purpose

LENGTH = 52  # the key's id, a point, 32 bytes in base64
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def normalise(value: object) -> str:
    """Without accents, case, punctuation: « Le Goff-Évin » and « LE GOFF EVIN » are one."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", str(value)).casefold())
    whole = folded.replace("œ", "oe").replace("æ", "ae")
    bare = "".join(letter for letter in whole if not unicodedata.combining(letter))
    if bare.isascii():
        return _SEPARATORS.sub(" ", bare).strip()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


def digest(name: str, *values: object) -> str:
    """The digest of these values in the index ``name``, under the current key."""
    return _digest(uses.current(Purpose.INDEX), name, values)


def digests(name: str, *values: object) -> list[str]:
    """The digests to look for: one for each key that may have written a row."""
    return [_digest(keyring.get(Purpose.INDEX, each), name, values) for each in keyring.ids(Purpose.INDEX)]


def key_of(digest: str) -> str:
    """The key id that a digest says."""
    return digest.partition(".")[0]


def _digest(key: Key, name: str, values: tuple[object, ...]) -> str:
    parts = [name.encode(), *(normalise(value).encode() for value in values)]
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    made = hmac.digest(key.secret, message, hashlib.sha256)
    return f"{key.id}.{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """The index of attributes ``of`` the same row, worked out at each ``save``; "" when one is empty.

    Without ``of``, actions set it with ``digest``, and no rotation can work it out again: its keys stay. A
    unique constraint on it holds within one key only; look for the row before writing it. Search by
    ``Model.objects.filter(field.matching(…))``.
    """

    depends_on_its_row = True

    def __init__(self, *args: Any, name_of_index: str, of: tuple[str, ...] = (), **options: Any) -> None:
        self.name_of_index, self.of = name_of_index, tuple(of)
        options.update(max_length=LENGTH, editable=False, blank=True)
        options.setdefault("db_index", True)
        options.setdefault("default", "")
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for fixed in ("max_length", "editable", "blank"):
            options.pop(fixed, None)
        if self.of:
            options["of"] = self.of
        return name, path, args, {**options, "name_of_index": self.name_of_index}

    def get_internal_type(self) -> str:
        return "CharField"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if self.of and not cls._meta.abstract:
            pre_save.connect(self._keep_in_step, sender=cls, weak=False)

    def _keep_in_step(self, update_fields: frozenset[str] | None = None, **_rest: Any) -> None:
        if update_fields and not update_fields.isdisjoint(self.of) and self.name not in update_fields:
            raise TypeError(f"{self.name} must be saved with {', '.join(self.of)}")

    def worked_out(self, row: models.Model) -> str:
        """The digest of a row as it is in memory, under the current key."""
        values = [getattr(row, each) for each in self.of]
        complete = all(value is not None and normalise(value) for value in values)
        return digest(self.name_of_index, *values) if complete else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if self.of:
            setattr(model_instance, self.attname, self.worked_out(model_instance))
        return super().pre_save(model_instance, add)

    def matching(self, *values: object) -> models.Q:
        """The rows whose indexed values are these, whatever the key; none when a value is empty."""
        if not all(value is not None and normalise(value) for value in values):
            return models.Q(pk__in=[])
        return models.Q(**{f"{self.name}__in": digests(self.name_of_index, *values)})

    def under_other_keys(self) -> models.Q:
        """The rows whose digest is not under the current key: a rotation has not come to them yet."""
        current = keyring.current(Purpose.INDEX).id
        return ~models.Q(**{f"{self.name}__startswith": f"{current}."}) & ~models.Q(**{self.name: ""})

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        found = super().check(**options)
        if [each.name_of_index for each in blind_fields()].count(self.name_of_index) > 1:
            found.append(checks.Error("Two blind indexes have one name.", obj=self, id="fabrique.E004"))
        return found


def blind_fields() -> Iterator[BlindIndexField]:
    """Every blind index of every table."""
    for model in apps.get_models():
        if not model._meta.proxy:
            for field in model._meta.local_concrete_fields:
                if isinstance(field, BlindIndexField):
                    yield field
