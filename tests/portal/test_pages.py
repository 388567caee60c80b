"""The pages, as a person with a browser meets them; and once through a real server."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from retour.portal.database import Place
from retour.portal.keyring import TokenCheck
from retour.portal.queries import device_view
from retour.portal.store import Portal
from retour.portal.web.app import make_app
from retour.portal.web.guard import MAX_BODY, Sessions
from retour.portal.web.pages import Pages
from retour.protocol.keys import SigningKey
from retour.protocol.messages import read_response
from retour.protocol.model import Reason
from tests.portal.honest import Device, enrolled
from tests.portal.test_store import CASE, holding, look

KEY = SigningKey.from_seed(b"\x21" * 32).public


class Browser:
    """Fills forms as a browser does: with the token of the page they stand on."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def see(self, path: str) -> str:
        return unescape(self.client.get(path).text)

    def token(self, path: str) -> str:
        found = re.search(r'name="form_token" value="(\w+)"', self.client.get(path).text)
        assert found
        return found[1]

    def fill(self, path: str, page: str | None = None, **fields: str) -> httpx.Response:
        return self.client.post(path, data={"form_token": self.token(page or path), **fields})

    def drop(self, blob: bytes, name: str = f"{CASE}_SN-4711_request.retour", **fields: str) -> httpx.Response:
        data = {"form_token": self.token("/drop"), "case": "", **fields}
        return self.client.post("/drop", data=data, files={"file": (name, blob)})


@pytest.fixture
def client(portal: Portal) -> Iterator[TestClient]:
    portal_token = portal.first_token()
    assert portal_token
    with TestClient(make_app(portal)) as opened:
        opened.headers["x-token"] = portal_token
        yield opened


@pytest.fixture
def browser(client: TestClient) -> Browser:
    browser = Browser(client)
    assert browser.fill("/signin", token=client.headers["x-token"]).url.path == "/lines"
    return browser


def test_nothing_is_seen_before_signing_in(client: TestClient) -> None:
    for path in ("/", "/lines", "/lines/new", "/devices", "/devices/1", "/drop", f"/letters/{'0' * 64}/answer"):
        assert client.get(path).url.path == "/signin"
    refused = Browser(client).fill("/signin", token="wrong")
    assert refused.status_code == 401
    assert "not the portal's admin token" in unescape(refused.text)
    assert client.get("/lines").url.path == "/signin"


def test_signing_in_gives_a_new_cookie_that_scripts_and_other_sites_do_not_get(client: TestClient) -> None:
    browser = Browser(client)
    client.get("/signin")
    before = client.cookies["retour_portal"]
    answer = client.post(
        "/signin",
        data={"form_token": browser.token("/signin"), "token": client.headers["x-token"]},
        follow_redirects=False,
    )
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert client.cookies["retour_portal"] != before
    assert browser.fill("/signout", page="/lines").url.path == "/signin"
    assert client.get("/lines").url.path == "/signin"


def test_a_session_ends_by_itself(portal: Portal) -> None:
    token, now = portal.first_token(), [0.0]
    assert token
    sessions = Sessions(clock=lambda: now[0])
    app = make_app(portal)
    app.router.routes[2:] = Pages(portal, TokenCheck(portal.token_hash), sessions).routes()
    with TestClient(app) as client:
        Browser(client).fill("/signin", token=token)
        assert client.get("/lines").url.path == "/lines"
        now[0] = 13 * 3600
        assert client.get("/lines").url.path == "/signin"


def test_a_new_token_signs_everybody_out(portal: Portal, browser: Browser) -> None:
    assert browser.client.get("/lines").url.path == "/lines"
    token = portal.replace_token()
    assert browser.client.get("/lines").url.path == "/signin"
    browser.fill("/signin", token=token)
    assert browser.client.get("/lines").url.path == "/lines"


def test_a_form_from_elsewhere_changes_nothing(portal: Portal, browser: Browser) -> None:
    fields = {"activation_id": "N", "product": "P", "copies": "1", "version": "1"}
    for token in ("", "0" * 64):
        told = browser.client.post("/lines/new", data={"form_token": token, **fields})
        assert told.status_code == 409
    assert portal.line("N") is None


def test_every_page_keeps_to_itself(browser: Browser) -> None:
    for path in ("/lines", "/devices", "/drop", "/signin", "/static/portal.css", "/nowhere"):
        headers = browser.client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    for path in ("/lines", "/devices", "/devices/new", "/lines/new", "/drop"):
        page = browser.see(path)
        assert "<script" not in page
        assert "style=" not in page
        assert "://" not in page


def test_lines_show_available_held_and_waiting(portal: Portal, browser: Browser) -> None:
    device = holding(portal)
    portal.take(device.say({"L": 2}), None, "api")
    page = re.sub(r"<[^>]+>", "", browser.see("/lines"))
    assert re.search(r"2 held\s+3 waiting for confirmation\s+0 available", page)


def test_a_line_is_made_changed_and_shown_as_overdrawn(portal: Portal, browser: Browser) -> None:
    fields = {"activation_id": "N", "product": "Trend <b>", "version": "1", "features": "A, B", "expiry": "2030-01-31"}
    assert browser.fill("/lines/new", copies="3", **fields).url.path == "/lines"
    line = portal.line("N")
    assert line
    assert (line.total, line.features) == (3, ("A", "B"))
    assert "Trend <b>" in browser.see("/lines")
    assert "Trend <b>" not in browser.client.get("/lines").text
    device = enrolled(portal, "SN-4711", N=3)
    portal.take(device.say({"N": 3}), None, "api")
    assert 'value="A, B"' in browser.see("/lines/new?line=N")
    browser.fill("/lines/new", copies="1", **fields)
    assert "2</b> overdrawn" in browser.see("/lines")


@pytest.mark.parametrize(("field", "value"), [("copies", "many"), ("expiry", "soon"), ("activation_id", " ")])
def test_a_line_that_does_not_fit_comes_back_with_what_was_typed(field: str, value: str, browser: Browser) -> None:
    fields = {"activation_id": "N", "product": "Trend", "version": "1", "copies": "3", "expiry": "", field: value}
    told = browser.fill("/lines/new", **fields)
    assert told.status_code == 400
    assert 'role="alert"' in told.text
    assert 'value="Trend"' in told.text


def test_a_device_is_enrolled_granted_and_served(portal: Portal, browser: Browser) -> None:
    fields = {"host_type": "serial", "level": "counter", "clock": "none", "removal_needs": "order", "model": "FX"}
    assert browser.fill("/devices/new", host_id="SN-9", public_key="nonsense", **fields).status_code == 400
    assert browser.fill("/devices/new", host_id="SN-9", public_key=str(KEY), **fields).url.path == "/devices"
    page = browser.see("/devices/1")
    assert "Hardware counter" in page
    assert str(KEY) in page
    assert browser.fill("/devices/1", line="L", count="x").status_code == 400
    assert browser.fill("/devices/1", line="L", count="4").status_code == 200
    with portal.reading() as session:
        view = device_view(session, 1)
    assert view
    assert view.state.allowance == (("L", 4),)


def test_the_confirmed_return_by_hand(portal: Portal, browser: Browser) -> None:
    device = holding(portal)
    page = browser.drop(device.say({"L": 2}, Reason.MOVE))
    assert page.status_code == 200
    assert "Bring this answer to SN-4711" in page.text
    assert CASE in page.text
    link = re.search(r'href="(/letters/\w+/answer)"', page.text)
    assert link
    file = browser.client.get(link[1])
    assert f'filename="{CASE}_SN-4711_answer.retour"' in file.headers["content-disposition"]
    page = browser.drop(device.apply(file.content))
    assert "Nothing more to do: the copies are available" in page.text
    assert look(portal) == (3, 2, 0)
    page = browser.drop(device.blob)
    assert "This file was taken before: nothing was counted twice" in page.text
    message = browser.client.get(link[1].replace("answer", "message"))
    assert f'filename="{CASE}_SN-4711_request.retour"' in message.headers["content-disposition"]


def test_results_name_what_was_not_granted_and_what_is_too_late(portal: Portal, browser: Browser) -> None:
    device = enrolled(portal, L=1)
    old = device.say({"L": 3, "X": 1})
    page = unescape(browser.drop(old).text)
    assert "It brings 1 copy to the device" in page
    assert "fewer than asked for" in page
    assert "no such line" in page
    assert "1 copy is available" not in unescape(browser.drop(device.say()).text)
    assert "a newer message since" in unescape(browser.drop(old).text)


def test_rule_13_a_returned_device_is_shown_and_enrolled_again(portal: Portal, browser: Browser) -> None:
    device = holding(portal)
    browser.drop(device.drop("L", 0, Reason.DECOMMISSION))
    assert "RETURNED" in browser.see("/devices")
    page = browser.see("/devices/1")
    assert "Enrol it again" in page
    fields = dict(re.findall(r'type="hidden" name="(?!form_token)(\w+)" value="([^"]*)"', page))
    assert browser.fill("/devices/new", page="/devices/1", **fields).url.path == "/devices"
    assert "ACTIVE" in browser.see("/devices/1")


def test_rule_3_a_suspect_is_shown_and_stays(portal: Portal, browser: Browser) -> None:
    device = holding(portal)
    device.counter -= 1
    page = unescape(browser.drop(device.say()).text)
    assert "contradict each other" in page
    assert "Nothing was credited" in page
    assert "under suspicion" in browser.see("/devices")
    assert "kept as evidence" in browser.see("/devices/1")


def test_bad_files_are_refused_in_three_lines(portal: Portal, browser: Browser) -> None:
    device = holding(portal)
    blob = device.drop("L", 0)
    stranger = Device(portal.identity, device.host, SigningKey.from_seed(b"\x09" * 32))
    for bad in (b"", b"%PDF-1.4", blob[:50], blob[:-1], stranger.say()):
        page = browser.drop(bad)
        assert page.text.count('role="alert"') == 1
        assert page.text.count("<details>") == 1
    assert browser.client.post("/drop", data={"form_token": browser.token("/drop")}).status_code == 400
    assert browser.drop(blob, case="R-0000-0001").status_code == 400
    too_large = browser.drop(b"x" * (MAX_BODY + 1))
    assert too_large.status_code == 413
    assert look(portal) == (0, 5, 0)


@pytest.mark.parametrize("path", ["/nowhere", "/devices/99", "/letters/zz/answer", f"/letters/{'0' * 64}/answer"])
def test_what_is_not_there(path: str, browser: Browser) -> None:
    told = browser.client.get(path)
    assert told.status_code == 404
    assert "There is no such page" in told.text


def test_a_damaged_form_is_refused(browser: Browser) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert browser.client.post("/drop", content=b"--x\r\nnonsense", headers=headers).status_code in (400, 409)


def test_a_real_server_from_start_to_stop(place: Place, tmp_path: Path) -> None:
    start = "import sys; from retour.portal.commands import app; app()"
    command = [sys.executable, "-c", start, "serve", "--data", str(place.database.parent)]
    tokens = []
    for _ in range(2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            assert process.stdout
            first = json.loads(process.stdout.readline())
            tokens.append(first["admin_token"])
            with httpx.Client(base_url=first["url"], headers={"authorization": f"Bearer {tokens[0]}"}) as api:
                line = {"activation_id": "L", "product": "Flow", "copies": 5}
                assert api.post("/api/v1/lines", json=line).status_code == 200
                with Portal.open(place) as beside:
                    device = enrolled(beside, f"SN-{len(tokens)}", L=2)
                    assert str(beside.identity) == first["public_key"]
                taken = api.post(
                    "/api/v1/messages", content=device.say({"L": 2}), headers={"accept": "application/cose"}
                )
                assert read_response(taken.content).content.counts == (("L", 2),)
                assert api.post("/api/v1/messages", content=b"x" * (MAX_BODY + 1)).status_code == 413
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
    assert tokens[0]
    assert tokens[1] is None
