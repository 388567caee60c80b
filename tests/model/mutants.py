"""Planted errors: each leaves one rule out, and the explorer must find what that rule is for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Final
from unittest.mock import patch

from retour.device import rules as device
from retour.portal import chain, rules, rules_operator, rules_removal, shall_hold, state
from retour.portal.state import Instance
from retour.protocol.cose import Envelope
from retour.protocol.group import Clock
from tests.model import errors, parts
from tests.model.at_device import REPEATED, STRIPPED
from tests.model.at_portal import BLIND_ORDER, SUSPECT_MOVED, TWICE
from tests.model.judge import ACCUSED, FORK_UNSEEN, LOST
from tests.model.parts import Bounds
from tests.model.search import AT_RISK, TWO_PLACES, Result, explore


@dataclass(frozen=True, slots=True)
class Mutant:
    """An error: what stands in for what, and where it is soon found.

    Attributes:
        owner, name: the module or class, and its function or number that is replaced; also: further ones.
        breaks: how the violation begins that the rule is there to prevent.
        far: only lives too long for every day's tests show it.
    """

    words: str
    owner: object
    name: str
    instead: object
    breaks: str
    bounds: Bounds
    also: tuple[tuple[object, str, object], ...] = ()
    far: bool = False

    @contextmanager
    def planted(self) -> Iterator[None]:
        with ExitStack() as stack:
            for owner, name, instead in ((self.owner, self.name, self.instead), *self.also):
                stack.enter_context(patch.object(owner, name, instead))
            yield


_SMALL: Final = Bounds(devices=1, copies=1, messages=4)
_TWO_LOSSES: Final = replace(_SMALL, messages=2, crashes=1, harm=2, mid_step=True)
_SWAPPED: Final = replace(_SMALL, messages=3, crashes=1, harm=2, mid_step=True, kept=2, holding=True, liveness=False)
_CUT_TWICE: Final = replace(_SWAPPED, crashes=2, kept=1)
_CRASHES: Final = replace(_SMALL, messages=3, crashes=2)
_CUT_COPIED: Final = replace(_SMALL, crashes=1, harm=1, mid_step=True, holding=True, liveness=False)
_HARM: Final = replace(_SMALL, messages=3, harm=1, holding=True)
_PAIR: Final = Bounds(devices=2, copies=1, messages=2)
_ORDERS: Final = replace(_SMALL, messages=5, orders=1, holding=True, liveness=False)
_OFF: Final = replace(_SMALL, messages=3, write_off=True)
_LEASED: Final = replace(_SMALL, messages=3, ticks=5, clock=Clock.TRUSTED, holding=True)
_RESTORED: Final = replace(_SMALL, messages=3, restores=1)

MUTANTS: Final = (
    Mutant("the answer to an older message is accepted", device, "apply", errors.any_answer, TWO_PLACES, _SMALL),
    Mutant("a response is applied twice", device, "apply", errors.applied_twice, TWO_PLACES, _SMALL),
    Mutant("holdings are added, not replaced", device, "apply", errors.added, TWO_PLACES, _SMALL),
    Mutant("compare and set is left out", device, "make", errors.no_compare_and_set, REPEATED, _SMALL),
    Mutant("a transaction is not remembered", device, "make", errors.no_transaction, REPEATED, _SMALL),
    Mutant("a message is signed before the anchor moves", device, "_step", errors.signed_early, TWO_PLACES, _CRASHES),
    Mutant("a step is not opened at the anchor", device, "_step", errors.not_opened, TWO_PLACES, _CUT_COPIED),
    Mutant("a step that was cut short is not restated", device, "start", errors.not_restated, TWO_PLACES, _CUT_COPIED),
    Mutant("it is restated under the number of the cut", device, "_RESTATED", 1, TWO_PLACES, _SWAPPED,
           far=True),
    Mutant("a recovery goes on nearer", device, "_BEYOND_ALL", (2,), TWO_PLACES, _CUT_TWICE),
    Mutant("a recovery takes the next number", device, "_BEYOND_ALL", (0,), TWO_PLACES, _TWO_LOSSES),
    Mutant("the anchor is ignored at the start", device, "current", errors.newest_slot, TWO_PLACES, _HARM),
    Mutant("a recovery is not told", device, "start", errors.recovery_unsaid, LOST, _HARM),
    Mutant("credit before the proof: only the live answer counts", Instance, "allocated", errors.live_only,
           TWO_PLACES, _SMALL),
    Mutant("an answer under way does not count", Instance, "allocated", errors.snapshot_only, TWO_PLACES, _SMALL),
    Mutant("no look at the counter: an older message is taken", rules, "take", errors.older_taken, TWO_PLACES, _SMALL),
    Mutant("a duplicate is credited", rules, "take", errors.duplicate_taken, TWICE, _SMALL),
    Mutant("the same message in other bytes is another one", Envelope, "digest", property(errors.by_bytes),
           TWICE, _SMALL),
    Mutant("a returned device's proof is refused", rules, "take", errors.returner_refused, LOST, _SMALL),
    Mutant("a suspect is believed", rules, "take", errors.suspect_believed, SUSPECT_MOVED,
           replace(_HARM, holding=False)),
    Mutant("a clone is not noticed", rules, "forked", errors.never_forked, FORK_UNSEEN, _HARM),
    Mutant("a missing message makes a suspect", chain, "breaks", errors.missing_suspected, LOST, _SMALL),
    Mutant("more is granted than is left", shall_hold, "decide", errors.room_ignored, TWO_PLACES, _PAIR),
    Mutant("an order's number shares a field with answers", device, "carry_out", errors.order_as_answer,
           ACCUSED, _ORDERS),
    Mutant("an order's floor is ignored by the device", device, "carry_out", errors.floor_ignored, STRIPPED, _ORDERS),
    Mutant("an answer does not make older orders void", rules, "order_floor", errors.no_floor, STRIPPED, _ORDERS,
           also=((rules_removal, "order_floor", errors.no_floor),)),
    Mutant("orders of the time that was lost stay good", rules, "order_floor", errors.floor_without_epoch, STRIPPED,
           replace(_ORDERS, restores=1), also=((rules_removal, "order_floor", errors.floor_without_epoch),)),
    Mutant("at risk is what the last snapshot says", Instance, "at_risk", errors.risk_of_snapshot, AT_RISK, _OFF),
    Mutant("a write-off is closed at once", Instance, "at_risk", errors.no_risk, AT_RISK, _OFF),
    Mutant("a write-off is credited again after the return", Instance, "counted", errors.credited_again,
           TWO_PLACES, replace(_OFF, devices=2, messages=2)),
    Mutant("a retired device is given copies", rules, "take", errors.retired_believed, AT_RISK, _OFF),
    Mutant("a restore forgets what was written off", rules_removal, "restored", errors.write_off_forgotten,
           TWO_PLACES, replace(_OFF, devices=2, messages=2, restores=1)),
    Mutant("policy refuses a proof", rules, "withhold", errors.proof_refused, LOST,
           replace(_SMALL, messages=3, returns=0)),
    Mutant("leases end where no clock is stated", parts, "trusts", errors.any_clock, TWO_PLACES,
           replace(_LEASED, clock=Clock.SETTABLE)),
    Mutant("leases end without a margin", state, "LEASE_MARGIN", 0, TWO_PLACES, _LEASED),
    Mutant("leases end by a clock that jumped", rules_operator, "lease_time", errors.clock_believed, TWO_PLACES,
           replace(_LEASED, jump=True)),
    Mutant("an answer under way does not prolong a lease", Instance, "lease_over", errors.lease_of_snapshot,
           TWO_PLACES, replace(_LEASED, messages=4)),
    Mutant("a restored portal believes its old figures", rules_removal, "restored", errors.nothing_stale,
           TWO_PLACES, _RESTORED),
    Mutant("any message proves a device to a restored portal", rules, "proves_fresh", errors.always_fresh,
           ACCUSED, _RESTORED),
    Mutant("a restored portal grants before it is proven", rules, "take", errors.granted_unproven, TWO_PLACES,
           _RESTORED),
    Mutant("a restored portal makes orders blindly", rules_removal, "_reachable", errors.any_reachable, BLIND_ORDER,
           replace(_RESTORED, orders=1)),
)  # fmt: skip


def find(mutant: Mutant) -> Result:
    """Explore with the error planted, until it breaks what its rule is for."""
    with mutant.planted():
        return explore(mutant.bounds, until=mutant.breaks)
