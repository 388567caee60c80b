"""Random lives of a device with an honest portal: crashes, lost slots, old and repeated answers, late commands.

Held: what the device holds is never more than what the portal has given it by its own rule; one counter never names
two messages that were handed out; nothing is handed out before it is stored; a living device always gets on.
"""

from __future__ import annotations

import contextlib

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from retour.device import rules
from retour.device.state import decode_slot
from retour.device.store import SLOTS, Store, create
from retour.protocol.group import Operation
from retour.protocol.messages import Verified, read_message
from retour.protocol.model import Counts, Reason, Response, counts
from tests.device import kit
from tests.device.kit import Crash, CrashingDisk, MemoryDisk

LINES = ("ACT-A", "ACT-B")
OWNED = 5
COUNTS = st.dictionaries(st.sampled_from(LINES), st.integers(0, OWNED), min_size=1).map(
    lambda wanted: counts(wanted, keep_zero=True)
)


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.disk = MemoryDisk()
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

    def try_to(self, act: object) -> None:
        assert callable(act)
        try:
            with contextlib.suppress(rules.RefusedByRule):
                act()
        except Crash:
            self.power_comes_back()

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

    @rule(stop=st.integers(1, 6), part=st.sampled_from([0.0, 0.3, 0.9, 1.0]))
    def power_will_fail(self, stop: int, part: float) -> None:
        crashing = CrashingDisk(self.disk, stop + 1, part)
        try:
            self.store = Store(crashing, self.nonces)
        except Crash:
            self.power_comes_back()

    @rule()
    def power_comes_back(self) -> None:
        self.no_signature_runs_ahead_of_the_anchor()
        fresh = MemoryDisk()
        fresh.pieces = self.disk.pieces
        self.store = Store(fresh, self.nonces)

    def no_signature_runs_ahead_of_the_anchor(self) -> None:
        """Whoever reads the flash finds no proof of a step that the device has not taken."""
        for name in SLOTS:
            state = decode_slot(self.disk.read(name), kit.DEVICE_SIGNS.public.kid)
            if state and state.outgoing and self.disk.pieces["signature"][:32] == state.outgoing.digest:
                assert state.counter <= int(self.disk.pieces["anchor"])

    @rule(bad_luck=st.integers(0, 3))
    def both_slots_are_lost(self, bad_luck: int) -> None:
        if bad_luck < 3:
            return
        for name in SLOTS:
            self.disk.pieces[name] = b"lost"
        self.power_comes_back()

    @invariant()
    def nothing_in_two_places(self) -> None:
        for line, held in self.store.state.holdings:
            assert held <= max(self.snapshot.get(line, 0), self.live.get(line, 0)) <= OWNED

    @invariant()
    def one_counter_one_message_and_stored_before_it_is_handed_out(self) -> None:
        state = self.store.state
        try:
            blob = self.store.message()
        except Crash:
            return
        if blob is None:
            return
        message = read_message(blob).verify(kit.DEVICE_SIGNS.public)
        assert self.handed_out.setdefault(message.content.counter, message.digest) == message.digest
        assert int(self.disk.pieces["anchor"]) >= message.content.counter
        assert self.disk.pieces["signature"][:32] == message.digest
        assert message.content.holdings == state.holdings

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


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestLife = Life.TestCase
