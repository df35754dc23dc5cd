"""What the tables of the socle, and of Django under it, hold of people."""

from __future__ import annotations

from fabrique.core.classification import NONE, Activity, Basis, Keep, classify, personal, sensitive
from fabrique.core.retention.limits import DONE_DAYS, FAILED_DAYS, MESSAGE_DAYS

ACCOUNTABILITY = Activity(
    "journal",
    "Journal des actes",
    "Savoir qui a fait quoi et quand, pour rendre des comptes aux personnes et protéger celles qui agissent.",
    Basis.TASK,
    "Professionnels qui ont un compte",
    "Administration du territoire ; délégué à la protection des données",
    "La structure qui porte l’instance",
)
MESSAGES = Activity(
    "messages",
    "Envoi de messages",
    "Remettre les courriels et les SMS que le service annonce (réponses, invitations, rappels).",
    Basis.TASK,
    "Toute personne à qui l’instance écrit",
    "Le prestataire d’envoi de courriels ou de SMS que l’instance a déclaré",
    "La structure pour laquelle le message part",
)
DOCUMENTS = Activity(
    "documents",
    "Documents déposés",
    "Garder le temps nécessaire les fichiers déposés ou produits : imports, livrets, pièces d’une démarche.",
    Basis.TASK,
    "Personnes nommées dans un fichier déposé",
    "Les membres de la structure qui a déposé le fichier, selon leurs droits",
    "La structure qui a déposé le fichier",
)

_AS_LONG = Keep(
    "instance",
    "Tant que l’instance existe ; une action est liée à un numéro de compte, pas à un nom",
    event="fin de l’instance ; le compte effacé, le numéro ne mène plus à personne",
)
MESSAGE = Keep(
    "message",
    f"{MESSAGE_DAYS} jours après l’envoi ou l’abandon ; avec la personne si elle est effacée avant",
    rule="message",
)
RESULT = Keep(
    "travail",
    f"{DONE_DAYS} jours après un succès, {FAILED_DAYS} jours après un échec",
    job="core.forget_results",
    rule="travail",
)
_FILE = Keep(
    "fichier",
    "Tant que l’objet auquel le fichier se rattache est gardé",
    event="effacement de l’objet auquel le fichier se rattache ; un envoi sans suite, un jour après",
)
_VALUE = Keep(
    "valeur",
    "Jusqu’à l’effacement de la personne ; le journal n’en garde qu’une empreinte salée",
    event="effacement de la personne",
)
_READ = Keep("consultation", "12 mois au plus ; le mois part d’un bloc", job="core.seal_reads")

_WHO = personal(ACCOUNTABILITY, "Actes, liés à un numéro de compte", _AS_LONG)
_TASKS = personal(DOCUMENTS, "Numéros d’objets et noms de fichiers des travaux de fond", RESULT)

classify(
    "core.JournalEntry",
    {
        NONE: "seq at action organisation commitments key previous hash",
        _WHO: "actor subject summary",
    },
)
classify("core.JournalHead", {NONE: "id seq hash key tag"})
classify("core.JournalCheck", {NONE: "id at entries seq seconds damages", _WHO: "asked_by"})
classify(
    "core.JournalPersonal",
    {
        NONE: "id entry key salt",
        personal(ACCOUNTABILITY, "Numéro de la personne qu’un acte concerne", _VALUE): "person",
        sensitive(ACCOUNTABILITY, "Valeur personnelle d’un acte, à côté du journal", _VALUE): "value",
    },
)
classify(
    "core.JournalRead",
    {
        NONE: "id month at organisation key tag",
        personal(ACCOUNTABILITY, "Consultations de dossiers sensibles", _READ): "actor subject reason",
    },
)
classify("core.JournalSegment", {NONE: "month count digest sealed_at head"})
classify(
    "core.OutboxMessage",
    {
        NONE: "id key channel secret state attempts created_at sent_at",
        personal(MESSAGES, "Adresse ou numéro, texte du message", MESSAGE): "recipient subject body error",
    },
)
classify(
    "core.StoredFile",
    {NONE: "id sha256 media_type size created_at", personal(DOCUMENTS, "Nom du fichier", _FILE): "name"},
)
classify(
    "core.SealedFile",
    {
        NONE: "id media_type size stored created_at",
        sensitive(DOCUMENTS, "Nom et contenu du fichier", _FILE): "name",
    },
)
classify("core.KeyUse", {NONE: "id purpose key_id registered_at settled_at retired_at"})
classify("core.PeriodicRun", {NONE: "name last_enqueued_at"})
classify("contenttypes.ContentType", {NONE: "id app_label model"})
classify("auth.Permission", {NONE: "id name content_type codename"})
classify("auth.Group", {NONE: "id name"})
classify("auth.Group_permissions", {NONE: "id group permission"})
classify(
    "django_tasks_database.DBTaskResult",
    {
        NONE: "id status enqueued_at started_at finished_at priority task_path worker_ids queue_name "
        "backend_name run_after exception_class_path",
        _TASKS: "args_kwargs return_value traceback",
    },
)
