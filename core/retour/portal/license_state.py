"""The state of a line on a device in the vendor's words (FlexNet Operations, `licenseState`)."""

from __future__ import annotations

from enum import StrEnum

from retour.portal.state import Instance, InstanceStatus, Line


class LicenseState(StrEnum):
    """As FlexNet Operations names them."""

    LICENSE_GENERATED = "LICENSE_GENERATED"
    MARKED_FOR_REMOVAL = "MARKED_FOR_REMOVAL"
    REMOVAL_PENDING_CONFIRMATION = "REMOVAL_PENDING_CONFIRMATION"
    """Marked, and on its way: in the live answer, or in an order that is out."""
    COPIES_DECREASING = "COPIES_DECREASING"
    """The live answer takes some copies away."""
    WAITING_FOR_CONFIRMATION = "WAITING_FOR_CONFIRMATION"
    """The live answer takes all copies away."""
    REMOVED_FROM_LICENSE = "REMOVED_FROM_LICENSE"
    EXPIRED = "EXPIRED"
    OBSOLETE = "OBSOLETE"
    """Written off: what the device may still use is at risk."""


def license_state(line: Line, instance: Instance, time: int, *, ordered: bool = False) -> LicenseState:
    """The state of one line on one instance.

    Args:
        time: the ledger's time for leases, seconds since 1970 UTC.
        ordered: a removal order is out that the device may still carry out.
    """
    name = line.activation_id
    if instance.status is InstanceStatus.RETIRED:
        return LicenseState.OBSOLETE
    if instance.lease_over(name, time) or (line.expiry is not None and line.expiry <= time):
        return LicenseState.EXPIRED
    allocated, waiting = instance.allocated(name, time), instance.waiting(name, time)
    if not allocated:
        return LicenseState.REMOVED_FROM_LICENSE
    if dict(instance.marks).get(name, allocated) < allocated:
        pending = ordered or waiting
        return LicenseState.REMOVAL_PENDING_CONFIRMATION if pending else LicenseState.MARKED_FOR_REMOVAL
    if waiting:
        return LicenseState.COPIES_DECREASING if instance.live_count(name) else LicenseState.WAITING_FOR_CONFIRMATION
    return LicenseState.LICENSE_GENERATED
