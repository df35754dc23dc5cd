"""Where a file that names no workshop goes."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.entering import open_site
from fabrique.equip.models import Site
from fabrique.people.actions.organisations import register_organisation
from fabrique.people.models import Organisation


def site_for(code: str = "") -> Site:
    """The site where machines enter: the one of this code, of ``FABRIQUE_INTAKE_SITE``, or the first opened.

    An instance without any site gets one: a file must never be lost for want of a form. Raises
    ``DomainRefusal`` for a code that is nobody's.
    """
    wanted = (code or settings.INTAKE_SITE).strip().upper()
    rows = Site.objects.everywhere("the operator names the site, or the first one").filter(
        closed_at__isnull=True
    )
    found = rows.select_related("organisation").order_by("created_at", "code")
    if wanted:
        site = found.filter(code=wanted).first()
        if site is None:
            known = ", ".join(found.values_list("code", flat=True)) or _("aucun")
            raise DomainRefusal(
                _("Aucun atelier ouvert n’a le code « %(code)s » (ateliers : %(known)s).")
                % {"code": wanted, "known": known}
            )
        return site
    return found.first() or _first_site()


def _first_site() -> Site:
    holder = Organisation.objects.order_by("-carries_instance", "created_at").first()
    holder = holder or register_organisation(name=_("Atelier"))
    return open_site(organisation=holder, code="ATE", name=_("Atelier"), by=None)
