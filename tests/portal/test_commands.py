"""The back office without a browser."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from retour.airgap.carry import Leg, carry_name, join_carry
from retour.errors import RetourError
from retour.portal.commands import app
from retour.portal.database import Place
from retour.portal.keyring import TokenCheck
from retour.portal.store import Portal
from retour.portal.tables import AllocationRow
from retour.protocol.keys import SigningKey
from retour.protocol.model import Host, HostType, Reason
from tests.portal.honest import Device
from tests.portal.test_store import CASE, holding

RUNNER = CliRunner()


def run(*words: object) -> list[dict[str, object]]:
    """The JSON lines of a command; its `RetourError` is raised, as the root command gets it."""
    result = RUNNER.invoke(app, [str(word) for word in words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_whole_return_with_files_alone(portal: Portal, place: Place, tmp_path: Path) -> None:
    data = ("--data", place.database.parent)
    device = Device(portal.identity, Host(HostType.SERIAL, "SN-4711"), SigningKey.from_seed(b"q" * 32))
    (line,) = run("line", *data, "--activation-id", "N", "--product", "Trend", "--copies", 3, "--feature", "A",
                  "--feature", "B", "--expiry", "2031-01-31", "--entitlement", "E-1")  # fmt: skip
    assert (line["available"], line["features"], line["expiry"]) == (3, ["A", "B"], "2031-01-31")
    (host,) = run("enroll", *data, "--host-id", "SN-4711", "--public-key", device.key.public, "--level", "counter")
    assert host["status"] == "ACTIVE"
    (host,) = run("grant", *data, "--host-id", "SN-4711", "--line", "N=3", "--line", "L=1")
    assert host["allowance"] == {"L": 1, "N": 3}

    def leg(blob: bytes) -> dict[str, object]:
        file = tmp_path / carry_name(CASE, "SN-4711", Leg.REQUEST)
        file.write_bytes(blob)
        (taken,) = run("load", file, *data)
        assert "answer" not in taken
        (written,) = run("take", *data, "--out", tmp_path)
        assert written["case"] == CASE
        assert Path(str(written["file"])).name == taken["answer_file"]
        return taken

    def answer() -> bytes:
        path = tmp_path / carry_name(CASE, "SN-4711", Leg.ANSWER)
        data = path.read_bytes()
        path.unlink()
        return data

    leg(device.say({"N": 3}))
    leg(device.apply(answer()))
    answer()
    assert run("take", *data, "--out", tmp_path) == []
    (again,) = run("take", *data, "--out", tmp_path, "--case", CASE)
    assert again["case"] == CASE
    answer()
    taken = leg(device.drop("N", 1, Reason.DECOMMISSION))
    assert taken["changes"] == [{"line": "N", "before": 3, "after": 1, "credited": 2, "waiting": 0, "withheld": 0}]
    assert [each["available"] for each in run("lines", *data, "--json")] == [5, 2, 2]
    by_name = {each["host_id"]: each for each in run("devices", *data, "--json")}
    assert by_name["SN-4711"]["status"] == "RETURNED"
    assert all(each["adds_up"] for each in run("balance", *data))


def test_a_lost_token_is_replaced(portal: Portal, place: Place) -> None:
    before = portal.first_token()
    (made,) = run("token", "--data", place.database.parent)
    check = TokenCheck(portal.token_hash)
    check.check(str(made["admin_token"]))
    with pytest.raises(RetourError, match="not the portal's admin token"):
        check.check(str(before))


def test_load_says_every_message_and_raises_the_last_refusal(portal: Portal, place: Place, tmp_path: Path) -> None:
    device = holding(portal)
    stranger = Device(portal.identity, device.host, SigningKey.from_seed(b"\x42" * 32))
    file = tmp_path / "bundle.retour"
    file.write_bytes(join_carry((stranger.say(), device.drop("L", 0), stranger.say())))
    result = RUNNER.invoke(app, ["load", str(file), "--data", str(place.database.parent), "--case", CASE])
    assert isinstance(result.exception, RetourError)
    assert result.exception.code == "not-enrolled"
    outcomes = [json.loads(line) for line in result.stdout.splitlines()]
    assert [outcome["outcome"] for outcome in outcomes] == ["refused", "taken", "refused"]
    assert outcomes[1]["case"] == CASE


def test_balance_names_the_lines_that_do_not_add_up(portal: Portal, place: Place) -> None:
    holding(portal)
    assert len(run("balance", "--data", place.database.parent)) == 2
    with portal.writing() as session:
        row = session.scalars(select(AllocationRow).filter_by(line="L")).one()
        row.live, row.snapshot = 0, 0
    result = RUNNER.invoke(app, ["balance", "--data", str(place.database.parent)])
    assert isinstance(result.exception, RetourError)
    assert (result.exception.code, result.exception.exit_code) == ("does-not-add-up", 1)
    (line,) = (json.loads(each) for each in result.stdout.splitlines())
    assert (line["line"], line["adds_up"]) == ("L", False)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("grant", "--host-id", "SN-1", "--line", "L"), "line-count"),
        (("grant", "--host-id", "SN-1", "--line", "L=1"), "not-enrolled"),
        (("grant", "--host-id", "SN-1", "--host-type", "mac", "--line", "L=1"), "not-enrolled"),
        (("enroll", "--host-id", "SN-1", "--public-key", "x"), "bad-key"),
        (("enroll", "--host-id", "SN-1", "--public-key", "x", "--level", "high"), "choice"),
        (("enroll", "--host-id", "SN-1", "--public-key", "x", "--model", "\x07"), "model"),
        (("line", "--activation-id", "N", "--product", "P", "--copies", "1", "--expiry", "x"), "expiry"),
        (("take", "--case", "R-1"), "case-number"),
        (("load", "/nowhere/file"), "no-file"),
    ],
)
def test_slips_are_named(words: tuple[str, ...], code: str, portal: Portal, place: Place) -> None:
    with pytest.raises(RetourError) as caught:
        run(*words, "--data", place.database.parent)
    assert caught.value.code == code


def test_serve_says_when_its_port_is_taken(portal: Portal, place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(RetourError) as caught:
        run("serve", "--data", place.database.parent, "--port", taken.getsockname()[1])
    assert caught.value.code == "address-in-use"
    assert portal.first_token(), "a start that failed shows no token"
