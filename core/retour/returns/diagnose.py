"""`retour diagnose`: what support needs to know of this machine. Shown before it is saved, and nothing secret in it.

`report` is pure; `gather` looks. Of cases it tells number, way and stage: no notes, sites, names, blobs or keys.
"""

from __future__ import annotations

import configparser
import contextlib
import os
import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Final

from retour.errors import RetourError
from retour.link.ports import Port, list_ports
from retour.returns.checks import Open
from retour.returns.journal import SCHEMA, Journal
from retour.returns.log import read_log
from retour.returns.slip import utc
from retour.returns.steps import next_step

_SETTINGS: Final = ("scheme", "large", "language", "size")
"""What is told of the window's settings; names and folders are not."""
_ENVIRONMENT: Final = ("XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "LANG")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report tells.

    Attributes:
        versions: of the system, of Python and of the libraries, by name.
        journal: what can be said of it: schema, size, or why it cannot be opened.
        cases: number, way, stage, next action.
        log: oldest first.
    """

    at: datetime
    versions: tuple[tuple[str, str], ...]
    ports: tuple[Port, ...]
    journal: tuple[tuple[str, str], ...]
    cases: tuple[tuple[str, str, str, str], ...]
    settings: tuple[tuple[str, str], ...]
    log: str


def report(facts: Facts) -> str:
    """The report as text. The user's folder is written ``~``."""
    ports = [(port.address, _port(port)) for port in facts.ports]
    cases = [(number, f"{way}, {stage}, next: {action}") for number, way, stage, action in facts.cases]
    parts = [
        f"Retour, report for support, {utc(facts.at)}",
        "It holds no keys, no passwords, no messages of devices or portals, and no notes.\n",
        _part("Versions", facts.versions),
        _part("Ports", ports),
        _part("Journal", facts.journal),
        _part("Cases", cases),
        _part("Settings", facts.settings),
        f"Log\n{facts.log or '  empty'}",
    ]
    text = "\n".join(parts).rstrip("\n") + "\n"
    return text.replace(str(Path.home()), "~") if len(Path.home().parts) > 1 else text


def gather(folder: Path, now: datetime) -> Facts:
    """Look at this machine; `folder` is the journal's. A journal that cannot be opened is told, not raised."""
    journal, cases = _journal(folder, now)
    return Facts(now, _versions(), list_ports(), journal, cases, _settings(folder), read_log(folder))


def _part(title: str, pairs: Iterable[tuple[str, str]]) -> str:
    rows = [f"  {name:<24} {value}" for name, value in pairs]
    return "\n".join([title, *(rows or ["  none"]), ""])


def _port(port: Port) -> str:
    usb = "" if port.vid is None or port.pid is None else f", USB {port.vid:04x}:{port.pid:04x}"
    return f"{port.description}{usb}"


def _journal(folder: Path, now: datetime) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str, str, str], ...]]:
    told = [("folder", str(folder)), ("schema of this version", str(SCHEMA))]
    told += [(path.name, f"{path.stat().st_size} bytes") for path in sorted(folder.glob("journal.db*"))]
    try:
        journal = Journal(folder, lambda: now)
        try:
            cases = tuple(map(_case, journal.cases()))
        finally:
            journal.close()
    except RetourError as error:
        return (*told, ("problem", f"[{error.code}] {error.what}")), ()
    return (*told, ("cases", str(len(cases)))), cases


def _case(found: Open) -> tuple[str, str, str, str]:
    action = next_step(found.case, found.state).action
    return found.case.number, found.case.way.value, found.state.stage.value, action


def _versions() -> tuple[tuple[str, str], ...]:
    told = [("retour", _version("retour")), ("Python", platform.python_version()), ("system", platform.platform())]
    with contextlib.suppress(OSError):
        told.append(("distribution", platform.freedesktop_os_release().get("PRETTY_NAME", "")))
    needed = (re.match(r"[\w.-]+", line) for line in metadata.requires("retour") or () if "extra ==" not in line)
    told += [(name[0], _version(name[0])) for name in needed if name]
    told += [(name, os.environ[name]) for name in _ENVIRONMENT if name in os.environ]
    screens = [name for name in ("DISPLAY", "WAYLAND_DISPLAY") if os.environ.get(name)]
    return (*told, ("screen", ", ".join(screens) or "none named"))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _settings(folder: Path) -> tuple[tuple[str, str], ...]:
    read = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        read.read(folder / "window.ini", "utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return (("window.ini", "cannot be read"),)
    return tuple((name, read.get("General", name)) for name in _SETTINGS if read.has_option("General", name))
