"""The API, as a program meets it."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from retour.airgap.carry import join_carry
from retour.portal.store import Portal
from retour.portal.web.app import make_app
from retour.portal.web.guard import MAX_BODY
from retour.protocol.keys import SigningKey
from retour.protocol.messages import read_response
from retour.protocol.model import Reason
from tests.portal.honest import Device, enrolled
from tests.portal.test_store import CASE, holding, look

COSE = {"accept": "application/cose"}


@pytest.fixture
def api(portal: Portal) -> Iterator[TestClient]:
    token = portal.first_token()
    with TestClient(make_app(portal), headers={"authorization": f"Bearer {token}"}) as client:
        yield client


def test_a_return_over_http_is_idempotent(portal: Portal, api: TestClient) -> None:
    device = holding(portal)
    blob = device.drop("L", 1, Reason.MOVE)
    first, second = (api.post(f"/api/v1/messages?case={CASE}", content=blob).json()["results"] for _ in range(2))
    (taken,), (again,) = first, second
    assert taken["outcome"] == "taken"
    assert taken["changes"] == [{"line": "L", "before": 5, "after": 1, "credited": 4, "waiting": 0, "withheld": 0}]
    assert taken["answer_file"] == f"{CASE}_SN-4711_answer.retour"
    assert (taken["host_id"], taken["counter"], taken["confirm"], taken["error"]) == ("SN-4711", 3, False, None)
    assert read_response(base64.b64decode(taken["answer"])).content.answers.hex() == taken["digest"]
    assert (again["outcome"], again["answer"], again["changes"]) == ("again", taken["answer"], [])
    assert look(portal) == (4, 1, 0)


def test_the_answer_itself_for_one_message(portal: Portal, api: TestClient) -> None:
    device = holding(portal)
    answer = api.post("/api/v1/messages", content=device.say({"L": 0}), headers=COSE)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/cose")
    assert "SN-4711_answer.retour" in answer.headers["content-disposition"]
    portal.take(device.apply(answer.content), None, "api")
    assert look(portal) == (5, 0, 0)


def test_rule_11_a_bundle_is_taken_by_device_and_counter_and_one_bad_message_spoils_none(
    portal: Portal, api: TestClient
) -> None:
    one = holding(portal)
    two = enrolled(portal, "SN-4712", L=5)
    stranger = Device(portal.identity, one.host, SigningKey.from_seed(b"\x44" * 32))
    early, late = one.drop("L", 2), one.drop("L", 0)
    bundle = join_carry((two.say({"L": 5}), late, stranger.say(), early))
    results = api.post("/api/v1/messages", content=bundle).json()["results"]
    assert [r["outcome"] for r in results] == ["taken", "taken", "refused", "taken"]
    assert results[2]["error"]["error"] == "not-enrolled"
    assert results[0]["changes"][0]["after"] == 5, "reductions before grants"
    assert look(portal) == (0, 5, 0)


def test_a_refused_message_in_both_forms(portal: Portal, api: TestClient) -> None:
    device = holding(portal)
    old, new = device.drop("L", 3), device.drop("L", 0)
    portal.take(new, None, "api")
    told = api.post("/api/v1/messages", content=old)
    assert told.status_code == 200
    assert told.json()["results"][0]["error"]["error"] == "superseded"
    told = api.post("/api/v1/messages", content=old, headers=COSE)
    assert (told.status_code, told.json()["error"]) == (409, "superseded")
    assert all(told.json()[line] for line in ("what", "safe", "todo"))


@pytest.mark.parametrize("cut", [0, 1, 20, -1])
@pytest.mark.parametrize("headers", [{}, COSE])
def test_a_cut_file(cut: int, headers: dict[str, str], portal: Portal, api: TestClient) -> None:
    device = holding(portal)
    told = api.post("/api/v1/messages", content=device.drop("L", 0)[:cut], headers=headers)
    assert told.status_code == 400
    assert told.json()["safe"] == "Nothing was changed."
    assert look(portal) == (0, 5, 0)


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"\x00" * 100, b"\xd2" * 100, b"\x9f" * 100, b"{}", b"\x80"])
def test_garbage(data: bytes, api: TestClient) -> None:
    assert api.post("/api/v1/messages", content=data).status_code == 400


def test_an_answer_is_no_request(portal: Portal, api: TestClient) -> None:
    device = enrolled(portal)
    answer = portal.take(device.say(), None, "api").answer
    told = api.post("/api/v1/messages", content=answer)
    assert (told.status_code, told.json()["error"]) == (400, "answer-not-request")
    assert "Bring it to the device SN-4711" in told.json()["todo"]


def test_too_large_is_refused_before_it_is_read(api: TestClient) -> None:
    claimed = api.post("/api/v1/messages", content=b"x", headers={"content-length": str(2 * 1024**3)})
    assert (claimed.status_code, claimed.json()["error"]) == (413, "too-large")

    def endless() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 65536 + 2):
            yield b"\xd2" * 65536

    assert api.post("/api/v1/messages", content=endless()).status_code == 413


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", "Basic abc", b"Bearer \xe9"])
def test_nothing_without_the_token(header: str | bytes, api: TestClient) -> None:
    for path in ("lines", "devices", "balance"):
        told = api.get(f"/api/v1/{path}", headers={"authorization": header})
        assert (told.status_code, told.json()["error"]) == (401, "not-signed-in")
    assert api.post("/api/v1/messages", content=b"x", headers={"authorization": header}).status_code == 401


def test_the_right_token_counts_after_a_wrong_one_and_a_wrong_one_after_the_right(portal: Portal) -> None:
    token = portal.first_token()
    with TestClient(make_app(portal)) as client:
        for given, status in (("x", 401), (token, 200), ("x", 401), (token, 200)):
            assert client.get("/api/v1/lines", headers={"authorization": f"Bearer {given}"}).status_code == status


def test_lines_devices_and_grants(portal: Portal, api: TestClient) -> None:
    made = api.post(
        "/api/v1/lines",
        json={"activation_id": "N", "product": "Trend", "copies": 3, "features": ["A"], "expiry": "2031-01-31"},
    )
    assert made.json()["available"] == 3
    assert made.json()["expiry"] == "2031-01-31"
    key = SigningKey.from_seed(b"\x11" * 32).public
    fields = {"host_id": "SN-1", "public_key": str(key), "level": "counter"}
    for _ in range(2):
        device = api.post("/api/v1/devices", json=fields)
        assert (device.status_code, device.json()["status"], device.json()["level"]) == (200, "ACTIVE", "counter")
        granted = api.post("/api/v1/grants", json={"host_id": "SN-1", "lines": {"N": 2}})
        assert granted.json()["allowance"] == {"N": 2}
    assert [line["line"] for line in api.get("/api/v1/lines").json()["lines"]] == ["L", "M", "N"]
    assert api.get("/api/v1/devices").json()["devices"][0]["public_key"] == str(key)
    assert api.get("/api/v1/balance").json()["adds_up"] is True
    api.post("/api/v1/lines", json={"activation_id": "N", "product": "Trend", "copies": 1})
    assert api.get("/api/v1/lines").json()["lines"][2]["total"] == 1


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("lines", "[]", "json"),
        ("lines", "[" * 100_000, "json"),
        ("lines", '{"activation_id": 1}', "field"),
        ("lines", '{"activation_id": "A", "product": "P", "copies": true}', "field"),
        ("lines", '{"activation_id": "A", "product": "P", "copies": 1, "features": [1]}', "field"),
        ("lines", '{"activation_id": "A", "product": "P", "copies": 1, "surprise": 1}', "field"),
        ("lines", '{"activation_id": "A", "product": "P", "copies": 1, "expiry": "soon"}', "expiry"),
        ("devices", '{"host_id": "A", "public_key": "B"}', "bad-key"),
        ("devices", '{"host_id": "", "public_key": "B"}', "host-id"),
        ("devices", '{"host_id": "A", "host_type": "x", "public_key": "B"}', "choice"),
        ("grants", '{"host_id": "A", "lines": {}}', "field"),
        ("grants", '{"host_id": "A", "lines": {"L": 1.5}}', "field"),
        ("grants", '{"host_id": "A", "lines": {"L": 1}}', "not-enrolled"),
        ("messages?case=R-1", "x", "case-number"),
    ],
)
def test_what_cannot_be_understood_is_named(path: str, body: str, code: str, api: TestClient) -> None:
    told = api.post(f"/api/v1/{path}", content=body)
    assert told.status_code == (409 if code == "not-enrolled" else 400)
    assert told.json()["error"] == code


def test_a_token_that_was_replaced_is_void_at_once(portal: Portal, api: TestClient) -> None:
    assert api.get("/api/v1/lines").status_code == 200
    fresh = portal.replace_token()
    assert api.get("/api/v1/lines").status_code == 401
    assert api.get("/api/v1/lines", headers={"authorization": f"Bearer {fresh}"}).status_code == 200
    assert api.get("/api/v1/lines").status_code == 401
