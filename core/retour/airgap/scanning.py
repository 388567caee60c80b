"""From pictures to messages: a scan that a camera feeds, and whole files of pictures, pages and videos."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from retour.airgap.symbols.eyes import Eyes, Seen
from retour.airgap.symbols.look import look
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.stills import pictures
from retour.airgap.ur.receiver import Receiver
from retour.airgap.ur.stream import Progress
from retour.errors import Refused, RetourError

_NAMED: Final = 12
"""How many missing parts are named."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one picture gave.

    Attributes:
        seen: every symbol that was read, ours or not, for an outline.
        streams: the messages of which a part was read, as they are now.
        news: how many parts had not come before.
        problem: why a symbol was of no use, such as another program's; None where all were, or there was none.
    """

    seen: tuple[Seen, ...]
    streams: tuple[Progress, ...]
    news: int
    problem: RetourError | None

    @property
    def complete(self) -> tuple[Progress, ...]:
        """Those of `streams` that are whole messages."""
        return tuple(stream for stream in self.streams if stream.data is not None)


class Scan:
    """Pictures in, messages out; any number of messages, their parts in any order.

    Attributes:
        receiver: what has been collected.
        idle: how many pictures in a row gave no usable part: for a hint to come closer.
        problem: the last reason why a symbol was of no use, until one is: for a hint that this is another code.
    """

    def __init__(self, eyes: Eyes, receiver: Receiver | None = None) -> None:
        self.receiver = receiver or Receiver()
        self.idle = 0
        self.problem: RetourError | None = None
        self._eyes = eyes

    def forget(self) -> None:
        """Begin anew: whatever was collected goes."""
        self.receiver, self.idle, self.problem = Receiver(), 0, None

    def feed(self, picture: Picture) -> Sight:
        """Read one picture. What is of no use changes nothing.

        Raises:
            NotReached: ``no-reader`` where nothing is installed that reads symbols.
        """
        seen = look(self._eyes, picture)
        streams: dict[str, Progress] = {}
        news, problem = 0, None
        for each in seen:
            try:
                taken = self.receiver.take(each.text)
            except Refused as error:
                problem = error
            else:
                streams[taken.stream.key] = taken.stream
                news += taken.new
        self.idle = 0 if streams else self.idle + 1
        self.problem = None if streams else problem or self.problem
        return Sight(seen, tuple(streams.values()), news, problem)


@dataclass(frozen=True, slots=True)
class Reading:
    """How far `scan_files` is: which file, how many pictures of it, and the message that is most complete."""

    path: Path
    picture: int
    best: Progress | None


@dataclass(frozen=True, slots=True)
class Scanned:
    """What files of pictures gave.

    Attributes:
        messages: those that are whole; at least one.
        incomplete: those of which parts are missing.
        problems: why files or symbols could not be read.
        pictures: how many pictures were looked at.
    """

    messages: tuple[Progress, ...]
    incomplete: tuple[Progress, ...]
    problems: tuple[RetourError, ...]
    pictures: int


def scan_files(paths: Iterable[Path], eyes: Eyes, told: Callable[[Reading], None] | None = None) -> Scanned:
    """Read pictures, PDFs and videos in any order. A video ends early, when every message that it began is whole.

    Args:
        told: is told after each picture.

    Raises:
        Refused: ``parts-missing``, which names them; ``no-code``; and where nothing was read, what `pictures` or
            `Receiver.take` refused.
        NotReached: ``no-reader``.
    """
    eyes.check()
    scan, problems, looked_at = Scan(eyes), list[RetourError](), 0
    for path in paths:
        try:
            for number, picture in enumerate(pictures(path), 1):
                looked_at += 1
                sight = scan.feed(picture)
                if told is not None:
                    told(Reading(path, number, scan.receiver.best))
                if picture.passing and sight.complete and not _incomplete(scan.receiver):
                    break
        except RetourError as error:
            problems.append(error)
    whole = tuple(stream for stream in scan.receiver.streams if stream.data is not None)
    incomplete = _incomplete(scan.receiver)
    if scan.problem is not None:
        problems.append(scan.problem)
    if not whole:
        raise _nothing_whole(incomplete, problems, looked_at)
    return Scanned(whole, incomplete, tuple(problems), looked_at)


def missing_parts(stream: Progress) -> Refused:
    """What is missing of a message, for the person who can photograph it again."""
    numbers = stream.missing[:_NAMED]
    if not numbers:
        what = "The parts of this message contradict each other."
    elif len(stream.missing) == 1:
        what = f"Part {numbers[0]} of {stream.fragments} is missing."
    elif len(stream.missing) > _NAMED:
        what = f"{len(stream.missing)} of {stream.fragments} parts are missing, the first of them {_list(numbers)}."
    else:
        *first, last = numbers
        what = f"Parts {_list(first)} and {last} of {stream.fragments} are missing."
    return Refused(
        "parts-missing",
        what,
        "Nothing was written; the pictures can be read again.",
        "Photograph these again, or film the screen for longer, and give all the pictures together.",
        missing=list(stream.missing),
        fragments=stream.fragments,
    )


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _incomplete(receiver: Receiver) -> tuple[Progress, ...]:
    return tuple(stream for stream in receiver.streams if stream.data is None)


def _nothing_whole(incomplete: tuple[Progress, ...], problems: list[RetourError], looked_at: int) -> RetourError:
    if incomplete:
        return missing_parts(incomplete[0])
    if problems:
        return problems[0]
    return Refused(
        "no-code",
        f"No code was found; pictures looked at: {looked_at}.",
        "Nothing was changed.",
        "Take the picture from closer, straight on, without glare, with the white edge around the code.",
        pictures=looked_at,
    )
