"""Pages travel compressed; what is compressed already does not."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from fabrique.core.compression import TextGZipMiddleware


@pytest.mark.django_db
def test_a_page_is_compressed_for_who_can_read_it(client: Client):
    plain = client.get("/guide/")
    packed = client.get("/guide/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < 0.6 * len(plain.content)  # a few random bytes are added
    assert b"<h1" in gzip.decompress(packed.content)


@pytest.mark.parametrize(("kind", "packed"), [("application/pdf", False), ("text/html; charset=utf-8", True)])
def test_only_texts_are_compressed(kind: str, packed: bool):
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = "gzip"
    answer = TextGZipMiddleware(lambda _request: HttpResponse(b"x" * 5000, content_type=kind))(request)
    assert ("Content-Encoding" in answer.headers) is packed
