"""What to count, and what was seen there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from fabrique.equip.forms.stock import PlaceForm


class OpenForm(PlaceForm):
    """A shelf, or a whole site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].label = gettext_lazy("Que comptez-vous ?")
        self.fields["place"].help_text = gettext_lazy("Une étagère, ou un lieu entier.")
