"""How a file of the workshop came in, and by what its machine was recognised."""

from __future__ import annotations

from django.db.models import TextChoices


class Door(TextChoices):
    """By which way a file came in."""

    PAGE = "page", "Page de dépôt"
    COMMAND = "command", "Ligne de commande"
    FOLDER = "folder", "Dossier surveillé"
    STATION = "station", "Poste de l’atelier"


class Evidence(TextChoices):
    """What a file proves or measures without being the inventory of a machine."""

    ERASURE = "erasure", "Effacement"
    DRIVE = "drive", "Santé d’un disque"
    BATTERY = "battery", "Batterie"


class Mark(TextChoices):
    """What tells one machine from another, the surest first."""

    SERIAL = "serial", "Numéro de série"
    IMEI = "imei", "IMEI"
    UUID = "uuid", "Identifiant de la carte mère"
    TAG = "tag", "Étiquette de l’atelier"
    MAC = "mac", "Carte réseau"
