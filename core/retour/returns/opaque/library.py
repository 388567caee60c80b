"""The device profiles there are: the shipped ones, and a user's own beside the journal, which win."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from retour.errors import Refused, RetourError
from retour.returns.opaque.profile import Profile
from retour.returns.opaque.reader import read_profile

_SUFFIX = ".toml"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A profile by its name: read, or the problem that keeps it from being used."""

    name: str
    path: str
    own: bool
    profile: Profile | None
    problem: RetourError | None


def shelf(home: Path) -> tuple[Shelved, ...]:
    """Every profile there is, sorted by name; a broken one is on it with its problem."""
    texts = _texts(home)
    return tuple(_shelved(name, *texts[name]) for name in sorted(texts))


def profiles(home: Path) -> tuple[Profile, ...]:
    """Every profile that can be used."""
    return tuple(each.profile for each in shelf(home) if each.profile is not None)


def profile(name: str, home: Path) -> Profile:
    """One profile. Raises `Refused` (``no-profile``) naming those there are, and `Malformed` (``profile``)."""
    texts = _texts(home)
    if name not in texts:
        raise Refused(
            "no-profile",
            f"There is no device profile {name}.",
            "Nothing was changed.",
            f"Choose one of: {', '.join(sorted(texts))}.",
            known=", ".join(sorted(texts)),
        )
    _, text, _ = texts[name]
    return read_profile(text, name)


def _texts(home: Path) -> dict[str, tuple[str, str, bool]]:
    """Place, text and whether it is the user's own, by name."""
    import retour_resources

    shipped = retour_resources.root() / "profiles"
    found = {
        each.name.removesuffix(_SUFFIX): (each.name, each.read_text("utf-8"), False)
        for each in shipped.iterdir()
        if each.name.endswith(_SUFFIX)
    }
    own = home / "profiles"
    for path in sorted(own.glob(f"*{_SUFFIX}")) if own.is_dir() else ():
        found[path.stem] = (str(path), path.read_text("utf-8", "replace"), True)
    return found


def _shelved(name: str, path: str, text: str, own: bool) -> Shelved:
    try:
        return Shelved(name, path, own, read_profile(text, name), None)
    except RetourError as problem:
        return Shelved(name, path, own, None, problem)
