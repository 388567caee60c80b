"""Devices that show themselves as a drive: found by their profile's marker, and read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from retour.errors import RetourError
from retour.link.places.drives import MOUNTS, drives
from retour.returns.case import Carried, Case
from retour.returns.opaque.connect import connected
from retour.returns.opaque.device import Seen
from retour.returns.opaque.profile import Profile


@dataclass(frozen=True, slots=True)
class Plugged:
    """A device at a drive: what it says of itself, or the problem that kept it from being read.

    Attributes:
        address: ``dir:PATH``, as every command takes it.
    """

    address: str
    profile: Profile
    seen: Seen | None
    problem: RetourError | None

    def belongs_to(self, case: Case) -> bool:
        """Whether this is the device of a carried case, as far as a host ID can say."""
        trust, host_id = case.trust, self.seen.host_id if self.seen else None
        return isinstance(trust, Carried) and trust.profile == self.profile.name and host_id == case.host.id


async def plugged_in(profiles: Iterable[Profile], mounts: Path = MOUNTS) -> tuple[Plugged, ...]:
    """Every device of these profiles that is plugged in as a drive. Never raises what a device brings about."""
    by_marker = [profile for profile in profiles if profile.marker]
    found = drives((profile.marker for profile in by_marker), mounts)
    return tuple(
        [
            await _looked(f"dir:{drive.path}", profile)
            for drive in found
            for profile in by_marker
            if profile.marker == drive.marker
        ]
    )


async def _looked(address: str, profile: Profile) -> Plugged:
    if profile.host_id.run or profile.model.run or profile.lines.run:
        return Plugged(address, profile, None, None)  # looking around runs no programs
    try:
        return Plugged(address, profile, await connected(profile, address).look(), None)
    except RetourError as problem:
        return Plugged(address, profile, None, problem)
