"""Devices that are reached by their files: on a drive, found by the marker of a profile, or by SMP on a port."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from retour.errors import RetourError
from retour.link.discovery import PROBING, Found
from retour.link.places.drives import MOUNTS, drives
from retour.link.timing import Timing
from retour.returns.case import Carried, Case
from retour.returns.opaque.connect import connected
from retour.returns.opaque.device import Seen
from retour.returns.opaque.profile import LinkKind, Profile


@dataclass(frozen=True, slots=True)
class Plugged:
    """A device with a profile: what it says of itself, or the problem that kept it from being read.

    Attributes:
        address: ``dir:PATH``, or a port or ``tcp:HOST:PORT``, as every command takes it.
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


async def by_files(
    found: Iterable[Found], profiles: Iterable[Profile], timing: Timing = PROBING
) -> tuple[Plugged, ...]:
    """The devices that speak SMP without license return, and whose files fit one of these profiles.

    Never raises what a device brings about: a file that is not there says that it is another vendor's device.
    """
    fitting = [each for each in profiles if each.link is LinkKind.SMP and each.host_id.path]
    there = [each.address for each in found if each.problem is not None and each.problem.code == "no-license-return"]
    plugged = []
    for address in there:
        for profile in fitting:
            device = connected(profile, address, timing=timing)
            with contextlib.suppress(RetourError):
                plugged.append(Plugged(address, profile, await device.look(), None))
            await device.place.close()
    return tuple(plugged)


async def _looked(address: str, profile: Profile) -> Plugged:
    if profile.host_id.run or profile.model.run or profile.lines.run:
        return Plugged(address, profile, None, None)  # looking around runs no programs
    try:
        return Plugged(address, profile, await connected(profile, address).look(), None)
    except RetourError as problem:
        return Plugged(address, profile, None, problem)
