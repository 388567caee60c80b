"""The device profiles there are: the shipped ones, and a user's own beside the journal, which win."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from retour.airgap.files import read_bytes
from retour.errors import Refused, RetourError
from retour.returns.opaque.profile import Profile
from retour.returns.opaque.reader import read_profile
from retour.returns.opaque.tables import Text

SUFFIX: Final = ".toml"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A profile by its name: read, or the problem that keeps it from being used.

    Attributes:
        own: from the user's own folder; such a one takes the place of a shipped one of the same name, even broken.
    """

    name: str
    path: Path
    own: bool
    profile: Profile | None
    problem: RetourError | None


def shelf(home: Path) -> tuple[Shelved, ...]:
    """Every profile there is, sorted by name; a broken one is on it with its problem."""
    found = _paths(home)
    return tuple(_shelved(name, *found[name]) for name in sorted(found))


def profiles(home: Path) -> tuple[Profile, ...]:
    """Every profile that can be used."""
    return tuple(each.profile for each in shelf(home) if each.profile is not None)


def profile(name: str, home: Path) -> Profile:
    """One profile. Raises `Refused` (``no-profile``) naming those there are, and what `read` raises."""
    return read(path_of(name, home))


def path_of(name: str, home: Path) -> Path:
    """Where a profile stands. Raises `Refused` (``no-profile``) naming those there are."""
    found = _paths(home)
    if name not in found:
        raise Refused(
            "no-profile",
            f"There is no device profile {name}.",
            "Nothing was changed.",
            f"Choose one of: {', '.join(sorted(found))}.",
            known=", ".join(sorted(found)),
        )
    path, _ = found[name]
    return path


def read(path: Path) -> Profile:
    """The profile in a file. Raises `Malformed` (``profile``), and what `read_bytes` raises."""
    data = read_bytes(path)
    try:
        text = data.decode("utf-8-sig")  # some editors begin a file with a mark of its encoding
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Text("", path.stem).refuse((), "text in UTF-8 is expected; save the file in that", line) from error
    return read_profile(text.replace("\r\n", "\n"), path.stem)


def _paths(home: Path) -> dict[str, tuple[Path, bool]]:
    """Place, and whether it is the user's own, by name."""
    import retour_resources

    shipped, own = retour_resources.root() / "profiles", home / "profiles"
    found = {path.stem: (path, False) for path in shipped.glob(f"*{SUFFIX}")}
    return found | {path.stem: (path, True) for path in own.glob(f"*{SUFFIX}")}


def _shelved(name: str, path: Path, own: bool) -> Shelved:
    try:
        return Shelved(name, path, own, read(path), None)
    except RetourError as problem:
        return Shelved(name, path, own, None, problem)
