"""A portal that several tests share, each with devices of its own; and what they do with pictures of codes."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from PIL import Image
from starlette.testclient import TestClient

from retour.airgap.scanning import Scan
from retour.airgap.showing import Density, plan
from retour.airgap.symbols.eyes import Eyes
from retour.airgap.symbols.image import png
from retour.airgap.symbols.stills import pictures_in
from retour.portal import inputs
from retour.portal.database import Place
from retour.portal.store import Portal
from retour.portal.web.app import make_app
from tests.portal.honest import Device, enrolled
from tests.portal.test_pages import Browser

LINES = 80


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder: Path = tmp_path_factory.mktemp("portal")
    with Portal.open(Place.of(str(folder / "data")), clock=lambda: 1_790_000_000) as opened:
        opened.put_line(inputs.line("L", "Flow", 500, "4.2", ["Batch"]))
        yield opened


@pytest.fixture(scope="module")
def client(portal: Portal) -> Iterator[TestClient]:
    token = portal.first_token()
    assert token
    with TestClient(make_app(portal)) as opened:
        opened.headers["x-token"] = token
        Browser(opened).fill("/signin", token=token)
        yield opened


@pytest.fixture
def browser(client: TestClient) -> Browser:
    """Signed in, and nothing is kept for it."""
    browser = Browser(client)
    browser.fill("/drop/forget", "/drop")
    return browser


@pytest.fixture(scope="module")
def eyes() -> Eyes:
    return Eyes()


def small(portal: Portal, serial: str) -> Device:
    """A device whose message and answer take one code each."""
    device = enrolled(portal, serial, L=2)
    device.say({"L": 2})
    return device


def large(portal: Portal, serial: str) -> Device:
    """A device whose message and answer take several codes: it also asks for lines that there are not.

    Their names cannot be deflated.
    """
    names = [hashlib.sha256(f"{serial} {number}".encode()).hexdigest()[:20] for number in range(LINES)]
    device = enrolled(portal, serial, L=2)
    device.say({"L": 2, **dict.fromkeys(names, 1)})
    return device


def upload(browser: Browser, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    data = {"form_token": browser.token("/drop"), "case": "", **fields}
    return browser.client.post("/drop", data=data, files=[("file", file) for file in files])


def link(page: str, ending: str) -> str:
    """The first address of a page that ends so."""
    found = re.search(rf'href="([^"]*{ending})"', page)
    assert found, ending
    return unescape(found[1])


def read_back(data: bytes, eyes: Eyes) -> bytes:
    """What a picture from the portal carries."""
    scan = Scan(eyes)
    for picture in pictures_in(data, "shown.png"):
        sight = scan.feed(picture)
        assert sight.problem is None
        for stream in sight.complete:
            assert stream.data is not None
            return stream.data
    raise AssertionError("not complete")


def stills(data: bytes) -> list[tuple[str, bytes]]:
    """A screenshot of each part."""
    showing = plan(data, Density.V15)
    return [(f"part-{n + 1}.png", png(showing.symbol(n), 4)) for n in range(showing.fragments)]


def alerts(answer: httpx.Response) -> int:
    return answer.text.count('role="alert"')


def blank_wall() -> bytes:
    file = io.BytesIO()
    Image.new("L", (320, 240), 200).save(file, "PNG")
    return file.getvalue()
