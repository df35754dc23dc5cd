"""Model fields that are encrypted in the database and bound to their row.

A field sees values, not rows: what comes from the database is a ``Sealed``, which shows nothing and allows
nothing, and the attribute of an instance opens it with that instance's primary key. ``values()`` gives the
``Sealed`` itself. Whatever would store a value without its row (``update``, ``bulk_update``,
``loaddata``), or look for one (``filter``), raises ``TypeError``. ``save``, ``bulk_create`` and ``core.bulk``
seal.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from django.apps import apps
from django.core import checks
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.constants import OnConflict
from django.db.models.query_utils import DeferredAttribute
from django.db.models.sql import InsertQuery

from fabrique.core.crypto import sealing, uses
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.crypto.sealing import Place


class _Closed:
    """What must not be used as if it were a value: neither shown, compared, written, nor carried away."""

    __slots__ = ("held",)

    def __init__(self, held: Any) -> None:
        self.held = held

    def __repr__(self) -> str:
        return "<valeur chiffrée>"

    def _refuse(self, *_args: object, **_options: object) -> NoReturn:
        raise TypeError("an encrypted value is read through the attribute of its own row")

    __str__ = __format__ = __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = _refuse
    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __hash__ = __add__ = __radd__ = _refuse
    __int__ = __float__ = __bytes__ = __reduce_ex__ = _refuse

    def __copy__(self) -> _Closed:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> _Closed:
        return type(self)(copy.deepcopy(self.held, memo))


class Sealed(_Closed):
    """A value as the database gave it."""


class _Clear(_Closed):
    """A clear value in the memory of an instance, so that neither a debug page nor a pickle shows it."""


class _Bound(_Closed):
    """A sealed value on its way to the row that it is bound to."""


class SealedAttribute(DeferredAttribute):
    """Opens on reading; holds what is assigned."""

    field: SealedField

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        held = super().__get__(instance, cls)
        if isinstance(held, Sealed):
            held = _Clear(self.field.open(held, instance.pk))
            if self.field.changes_in_place:
                instance.__dict__[self.field.attname] = held
        return held.held if isinstance(held, _Clear) else held

    def __set__(self, instance: Any, value: Any) -> None:
        bare = value is None or isinstance(value, Sealed | _Clear)
        instance.__dict__[self.field.attname] = value if bare else _Clear(self.field.accept(value))


class SealedField(models.TextField):  # type: ignore[type-arg]
    """What the encrypted fields share.

    ``bound_as`` is the former ``table.column`` of a field that was renamed: what it wrote is bound to that.
    """

    descriptor_class = SealedAttribute
    changes_in_place = False
    depends_on_its_row = True

    def __init__(self, *args: Any, bound_as: str = "", **options: Any) -> None:
        options["editable"] = False  # no form made from a model shows it
        self.bound_as = bound_as
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("editable", None)
        return name, path, args, {**options, **({"bound_as": self.bound_as} if self.bound_as else {})}

    def get_internal_type(self) -> str:
        return "TextField"

    @property
    def binding(self) -> str:
        """The part of the place that does not depend on the row."""
        return self.bound_as or f"{self.model._meta.db_table}.{self.column}"

    def place(self, pk: object) -> Place:
        """Where the value of the row ``pk`` lies, as sealing binds it."""
        if pk is None:
            raise TypeError(f"{self.name} is sealed for a row: its primary key must be known")
        return (*self.binding.split("."), str(self.model._meta.pk.to_python(pk)))

    def open(self, sealed: Sealed, pk: object) -> Any:
        """The clear value of a ``Sealed`` that comes from the row ``pk``. Raises TamperedValue, LostKey."""
        return self.read(sealing.open_text(sealed.held, self.place(pk)))

    def accept(self, value: Any) -> Any:
        """Refuse at once a value of another type."""
        if not isinstance(value, str):
            raise TypeError(f"{self.name} holds text, not {type(value).__name__}")
        return str(value)

    def read(self, text: str) -> Any:
        return text

    def write(self, value: Any) -> str:
        return str(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal for this row; what was not touched stays as it is, unless an older key wrote it."""
        held = model_instance.__dict__.get(self.attname)
        place = self.place(model_instance.pk)
        if isinstance(held, Sealed):
            clear = sealing.open_text(held.held, place)  # what came from another row must not be stored
            if sealing.key_of_text(held.held) == uses.current(Purpose.FIELDS).id:
                return _Bound(held.held)
            return _Bound(sealing.seal_text(clear, place))
        return None if held is None else _Bound(sealing.seal_text(self.write(held.held), place))

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is not None and not isinstance(value, _Bound):
            raise TypeError(f"{self.name} is encrypted for one row: set it on an instance and save that")
        return value.held if value is not None else None

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return self.get_db_prep_save(value, connection)

    def get_placeholder(self, _value: Any, compiler: Any, _connection: Any) -> str:
        """Refuse an upsert on another key than the primary one: the row that stays may have another id."""
        query = compiler.query
        if isinstance(query, InsertQuery) and query.on_conflict == OnConflict.UPDATE:  # type: ignore[attr-defined]
            unique, changed = map(_names, (query.unique_fields, query.update_fields))  # type: ignore[attr-defined]
            if self.name in changed and unique != [self.model._meta.pk.name]:
                raise TypeError(f"{self.name} is encrypted for one row: an upsert must be on its primary key")
        return "%s"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is encrypted: nothing can be looked for in it but « isnull »")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise TypeError(f"{self.name} is encrypted: nothing can be worked out from it")

    def value_from_object(self, obj: models.Model) -> Any:
        """For serializers: what the instance holds, closed."""
        return obj.__dict__.get(self.attname)

    def value_to_string(self, obj: models.Model) -> NoReturn:
        raise TypeError(
            f"{self.name} is encrypted and is not dumped: « fabrique backup » copies the database"
        )

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        return [*super().check(**options), *self._check_binding()]

    def _check_binding(self) -> Iterator[checks.CheckMessage]:
        if not _is_known_before_saving(self.model._meta.pk):
            text = "An encrypted field is bound to its row: the primary key must be a UUID with a default."
            yield checks.Error(text, obj=self, id="fabrique.E001")
        if self.unique or getattr(self, "db_index", False) or self.has_db_default():
            text = "An encrypted field is neither unique, indexed, nor given a value by the database."
            yield checks.Error(text, obj=self, id="fabrique.E002")
        if sum(field.binding == self.binding for field in sealed_fields()) > 1:
            yield checks.Error("Two encrypted fields have one binding.", obj=self, id="fabrique.E003")


class EncryptedTextField(SealedField):
    """Text, encrypted."""


class EncryptedJSONField(SealedField):
    """A JSON value, encrypted. None is the absence of a value (SQL NULL)."""

    _pyi_private_get_type: Any
    _pyi_private_set_type: Any
    changes_in_place = True
    empty_strings_allowed = False

    def accept(self, value: Any) -> Any:
        return value

    def read(self, text: str) -> Any:
        return json.loads(text)

    def write(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)

    def to_python(self, value: Any) -> Any:
        return value


def _is_known_before_saving(key: Any) -> bool:
    """A UUID with a default, or the key of the row that this one extends."""
    if isinstance(key, models.OneToOneField):
        return not key.remote_field.parent_link and _is_known_before_saving(key.target_field)
    return isinstance(key, models.UUIDField) and key.has_default()


def _names(fields: Iterable[Any]) -> list[str]:
    return [getattr(field, "name", field) for field in fields]


def sealed_fields() -> list[SealedField]:
    """Every encrypted field of every table, in a fixed order."""
    found = [
        field
        for model in apps.get_models()
        if not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedField)
    ]
    return sorted(found, key=lambda field: field.binding)
