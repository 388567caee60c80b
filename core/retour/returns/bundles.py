"""A site bundle: what several devices have for the portal, in one file. The answers come back as one, too."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from retour.airgap.carry import Leg, carry_name, join_carry
from retour.airgap.files import write_into
from retour.errors import Refused
from retour.returns.case import Stage
from retour.returns.checks import Open
from retour.returns.journal import Journal
from retour.returns.ways import CARRIED

_FOR_PORTAL: Final = frozenset({Stage.REQUEST_HELD, Stage.CONFIRMATION_HELD})


def waiting(journal: Journal) -> tuple[Open, ...]:
    """The cases whose newest message has to go to the portal and was not reported as handed over, oldest first."""
    cases = (each for each in reversed(journal.cases()) if each.case.way not in CARRIED)
    return tuple(each for each in cases if each.state.stage in _FOR_PORTAL and not each.state.delivered)


def save_bundle(journal: Journal, out: Path) -> tuple[Path, tuple[Open, ...]]:
    """Write the newest message of every waiting case into one file; the cases stay where they are.

    Args:
        out: a file or a folder.

    Raises:
        Refused: ``nothing-waits``, and what `write_file` refuses.
    """
    journal.claim()
    cases = waiting(journal)
    if not cases:
        raise Refused(
            "nothing-waits",
            "No case has anything for the portal just now.",
            "Nothing was written.",
            "Look at what waits where: retour cases",
        )
    blobs = [journal.blob(each.state.newest.blob) for each in cases if each.state.newest is not None]
    name = carry_name(cases[0].case.number, f"{len(cases)}-cases", Leg.BUNDLE)
    written = write_into(out, name, join_carry(tuple(blobs)))
    for each, blob in zip(cases, blobs, strict=True):
        leg = Leg.CONFIRMATION if each.state.confirmation else Leg.REQUEST
        journal.crossed(each.case.number, leg.value, blob, str(written))
    return written, cases
