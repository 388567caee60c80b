"""`retour qr encode` and `retour qr decode`: a file as pictures of QR codes, and back."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from retour.airgap.scanning import Reading, Scanned, Unused
    from retour.airgap.showing import Showing
    from retour.airgap.symbols.symbol import Symbol
    from retour.airgap.ur.stream import Progress

app = typer.Typer(no_args_is_help=True, help="A file as pictures of QR codes, and back.")
_PATIENCE: Final = 0.5
"""Seconds before progress is shown, and between two times."""
_MAX_ANIMATION: Final = 500_000_000
"""Most pixels of an animated PNG: all its frames are in memory until it is written."""
_SO_FAR: Final = 4
"""Exit code: done, but something is still to come, or was of no use."""


class DensityName(StrEnum):
    """How much one code carries."""

    V15 = "v15"
    V20 = "v20"
    V25 = "v25"
    V30 = "v30"


@app.command()
def encode(
    file: Annotated[Path, typer.Argument(help="The file that shall cross: a carry file or any other.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the pictures; made if it is not there.")],
    density: Annotated[DensityName | None, typer.Option(help="How much one code carries; if not given, v20.")] = None,
    extra: Annotated[int | None, typer.Option(min=0, max=4096, help="Spare codes; if not given, one a part.")] = None,
    paper: Annotated[bool, typer.Option("--print", help="For paper: sturdier codes, none to spare.")] = False,
    animated: Annotated[bool, typer.Option("--animation", help="An animated PNG as well.")] = False,
    fps: Annotated[float, typer.Option(min=2, max=10, help="Codes a second in the animation.")] = 8,
    scale: Annotated[int, typer.Option(min=1, max=32, help="Pixels for each square of a code.")] = 8,
) -> None:
    """Write a file as PNG pictures: its parts first, then spare codes that stand in for any part that is lost."""
    from retour.airgap.files import write_paper
    from retour.airgap.showing import Density, plan, sheet
    from retour.airgap.symbols.image import png

    data = _read(file)
    showing = sheet(data) if paper else plan(data, Density((density or DensityName.V20).value))
    if paper and density is not None:
        _tell("--density has no effect with --print: paper gets the codes that any camera reads.")
    shown = _shown(showing, extra)
    if animated:
        _refuse_huge(len(shown), showing, scale)
    _make(out)
    symbols: list[Symbol] = []
    told = _Told()
    for number, index in enumerate(shown, 1):
        symbols.append(showing.symbol(index))
        write_paper(out / f"{file.stem}-{number:03}-of-{len(shown):03}.png", png(symbols[-1], scale))
        told.now(f"{number} of {len(shown)} codes")
    told.done()
    if animated:
        from retour.airgap.symbols.image import animation

        write_paper(out / f"{file.stem}.png", animation(symbols, fps, scale))
    _say(
        {
            "frames": len(shown),
            "fragments": showing.fragments,
            "version": showing.version,
            "type": showing.type,
            "still": not showing.animated,
            "folder": str(out),
        }
    )


@app.command()
def decode(
    paths: Annotated[list[Path], typer.Argument(help="Pictures, PDFs or videos of QR codes, in any order.")],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            help="File or folder for what they carry. A vendor's file comes out of its envelope, "
            "unless FILE ends in .retour.",
        ),
    ],
) -> None:
    """Read the QR codes in pictures and write the file that they carry."""
    from retour.airgap.scanning import QUIET_FRAMES, look_through, missing_parts
    from retour.airgap.symbols.eyes import Eyes

    _check_place(out)
    eyes, told = Eyes(), _Told()
    if eyes.weaker is not None:
        _tell(eyes.weaker)
    scanned = look_through(paths, eyes, lambda reading: told.now(_so_far(reading)))
    told.done()
    failure = scanned.failure
    # Of a single file the failure says it all.
    for problem in scanned.problems if failure is None or len(paths) > 1 else ():
        _tell(_about(problem))
    for path in scanned.ended:
        _tell(f"{path.name}: its end was not read, because {QUIET_FRAMES} pictures in a row brought nothing new.")
    if failure is not None:
        raise failure
    for stream in scanned.incomplete:
        _tell(f"Of another message: {missing_parts(stream).what}")
    for record in _written(scanned, out):
        _tell(f"Written and read back: {record['file']}")
        _say(record)
    if scanned.incomplete or scanned.problems:
        raise typer.Exit(_SO_FAR)


def _about(problem: Unused) -> str:
    name, what = problem.path.name, problem.error.what
    # What is wrong with a file names it; what is wrong with a code does not.
    return f"{what if name in what else f'{name}: {what}'} [{problem.error.code}]"


def _read(file: Path) -> bytes:
    """The file that shall cross, which need not be one of ours."""
    from retour.airgap.files import read_bytes
    from retour.airgap.ur.sender import too_large
    from retour.errors import Malformed

    try:
        return read_bytes(file)
    except Malformed as error:
        if error.code != "too-large":
            raise
        raise too_large() from None


def _shown(showing: Showing, extra: int | None) -> list[int]:
    """Which frames become pictures: every pure part, then mixed ones only, each of them once."""
    parts = showing.fragments
    spare = min(showing.spare, parts if extra is None else extra)
    if extra and not showing.animated:
        _tell("--extra has no effect: spare codes are for codes that follow each other on a screen.")
    elif extra is not None and spare < extra:
        _tell(f"There are only {spare} different spare codes for this file, so no more are written.")
    mixed = ((2 * (each // parts) + 1) * parts + each % parts for each in range(spare))
    return [*range(parts), *mixed]


def _refuse_huge(frames: int, showing: Showing, scale: int) -> None:
    from retour.airgap.symbols.image import QUIET
    from retour.errors import Usage

    side = (4 * showing.version + 17 + 2 * QUIET) * scale
    if frames * side * side > _MAX_ANIMATION:
        raise Usage(
            "animation-too-large",
            f"An animation of {frames} codes of {side} x {side} pixels is too large.",
            "Nothing was written.",
            "Leave --animation away, or make it smaller with --scale.",
        )


def _make(folder: Path) -> None:
    """The last folder of the path only: a stick that is not plugged in is not made up."""
    from retour.errors import Usage

    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError:
        raise Usage(
            "not-a-folder",
            f"{folder} is a file, and the pictures go into a folder.",
            "Nothing was written.",
            "Name a folder with --out; it is made if it is not there.",
        ) from None
    except OSError:
        raise Usage(
            "no-folder",
            f"There is no folder {folder}, and it cannot be made.",
            "Nothing was written.",
            "Is the stick plugged in? Check the folder.",
        ) from None


def _check_place(out: Path) -> None:
    from retour.errors import Usage

    if not out.is_dir() and not out.parent.is_dir():
        raise Usage(
            "no-folder",
            f"There is no folder {out.parent}.",
            "Nothing was written.",
            "Is the stick plugged in? Check the folder.",
        )


def _written(scanned: Scanned, out: Path) -> Iterator[dict[str, object]]:
    from retour.errors import Usage

    if len(scanned.messages) > 1 and not out.is_dir():
        raise Usage(
            "several-messages",
            f"These pictures carry {len(scanned.messages)} files, and --out names one.",
            "Nothing was written.",
            "Name a folder that is there.",
        )
    left = {
        "incomplete": len(scanned.incomplete),
        "problems": [{"file": str(each.path), "error": each.error.code} for each in scanned.problems],
    }
    for message in scanned.messages:
        yield _write(message, out) | left


def _write(message: Progress, out: Path) -> dict[str, object]:
    from retour.airgap.files import write_into
    from retour.airgap.naming import name_for
    from retour.errors import RetourError

    data = message.data or b""
    content = _for_file(data, out)
    try:
        path = write_into(out, name_for(data), content)
    except RetourError as error:
        safe, todo = "The pictures can be read again at any time.", "Save under another name or in another folder."
        raise type(error)(error.code, error.what, safe, todo, **error.details) from error
    return {
        "file": str(path),
        "bytes": len(data),
        "type": message.type,
        "messages": _messages(data),
        "frames": message.frames,
        "fragments": message.fragments,
    }


def _for_file(data: bytes, out: Path) -> bytes:
    """What is written to a file: a vendor's own bytes out of their envelope, unless the file shall be a Retour file."""
    from retour.airgap.carry import SUFFIX
    from retour.airgap.envelope import is_envelope, unseal

    if is_envelope(data) and not out.is_dir() and out.suffix != SUFFIX:
        return unseal(data).data
    return data


def _messages(data: bytes) -> int | None:
    """How many messages a carry file holds; None for any other file."""
    from retour.airgap.carry import read_carry
    from retour.errors import RetourError

    try:
        return len(read_carry(data))
    except RetourError:
        return None


class _Told:
    """Progress for a person at a terminal who would otherwise wait without a word."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _PATIENCE
        self._shown = False

    def now(self, words: str) -> None:
        if not sys.stderr.isatty() or time.monotonic() < self._next:
            return
        self._next, self._shown = time.monotonic() + _PATIENCE, True
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()

    def done(self) -> None:
        if self._shown:
            sys.stderr.write("\n")


def _so_far(reading: Reading) -> str:
    where = f"{reading.path.name}, picture {reading.picture}"
    if reading.best is None:
        return f"{where}: no code yet"
    return f"{where}: {reading.best.recovered} of {reading.best.fragments} parts"


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _say(record: dict[str, object]) -> None:
    print(json.dumps(record), flush=True)
