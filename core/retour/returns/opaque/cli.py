"""The commands for carried cases: `retour return --way opaque`, and what `bring`, `resume` and `save` do for them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from retour.returns.case import CLOSED, PortalState, Stage
from retour.returns.opaque.steps import is_marked, is_refused
from retour.returns.shell import EXIT_WAITING, number_of, open_work, tell, tell_case
from retour.returns.ways import CARRIED, WRITE_OFFS, Way

if TYPE_CHECKING:
    from retour.protocol.model import Counts, Grant, Host, Reason
    from retour.returns.case import Notes
    from retour.returns.checks import Open
    from retour.returns.opaque.device import CarriedDevice, Seen
    from retour.returns.opaque.profile import Profile
    from retour.returns.opaque.work import CarriedWork
    from retour.returns.work import Work


class PortalStateName(StrEnum):
    """States of the vendor's portal on the command line."""

    LICENSE_GENERATED = PortalState.LICENSE_GENERATED.value
    MARKED_FOR_REMOVAL = PortalState.MARKED_FOR_REMOVAL.value
    REMOVAL_PENDING_CONFIRMATION = PortalState.REMOVAL_PENDING_CONFIRMATION.value
    COPIES_DECREASING = PortalState.COPIES_DECREASING.value
    WAITING_FOR_CONFIRMATION = PortalState.WAITING_FOR_CONFIRMATION.value
    REMOVED_FROM_LICENSE = PortalState.REMOVED_FROM_LICENSE.value
    EXPIRED = PortalState.EXPIRED.value
    RETURNED = PortalState.RETURNED.value
    OBSOLETE = PortalState.OBSOLETE.value


@dataclass(frozen=True, slots=True)
class Entered:
    """What the technician enters where the device does not say it; it is marked *not verified*."""

    host_id: str | None
    model: str
    held: Counts


def start(
    device: str,
    out: Path,
    way: Way,
    profile_name: str | None,
    entered: Entered,
    named: Counts,
    whole: bool,
    reason: Reason | None,
    notes: Notes,
) -> NoReturn:
    """Open a carried case, or go on with the one that the same wish opened."""
    from retour.returns.opaque.work import CarriedWork, Wanted

    dead = way in WRITE_OFFS
    profile = None if way is Way.WRITE_OFF else _profile(profile_name)
    with open_work() as work:
        carried = CarriedWork(work.journal)
        target = None if dead or profile is None else _connected(work, profile, device)
        seen = asyncio.run(_look(target)) if target else None
        known = _last_known(work, entered.host_id or device) if dead and not entered.held else None
        host, model, held, verified = known or _known(seen, entered, device if dead else None)
        found = carried.begin(
            Wanted(profile.name if profile else "", verified, host, model, held, way, named, whole, reason, notes)
        )
        _go_on(work, carried, found, target, out)


def resume(work: Work, found: Open, device: str | None, out: Path | None) -> NoReturn:
    """Go on with a carried case at its device."""
    from retour.returns.opaque.work import CarriedWork

    _go_on(work, CarriedWork(work.journal), found, _target(work, found, device), out, again=is_refused(found.state))


def bring(work: Work, file: Path, wanted: str | None, device: str | None, out: Path | None) -> NoReturn:
    """A response comes home: checked, held, and given to the device where it is named."""
    from retour.returns.opaque.work import CarriedWork

    carried = CarriedWork(work.journal)
    found = carried.bring(file, wanted, _profile)
    target = _target(work, found, device)
    if target is None:
        _finish(work, found, None)
    _go_on(work, carried, found, target, out)


def save(work: Work, found: Open, out: Path, *, envelope: bool) -> NoReturn:
    """Write the newest file of a carried case again."""
    from retour.returns.opaque.work import CarriedWork

    path, _ = CarriedWork(work.journal).save(found.case.number, out, envelope=envelope)
    _finish(work, work.journal.case(found.case.number), path)


def report(
    number: Annotated[str, typer.Argument(help="Case number R-XXXX-XXXX.")],
    state: Annotated[PortalStateName, typer.Option(help="What the vendor's portal shows, in its own words.")],
    seen: Annotated[str, typer.Option(help="The date shown there, YYYY-MM-DD.")] = "",
    words: Annotated[str, typer.Option(help="Anything else that was seen.")] = "",
) -> None:
    """Record what was seen in the vendor's portal; it is kept as reported, never as confirmed."""
    from retour.errors import Usage
    from retour.returns.case import Reported
    from retour.returns.opaque.work import CarriedWork

    try:
        when = date.fromisoformat(seen).isoformat() if seen else ""
    except ValueError:
        raise Usage("date", f"{seen!r} is no date.", "Nothing was recorded.", "Write it as YYYY-MM-DD.") from None
    with open_work() as work:
        found = CarriedWork(work.journal).report(number_of(number), Reported(state.value, when, words))
        _finish(work, found, None)


def processed(
    number: Annotated[str, typer.Argument(help="Case number R-XXXX-XXXX.")],
    accepted: Annotated[bool, typer.Option("--accepted/--refused", help="What the device made of the response.")],
    why: Annotated[str, typer.Option(help="Its own words.")] = "",
) -> None:
    """Record what the device made of the response, where only a person can see it."""
    from retour.returns.case import Processed
    from retour.returns.opaque.work import CarriedWork

    with open_work() as work:
        found = CarriedWork(work.journal).processed(number_of(number), Processed(accepted, why, "technician"))
        _finish(work, found, None)


def is_carried_file(file: Path) -> bool:
    """Whether a file can only be a vendor's: by its suffix, or because it is an envelope."""
    from retour.airgap.envelope import TAG

    if file.suffix.lower() == ".bin":
        return True
    try:
        with file.open("rb") as opened:
            return opened.read(len(TAG)) == TAG
    except OSError:
        return False


def is_carried(found: Open) -> bool:
    return found.case.way in CARRIED


def _go_on(
    work: Work,
    carried: CarriedWork,
    found: Open,
    device: CarriedDevice | None,
    out: Path | None,
    *,
    again: bool = False,
) -> NoReturn:
    """Do what can be done at the device now, write the file that is due, and say what comes next.

    Args:
        again: the device is asked for a new request instead of being given a response that it refused.
    """
    if device is not None and found.case.way not in WRITE_OFFS:
        found = asyncio.run(_at_the_device(carried, found, device, again))
    path = None
    if out is not None and found.state.stage in (Stage.REQUEST_HELD, Stage.CONFIRMATION_HELD):
        path, _ = carried.save(found.case.number, out)
    _finish(work, work.journal.case(found.case.number), path)


async def _at_the_device(carried: CarriedWork, found: Open, device: CarriedDevice, again: bool) -> Open:
    number, state = found.case.number, found.state
    try:
        if again or (state.stage is Stage.PLANNED and (found.case.way is Way.OPAQUE or is_marked(state))):
            return await _ask(carried, number, device)
        if state.stage is Stage.ANSWER_HELD:
            if state.processed is None or is_refused(state):
                found = await carried.give(number, device)
                if device.profile.response.verdict is None:
                    _tell_person(device.profile, found)
            if found.state.processed is not None and found.state.processed.accepted:
                return await _ask(carried, number, device)
        return found
    finally:
        await device.place.close()


def _tell_person(profile: Profile, found: Open) -> None:
    """What is left to a person where the device's verdict cannot be read."""
    from retour.returns.opaque.words import filled

    ask = profile.response.ask
    if ask is not None and ask.instruction:
        tell(filled(ask.instruction, host_id=found.case.host.id, case=found.case.number))
    tell(f"Then report what it said: retour processed {found.case.number} --accepted or --refused")


def _tell_refused(found: Open) -> None:
    """The two ways on from a refused response."""
    number = found.case.number
    tell(f"A new request: retour resume {number} --device DEVICE --out FOLDER")
    tell(f"Another response: retour bring FILE --case {number} --device DEVICE --out FOLDER")


async def _ask(carried: CarriedWork, number: str, device: CarriedDevice) -> Open:
    if instruction := await carried.ask(number, device):
        tell(instruction)
    return await carried.fetch(number, device)


async def _look(device: CarriedDevice) -> Seen:
    try:
        return await device.look()
    finally:
        await device.place.close()


def _finish(work: Work, found: Open, path: Path | None) -> NoReturn:
    tell_case(work, found, path)
    if is_refused(found.state):
        _tell_refused(found)
    if found.state.stage not in CLOSED:
        raise typer.Exit(EXIT_WAITING)
    raise typer.Exit


def _target(work: Work, found: Open, device: str | None) -> CarriedDevice | None:
    from retour.returns.case import Carried

    if device is None:
        return None
    assert isinstance(found.case.trust, Carried)
    return _connected(work, _profile(found.case.trust.profile), device)


def _connected(work: Work, profile: Profile, address: str) -> CarriedDevice:
    from retour.returns.opaque.connect import connected_by
    from retour.returns.opaque.profile import LinkKind

    if profile.link is LinkKind.SMP:
        work.journal.remember_address(address)
    return connected_by(work, profile, address)


def _profile(name: str | None) -> Profile:
    from retour.errors import Usage
    from retour.returns.home import home
    from retour.returns.opaque.library import profile

    if name is None:
        raise Usage(
            "no-profile",
            "This way needs a device profile, and none was named.",
            "Nothing was changed.",
            "Name one with --profile; retour profiles lists them.",
        )
    return profile(name, home())


def _last_known(work: Work, host_id: str) -> tuple[Host, str, tuple[Grant, ...], bool] | None:
    """What this journal last heard of a device that can no longer be asked; None where it never met it."""
    from retour.returns.flow import last_known

    for each in last_known(work.journal.cases()):
        if each.host.id == host_id:
            return each.host, each.model, each.held, each.verified
    return None


def _known(seen: Seen | None, entered: Entered, dead_host: str | None) -> tuple[Host, str, tuple[Grant, ...], bool]:
    """Host, model and lines: what the device says wins, what it does not say is what was entered."""
    from retour.errors import Refused, Usage
    from retour.protocol.model import Grant, Host, HostType

    read = seen.host_id if seen else None
    host_id = read or entered.host_id or dead_host
    if read and entered.host_id and read != entered.host_id:
        raise Refused(
            "other-device",
            f"The device connected is {read}, not {entered.host_id}.",
            "Nothing was changed.",
            f"Connect {entered.host_id}, or leave --host-id away.",
            found=read,
            expected=entered.host_id,
        )
    held = seen.held if seen and seen.held is not None else None
    if host_id is None or (held is None and not entered.held):
        raise Usage(
            "enter-device",
            "The device does not say who it is or what it holds; the profile leaves that to you.",
            "Nothing was changed.",
            "Name it: --host-id ID --held ACTIVATION_ID=COUNT for each line.",
        )
    verified = read is not None and held is not None
    lines = held if held is not None else tuple(Grant(line, n, line, "", (), None) for line, n in entered.held)
    model = (seen.model if seen else None) or entered.model or "Device"
    return Host(HostType.STRING, host_id), model, lines, verified
