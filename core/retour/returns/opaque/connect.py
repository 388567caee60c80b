"""From a profile and an address to a device that can be asked."""

from __future__ import annotations

from pathlib import Path

from retour.errors import Usage
from retour.link.places.folder import FolderPlace
from retour.link.places.place import Place
from retour.link.places.smp import SmpPlace
from retour.returns.opaque.device import CarriedDevice
from retour.returns.opaque.profile import LinkKind, Profile


def connected(profile: Profile, address: str) -> CarriedDevice:
    """The device at an address: ``dir:PATH`` or a folder's path, and for SMP a port or ``tcp:HOST:PORT``.

    Nothing is opened yet. Raises `Usage` (``place-kind``).
    """
    return CarriedDevice(profile, _place(profile, address))


def _place(profile: Profile, address: str) -> Place:
    path = Path(address.removeprefix("dir:"))
    if profile.link is LinkKind.SMP:
        if address.startswith("dir:") or path.is_dir():
            raise _kind(profile, address, "a port or tcp:HOST:PORT")
        return SmpPlace(address)
    if address.startswith("tcp:"):
        raise _kind(profile, address, "a folder (dir:PATH)")
    return FolderPlace(path)


def _kind(profile: Profile, address: str, wanted: str) -> Usage:
    return Usage(
        "place-kind",
        f"A device of the profile {profile.name} is reached by {wanted}, not by {address}.",
        "Nothing was changed.",
        f"Name {wanted}, or choose another profile.",
    )
