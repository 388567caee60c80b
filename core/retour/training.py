"""`retour training`: a whole training world in one process tree, and the hand that carries files to its portal.

A portal over HTTP and one emulated device that holds licenses; both end with this process. The same folder goes on
where it stood. Once everything that a device held has come home, the next one is prepared, so that a return can be
practised again and again.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from retour.airgap.files import read_file, write_file
from retour.errors import NotReached, Refused, Usage
from retour.programs import PROGRAM, PortalClient, Programs, when_stdin_closes

app = typer.Typer(help="A device and a portal to practise with; nothing of it is real.")

MODEL: Final = "Training controller"
_RECORD: Final = "training.json"
_TODO: Final = "Try again; if it stays so, choose a new folder: nothing real is in this one."
_LINES: Final[tuple[dict[str, Any], ...]] = (
    {"activation_id": "ACT-TREND-5", "product": "Trend Controller", "version": "7.2", "copies": 5,
     "features": ["trend", "alarm"]},
    {"activation_id": "ACT-BACNET-2", "product": "BACnet Gateway", "version": "3.0", "copies": 2,
     "features": ["bacnet-ip", "bacnet-mstp"]},
    {"activation_id": "ACT-ENERGY-1", "product": "Energy Dashboard", "version": "2026.1", "copies": 1,
     "features": ["dashboard"], "expiry": "2031-12-31"},
)  # fmt: skip
_COPIES: Final = {line["activation_id"]: line["copies"] for line in _LINES}

Folder = Annotated[Path, typer.Option("--folder", help="Folder of the training world.")]


@dataclass(frozen=True, slots=True)
class World:
    """A training world that runs: the first line on stdout, and what the hand and the button find it by.

    Attributes:
        address: where the device is connected: a pty's link, or ``tcp:HOST:PORT`` on systems without ptys.
        admin_token: of the portal, for a browser; None only where an earlier portal's was lost.
        press: the command that presses the device's button.
        carry: the command that carries a file to the portal; the file comes last.
        mailbox: the folder that answers are brought back to.
    """

    address: str
    tcp: str
    host_id: str
    portal_url: str
    admin_token: str
    press: list[str]
    carry: list[str]
    mailbox: str

    def save(self, folder: Path) -> None:
        """Written last: what is in there was up and ready."""
        beside = folder / f".{_RECORD}.{os.getpid()}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(self), file)
        beside.replace(folder / _RECORD)

    @staticmethod
    def read(folder: Path) -> World:
        """Raises `NotReached` (``no-training``)."""
        try:
            return World(**json.loads((folder / _RECORD).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            raise NotReached(
                "no-training",
                f"There is no training world in {folder}.",
                "Nothing was changed.",
                "Start one with: retour training --folder FOLDER",
            ) from None


@app.callback(invoke_without_command=True)
def training(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Option("--folder", help="Folder of the training world.")] = None,
) -> None:
    """Run a device and a portal to practise with until interrupted, or until stdin (a pipe) is closed."""
    if context.invoked_subcommand is not None:
        return
    if folder is None:
        raise Usage("no-folder", "No folder was named.", "Nothing was started.", "Name one: --folder FOLDER")
    serve(folder)


@app.command()
def carry(
    file: Annotated[Path, typer.Argument(help="The file that the technician saved.")],
    folder: Folder,
    out: Annotated[Path | None, typer.Option("--out", help="Folder to bring the answer back to.")] = None,
) -> None:
    """Carry a file to the training portal and bring its answer back, as a person would."""
    for path in carried(folder, file, out):
        print(json.dumps({"answer": str(path)}), flush=True)


@app.command()
def press(folder: Folder) -> None:
    """Press the button of the training device: a removal is allowed for the next two minutes, once."""
    from retour.device.commands import press as press_button

    press_button(_store(folder, World.read(folder).host_id))


def carried(folder: Path, file: Path, out: Path | None = None) -> list[Path]:
    """Hand a file in over HTTP and write the answers; where a name is taken the message's counter tells them apart.

    Raises:
        NotReached, RetourError: as `World.read`, `read_file`, `PortalClient` and `write_file`.
    """
    world = World.read(folder)
    answers, refused = PortalClient(world.portal_url, world.admin_token).hand_in(file.name, read_file(file))
    written = []
    for answer in answers:
        path = (out or Path(world.mailbox)) / answer.name
        try:
            written.append(write_file(path, answer.data))
        except Refused as error:
            if error.code != "file-exists":
                raise
            written.append(write_file(path.with_stem(f"{path.stem}-{answer.counter}"), answer.data))
    if refused:
        raise refused[0]
    return written


def serve(folder: Path) -> None:
    """Bring the world up, say where it is, and keep it until SIGTERM, SIGINT or the end of stdin.

    Raises:
        NotReached: ``training-folder``, ``program-failed``, ``training-stopped``.
    """
    stop, failed = threading.Event(), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    when_stdin_closes(stop.set)
    try:
        for each in (folder, folder / "mailbox", folder / "stick"):
            each.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotReached(
            "training-folder",
            f"The folder {folder} cannot be made: {error.strerror}.",
            "Nothing was started.",
            "Choose another folder.",
        ) from error
    with ExitStack() as stack:
        builder = _Builder(folder.resolve(), stack, stop, failed)
        world = builder.world()
        world.save(folder)
        print(json.dumps(asdict(world)), flush=True)
        while not stop.wait(1.0):  # a wait without an end could not be interrupted on Windows
            pass
    if failed.is_set():
        raise NotReached(
            "training-stopped",
            "The training device or its portal has stopped.",
            "What they hold is kept in their folder.",
            _TODO,
        )


class _Builder:
    """Brings the programs up and supplies the device, through the commands and calls that real work uses."""

    def __init__(self, folder: Path, stack: ExitStack, stop: threading.Event, failed: threading.Event) -> None:
        self._folder = folder
        self._programs = Programs(folder, folder / "office", stack, _TODO)
        self._stop = stop
        self._failed = failed

    def world(self) -> World:
        data = self._folder / "portal"
        token = self._known_token(data)
        started = self._start("portal", "serve", "--data", str(data))
        portal = PortalClient(started["url"], started["admin_token"] or token)
        (self._folder / "portal.key").write_text(f"{started['public_key']}\n", "ascii")
        host = next_host(portal.get("devices")["devices"])
        device = self._device(host)
        address = device["pty"] or device["tcp"]
        self._supply(portal, host, device["public_key"], address)
        me = [*PROGRAM, "training"]
        where = ["--folder", str(self._folder)]
        return World(
            address=address,
            tcp=device["tcp"],
            host_id=host,
            portal_url=started["url"],
            admin_token=started["admin_token"] or token,
            press=[*me, "press", *where],
            carry=[*me, "carry", *where],
            mailbox=str(self._folder / "mailbox"),
        )

    def _known_token(self, data: Path) -> str:
        """The token of the portal that is here; a new one where a start was cut off before the token was kept."""
        if not (data / "portal.db").exists():
            return ""
        try:
            return World.read(self._folder).admin_token
        except NotReached:
            (made,) = self._programs.run("portal", "token", "--data", str(data))
            return str(made["admin_token"])

    def _device(self, host: str) -> dict[str, Any]:
        pty = () if sys.platform == "win32" else ("--pty", str(self._folder / "tty-training"))
        return self._start(
            "device", "emulate", "--store", str(_store(self._folder, host)), "--tcp", "127.0.0.1:0", *pty,
            "--portal-key", str(self._folder / "portal.key"), "--host-id", host, "--model", MODEL,
            "--removal-needs", "order-or-local",
        )  # fmt: skip

    def _start(self, *arguments: str) -> dict[str, Any]:
        starting = self._programs.start(*arguments)
        first = starting.first_line()

        def watch() -> None:
            starting.process.wait()
            if not self._stop.is_set():
                self._failed.set()
                self._stop.set()

        threading.Thread(target=watch, daemon=True).start()
        return first

    def _supply(self, portal: PortalClient, host: str, key: str, address: str) -> None:
        """Let the device hold its licenses; a supply that was cut off goes on, one that was done is left alone."""
        cases = [case for case in self._programs.run("cases", "--json") if case["host_id"] == host]
        if any(case["stage"] == "done" for case in cases):
            return
        portal.post("devices", {"host_id": host, "public_key": key, "model": MODEL})
        for line in _LINES:
            portal.post("lines", line)
        portal.post("grants", {"host_id": host, "lines": _COPIES})
        lines = [word for line, copies in _COPIES.items() for word in ("--line", f"{line}={copies}")]
        stick = str(self._folder / "stick")
        (made,) = self._programs.run("activate", address, *lines, "--out", stick)
        answers, refused = portal.hand_in(Path(made["file"]).name, Path(made["file"]).read_bytes())
        if refused:
            raise refused[0]
        answer = write_file(self._folder / "stick" / answers[0].name, answers[0].data)
        self._programs.run("bring", str(answer), "--device", address)


def next_host(devices: list[dict[str, Any]]) -> str:
    """The host ID of the device to practise with: the newest, or the next once all that it held has come home.

    Args:
        devices: the portal's devices, as its API gives them.
    """
    mine = {int(each["host_id"].removeprefix("TRAIN-")): each for each in devices if _is_mine(each["host_id"])}
    newest = max(mine, default=1)
    device = mine.get(newest)
    if device is not None and device["last_message"] is not None:
        around = any(holding["held"] or holding["waiting"] for holding in device["holdings"])
        newest += not around
    return f"TRAIN-{newest:04}"


def _is_mine(host_id: str) -> bool:
    number = host_id.removeprefix("TRAIN-")
    return number != host_id and number.isascii() and number.isdigit()


def _store(folder: Path, host: str) -> Path:
    return folder / "devices" / host
