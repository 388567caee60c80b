"""From a profile and an address to a device that can be asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from retour.errors import Usage
from retour.link.line import LineOptions
from retour.link.parts import Parts
from retour.link.places.folder import FolderPlace
from retour.link.places.smp import SmpPlace
from retour.link.timing import FIELD, Timing
from retour.returns.opaque.device import CarriedDevice
from retour.returns.opaque.profile import LinkKind, Profile

if TYPE_CHECKING:
    from retour.returns.work import Work


def connected(
    profile: Profile,
    address: str,
    *,
    timing: Timing = FIELD,
    parts: Parts | None = None,
    **options: Unpack[LineOptions],
) -> CarriedDevice:
    """The device at an address: ``dir:PATH`` or a folder's path, and for SMP a port or ``tcp:HOST:PORT``.

    Nothing is opened yet. `timing`, `parts` and `options` as `SmpPlace` takes them.

    Raises `Usage` (``place-kind``).
    """
    path = Path(address.removeprefix("dir:"))
    if profile.link is LinkKind.SMP:
        if address.startswith("dir:") or path.is_dir():
            raise _kind(profile, address, "a port or tcp:HOST:PORT")
        return CarriedDevice(profile, SmpPlace(address, timing, parts=parts, **options))
    if address.startswith("tcp:"):
        raise _kind(profile, address, "a folder (dir:PATH)")
    return CarriedDevice(profile, FolderPlace(path))


def connected_by(work: Work, profile: Profile, address: str) -> CarriedDevice:
    """As `connected`, with the patience, the ears and the memory of the work that it is done for."""
    return connected(profile, address, timing=work.timing, told=work.told, parts=work.parts, ports=work.ports)


def _kind(profile: Profile, address: str, wanted: str) -> Usage:
    return Usage(
        "place-kind",
        f"A device of the profile {profile.name} is reached by {wanted}, not by {address}.",
        "Nothing was changed.",
        f"Name {wanted}, or choose another profile.",
    )
