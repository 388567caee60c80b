"""`retour demo`: the main job on real input. Two emulated devices on ptys, the portal over HTTP, the command line.

Nothing here knows how a return works: it runs the same commands that a technician types, as processes of their own,
and carries the files between them. The ledger is printed to stderr before and after every leg.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from retour.demo_opaque import opaque
from retour.errors import Usage
from retour.programs import PortalClient, Programs

WAYS: Final = ("one-trip", "removal-order", "confirmed", "portal-removal", "write-off", "opaque")
_LINE: Final = "ACT-7F3K-99QX-DEMO"
_COPIES: Final = 5
_TODO: Final = "Run the demo again with --folder DIR, then look into that folder."


def run(ways: list[str], folder: Path | None) -> None:
    """Run each way in a folder of its own and print one JSON line for it."""
    for way in ways:
        with _folder(folder, way) as place, ExitStack() as stack:
            record = opaque(place, stack, _TODO) if way == "opaque" else _Demo(place, stack).way(way)
            print(json.dumps(record), flush=True)


def chosen(way: str) -> list[str]:
    """The ways that a name stands for. Raises `Usage` (``no-such-way``)."""
    if way == "all":
        return list(WAYS)
    if way not in WAYS:
        known = ", ".join((*WAYS, "all"))
        raise Usage(
            "no-such-way", f"This version has no way {way!r}.", "Nothing was started.", f"Choose one of: {known}."
        )
    return [way]


@contextmanager
def _folder(given: Path | None, way: str) -> Iterator[Path]:
    if given is None:
        with tempfile.TemporaryDirectory(prefix="retour-demo-") as name:
            yield Path(name)
        return
    place = given / way
    if place.exists() and any(place.iterdir()):
        raise Usage("folder-used", f"{place} is not empty.", "Nothing was changed.", "Choose a new folder.")
    place.mkdir(parents=True, exist_ok=True)
    yield place


@contextmanager
def world(folder: Path | None) -> Iterator[str]:
    """A place for the window to play in, with its own journal; yields the folder for its training world."""
    with ExitStack() as stack:
        if folder is None:
            made = tempfile.TemporaryDirectory(prefix="retour-demo-", ignore_cleanup_errors=True)
            folder = Path(stack.enter_context(made))
        place = folder.resolve()
        os.environ["RETOUR_HOME"] = str(place / "laptop")
        yield str(place / "training")


class _Demo:
    """One run: portal, two devices, a laptop, a stick."""

    def __init__(self, place: Path, stack: ExitStack) -> None:
        self._place = place
        self._stick = place / "stick"
        self._stick.mkdir()
        self._programs = Programs(place, place / "laptop", stack, _TODO)
        self._data = ("--data", str(place / "portal"))
        started = self._programs.start("portal", "serve", *self._data).first_line()
        self._http = PortalClient(str(started["url"]), str(started["admin_token"]))
        self._key = place / "portal.key"
        self._key.write_text(str(started["public_key"]) + "\n")
        self._devices: dict[str, subprocess.Popen[str]] = {}
        self._first = self._device("SN-0001")
        self._second = self._device("SN-0002")

    def way(self, way: str) -> dict[str, object]:
        """The whole job: device 1 gets its licenses, returns them by `way`, device 2 gets the same copies."""
        self._say(f"=== {way}: {_COPIES} copies of {_LINE}")
        self._portal("line", "--activation-id", _LINE, "--product", "Demo Controls", "--copies", str(_COPIES),
                     "--feature", "trend", "--feature", "alarm")  # fmt: skip
        self._activate(self._first, "SN-0001")
        before = self._ledger("SN-0001 holds its licenses")
        case = self._return(way)
        after = self._ledger("the portal offers the copies again")
        legs = self._legs(case)
        reissued = self._activate(self._second, "SN-0002")
        self._ledger("SN-0002 holds the copies that SN-0001 returned")
        self._portal("balance")
        self._say(f"=== {way}: {legs} leg(s); every line adds up")
        return {
            "way": way,
            "legs": legs,
            "returned": before["held"] - after["held"],
            "available_before": before["available"],
            "available_after": after["available"],
            "reissued": reissued,
        }

    def _return(self, way: str) -> str:
        """The copies come home; the number of the laptop's case."""
        if way == "write-off":
            return self._write_off()
        if way == "removal-order":
            return self._order()
        wish = ["--way", way, "--out", str(self._stick)]
        if way == "portal-removal":
            self._portal("mark", "--host-id", "SN-0001", "--all", "--decommission")
            self._ledger("the copies of SN-0001 are marked for removal in the portal")
        else:
            wish += ["--all", "--reason", "decommission"]
        if way == "one-trip":
            self._retour("device", "press", "--store", str(self._place / "SN-0001"))
        made = self._retour("return", self._first, *wish)
        self._ledger(f"leg 1 left SN-0001 as {Path(made['file']).name}")
        answer = self._upload(Path(made["file"]))
        if way != "one-trip":
            self._ledger("leg 1 reached the portal; its answer is leg 2")
            made = self._retour("bring", str(answer), "--device", self._first, "--out", str(self._stick))
            self._ledger(f"leg 2 reached SN-0001; its confirmation is leg 3, {Path(made['file']).name}")
            self._upload(Path(made["file"]))
        return str(made["case"])

    def _order(self) -> str:
        """Office, site, office: the portal signs an order, the device carries it out, the proof goes back."""
        ordered = self._retour(
            "portal", "order", "--host-id", "SN-0001", "--all", "--decommission", "--out", str(self._stick), *self._data
        )
        self._ledger(f"leg 1 left the portal as {Path(ordered['file']).name}")
        made = self._retour("bring", str(ordered["file"]), "--device", self._first, "--out", str(self._stick))
        self._ledger(f"leg 1 was carried out by SN-0001; its proof is leg 2, {Path(made['file']).name}")
        self._upload(Path(made["file"]))
        return str(made["case"])

    def _write_off(self) -> str:
        """The device is gone for good: no leg, no proof. What it may still use is at risk, and stays in sight."""
        self._devices["SN-0001"].kill()
        self._ledger("SN-0001 does not answer any more, and never will")
        wish = ("--way", "write-off", "--all", "--reason", "defect", "--technician", "Demo", "--note", "board burnt")
        made = self._retour("return", "SN-0001", *wish, "--out", str(self._stick))
        self._portal("write-off", "--host-id", "SN-0001", "--by", "Demo operator", "--why", "Board burnt, seen on site")
        (entry,) = self._programs.run("portal", "write-offs", "--json", *self._data)
        self._say(f"  at risk: {entry['at_risk']}, until SN-0001 is heard of again")
        self._retour("report", str(made["case"]), "--state", "OBSOLETE")
        return str(made["case"])

    def _activate(self, address: str, host: str) -> int:
        self._portal("grant", "--host-id", host, "--line", f"{_LINE}={_COPIES}")
        made = self._retour("activate", address, "--line", f"{_LINE}={_COPIES}", "--out", str(self._stick))
        done = self._retour("bring", str(self._upload(Path(made["file"]))), "--device", address)
        return int(done["strip"]["on_device"]["copies"])

    def _legs(self, case: str) -> int:
        """Counted from the blobs that the laptop's journal saw crossing, receipts aside."""
        for line in self._programs.run("cases", "--json"):
            if line["case"] == case:
                return len({leg for leg in line["crossed"] if leg != "receipt"})
        raise AssertionError(f"{case} is not in the journal")

    def _upload(self, file: Path) -> Path:
        """Hand a carry file to the portal over HTTP; the answer goes onto the stick."""
        answers, refused = self._http.hand_in(file.name, file.read_bytes())
        if refused:
            raise refused[0]
        (reply,) = answers
        answer = self._stick / reply.name
        if answer.exists():  # the confirmation's answer has the name of the first one
            answer = answer.with_name(f"receipt_{answer.name}")
        answer.write_bytes(reply.data)
        return answer

    def _ledger(self, when: str) -> dict[str, int]:
        (line,) = self._programs.run("portal", "lines", "--json", *self._data)
        counts = {name: int(line[name]) for name in ("total", "available", "held", "waiting")}
        words = "  ".join(f"{name} {count}" for name, count in counts.items())
        self._say(f"  {words:<48} {when}")
        return counts

    def _device(self, host: str) -> str:
        link = self._place / f"tty-{host}"
        device = self._programs.start(
            "device", "emulate", "--store", str(self._place / host), "--pty", str(link),
            "--portal-key", str(self._key), "--host-id", host,
        )  # fmt: skip
        self._devices[host] = device.process
        started = device.first_line()
        self._portal("enroll", "--host-id", host, "--public-key", str(started["public_key"]))
        return str(started["pty"])

    def _portal(self, *arguments: str) -> None:
        self._retour("portal", *arguments, *self._data)

    def _retour(self, *arguments: str) -> dict[str, Any]:
        lines = self._programs.run(*arguments)
        return lines[-1] if lines else {}

    def _say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)
