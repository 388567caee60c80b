"""What a camera is shown of a case: its newest message, or a vendor's file in its envelope."""

from __future__ import annotations

from retour.airgap.carry import Leg
from retour.returns import checks
from retour.returns.journal import BY_QR, Journal
from retour.returns.opaque.work import CarriedWork
from retour.returns.ways import CARRIED


def show(journal: Journal, number: str) -> bytes:
    """The bytes to show; the journal notes that they were shown.

    Raises:
        Refused: ``no-message``, ``no-case``.
    """
    journal.claim()
    found = journal.case(number)
    if found.case.way in CARRIED:
        return CarriedWork(journal).shown(number)
    held = checks.to_carry(found)
    leg = Leg.CONFIRMATION if found.state.confirmation else Leg.REQUEST
    data = journal.blob(held.blob)
    journal.crossed(number, leg.value, data, BY_QR)
    return data
