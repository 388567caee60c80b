"""Random lives of a device with an honest portal, on a bad disk: lost, torn and reordered writes, a full medium, a
broken one, lost slots, old and repeated answers, late commands.

Held: what the device holds is never more than what the portal has given it by its own rule; one counter never names
two messages that were handed out; nothing is handed out before it is stored; after a crash the state is the one before
the step or the one after it; crashes alone never bring a recovery about; a living device always gets on.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from retour.device import rules
from retour.device.state import DeviceState, decode_slot
from retour.device.store import SLOTS, StorageFailedError, Store, create
from retour.protocol.group import Operation
from retour.protocol.messages import Verified, read_message
from retour.protocol.model import Counts, DeviceMessage, Reason, Response, counts
from tests.device import kit
from tests.device.baddisk import BROKEN, FULL, BadDisk, File
from tests.device.kit import Crash

LINES = ("ACT-A", "ACT-B")
OWNED = 5
COUNTS = st.dictionaries(st.sampled_from(LINES), st.integers(0, OWNED), min_size=1).map(
    lambda wanted: counts(wanted, keep_zero=True)
)


def content(state: DeviceState) -> DeviceState:
    """What a state says, whatever value of the anchor it is current at."""
    return replace(state, anchor=0)


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.disk = BadDisk()
        self.luck = random.Random(0)
        self.lost = False
        self.nonces = kit.nonces()
        create(self.disk, kit.identity(), kit.DEVICE_SIGNS.seed)
        self.store = Store(self.disk, self.nonces)
        self.handed_out: dict[int, bytes] = {}
        self.answers: list[Verified[Response]] = []
        self.last_wish: rules.Wish | None = None
        self.transactions = 0
        # The portal's side: the newest snapshot taken, and the answer to it.
        self.newest = 0
        self.snapshot: dict[str, int] = {}
        self.live: dict[str, int] = {}
        self.sequence = 0

    @initialize()
    def first_message(self) -> None:
        self.ask(Operation.SYNC, (), None)

    def ask(self, operation: Operation, named: Counts, reason: Reason | None) -> None:
        self.transactions += 1
        wish = rules.Wish(b"%08d" % self.transactions, self.store.state.counter, operation, named, reason)
        self.last_wish = wish
        self.try_to(lambda: self.store.make(wish, kit.NOW))

    def try_to(self, act: Callable[[], object]) -> None:
        """Have the store take a step on whatever disk there is, and hold it to all or nothing."""
        before = self.store.state
        try:
            act()
        except rules.RefusedByRule:
            self.disk.no_trouble()
            assert self.store.state == before
        except Crash:
            self.power_comes_back()
            self.whole_or_undone(before)
        except StorageFailedError:
            self.the_medium_is_good_again()
            self.whole_or_undone(before)

    def whole_or_undone(self, before: DeviceState) -> None:
        """The step that was cut added one message or none; a step of its own settles what it had opened."""
        after = self.store.state
        assert after.anchor >= before.anchor
        assert after.counter - before.counter in (0, 1)
        if after.counter == before.counter:
            assert content(after) == content(before)
        else:
            message = self.newest_message()
            assert message.previous == (before.outgoing.digest if before.outgoing else None)
            assert after.holdings == message.holdings
            assert after.applied == message.applied
        assert self.lost or not after.recovered

    def newest_message(self) -> DeviceMessage:
        blob = self.store.message()
        assert blob is not None
        return read_message(blob).verify(kit.DEVICE_SIGNS.public).content

    @rule()
    def sync(self) -> None:
        self.ask(Operation.SYNC, (), None)

    @rule(named=COUNTS)
    def capability(self, named: Counts) -> None:
        self.ask(Operation.CAPABILITY, named, None)

    @rule(named=COUNTS)
    def drop(self, named: Counts) -> None:
        self.ask(Operation.DROP, named, Reason.MOVE)

    @rule(named=COUNTS, overtaken=st.booleans())
    def ask_carry_and_bring(self, named: Counts, overtaken: bool) -> None:
        """What people do most: without it the device would seldom hold anything."""
        self.capability(named)
        self.carry_the_newest_message_to_the_portal()
        if overtaken:
            self.sync()
            self.carry_the_newest_message_to_the_portal()
        if self.answers:
            self.bring_an_answer(1 if overtaken else 0)

    @rule(remain=st.integers(0, OWNED), first=st.booleans())
    def drop_some_of_what_is_held(self, remain: int, first: bool) -> None:
        held = self.store.state.holdings
        if held:
            line, count = held[0 if first else -1]
            self.drop(((line, min(remain, count - 1)),))

    @rule()
    def repeat_the_last_command(self) -> None:
        wish = self.last_wish
        assert wish is not None
        before = self.store.state
        self.try_to(lambda: self.store.make(wish, kit.NOW))
        if before.transaction == wish.transaction:
            assert self.store.state == before

    @rule()
    def carry_the_newest_message_to_the_portal(self) -> None:
        blob = self.store.message()
        if blob is None:
            return
        message = read_message(blob).verify(kit.DEVICE_SIGNS.public)
        if message.content.counter <= self.newest:
            return
        self.newest = message.content.counter
        self.snapshot = dict(message.content.holdings)
        wanted = self.snapshot | dict(message.content.desired or ())
        self.live = {line: min(count, OWNED) for line, count in wanted.items() if count}
        self.sequence += 1
        held = [kit.grant(line, count) for line, count in sorted(self.live.items())]
        self.answers.append(kit.verified(kit.response(message.digest, held, self.sequence)))

    @precondition(lambda self: self.answers)
    @rule(which=st.integers(0, 50))
    def bring_an_answer(self, which: int) -> None:
        answer = self.answers[-1 - which % len(self.answers)]
        self.try_to(lambda: self.store.apply(answer, kit.NOW))

    @rule(stop=st.integers(1, 24), error=st.sampled_from([None, None, FULL, BROKEN]), seed=st.integers(0, 2**32))
    def trouble_comes(self, stop: int, error: int | None, seed: int) -> None:
        """At one of the calls of the next step or start: the power goes, or the medium fails from there on."""
        self.luck.seed(seed)
        self.disk.trouble(stop, error)

    @rule(seed=st.integers(0, 2**32))
    def power_goes_between_steps(self, seed: int) -> None:
        self.luck.seed(seed)
        before = self.store.state if not self.disk.in_trouble else None
        self.power_comes_back()
        if before is not None:
            assert content(self.store.state) == content(before), "a step that had returned is never lost"

    @rule(stop=st.integers(1, 12), error=st.sampled_from([None, FULL, BROKEN]), seed=st.integers(0, 2**32))
    def power_goes_again_while_it_starts(self, stop: int, error: int | None, seed: int) -> None:
        self.luck.seed(seed)
        self.disk.restart(self.luck)
        self.disk.trouble(stop, error)
        try:
            self.store = Store(self.disk, self.nonces)
        except (Crash, StorageFailedError):
            self.power_comes_back()

    def power_comes_back(self) -> None:
        self.no_signature_runs_ahead_of_the_anchor()
        self.disk.restart(self.luck)
        self.no_signature_runs_ahead_of_the_anchor()
        self.store = Store(self.disk, self.nonces)

    def the_medium_is_good_again(self) -> None:
        """The same program goes on, with whatever it still has in memory."""
        self.disk.no_trouble()

    def no_signature_runs_ahead_of_the_anchor(self) -> None:
        """Whoever reads the flash finds no proof of a step that the device has not taken."""
        for name in SLOTS:
            state = decode_slot(self.disk.read(name), kit.DEVICE_SIGNS.public.kid)
            signature, anchor = self.disk.read("signature"), self.disk.read("anchor")
            assert signature is not None
            assert anchor is not None
            if state and state.outgoing and signature[:32] == state.outgoing.digest:
                assert state.counter <= int(anchor)

    @rule(bad_luck=st.integers(0, 3))
    def both_slots_are_lost(self, bad_luck: int) -> None:
        if bad_luck < 3:
            return
        self.power_comes_back()
        self.lost = True
        for name in SLOTS:
            self.disk.names[name] = File(b"lost", b"lost")
        self.power_comes_back()

    @invariant()
    def nothing_in_two_places(self) -> None:
        for line, held in self.shown().holdings:
            assert held <= max(self.snapshot.get(line, 0), self.live.get(line, 0)) <= OWNED

    def shown(self) -> DeviceState:
        """The state; where the disk failed while it was read again, the one after the trouble."""
        try:
            return self.store.state
        except Crash:
            self.power_comes_back()
        except StorageFailedError:
            self.the_medium_is_good_again()
        return self.store.state

    @invariant()
    def one_counter_one_message_and_stored_before_it_is_handed_out(self) -> None:
        state = self.shown()
        if state.outgoing is None:
            return
        blob = self.store.message()
        assert blob is not None
        message = read_message(blob).verify(kit.DEVICE_SIGNS.public)
        counter = message.content.counter
        assert counter >= max(self.handed_out, default=0), "counters rise"
        assert self.handed_out.setdefault(counter, message.digest) == message.digest
        anchor, signature = self.disk.read("anchor"), self.disk.read("signature")
        assert anchor is not None
        assert signature is not None
        assert int(anchor) == state.anchor >= counter
        assert signature[:32] == message.digest
        assert message.content.holdings == state.holdings
        assert self.lost or not state.recovered

    def teardown(self) -> None:
        """Never lost: whatever happened, one more exchange brings every copy home."""
        self.power_comes_back()
        self.ask(Operation.SYNC, (), None)
        self.carry_the_newest_message_to_the_portal()
        if self.answers:
            self.bring_an_answer(0)
        named = tuple((line, 0) for line, _ in self.store.state.holdings)
        if named:
            self.ask(Operation.DROP, named, Reason.MOVE)
        self.carry_the_newest_message_to_the_portal()
        assert self.store.state.recovered is False
        assert self.snapshot == {}


Life.TestCase.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
TestLife = Life.TestCase


@pytest.mark.parametrize("stop", range(1, 24))
def test_rule_4_a_step_cut_at_every_call_is_whole_or_undone(stop: int) -> None:
    """Each call of one step in turn, with the medium left behind in many ways."""
    for seed in range(40):
        disk = BadDisk()
        create(disk, kit.identity(), kit.DEVICE_SIGNS.seed)
        store = Store(disk, kit.nonces())
        kit.give(store, 1, A=5)
        disk.trouble(stop, None)
        drop = kit.wish(Operation.DROP, (("ACT-A", 0),), Reason.MOVE, store.state.counter)
        with contextlib.suppress(Crash):
            store.make(drop, kit.NOW)
        disk.restart(random.Random(seed))
        blob = Store(disk, kit.nonces()).message()
        assert blob is not None
        message = read_message(blob).verify(kit.DEVICE_SIGNS.public).content
        assert (message.counter, message.holdings) in [(2, (("ACT-A", 5),)), (3, ())]
