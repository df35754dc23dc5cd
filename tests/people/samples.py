"""For each action on objects, how to make one. The matrix tries the actor's own and another's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Model

from fabrique.core import clock
from fabrique.directory.actions.campaigns import start_campaign
from fabrique.directory.actions.claims import claim_place
from fabrique.directory.actions.offers import create_service
from fabrique.directory.actions.organisations import attach_organisation
from fabrique.directory.actions.places import create_place
from fabrique.directory.models import Place
from fabrique.equip.models import FollowUp, TakeBack
from fabrique.people.actions.invitations import invite_member
from fabrique.people.actions.organisations import create_team, record_agreement
from fabrique.people.actions.tokens import make_token
from fabrique.people.enums import AgreementKind, Role
from fabrique.people.models import Account, Membership, Notification, Organisation, Team
from tests.factories.accompany import followed, helper, person, signed
from tests.factories.asking import contested, programme, proposed, requested
from tests.factories.carnets import alerted
from tests.factories.equip import counted, promised, received, shelved, supplied
from tests.factories.giving import collecting, dropped_at
from tests.factories.handing import handed, prepared
from tests.factories.handing import ready as handed_device
from tests.factories.needs import noted
from tests.factories.observe import (
    asked,
    brought,
    calculated,
    defined,
    drafted_publication,
    followed_area,
    listed,
    studied,
    timed,
    wanted,
)
from tests.factories.people import account, member, receive
from tests.factories.rounds import drafted, van

# Gives an object of this organisation and, where it matters, of this account.
Maker = Callable[[Organisation, Account], Model]


def itself(holder: Organisation, actor: Account) -> Model:
    return holder


def own_membership(holder: Organisation, actor: Account) -> Model:
    return Membership.objects.of(holder).filter(account=actor).order_by("created_at")[0]


def colleague(holder: Organisation, actor: Account) -> Model:
    other = member(Role.TRAINER, of=holder, name="Collègue")
    return Membership.objects.of(holder).get(account=other)


def invitation(holder: Organisation, actor: Account) -> Model:
    address = f"invite{Membership.objects.everywhere('tests').count()}@estuaire.example"
    return invite_member(organisation=holder, email=address, role=Role.TRAINER, by=None)[0]


def team(holder: Organisation, actor: Account) -> Model:
    rank = Team.objects.of(holder).count()
    return create_team(organisation=holder, name=f"Itinérance {rank}")


def agreement(holder: Organisation, actor: Account) -> Model:
    day = date(2026, 1, 1)
    return record_agreement(
        organisation=holder, kind=AgreementKind.PROCESSOR, signed_on=day, starts_on=day, ends_on=None,
        data=["identity"],
    )  # fmt: skip


def token(holder: Organisation, actor: Account) -> Model:
    return make_token(
        organisation=holder, name="Essai", scopes=["organisation:read"], days=30, by=account("Auteur")
    )[0]


def data_set(holder: Organisation, actor: Account) -> Model:
    return brought(holder)


def index_definition(holder: Organisation, actor: Account) -> Model:
    return defined(holder, by=actor)


def index_run(holder: Organisation, actor: Account) -> Model:
    return calculated(holder, by=actor)


def travel_times(holder: Organisation, actor: Account) -> Model:
    return timed(holder)


def site_list(holder: Organisation, actor: Account) -> Model:
    return listed(holder)


def publication(holder: Organisation, actor: Account) -> Model:
    return drafted_publication(holder, by=actor)


def area_followed(holder: Organisation, actor: Account) -> Model:
    return followed_area(holder, by=actor)


def scenario(holder: Organisation, actor: Account) -> Model:
    return asked(holder)


def study(holder: Organisation, actor: Account) -> Model:
    return studied(holder, by=actor)


def measure_request(holder: Organisation, actor: Account) -> Model:
    return wanted(holder, by=actor)


def resident(holder: Organisation, actor: Account) -> Model:
    return receive(holder)


def alert(holder: Organisation, actor: Account) -> Model:
    return alerted(receive(holder))


def mandate(holder: Organisation, actor: Account) -> Model:
    return signed(person(holder), by=helper(holder))


def case(holder: Organisation, actor: Account) -> Model:
    return followed(person(holder), by=helper(holder))


def place(holder: Organisation, actor: Account) -> Model:
    made = create_place(values={"name": "La Corderie", "commune_code": "00101"})
    return attach_organisation(place=made, organisation=holder)


def service(holder: Organisation, actor: Account) -> Model:
    return create_service(name="Atelier CV", organisation=holder)


def claim(holder: Organisation, actor: Account) -> Model:
    made = create_place(values={"name": "La Corderie", "commune_code": "00101"})
    return claim_place(place=made, organisation=holder)


def notification(holder: Organisation, actor: Account) -> Model:
    return Notification.objects.everywhere("tests").create(
        account=actor, organisation=holder, kind="people.essai", subject="place:essai", created_at=clock.now()
    )


def campaign(holder: Organisation, actor: Account) -> Model:
    made = place(holder, actor)
    rows = Place.objects.filter(pk=made.pk)
    Place.objects.filter(pk=made.pk).update(updated_on=None)
    return start_campaign(rows=rows, organisation=holder, days=365, home="https://essai.example/")


def need(holder: Organisation, actor: Account) -> Model:
    return noted(receive(holder))


def device_request(holder: Organisation, actor: Account) -> Model:
    return requested(receive(holder))


def request_to_decide(holder: Organisation, actor: Account) -> Model:
    return requested(under=programme(holder))


def equipment_programme(holder: Organisation, actor: Account) -> Model:
    return programme(holder)


def proposal(holder: Organisation, actor: Account) -> Model:
    return proposed(at=holder)


def appeal(holder: Organisation, actor: Account) -> Model:
    return contested(at=holder)


def donation(holder: Organisation, actor: Account) -> Model:
    return promised(holder)


def collection(holder: Organisation, actor: Account) -> Model:
    return collecting(holder)


def drop_off(holder: Organisation, actor: Account) -> Model:
    return dropped_at(holder)


def device(holder: Organisation, actor: Account) -> Model:
    return received(holder)


def handover(holder: Organisation, actor: Account) -> Model:
    return prepared(handed_device(holder), to=receive(holder))


def follow_up(holder: Organisation, actor: Account) -> Model:
    given = handed(prepared(handed_device(holder), to=receive(holder)))
    return FollowUp.objects.of(holder).filter(handover=given).order_by("due_on")[0]


def take_back(holder: Organisation, actor: Account) -> Model:
    rows = TakeBack.objects.of(holder)
    return rows.create(
        organisation=holder, recycler="Ferraille", slip=f"BSD-{rows.count()}", taken_on=date(2026, 11, 2),
        weight_g=2_000, noted_at=clock.now(),
    )  # fmt: skip


def site(holder: Organisation, actor: Account) -> Model:
    return received(holder).site


def collecting_round(holder: Organisation, actor: Account) -> Model:
    return drafted(holder)


def vehicle(holder: Organisation, actor: Account) -> Model:
    return van(holder)


def shelf(holder: Organisation, actor: Account) -> Model:
    return shelved(holder)


def supply(holder: Organisation, actor: Account) -> Model:
    return supplied(holder)


def stocktake(holder: Organisation, actor: Account) -> Model:
    return counted(holder)


# ``None``: the action is on no object, or on all of them alike.
SAMPLES: dict[str, tuple[Maker, ...] | None] = {
    "equip.see_donations": (donation,),
    "equip.keep_donations": (donation,),
    "equip.receive_donation": (donation,),
    "equip.run_collections": (collection,),
    "equip.keep_drop_offs": (drop_off,),
    "equip.keep_receiver": (itself,),
    "equip.see_stock": (device, shelf, supply, stocktake),
    "equip.keep_stock": (device, site, shelf, supply, stocktake),
    "equip.keep_sites": (site,),
    "equip.work_on_device": (device,),
    "equip.check_quality": (device,),
    "equip.reserve_device": (device,),
    "equip.plan_rounds": (collecting_round, vehicle),
    "equip.drive_rounds": (collecting_round,),
    "equip.receive_logs": (device,),
    "equip.certify_erasure": (device,),
    "equip.see_rules": (device,),
    "equip.keep_rules": (device,),
    "equip.ask_device": (resident,),
    "equip.see_requests": (device_request,),
    "equip.keep_request": (device_request,),
    "equip.keep_programmes": (equipment_programme,),
    "equip.allocate": (equipment_programme,),
    "equip.see_waiting": (request_to_decide,),
    "equip.decide_request": (request_to_decide,),
    "equip.decide_proposal": (proposal,),
    "equip.answer_appeal": (appeal,),
    "observe.see_data": (data_set,),
    "observe.keep_data": (data_set,),
    "observe.erase_data": (data_set,),
    "observe.bring_data": (itself,),
    "observe.see_definition": (index_definition,),
    "observe.keep_definition": (index_definition,),
    "observe.write_definition": (itself,),
    "observe.sign_definition": (index_definition,),
    "observe.see_run": (index_run,),
    "observe.keep_run": (index_run,),
    "observe.erase_run": (index_run,),
    "observe.see_sites": (site_list,),
    "observe.keep_sites": (site_list,),
    "observe.write_sites": (itself,),
    "observe.see_times": (travel_times,),
    "observe.keep_times": (travel_times,),
    "observe.write_times": (itself,),
    "observe.see_scenario": (scenario,),
    "observe.keep_scenario": (scenario,),
    "observe.write_scenario": (itself,),
    "observe.see_study": (study,),
    "observe.keep_study": (study,),
    "observe.write_study": (itself,),
    "observe.see_request": (measure_request,),
    "observe.ask_measure": (itself,),
    "observe.withdraw_request": (measure_request,),
    "observe.support_request": (measure_request,),
    "observe.answer_request": (measure_request,),
    "observe.see_publication": (publication,),
    "observe.comment_publication": (publication,),
    "observe.keep_publication": (publication,),
    "observe.draft_publication": (itself,),
    "observe.keep_partner_rules": (itself,),
    "observe.follow_areas": (area_followed,),
    "needs.see_needs": (need,),
    "needs.note_need": (resident,),
    "needs.keep_need": (need,),
    "equip.hand_over": (device, handover),
    "equip.follow_handovers": (follow_up,),
    "equip.note_take_back": (take_back,),
    "equip.see_figures": (itself,),
    "equip.export_devices": (itself,),
    "people.manage_own_account": None,
    "people.choose_organisation": (own_membership,),
    "people.see_desk": None,
    "people.read_notifications": (notification,),
    "people.see_organisation": (itself,),
    "people.manage_organisations": (itself,),
    "people.see_members": (colleague, invitation),
    "people.manage_members": (colleague, invitation),
    "people.grant_administration": (itself,),
    "people.manage_teams": (team,),
    "people.see_agreements": (agreement,),
    "people.manage_agreements": (agreement,),
    "people.see_tokens": (token,),
    "people.revoke_token": (token,),
    "people.make_token": (itself,),
    "people.see_resident": (resident,),
    "people.receive_resident": (itself,),
    "people.edit_resident": (resident,),
    "people.export_resident": (resident,),
    "people.erase_resident": (resident,),
    "people.limit_resident": (resident,),
    "people.keep_resident": (resident,),
    "people.merge_residents": (resident,),
    "people.give_carnet": (resident,),
    "people.revoke_carnet": (resident,),
    "people.answer_alert": (alert,),
    "people.link_files": (resident,),
    "accompany.see_mandates": (mandate,),
    "accompany.draft_mandate": (resident,),
    "accompany.sign_mandate": (mandate,),
    "accompany.revoke_mandate": (mandate,),
    "accompany.see_cases": (case, resident),
    "accompany.open_case": (resident,),
    "accompany.keep_case": (case, resident),
    "accompany.act_in_place": (case,),
    "accompany.assign_case": (case, resident),
    "accompany.see_follow_up": (case,),
    "directory.keep_guide": None,
    "directory.edit_place": (place,),
    "directory.edit_service": (service,),
    "directory.claim_place": (itself,),
    "directory.follow_claim": (claim,),
    "directory.release_place": (place,),
    "directory.settle_claims": (claim,),
    "directory.run_campaign": (campaign,),
    "directory.import_places": None,
    "directory.settle_duplicates": None,
    "directory.answer_reports": None,
    "directory.follow_places": (place,),
    "web.set_appearance": None,
    "web.read_journal": None,
}
