"""Scenarios of where to act, from what was frozen to a plan: no base, no clock, the same answer every time
unless its caller says that there is no time left.

``Inputs`` are the sites and the people; ``SitesChoices`` and ``ToursChoices`` what was asked; ``solve`` gives
the plan as JSON; ``compared`` puts two plans side by side.
"""

from fabrique.observe.planning.choices import SitesChoices, ToursChoices, choices_of
from fabrique.observe.planning.comparing import Compared, Plan, compared
from fabrique.observe.planning.inputs import Candidates, Inputs, People
from fabrique.observe.planning.solving import solve

__all__ = [
    "Candidates",
    "Compared",
    "Inputs",
    "People",
    "Plan",
    "SitesChoices",
    "ToursChoices",
    "choices_of",
    "compared",
    "solve",
]
