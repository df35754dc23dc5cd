"""Background work of the directory."""

from datetime import timedelta

from fabrique.core import clock, jobs
from fabrique.core.documents import forget_before
from fabrique.directory import uploading
from fabrique.directory.actions import campaigns
from fabrique.directory.actions.booklet import make_booklet
from fabrique.directory.actions.duplicates import search_duplicates
from fabrique.directory.actions.locating import locate_places
from fabrique.directory.actions.reports import forget_reporters
from fabrique.territory.gateways.geocoder import geocoder


@jobs.job("directory.search_duplicates")
def search() -> None:
    """Chercher les doublons après un import : les certains sont réunis, les autres attendent une personne."""
    search_duplicates(merge_certain=True)


@jobs.job("directory.import_file", tries=1)
def import_file(stored_id: str, source: str, allow_shrink: bool, actor: str) -> None:
    """Importer un fichier de lieux envoyé depuis l’espace professionnel, quand il est long."""
    uploading.run(stored_id, source, allow_shrink=allow_shrink, actor=actor)


@jobs.job("directory.locate_places", every=timedelta(days=1))
def locate() -> None:
    """Demander au service d’adresses, s’il est activé, la position des lieux qui n’en ont pas."""
    if geocoder().enabled:
        locate_places()


@jobs.job("directory.forget_reporters", every=timedelta(hours=1))
def forget_the_reporters() -> None:
    """Effacer l’adresse des personnes à qui l’on a répondu."""
    forget_reporters()


@jobs.job("directory.write_to_places")
def write_to_places(campaign_id: str) -> None:
    """Préparer les messages d’une campagne, par lots ; coupé, il reprend où il en était."""
    campaigns.write_to_places(campaign_id)


@jobs.job("directory.follow_campaigns", every=timedelta(days=1))
def follow() -> None:
    """Rappeler, une seule fois, les lieux muets depuis deux semaines ; finir les campagnes échues."""
    campaigns.follow_campaigns()


@jobs.job("directory.make_booklet", tries=2)
def booklet(site: str, large: bool, actor: str) -> None:
    """Faire le livret du guide, volume par volume, et le ranger parmi les fichiers de l’instance."""
    make_booklet(site=site, large=large, actor=actor)


@jobs.job("directory.forget_documents", every=timedelta(days=1))
def forget_documents() -> None:
    """Jeter les fiches imprimées de plus d’une semaine : elles se refont à la demande."""
    forget_before(clock.now() - timedelta(days=7))
