"""Secrets and names are planted wherever work passes by; neither the log nor the report for support holds any."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from retour.portal.database import Place
from retour.portal.store import Portal
from tests.journeys.world import World

NOTES = {
    "site": "Plant-Planted", "asset-tag": "Tag-Planted", "ticket": "Ticket-Planted", "technician": "Jane-Planted",
    "note": "Note-Planted",
}  # fmt: skip


def secrets_in(world: World) -> dict[str, bytes]:
    """What must never be told: every file of the device's store and of the portal's keys, tokens, blobs."""
    found = {str(path): path.read_bytes() for path in (world.place / "SN-1").rglob("*") if path.is_file()}
    found |= {str(path): path.read_bytes() for path in (world.place / "portal" / "keys").rglob("*") if path.is_file()}
    found |= {str(path): path.read_bytes() for path in world.stick.iterdir()}
    with Portal.open(Place.of(str(world.place / "portal"), None)) as portal:
        found["token"] = portal.replace_token().encode()
        found["token hash"] = portal.token_hash().encode()
        found["portal key"] = str(portal.identity.key).encode()
    return {name: data for name, data in found.items() if len(data) >= 16}


def forms(data: bytes) -> list[str]:
    """How bytes could have been written: as they are, hexadecimal, base64; a part of them is enough."""
    shown = [data.hex(), base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()]
    return [form[:32] for form in shown] + [data.decode("utf-8", "replace")[:32]]


def test_neither_log_nor_report_holds_a_secret_or_a_name(tmp_path: Path) -> None:
    with World(tmp_path / "world") as world:
        world.plug("SN-1")
        world.activate("SN-1")
        words = [word for name, value in NOTES.items() for word in (f"--{name}", value)]
        asked = world.retour("return", world.port("SN-1"), "--way", "confirmed", "--all", *words,
                             "--out", str(world.stick))  # fmt: skip
        answer = world.carry(asked.last["file"])
        world.retour("bring", asked.last["file"]).refused("request-not-answer")
        torn = world.stick / "torn.retour"
        signed = answer.read_bytes()
        torn.write_bytes(signed[:-1] + bytes([signed[-1] ^ 1]))
        assert world.retour("bring", str(torn)).code == 1
        world.retour("bring", str(answer), "--device", world.port("SN-1"), "--out", str(world.stick))
        report = world.place / "report.txt"
        world.retour("diagnose", "--out", str(report)).refused("not-confirmed", 2)
        assert not report.exists()
        shown = world.retour("diagnose", "--out", str(report), "--yes")
        assert shown.code == 0
        text = report.read_text("utf-8")
        assert text.strip() in shown.stderr, "shown before it is saved"
        world.retour("diagnose", "--out", str(report), "--yes").refused("file-exists")
        log = (world.place / "laptop" / "retour.log").read_text("utf-8")
        assert "[request-not-answer]" in text
        assert f"{asked.last['case']} AnswerApplied" in log
        for planted in NOTES.values():
            assert planted not in text
            assert planted not in log
        planted_in = json.dumps(world.retour("cases", "--json").records)
        assert "Jane-Planted" in planted_in, "it was there to be told"
        for name, data in secrets_in(world).items():
            for form in forms(data):
                assert form not in text, name
                assert form not in log, name
