"""What the bench holds of an account: the work that it did."""

from fabrique.core.retention import Holding, Table, holdings

CITED = "ces lignes sont sur du matériel ; elles citent le numéro de ce compte"


def _worked(model: str, path: str, title: str) -> Table:
    return Table(f"equip.{model}", path, title, counted=CITED)


holdings.enlist(
    "equip.bench",
    Holding(
        "account",
        (
            _worked("ErasureOrder", "ordered_by", "Effacements que vous avez demandés"),
            _worked("ErasureLog", "received_by", "Journaux d’effacement que vous avez déposés"),
            _worked("ErasureProof", "by", "Preuves d’effacement que vous avez apportées"),
            _worked("ErasureCertificate", "signed_by", "Certificats d’effacement que vous avez signés"),
            _worked("Inspection", "by", "Contrôles que vous avez remplis"),
            _worked("RepairSession", "by", "Réparations que vous avez notées"),
            _worked("PartMove", "by", "Pièces que vous avez prises ou posées"),
            _worked("InstalledSoftware", "by", "Logiciels que vous avez installés"),
            _worked("DeviceGrading", "by", "Notes que vous avez données à des appareils"),
            _worked("GradingRules", "added_by", "Règles de notation que vous avez ajoutées"),
        ),
        lambda ids: None,
        order=72,
    ),
)
