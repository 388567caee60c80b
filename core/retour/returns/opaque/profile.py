"""A device profile: how a device that speaks only its vendor's language is asked, and where its files are. Data only.

Profiles are TOML files; `library` finds and reads them strictly. Every path and text may use ``{host_id}`` and
``{case}``; texts for the technician are shown as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class LinkKind(Enum):
    """How the device's files are reached."""

    SMP = "smp"
    """Over the line, by SMP's file group (8)."""
    FOLDER = "folder"
    """A drive that appears when the device is plugged in, or a folder that is mounted."""
    COMMAND = "command"
    """By a program on this machine, such as a license server's own command line."""
    HAND = "hand"
    """The technician moves the files; Retour takes and gives them in any folder."""


class AskKind(Enum):
    """How the device is asked for a leg."""

    FILE = "file"
    """A command file is written where the device looks for it."""
    COMMAND = "command"
    """A program is run."""
    SMP = "smp"
    """An SMP command is sent."""
    INSTRUCTION = "instruction"
    """The technician does what the text says."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where one fact comes from. With `asked` the technician enters it, and it is marked *not verified*.

    Attributes:
        path: a file on the device (or for COMMAND links what `run` prints).
        run: program and arguments whose output is read instead of a file.
        pattern: a regular expression; its group ``value`` (or its first) is the fact. For the list of lines it is
            applied again and again, with the groups ``line`` and ``count`` and, where there, ``product``,
            ``version``, ``features`` (separated by commas) and ``expiry`` (ISO date).
    """

    path: str = ""
    run: tuple[str, ...] = ()
    pattern: str = ""
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """How a leg is asked for.

    Attributes:
        path, text: FILE: where the command file goes and what it says; ``{lines}`` is replaced by `line` for each
            activation ID that changes, with ``{line}`` and ``{count}``, the count that shall REMAIN.
        run: COMMAND: program and arguments; an argument ``{lines}`` becomes one argument for each line.
        group, command, payload: SMP: group and command number, and the map that is sent, as text values.
        instruction: INSTRUCTION, and help for a person in every case.
    """

    kind: AskKind
    path: str = ""
    text: str = ""
    line: str = ""
    run: tuple[str, ...] = ()
    group: int = 0
    command: int = 0
    payload: tuple[tuple[str, str], ...] = ()
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a file appears.

    Attributes:
        path: a name, or a pattern with ``*``; the newest that fits is taken.
        seconds: how long it may take to appear.
        trailer: bytes with which a complete file ends; empty when it has none.
    """

    path: str
    seconds: float = 60.0
    trailer: bytes = b""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file that the device makes: request or confirmation."""

    ask: Ask
    appears: Spot


@dataclass(frozen=True, slots=True)
class Incoming:
    """The response that the device is given.

    Attributes:
        put: where it goes.
        trailer: bytes with which a complete response ends; empty when it has none.
        ask: how the device is told to process it; None where it looks by itself.
        verdict: the file in which the device says what it made of it; None: the technician reports it.
        accepted, refused: regular expressions over that file; the group ``why`` is shown.
    """

    put: str
    ask: Ask | None = None
    verdict: Spot | None = None
    accepted: str = ""
    refused: str = ""
    trailer: bytes = b""


@dataclass(frozen=True, slots=True)
class Portal:
    """What is pressed in the vendor's portal, one text for each leg, in its own words."""

    name: str
    request: tuple[str, ...]
    confirmation: tuple[str, ...]
    removal: tuple[str, ...]
    write_off: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of device.

    Attributes:
        name: ``[a-z0-9-]``, the file's name without ``.toml``.
        title: for people.
        link: how its files are reached; mount: how a drive comes to be there, for people.
        marker: FOLDER: a file whose presence says that a mounted drive is this kind of device.
        sync: how a request without activation IDs is asked for; it serves as confirmation and for portal removal.
    """

    name: str
    title: str
    link: LinkKind
    mount: str
    marker: str
    host_id: Source
    model: Source
    lines: Source
    request: Outgoing
    response: Incoming
    sync: Outgoing
    portal: Portal
