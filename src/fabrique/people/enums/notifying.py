"""How people are told of what happens."""

from django.db.models import TextChoices


class Delivery(TextChoices):
    """Where a notification goes besides its page. The words are those of the page where one chooses."""

    HERE = "here", "Ici seulement"
    AT_ONCE = "at_once", "Ici, et par courriel tout de suite"
    DAILY = "daily", "Ici, et par courriel une fois par jour"
