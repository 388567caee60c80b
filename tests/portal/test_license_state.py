"""The vendor's words for what happens to a line on a device."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retour.portal.license_state import LicenseState, license_state
from retour.portal.state import Instance, InstanceStatus, LiveAnswer, Snapshot
from retour.protocol.keys import SigningKey
from retour.protocol.model import Host, HostType
from tests.portal.ledger import a_line

BARE = Instance(SigningKey.from_seed(b"\x02" * 32).public, Host(HostType.SERIAL, "SN-1"))


def on_device(held: int, live: int, mark: int | None = None) -> Instance:
    return replace(
        BARE,
        snapshot=Snapshot(1, bytes(32), None, None, 0, 1, (("L", held),) if held else ()),
        live=LiveAnswer(1, 1, bytes(32), bytes(32), (("L", live),) if live else ()),
        marks=() if mark is None else (("L", mark),),
    )


@pytest.mark.parametrize(
    ("instance", "ordered", "state"),
    [
        (on_device(5, 5), False, LicenseState.LICENSE_GENERATED),
        (on_device(5, 5, 2), False, LicenseState.MARKED_FOR_REMOVAL),
        (on_device(5, 5, 2), True, LicenseState.REMOVAL_PENDING_CONFIRMATION),
        (on_device(5, 2, 2), False, LicenseState.REMOVAL_PENDING_CONFIRMATION),
        (on_device(5, 2), False, LicenseState.COPIES_DECREASING),
        (on_device(5, 0), False, LicenseState.WAITING_FOR_CONFIRMATION),
        (on_device(0, 0), False, LicenseState.REMOVED_FROM_LICENSE),
        (replace(on_device(5, 5), status=InstanceStatus.RETIRED), False, LicenseState.OBSOLETE),
    ],
)
def test_each_state(instance: Instance, ordered: bool, state: LicenseState) -> None:
    assert license_state(a_line(), instance, 100, ordered=ordered) is state
    expected = state if state is LicenseState.OBSOLETE else LicenseState.EXPIRED
    assert license_state(a_line(expiry=100), instance, 100, ordered=ordered) is expected
