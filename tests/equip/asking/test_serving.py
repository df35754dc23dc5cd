"""What closes a request, and what may not: the device goes to whom it was kept for, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.allocating import run_allocation
from fabrique.equip.actions.handing import Beneficiary, Conditions
from fabrique.equip.actions.proposals import accept_proposal
from fabrique.equip.enums import HandoverBasis, Recipient, Terms
from fabrique.equip.enums.asking import RequestState
from fabrique.equip.models import Device, Proposal
from tests.factories.asking import of_school, ready
from tests.factories.handing import handed, prepared
from tests.factories.people import organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territory")]
SCHOOL = Conditions(Terms.GIFT, HandoverBasis.SCHOOL)


def test_the_device_of_a_pupil_goes_to_that_pupil():
    request = of_school(organisation("Collège des Deux-Rives"))
    device = ready()
    run_allocation(organisation=request.programme.organisation, by=None)
    accept_proposal(proposal=Proposal.objects.everywhere("tests").get(request=request), by=None)
    kept = Device.objects.everywhere("tests").select_related("organisation").get(pk=device.pk)
    pupil = Beneficiary(Recipient.SCHOOL, name="Collège des Deux-Rives", reference="3B-12")
    with pytest.raises(DomainRefusal, match="gardé pour la demande"):
        prepared(kept, to=replace(pupil, reference="3B-13"), conditions=SCHOOL)
    handed(prepared(kept, to=pupil, conditions=SCHOOL))
    request.refresh_from_db()
    assert request.state == RequestState.SERVED
