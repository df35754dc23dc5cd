"""A migration that is cut short, two that start at once, a full disk: on whole instances of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.databases import Instances
from tests.factories.instances import Instance

pytestmark = pytest.mark.xdist_group("instances")  # minutes: begun before what is short


@pytest.fixture
def instances(tmp_path: Path) -> Iterator[Instances]:
    instances = Instances(tmp_path)
    yield instances
    instances.remove()


KILLED = """
import os, signal
from django.core.management import call_command
from django.db.backends.base.schema import BaseDatabaseSchemaEditor as Editor
made, create = [], Editor.create_model
def dying(self, model):
    create(self, model)
    made.append(model)
    if len(made) == {after}:
        os.kill(os.getpid(), signal.SIGKILL)
Editor.create_model = dying
call_command("migrate", verbosity=0)
"""
VISIT = """
from django.test import Client
answer = Client(headers={"host": "localhost"}).get("/")
print(answer.status_code, "Réessayez dans une minute" in answer.content.decode())
"""


def test_a_migration_that_is_killed_is_taken_up_again(instances: Instances):
    instance = instances.make("home")
    killed = instance.start_python(KILLED.format(after=17))
    killed.communicate(timeout=60)
    assert killed.returncode == -9
    assert instance.python(VISIT) == "503 True\n"
    (finding,) = json.loads(instance.run("check", "--json").stdout)
    assert (finding["subject"], finding["ok"]) == ("base", False)
    instance.python("from fabrique.config import running\nrunning.prepare()")
    assert instance.python(VISIT) == "200 False\n"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance that two processes have prepared, begun together. No test may change it."""
    instances = Instances(tmp_path_factory.mktemp("prepared"))
    instance = instances.make("home")
    code = "from fabrique.config import running\nrunning.prepare()"
    started = [instance.start_python(code) for _each in range(2)]
    told = [process.communicate(timeout=90)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0], told
    yield instance
    instances.remove()


def test_two_that_start_together_prepare_one_after_the_other(prepared: Instance):
    assert prepared.python(VISIT) == "200 False\n"


FILL_DISK = """
import io, resource, sys
from pathlib import Path
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from fabrique.core.models import StoredFile
from fabrique.people import actions
from tests.factories.accounts import sign_in
account = actions.open_administrator(
    email="a@b.example", name="A", password="une marée chaque matin", organisation="Val"
)
client = Client(raise_request_exception=False, headers={"host": "localhost"})
sign_in(client, account)
client.get("/")  # keys and caches are made
def send():
    text = b"nom;adresse\\n" + b"Lieu;1 rue des Lilas\\n" * 200_000
    file = SimpleUploadedFile("lieux.csv", text, content_type="text/csv")
    return client.post("/espace/guide/imports/", {"file": file, "source": "ville"})
before = sorted(str(path) for path in Path(settings.FABRIQUE_HOME).rglob("*upload*"))
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, resource.RLIM_INFINITY))
full = send()
kept = StoredFile.objects.count()
left = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(full.status_code, "plus de place" in full.content.decode(), kept, left, client.get("/").status_code)
print(send().status_code)
"""


def test_a_full_disk_refuses_a_file_and_keeps_nothing_of_it(instances: Instances, prepared: Instance):
    told = instances.copy(prepared, "home").python(FILL_DISK)
    assert told.splitlines() == ["507 True 0 [] 200", "302"]
