"""`retour demo --way opaque`: a made-up vendor's devices and portal, and Retour in between, which reads none of it.

The technician's part runs by the same commands that a technician types; only the vendor's own tools, the portal and
what device 2 is given at the factory, are played here.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from retour.device.vendor.format import Line
from retour.device.vendor.office import VendorPortal
from retour.errors import NotReached
from retour.programs import Programs

_PROFILE: Final = "drop-folder"
_LINE: Final = Line("ACT-FNE-DEMO", 5, "Demo Driver", "4.2", ("bacnet", "modbus"))
_PATIENCE: Final = 20.0


def opaque(place: Path, stack: ExitStack, todo: str) -> dict[str, object]:
    """One confirmed return of five copies, and the same copies on another device; the JSON record of the way."""
    return _Opaque(place, stack, todo).run()


class _Opaque:
    """One run: two vendor's devices with drop folders, the vendor's portal, a laptop, a stick."""

    def __init__(self, place: Path, stack: ExitStack, todo: str) -> None:
        self._place = place
        self._todo = todo
        self._stick = place / "stick"
        self._stick.mkdir()
        self._programs = Programs(place, place / "laptop", stack, todo)
        self._portal = VendorPortal()
        self._first, self._second = self._device("FNE-0001", _LINE), self._device("FNE-0002")

    def run(self) -> dict[str, object]:
        _say(f"=== opaque: {_LINE.count} copies of {_LINE.line}; the vendor's files are carried and not read")
        before = self._ledger("FNE-0001 holds its licenses")
        case = self._return()
        after = self._ledger("the vendor's portal offers the copies again")
        legs = self._legs(case)
        reissued = self._reissue()
        self._ledger("FNE-0002 holds the copies that FNE-0001 returned")
        _say(f"=== opaque: {legs} leg(s)")
        return {
            "way": "opaque",
            "legs": legs,
            "returned": before["held"] - after["held"],
            "available_before": before["available"],
            "available_after": after["available"],
            "reissued": reissued,
        }

    def _return(self) -> str:
        wish = ("--way", "opaque", "--profile", _PROFILE, "--all", "--reason", "decommission")
        made = self._retour("return", f"dir:{self._first}", *wish, "--out", str(self._stick))
        case = str(made["case"])
        self._ledger(f"leg 1 left FNE-0001 as {Path(made['file']).name}")
        response = self._upload(Path(made["file"]))
        self._ledger("leg 1 reached the vendor's portal; its response is leg 2")
        made = self._retour(
            "bring", str(response), "--case", case, "--device", f"dir:{self._first}", "--out", str(self._stick)
        )
        self._ledger(f"leg 2 reached FNE-0001, which accepted it; leg 3 is {Path(made['file']).name}")
        self._upload(Path(made["file"]))
        self._retour("delivered", case)
        self._retour("report", case, "--state", self._portal.states("FNE-0001")[_LINE.line])
        return case

    def _reissue(self) -> int:
        """Device 2 gets the copies by the vendor's own tools."""
        self._portal.grant("FNE-0002", _LINE)
        (self._second / "COMMAND.TXT").write_text("SYNC\n")
        request = self._await(self._second / "REQUEST.BIN")
        (self._second / "RESPONSE.BIN").write_bytes(self._portal.upload(request))
        self._await(self._second / "RESULT.TXT")
        told = _until(self._lines_of_second, "list of licenses", self._todo)
        return sum(int(line.split()[2]) for line in told.decode().splitlines())

    def _lines_of_second(self) -> bytes:
        told = (self._second / "DEVICE.TXT").read_text()
        return "\n".join(line for line in told.splitlines() if line.startswith("LINE ")).encode()

    def _upload(self, file: Path) -> Path:
        response = self._stick / f"response-{file.stem}.bin"
        response.write_bytes(self._portal.upload(file.read_bytes()))
        return response

    def _ledger(self, when: str) -> dict[str, int]:
        hosts = self._portal.hosts.values()
        lines = [host.lines[_LINE.line] for host in hosts if _LINE.line in host.lines]
        counts = {
            "total": _LINE.count,
            "available": self._portal.available[_LINE.line],
            "held": sum(each.line.count for each in lines),
            "waiting": sum(each.reserved - each.line.count for each in lines),
        }
        words = "  ".join(f"{name} {count}" for name, count in counts.items())
        _say(f"  {words:<48} {when}")
        return counts

    def _legs(self, case: str) -> int:
        """Counted from the blobs that the laptop's journal saw crossing."""
        for line in self._programs.run("cases", "--json"):
            if line["case"] == case:
                return len(set(line["crossed"]))
        raise AssertionError(f"{case} is not in the journal")

    def _device(self, host: str, *lines: Line) -> Path:
        folder = self._place / f"drive-{host}"
        held = [f"{line.line}={line.count}:{line.product}|{line.version}|{','.join(line.features)}" for line in lines]
        options = [word for text in held for word in ("--line", text)]
        self._programs.start(
            "device", "emulate", "--store", str(self._place / host), "--profile", _PROFILE, "--host-id", host,
            "--folder", str(folder), *options,
        ).first_line()  # fmt: skip
        self._portal.add_host(host, *lines)
        return folder

    def _retour(self, *arguments: str) -> dict[str, Any]:
        lines = self._programs.run(*arguments)
        return lines[-1] if lines else {}

    def _await(self, path: Path) -> bytes:
        return _until(lambda: path.read_bytes() if path.exists() else b"", path.name, self._todo)


def _until(look: Callable[[], bytes], what: str, todo: str) -> bytes:
    end = time.monotonic() + _PATIENCE
    while not (found := look()):
        if time.monotonic() > end:
            raise NotReached("demo-stopped", f"The device made no {what}.", "Nothing real was touched.", todo)
        time.sleep(0.05)
    return found


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
