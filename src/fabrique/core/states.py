"""State machines as one table; one generic action applies them, and the documentation draws them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal


@dataclass(frozen=True)
class Machine:
    """``transitions`` maps (state, verb) to the next state, held in the model's ``field``."""

    name: str
    field: str
    transitions: Mapping[tuple[str, str], str]

    def verbs(self, state: str) -> tuple[str, ...]:
        """What can be done from a state."""
        return tuple(verb for (origin, verb) in self.transitions if origin == state)

    def states(self) -> frozenset[str]:
        """Every state that the table names."""
        return frozenset(
            state for (origin, _verb), target in self.transitions.items() for state in (origin, target)
        )

    def diagram(self) -> str:
        """The machine as a Mermaid diagram."""
        arrows = (f"    {origin} --> {target}: {verb}" for (origin, verb), target in self.transitions.items())
        return "\n".join(["stateDiagram-v2", *arrows])


def advance(machine: Machine, obj: Model, verb: str, **changes: Any) -> None:
    """Apply ``verb`` to ``obj``, together with other field ``changes``.

    The write names the state it starts from: of two people who act at once, one is told so.
    """
    origin: str = getattr(obj, machine.field)
    target = machine.transitions.get((origin, verb))
    if target is None:
        raise DomainRefusal(_("Cette action n’est plus possible : l’état a changé. Rechargez la page."))
    values = {machine.field: target, **changes}
    rows = type(obj)._base_manager.filter(pk=obj.pk, **{machine.field: origin})
    if not rows.update(**values):
        raise DomainRefusal(_("Quelqu’un vient d’agir sur cette fiche. Rechargez la page."))
    for name, value in values.items():
        setattr(obj, name, value)
