"""What a person does in a carried case, as jobs on the worker; the work itself is `retour.returns.opaque`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from retour.protocol.model import Grant, Host, HostType
from retour.returns.case import Processed, Reported
from retour.returns.opaque.profile import LinkKind
from retour_gui.context import Context
from retour_gui.wizard.model import CaseModel

if TYPE_CHECKING:
    from retour.errors import RetourError
    from retour.returns.checks import Open
    from retour.returns.opaque.plugged import Plugged
    from retour.returns.opaque.profile import Profile
    from retour.returns.work import Work


@dataclass(frozen=True, slots=True)
class Entered:
    """What the technician typed, for what the device does not say."""

    host_id: str = ""
    model: str = ""
    held: tuple[Grant, ...] = ()


class Actions:
    """The carried side of a `CaseModel`.

    Attributes:
        problem: why the profile cannot be used; pages show it.
    """

    def __init__(self, context: Context, model: CaseModel) -> None:
        self._context = context
        self.model = model
        self._profile: Profile | None = None
        self.problem: RetourError | None = None
        self._named = ""

    @property
    def profile(self) -> Profile | None:
        """The device profile of this return; None until one is chosen, or where its file is gone or broken."""
        name = self.model.profile_name
        if not name:
            return None
        if self._profile is None or self._profile.name != name:
            from retour.errors import RetourError
            from retour.returns.opaque.library import profile

            self._profile = None
            try:
                self._profile, self.problem = profile(name, self._context.folder), None
            except RetourError as error:
                self.problem = error
        return self._profile

    @property
    def lack(self) -> str:
        """Why the device cannot be reached at all, for the primary button; empty when it can."""
        if self.model.profile_name and self.profile is None:
            said = QCoreApplication.translate("Actions", "The device profile {name} cannot be used: put its file back.")
            return said.format(name=self.model.profile_name)
        return ""

    @property
    def address(self) -> str:
        """Where the device's files are: what was named here, what is plugged in, or where they were last time."""
        name, found = self.model.profile_name, self.model.open
        plugged = [each for each in self._context.engine.plugged if each.profile.name == name]
        mine = [each.address for each in plugged if found is not None and each.belongs_to(found.case)]
        any_one = [each.address for each in plugged] if found is None else []
        chosen = self._named or next(iter(mine), "") or self.model.draft.address
        return chosen or (any_one[0] if len(any_one) == 1 else "") or self._last(name)

    def _last(self, name: str) -> str:
        if last := self._context.settings.place(name):
            return last
        over_line = self.profile is not None and self.profile.link is LinkKind.SMP
        ports = [found.address for found in self._context.engine.found] if over_line else []
        return ports[0] if len(ports) == 1 else ""

    def set_address(self, address: str) -> None:
        """The device's files are here from now on."""
        self._named = address
        self._context.settings.set_place(self.model.profile_name, address)
        self.model.draft = replace(self.model.draft, address=address)
        self.model.changed.emit()

    def read(self, address: str, entered: Entered) -> None:
        """Read what the device says of itself; what it does not say is what was entered."""
        profile = self.profile
        if profile is None:
            return
        self.set_address(address)
        draft = self.model.draft

        async def job(work: Work) -> tuple[Host, str, tuple[Grant, ...], bool]:
            from retour.returns.opaque.connect import connected_by

            device = connected_by(work, profile, address)
            try:
                seen = await device.look()
            finally:
                await device.place.close()
            verified = seen.host_id is not None and seen.held is not None
            host = Host(HostType.STRING, seen.host_id or entered.host_id)
            held = seen.held if seen.held is not None else entered.held
            return host, seen.model or entered.model or profile.title, held, verified

        def done(result: tuple[Host, str, tuple[Grant, ...], bool]) -> None:
            host, model, held, verified = result
            self.model.draft = replace(draft, host=host, model=model, held=held, verified=verified, looked=False)

        self.model.run(QCoreApplication.translate("Actions", "Reading the device"), job, done)

    def choose(self, plugged: Plugged) -> None:
        """Take a device that shows itself as a drive, and read it unless something has to be entered first."""
        self.model.edit(
            profile=plugged.profile.name, address=plugged.address, way=None, host=None, held=None, looked=False
        )
        if not (plugged.profile.host_id.asked or plugged.profile.lines.asked):
            self.read(plugged.address, Entered())

    def enter(self, entered: Entered) -> None:
        """Take everything as entered: the device is dead, or says nothing."""
        host = Host(HostType.STRING, entered.host_id)
        model = entered.model or (self.profile.title if self.profile else "Device")
        self.model.edit(host=host, model=model, held=entered.held, verified=False)
        self.model.moved.emit()

    def begin(self) -> None:
        """Open the case: from here on everything is recorded."""
        draft = self.model.draft
        assert draft.host is not None
        assert draft.profile is not None
        host, name = draft.host, draft.profile

        async def job(work: Work) -> Open:
            from retour.returns.opaque.work import CarriedWork, Wanted

            named = () if draft.whole else draft.counts
            wanted = Wanted(
                name, draft.verified, host, draft.model, draft.held or (), draft.the_way, named, draft.whole,
                draft.reason, draft.notes,
            )  # fmt: skip
            return CarriedWork(work.journal).begin(wanted)

        self.model.run(QCoreApplication.translate("Actions", "Opening the case"), job, self._took, line=False)

    def ask(self) -> None:
        """Ask the device for the file that is due, wait until it is whole, and keep it."""
        profile, address, number = self.profile, self.address, self.model.number
        if profile is None:
            return

        async def job(work: Work) -> Open:
            from retour.returns.opaque.connect import connected_by
            from retour.returns.opaque.work import CarriedWork

            device, carried = connected_by(work, profile, address), CarriedWork(work.journal)
            try:
                await carried.ask(number, device)
                return await carried.fetch(number, device, work.progress)
            finally:
                await device.place.close()

        self.model.run(QCoreApplication.translate("Actions", "Waiting for the device's file"), job, self._took)

    def take(self, path: Path) -> None:
        """Take the device's file from where the technician put it."""
        profile, number = self.profile, self.model.number
        if profile is None:
            return

        async def job(work: Work) -> Open:
            from retour.returns.opaque.work import CarriedWork

            return CarriedWork(work.journal).take(number, path, profile)

        self.model.run(QCoreApplication.translate("Actions", "Looking at the file"), job, self._took, line=False)

    def bring(self, path: Path, done: Callable[[], None]) -> None:
        """Check a response without reading it, and keep it."""
        number, folder = self.model.number, self._context.folder

        async def job(work: Work) -> Open:
            from retour.returns.opaque.library import profile
            from retour.returns.opaque.work import CarriedWork

            return CarriedWork(work.journal).bring(path, number, lambda name: profile(name, folder))

        def took(found: Open) -> None:
            self._took(found)
            done()

        self.model.run(QCoreApplication.translate("Actions", "Looking at the response"), job, took, line=False)

    def give(self, unsure: Callable[[], None]) -> None:
        """Give the device the response and wait for its verdict; `unsure` is called where only a person can see it."""
        profile, address, number = self.profile, self.address, self.model.number
        if profile is None:
            return

        async def job(work: Work) -> Open:
            from retour.returns.opaque.connect import connected_by
            from retour.returns.opaque.work import CarriedWork

            device = connected_by(work, profile, address)
            try:
                return await CarriedWork(work.journal).give(number, device, work.progress)
            finally:
                await device.place.close()

        def took(found: Open) -> None:
            self._took(found)
            if found.state.processed is None:
                unsure()

        self.model.run(QCoreApplication.translate("Actions", "The device processes the response"), job, took)

    def processed(self, accepted: bool, why: str = "") -> None:
        """Record what the device made of the response, as the technician saw it."""
        number = self.model.number

        async def job(work: Work) -> Open:
            from retour.returns.opaque.work import CarriedWork

            return CarriedWork(work.journal).processed(number, Processed(accepted, why, "technician"))

        self.model.run(QCoreApplication.translate("Actions", "Recording it"), job, self._took, line=False)

    def report(self, report: Reported) -> None:
        """Record what the technician saw in the portal."""
        number = self.model.number

        async def job(work: Work) -> Open:
            from retour.returns.opaque.work import CarriedWork

            return CarriedWork(work.journal).report(number, report)

        self.model.run(QCoreApplication.translate("Actions", "Recording it"), job, self._took, line=False)

    def save(self, out: Path, done: Callable[[tuple[Path, str]], None], *, envelope: bool = False) -> None:
        """Write the newest file: the vendor's bytes, or wrapped for the way to a desk."""
        number = self.model.number

        async def job(work: Work) -> tuple[Path, str]:
            from retour.returns.opaque.work import CarriedWork

            return CarriedWork(work.journal).save(number, out, envelope=envelope)

        self.model.run(QCoreApplication.translate("Actions", "Writing the file"), job, done, line=False)

    def _took(self, found: Open) -> None:
        self.model.open = found
