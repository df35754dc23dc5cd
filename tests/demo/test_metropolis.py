"""The metropolis holds what the story tells, and every case that the directory can meet."""

import json
from collections import Counter
from itertools import pairwise

import pytest
import shapely
from data_inclusion.schema.v1 import Service as InclusionService
from data_inclusion.schema.v1 import Structure
from opening_hours import validate
from stdnum.fr import siret

from fabrique.core.models import JournalEntry
from fabrique.demo.organisations import EMAIL, PASSWORD
from fabrique.directory import enums
from fabrique.directory.actions.duplicates import search_duplicates
from fabrique.directory.enums.lifecycle import ClosureKind, PairState, PlaceState
from fabrique.directory.exports import export_places
from fabrique.directory.exports.inclusion import THEMATICS
from fabrique.directory.models import (
    Closure,
    Confirmation,
    DuplicatePair,
    ErrorReport,
    ImportRun,
    Offer,
    Place,
    PlaceClaim,
    Service,
    Source,
    SourceRecord,
    Stop,
    StopVisit,
)
from fabrique.equip import models as equip
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.giving import fates_of
from fabrique.observe import models as observe
from fabrique.people.acting import settle
from fabrique.people.models import Account, Organisation
from fabrique.territory.models import Area, Territory
from fabrique.territory.queries import areas_containing, commune_at, current_territory
from tests.conftest import NOON
from tests.demo.conftest import FEW

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("metropolis", "at_noon"),
    pytest.mark.xdist_group("metropolis"),  # built once
]
TODAY = NOON.date()


def published():
    return Place.objects.filter(state=PlaceState.PUBLISHED)


def place(key: str) -> Place:
    return SourceRecord.objects.exclude(source="saisie").get(external_id=key).place


def test_the_summary_says_what_is_there(metropolis):
    assert (metropolis.communes, metropolis.residents, metropolis.neighbourhoods) == (24, 412_300, 6)
    assert (metropolis.places, metropolis.organisations, metropolis.pairs_to_examine) == (154, 25, 3)
    assert published().count() == 154
    assert Service.objects.count() == metropolis.services == 14
    assert Organisation.objects.count() == 25


def test_the_territory_is_marked_as_fictional_and_can_be_called():
    territory = Territory.objects.get()
    assert (territory.name, territory.fictional) == ("Val-d’Estuaire Métropole", True)
    assert territory.helpline_phone == "+33261910000"
    kinds = Counter(Area.objects.values_list("kind", flat=True))
    assert kinds == {"commune": 24, "epci": 1, "qpv": 6}
    assert Area.objects.get(kind="epci").name == "Val-d’Estuaire Métropole"


def test_the_account_opens():
    account = settle(Account.objects.get(email=EMAIL), None)
    assert account.check_password(PASSWORD)
    assert account.roles == {"administrator", "coordinator"}


LISTS = {
    "typologies": enums.Typology,
    "services": enums.ServiceOffered,
    "publics": enums.TargetPublic,
    "specific_care": enums.SpecificCare,
    "fees": enums.Fee,
    "programmes": enums.NationalProgramme,
    "labels": enums.TrainingLabel,
    "access_modes": enums.AccessMode,
    "accompaniment": enums.Accompaniment,
    "itinerance": enums.Itinerance,
}
SERVICE_LISTS = {
    "publics": enums.InclusionPublic,
    "categories": enums.ServiceOffered,
    "reception_modes": enums.ReceptionMode,
    "mobilisation_modes": enums.MobilisationMode,
    "mobilisable_by": enums.MobilisableBy,
}


@pytest.mark.parametrize("field", LISTS)
def test_every_word_of_the_national_vocabularies_is_used_by_a_published_place(field):
    used = {code for codes in published().values_list(field, flat=True) for code in codes}
    assert used == set(LISTS[field].values)


@pytest.mark.parametrize("field", SERVICE_LISTS)
def test_every_word_of_data_inclusion_is_used_by_a_service(field):
    used = {code for codes in Service.objects.values_list(field, flat=True) for code in codes}
    assert used == set(SERVICE_LISTS[field].values)


def test_the_themes_of_digital_help_are_all_used_by_a_service():
    """The other themes of data.inclusion (housing, health, mobility…) are those of other trades."""
    used = {code for codes in Service.objects.values_list("thematics", flat=True) for code in codes}
    digital = {code for code in enums.Thematic.values if code.startswith("numerique--")}
    nearby = {code for codes in THEMATICS.values() for code in codes}
    assert digital | nearby <= used <= set(enums.Thematic.values)


def test_the_exports_pass_the_published_packages(tmp_path):
    path = tmp_path / "inclusion.json"
    report = export_places(format="data-inclusion", path=path, source="val-destuaire")
    content = json.loads(path.read_text())
    structures = [Structure.model_validate(row) for row in content["structures"]]
    services = [InclusionService.model_validate(row) for row in content["services"]]
    assert (len(structures), len(services)) == (report.places, report.services)
    assert len(services) > 100
    assert {one.structure_id for one in services} <= {one.id for one in structures}


def test_an_export_fills_nothing_in(tmp_path):
    path = tmp_path / "inclusion.json"
    export_places(format="data-inclusion", path=path, source="val-destuaire")
    content = json.loads(path.read_text())
    closed = place("fondation")
    assert closed.access_modes[0] == "Ce lieu n'accueille pas de public"
    for row in content["services"]:
        if row["structure_id"].endswith(str(closed.pk)):
            assert "en-presentiel" not in (row["modes_accueil"] or [])


def test_types_fees_and_states_are_all_met():
    assert set(Service.objects.values_list("type", flat=True)) == set(enums.InclusionServiceType.values)
    assert set(Service.objects.values_list("fees", flat=True)) == set(enums.InclusionFee.values)
    assert set(Place.objects.values_list("state", flat=True)) == set(PlaceState.values)
    assert set(DuplicatePair.objects.values_list("state", flat=True)) == set(PairState.values)
    assert set(Closure.objects.values_list("kind", flat=True)) == set(ClosureKind.values)


def test_all_hours_are_accepted_by_another_reader():
    texts = {
        *Place.objects.values_list("hours", flat=True),
        *Stop.objects.values_list("hours", flat=True),
        *Offer.objects.values_list("hours", flat=True),
        *Closure.objects.values_list("hours", flat=True),
    }
    assert [text for text in texts if text and not validate(text)] == []
    assert len(texts) > 60


def test_numbers_addresses_and_links_are_invented():
    for one in Place.objects.all():
        if one.pivot[:1].isdigit():
            assert siret.is_valid(one.pivot), one.name
            assert one.pivot.startswith("000")
        else:
            assert one.pivot == "" or one.pivot.startswith("W00")
        assert one.phone == "" or one.phone.startswith("+3326191")
        assert all(mail.endswith(".example") for mail in one.emails)
        links = [*one.websites, one.accessibility_url, one.booking_url]
        assert all(".example/" in link for link in links if link)
    assert all(siret.is_valid(number) for number in Organisation.objects.values_list("siret", flat=True))


def test_head_offices_bear_the_siret_of_their_organisation():
    assert place("deux-rives").pivot == Organisation.objects.get(name="Médiathèque des Deux-Rives").siret
    assert place("chanvres").pivot[:9] == place("deux-rives").pivot[:9]


def test_places_are_held_by_the_organisations_of_the_story():
    held = Place.objects.filter(organisation__isnull=False).select_related("organisation")
    assert len(held) == 17
    assert {"La Bobine", "Ville de Corderive"} <= {str(place.organisation) for place in held}
    assert Place.objects.get(name="La Bobine", state="published").organisation.name == "La Bobine"
    # An establishment bears the SIREN of whoever holds it.
    with_siret = [place for place in held if len(place.pivot) == 14]
    assert with_siret
    assert all(place.pivot[:9] == place.organisation.siret[:9] for place in with_siret)


def test_every_commune_has_a_place_and_every_point_is_in_its_commune():
    assert set(published().values_list("commune_code", flat=True)) == {f"{n:05d}" for n in range(101, 125)}
    current_territory()  # lays the communes of the instance over the national ones
    for one in published().exclude(latitude=None):
        assert commune_at(one.latitude, one.longitude).code == one.commune_code, one.name
    assert [
        hit.name for hit in areas_containing(place("drisse").latitude, place("drisse").longitude, "qpv")
    ] == ["La Drisse"]


def test_one_address_is_one_point_and_the_last_place_lies_at_the_limit():
    hall, social = place("mairie-corderive"), place("ccas-corderive")
    assert (hall.latitude, hall.longitude) == (social.latitude, social.longitude)
    edge = place("chantoiseau")
    outline = shapely.from_geojson(json.dumps(Area.objects.get(kind="epci").geometry))
    point = shapely.Point(edge.longitude, edge.latitude)
    assert outline.contains(point)
    assert 0.0003 < point.distance(outline.boundary) < 0.0015


def test_some_sheets_are_full_and_some_almost_empty():
    assert place("deux-rives").completeness == 100
    bare = place("ombreval")
    assert (bare.phone, bare.hours, bare.address, bare.latitude, bare.completeness < 30) == (
        "",
        "",
        "",
        None,
        True,
    )
    assert published().filter(phone="").count() >= 4
    assert published().filter(latitude=None).count() >= 3
    assert published().filter(hours="").count() >= 5
    assert set(published().values_list("wheelchair", flat=True)) == {True, False, None}
    assert published().filter(updated_on__lt=TODAY.replace(year=TODAY.year - 3)).exists()
    assert not published().filter(updated_on__gt=TODAY).exists()


@pytest.mark.parametrize(
    "fragment",
    [
        "24/7",
        "PH off",
        "Aug off",
        "Sa[1,3]",
        "week 02-52/2",
        "Su 09:30-12:30",
        "SH off",
        'unknown "Sur rendez-vous',
        "-22:00",
    ],
)
def test_hours_of_every_kind_are_met(fragment):
    assert published().filter(hours__contains=fragment).exists()


def test_names_of_every_kind_are_met():
    names = list(published().values_list("name", "commune_code"))
    assert len({code for name, code in names if name == "Le Relais"}) == 2
    assert max(len(name) for name, _code in names) > 150
    assert any(name.isupper() and "Â" in name for name, _code in names)


def test_languages_and_contacts_are_met():
    spoken = {code for codes in published().values_list("languages", flat=True) for code in codes}
    assert {"fr", "en", "ar", "fsl"} <= spoken
    assert published().exclude(contact_name="").count() >= 3


def test_a_service_is_offered_at_several_places_and_a_place_offers_several():
    assert Service.objects.get(name="Permanence Aidants Connect").places.count() == 6
    assert place("cs-cordiers").offers.count() >= 4
    assert Service.objects.get(name__startswith="Chèque").residence_codes == ["00102"]


def test_duplicates_have_every_end():
    assert Source.objects.exclude(slug="saisie").values("trust").distinct().count() == 3
    assert place("n-deux-rives") == place("deux-rives")
    assert DuplicatePair.objects.filter(state=PairState.MERGED, automatic=True).count() == 10
    queued = DuplicatePair.objects.filter(state=PairState.QUEUED)
    assert queued.count() == 3
    assert all(pair.left.place_id != pair.right.place_id for pair in queued)
    assert all({"code", "text", "weight"} == set(reason) for pair in queued for reason in pair.reasons)
    assert DuplicatePair.objects.filter(state=PairState.REFUSED).count() == 2
    assert JournalEntry.objects.filter(action="directory.undo_merge").count() == 1
    assert place("n-mairie-aines") != place("mairie-corderive")
    assert place("n-vieux-bac") != place("chanvres")


def test_searching_for_duplicates_again_changes_nothing():
    """As any import in the demonstration makes the worker do."""
    before = list(DuplicatePair.objects.order_by("left", "right").values_list("left", "right", "state"))
    search_duplicates(merge_certain=True)
    after = list(DuplicatePair.objects.order_by("left", "right").values_list("left", "right", "state"))
    assert after == before
    assert published().count() == 154


def test_a_partner_sent_a_file_with_its_faults():
    (run,) = ImportRun.objects.all()
    assert run.source_id == "departement"
    counts = {"rows": 7, "created": 5, "rejected": 1, "unchanged": 1}
    assert {name: run.counts[name] for name in counts} == counts
    assert run.counts["warnings"] > 0
    assert place("dep-deux-rives") == place("deux-rives")


def test_reports_are_met_in_every_state():
    states = Counter(ErrorReport.objects.values_list("state", flat=True))
    assert states == {"received": 2, "in_progress": 1, "corrected": 1, "dismissed": 1}
    assert ErrorReport.objects.filter(created_at__lt=NOON).count() == 5


def test_edits_by_hand_have_a_history():
    edited = place("deux-rives")
    assert edited.hours.startswith("Tu-Fr 10:00-19:30")
    assert {"field", "before", "after", "at"} <= set(edited.history[-1])
    assert edited.verified_on == TODAY
    assert place("isle").phone == ""


def test_a_claim_waits_silent_places_are_asked_and_a_mistake_was_undone():
    assert PlaceClaim.objects.everywhere("tests").get().state == "pending"
    asked = Confirmation.objects.get(place=place("cyber-brumelac"))
    assert (asked.state, asked.campaign.state) == ("waiting", "open")
    answered = Confirmation.objects.get(place=place("epicerie-brumelac"))
    assert answered.state == "confirmed"
    undone = [change for change in place("mjc-passerelle").history if change["field"] == "to_bring"]
    assert undone[0]["before"] == undone[1]["after"] == place("mjc-passerelle").to_bring


def test_the_van_comes_every_other_tuesday():
    van = place("passeur")
    assert van.stops.count() == 4
    for stop in van.stops.all():
        days = sorted(visit.starts_at.date() for visit in stop.visits.all())
        assert {day.weekday() for day in days} == {1}
        assert {(after - before).days for before, after in pairwise(days)} == {14}
        assert days[0] < TODAY < days[-1]
    assert StopVisit.objects.filter(starts_at__gt=NOON).count() > 20
    assert place("bus-fs").stops.exclude(hours="").count() == 4


def test_something_is_closed_today_and_something_will_be():
    now = Closure.objects.filter(starts_on__lte=TODAY, ends_on__gte=TODAY)
    assert [one.place for one in now] == [place("drisse")]
    assert Closure.objects.filter(starts_on__gt=TODAY, kind=ClosureKind.HOURS).exists()


def test_the_withdrawn_place_and_the_place_without_public():
    assert place("ancien-cyber").state == PlaceState.WITHDRAWN
    assert place("fondation").access_modes[0] == "Ce lieu n'accueille pas de public"


def test_of_the_forty_laptops_of_a_list_thirty_nine_come_and_each_is_accounted_for():
    item = equip.AnnouncedItem.objects.everywhere("tests").get(serial="ORV190001")
    given = equip.Donation.objects.everywhere("tests").get(pk=item.donation_id)
    assert equip.AnnouncedItem.objects.everywhere("tests").filter(donation=given).count() == 40
    lines = lines_of(given)
    assert (sum(each.promised for each in lines), sum(each.counted for each in lines)) == (40, 39)
    assert given.state == "received"
    (fate,) = fates_of(given)
    assert fate.received == 39 == equip.Device.objects.everywhere("tests").filter(lot__donation=given).count()
    assert (fate.outcomes["use"], fate.outcomes["parts"], fate.outcomes["recycled"]) == (1, 2, 1)
    answers = [line for file in equip.InventoryFile.objects.everywhere("tests") for line in file.answer]
    assert [line["status"] for line in answers] == ["updated"] * 39
    assert equip.Device.objects.everywhere("tests").filter(lot__donation=given, serial="").count() == 2


def test_every_drive_of_the_gift_is_proved_and_the_one_that_failed_was_taken_out():
    lot = equip.Lot.objects.everywhere("tests").get(devices__serial="ORV190001")
    signed = equip.ErasureCertificate.objects.everywhere("tests")
    assert (signed.filter(lot=lot).count(), signed.filter(device__lot=lot).count()) == (1, 39)
    failed = equip.ErasureAttempt.objects.everywhere("tests").exclude(refusals=[]).get()
    assert failed.drive.removed_at
    fitted = equip.PartMove.objects.everywhere("tests").get(device=failed.drive.origin)
    assert fitted.drive != failed.drive
    locked = equip.Device.objects.everywhere("tests").get(kind="tablet", state="quarantined")
    assert equip.Inspection.objects.everywhere("tests").get(device=locked).answers["owner_lock"] == "fault"


def test_devices_are_shared_out_by_rule_and_lina_has_hers(metropolis):
    run = equip.AllocationRun.objects.everywhere("tests").get()
    assert run.requests == 10
    states = Counter(equip.Proposal.objects.everywhere("tests").values_list("state", flat=True))
    assert (states["handed_over"], states["accepted"], states["refused"]) == (1, 2, 1)
    assert states["proposed"] >= 1
    handovers = equip.Handover.objects.everywhere("tests").exclude(handed_at=None)
    assert handovers.count() == FEW.devices + 1
    assert handovers.filter(first=True).count() == FEW.students + 1
    assert handovers.get(resident__isnull=False).resident.called == "Lina"
    back = handovers.get(end="returned")
    assert (back.ended_at - back.handed_at).days == 20


def test_the_observatory_has_every_kind_of_value_and_a_signed_index():
    found = observe.DataSet.objects.everywhere("test").filter(state="used")
    assert {each.origin for each in found} == {"producer", "partner", "platform"}
    assert observe.DataColumn.objects.get(code="poverty_rate", data_set__level="commune").secret == 3
    assert any("quelques-uns" in each["message"] for each in found.get(origin="partner").faults)
    run = observe.IndexRun.objects.everywhere("test").get()
    assert (run.shared, run.summary["scored"]) == (True, 24)
    assert observe.IndexSignOff.objects.everywhere("test").count() == 1
