"""Addresses of the bench, of erasure and of its certificates."""

from django.urls import path

from fabrique.equip.views import bench_erasure, bench_grades, bench_table, bench_work, certificates

_BENCH = "espace/atelier/"
_ONE = f"{_BENCH}appareils/<uuid:pk>/"
_DRIVE = f"{_ONE}supports/<uuid:drive>/"
urlpatterns = [
    path(_BENCH, bench_table.table, name="bench"),
    path(f"{_BENCH}trouver/", bench_table.find, name="bench-find"),
    path(f"{_BENCH}attente/<slug:state>/", bench_table.queue, name="bench-queue"),
    path(f"{_BENCH}journaux/", bench_erasure.logs, name="erasure-logs"),
    path(f"{_BENCH}journaux/<uuid:log>/", bench_erasure.raw_log, name="erasure-log"),
    path(f"{_BENCH}regles/", bench_grades.rules, name="grading-rules"),
    path(f"{_BENCH}regles/comparer/", bench_grades.compare, name="compare-rules"),
    path(f"{_BENCH}lots/<uuid:pk>/effacement/", certificates.lot, name="lot-erasure"),
    path(f"{_BENCH}certificats/<uuid:certificate>.pdf", certificates.pdf, name="erasure-certificate"),
    path(_ONE, bench_table.show, name="bench-device"),
    path(f"{_ONE}geste/", bench_table.move, name="bench-move"),
    path(f"{_ONE}effacement/", bench_erasure.page, name="bench-erasure"),
    path(f"{_ONE}effacement/demander/", bench_erasure.order, name="order-erasure"),
    path(f"{_ONE}effacement/certificat/", certificates.sign_device, name="certify-device"),
    path(f"{_ONE}supports/aucun/", bench_erasure.no_drive, name="note-no-drive"),
    path(f"{_ONE}supports/nouveau/", bench_erasure.drive, name="note-drive"),
    path(_DRIVE, bench_erasure.drive, name="mend-drive"),
    path(f"{_DRIVE}retirer/", bench_erasure.take_out, name="take-drive-out"),
    path(f"{_DRIVE}remise-a-zero/", bench_erasure.reset, name="attest-reset"),
    path(f"{_ONE}diagnostic/", bench_work.diagnosis, name="bench-diagnosis"),
    path(f"{_ONE}controle/", bench_work.quality, name="bench-quality"),
    path(f"{_ONE}reparation/", bench_work.repair, name="bench-repair"),
    path(f"{_ONE}pieces/", bench_work.parts, name="bench-parts"),
    path(f"{_ONE}logiciels/", bench_work.software, name="bench-software"),
    path(f"{_ONE}note/", bench_grades.grade, name="bench-grade"),
    path("effacement/<slug:token>/", certificates.verify, name="verify-erasure"),
    path("effacement/<slug:token>/certificat.pdf", certificates.reprint, name="reprint-erasure"),
]
