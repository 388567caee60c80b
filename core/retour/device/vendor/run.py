"""Runs a vendor's device behind the face that a shipped device profile expects."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shlex
import sys
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from retour.device.disk import FolderDisk
from retour.device.emulator import serve, stop_on_signals
from retour.device.faults import Faults as LineFaults
from retour.device.faults import read_faults as read_line_faults
from retour.device.vendor.faults import Faults, read_faults
from retour.device.vendor.folder import DropFolder
from retour.device.vendor.profiles import ProfileName
from retour.device.vendor.rules import State
from retour.device.vendor.smp import VendorServer
from retour.device.vendor.store import VendorStore, create, exists
from retour.device.vendor.texts import read_line
from retour.errors import Refused, Usage

PROGRAM: Final = "license-server-cli"


_FOLDERS: Final = {
    ProfileName.DROP_FOLDER: "retour-drop",
    ProfileName.LICENSE_SERVER: "retour-server",
    ProfileName.BY_HAND: "retour-hand",
}


@dataclass(frozen=True, slots=True)
class Face:
    """Where the device shows itself; None for what the profile does not have or leaves to it."""

    profile: ProfileName
    pty: Path | None
    tcp: str | None
    folder: Path | None


def run(
    store: Path, face: Face, host_id: str | None, new: State, faults: Sequence[str], line_faults: Sequence[str] = ()
) -> None:
    """Run until SIGINT or SIGTERM; the first line on stdout says where the device is.

    Args:
        host_id: what was asked for; an existing device must be that one.
        new: what a new device begins with.
        faults: what is wrong with it, as `read_faults` takes it.
        line_faults: what is wrong with its line, as `retour.device.faults.read_faults` takes it.

    Raises what `serve` raises, `NotReached` (``store-busy``), `Refused` (``other-device``), `Usage` and `OSError`.
    """
    if face.profile is ProfileName.SMP_FILES:
        _no_option(face.folder, "--folder", face)
    else:
        _no_option(face.pty, "--pty", face)
        _no_option(face.tcp, "--tcp", face)
        _no_option(line_faults or None, "--fault", face)
    read, on_line = read_faults(faults), read_line_faults(line_faults)
    with contextlib.ExitStack() as lock:
        lock.enter_context(FolderDisk(store).locked())
        opened = open_or_create(store, host_id, new)
        folder = _folder(store, face)
        if face.profile is ProfileName.LICENSE_SERVER and folder is not None:
            lock.close()  # its program opens the store itself, call by call
            _write_program(folder, store, faults)
        asyncio.run(_faced(opened, store, face, folder, read, on_line))


def open_or_create(folder: Path, host_id: str | None, new: State) -> VendorStore:
    """The device in a folder, made if there is none. Raises `Refused` (``other-device``)."""
    if not exists(folder):
        create(folder, new)
    opened = VendorStore(folder)
    if host_id is not None and host_id != opened.state.host_id:
        raise Refused(
            "other-device",
            f"The device in this folder is {opened.state.host_id}, not {host_id}.",
            "Nothing was changed.",
            "Leave --host-id away, or choose another folder.",
        )
    return opened


def new_state(host_id: str, model: str, lines: Iterable[str]) -> State:
    """What a new device begins with. Raises `Usage` (``vendor-line``)."""
    found = []
    for text in lines:
        try:
            found.append(read_line(text))
        except ValueError:
            raise _bad_line(text, "is no license line") from None
    if len({line.line for line in found}) != len(found):
        raise _bad_line(found[0].line, "is among lines that are named twice")
    return State(host_id, model, tuple(sorted(found, key=lambda line: line.line)))


async def _faced(
    store: VendorStore, root: Path, face: Face, folder: Path | None, faults: Faults, on_line: LineFaults
) -> None:
    later = asyncio.get_running_loop().call_later

    def started(pty: str | None, tcp: str | None) -> None:
        line = {"pty": pty, "tcp": tcp, "host_id": store.state.host_id, "folder": folder and str(folder)}
        sys.stdout.write(json.dumps(line | {"public_key": None}) + "\n")
        sys.stdout.flush()

    if folder is None:
        server = VendorServer(store, root / "files", later, faults)
        await serve(server, link=face.pty, tcp=face.tcp, started=started, faults=on_line)
        return
    if face.profile is ProfileName.LICENSE_SERVER:
        started(None, None)
        await _until_stopped(None)
        return
    drop = DropFolder(store, folder, later, faults)
    drop.look()
    started(None, None)
    await _until_stopped(drop.watch())


async def _until_stopped(work: Coroutine[None, None, None] | None) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    task = asyncio.ensure_future(work) if work else None
    try:
        await stop.wait()
    finally:
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _folder(store: Path, face: Face) -> Path | None:
    name = _FOLDERS.get(face.profile)
    if name is None:
        return None
    folder = (face.folder or store / name).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_program(folder: Path, store: Path, faults: Sequence[str]) -> None:
    """The license server's own program, which works in its folder wherever it is called from."""
    frozen = getattr(sys, "frozen", False)
    start = [sys.executable] if frozen else [sys.executable, "-m", "retour"]
    command = [*start, "device", "vendor-cli", "--store", str(store.absolute()), "--out", str(folder)]
    command += [word for fault in faults for word in ("--vendor-fault", fault)]
    if os.name == "nt":
        quoted = " ".join(f'"{word}"' for word in command)
        (folder / f"{PROGRAM}.cmd").write_text(f'@cd /d "{folder}"\r\n@{quoted} %*\r\n')
        return
    program = folder / PROGRAM
    program.write_text(f'#!/bin/sh\ncd {shlex.quote(str(folder))} || exit 1\nexec {shlex.join(command)} "$@"\n')
    program.chmod(0o755)


def _no_option(value: object, option: str, face: Face) -> None:
    if value is not None:
        raise Usage(
            "vendor-option",
            f"A device of the profile {face.profile.value} has no {option}.",
            "Nothing was changed.",
            f"Leave {option} away.",
        )


def _bad_line(text: str, why: str) -> Usage:
    return Usage(
        "vendor-line",
        f"{text!r} {why}.",
        "Nothing was changed.",
        "Write ACTIVATION_ID=COUNT:PRODUCT, or behind it |VERSION|FEATURE,FEATURE|YYYY-MM-DD.",
    )
