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
_NO_CODE: Final = "no-code"
_OF_A_MESSAGE: Final = frozenset({"not-its-type", "inflates-wrong", "too-many-messages"})
"""Refusals of a message that matter also where the file was of use: of it nothing else is told."""
QUIET_FRAMES: Final = 300
"""After so many frames without news a film has shown what it has: 10 s of 30 frames a second. Long enough to go from
one screen to the next, short enough not to read a film of minutes to its end."""


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
class Sorted:
    """Messages without those that are the same.

    Attributes:
        whole: every file once, however its message was cut.
        incomplete: those that are not whole in another cut either.
    """

    whole: tuple[Progress, ...]
    incomplete: tuple[Progress, ...]


def sorted_out(streams: Iterable[Progress]) -> Sorted:
    """A message that is shown anew in another density is another stream, and may stay incomplete as one."""
    files: dict[bytes, Progress] = {}
    rest, known = list[Progress](), set[str]()
    for stream in streams:
        if stream.data is None:
            rest.append(stream)
        else:
            files.setdefault(stream.data, stream)
            known.add(stream.message)
    return Sorted(tuple(files.values()), tuple(stream for stream in rest if stream.message not in known))


class Patience:
    """When the rest of a film or an animation need not be read: one for each film, asked once for each of its frames.

    That is when every message that was begun is whole, and `QUIET_FRAMES` frames in a row have brought nothing that
    had not come before. A film that has shown no message yet is always read on, whatever other files have brought.
    """

    def __init__(self) -> None:
        self._quiet = 0
        self._shown = False

    def enough(self, sight: Sight, streams: tuple[Progress, ...]) -> bool:
        """Whether this frame may be the last one.

        Args:
            sight: what `Scan.feed` gave for the frame.
            streams: all messages so far, `Receiver.streams`.
        """
        self._shown |= bool(sight.streams)
        self._quiet = 0 if sight.news else self._quiet + 1
        return self._shown and self._quiet >= QUIET_FRAMES and not sorted_out(streams).incomplete


@dataclass(frozen=True, slots=True)
class Reading:
    """How far `scan_files` is: which file, how many pictures of it, and the message that is most complete."""

    path: Path
    picture: int
    best: Progress | None


@dataclass(frozen=True, slots=True)
class Unused:
    """Why a file, or a code in it, was of no use."""

    path: Path
    error: RetourError


@dataclass(frozen=True, slots=True)
class Scanned:
    """What files of pictures gave.

    Attributes:
        messages: those that are whole, each file once.
        incomplete: those of which parts are missing.
        problems: of every file that could not be read to its end, or that showed nothing of use (``no-code`` where it
            showed nothing at all); and of a message that was all there and yet refused.
        ended: films that were not read to their end, see `Patience`.
        pictures: how many pictures were looked at.
    """

    messages: tuple[Progress, ...]
    incomplete: tuple[Progress, ...]
    problems: tuple[Unused, ...]
    ended: tuple[Path, ...]
    pictures: int

    @property
    def failure(self) -> RetourError | None:
        """What is to be raised where nothing is whole: which parts are missing, a problem, or ``no-code``."""
        if self.messages:
            return None
        if self.incomplete:
            return missing_parts(self.incomplete[0])
        told = (problem.error for problem in self.problems if problem.error.code != _NO_CODE)
        return next(told, _nothing_seen(self.pictures))


def scan_files(paths: Iterable[Path], eyes: Eyes, told: Callable[[Reading], None] | None = None) -> Scanned:
    """`look_through`, where at least one message must be whole.

    Raises:
        Refused: ``parts-missing``, which names them; ``no-code``; and where nothing was read, what `pictures` or
            `Receiver.take` refused.
        NotReached: ``no-reader``.
    """
    scanned = look_through(paths, eyes, told)
    if (failure := scanned.failure) is not None:
        raise failure
    return scanned


def look_through(paths: Iterable[Path], eyes: Eyes, told: Callable[[Reading], None] | None = None) -> Scanned:
    """Read pictures, PDFs and videos in any order, and say of each what was wrong with it. A film may end early.

    Args:
        told: is told after each picture.

    Raises:
        NotReached: ``no-reader``.
    """
    eyes.check()
    scan, problems, ended, looked_at = Scan(eyes), list[Unused](), list[Path](), 0
    for path in paths:
        patience, refusals, used, number = Patience(), dict[str, RetourError](), False, 0
        try:
            for number, picture in enumerate(pictures(path), 1):
                sight = scan.feed(picture)
                used = used or bool(sight.streams)
                if sight.problem is not None:
                    refusals[sight.problem.code] = sight.problem
                if told is not None:
                    told(Reading(path, number, scan.receiver.best))
                if picture.passing and patience.enough(sight, scan.receiver.streams):
                    ended.append(path)
                    break
        except RetourError as error:
            problems.append(Unused(path, error))
        else:
            if not used and not refusals:
                problems.append(Unused(path, _no_code(path)))
        looked_at += number
        problems += [Unused(path, each) for code, each in refusals.items() if not used or code in _OF_A_MESSAGE]
    found = sorted_out(scan.receiver.streams)
    return Scanned(found.whole, found.incomplete, tuple(problems), tuple(ended), looked_at)


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


def _no_code(path: Path) -> Refused:
    return Refused(
        _NO_CODE,
        f"No code was found in {path.name}.",
        "Nothing was changed, and what was read before is kept.",
        "Take the picture from closer, straight on, without glare, with the white edge around the code.",
    )


def _nothing_seen(looked_at: int) -> Refused:
    return Refused(
        _NO_CODE,
        f"No code was found; pictures looked at: {looked_at}.",
        "Nothing was changed.",
        "Take the picture from closer, straight on, without glare, with the white edge around the code.",
        pictures=looked_at,
    )
