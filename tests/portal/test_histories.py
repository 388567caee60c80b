"""Any history of honest devices: never in two places, never lost, never twice, never suspected."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from retour.errors import Refused
from retour.portal.state import HostStatus
from retour.protocol.messages import read_response
from retour.protocol.model import Reason
from tests.portal.honest import Device
from tests.portal.ledger import Ledger, a_line

LINES = {"L": a_line("L", 3), "M": a_line("M", 2)}
DEVICES = st.integers(0, 2)
NAMES = st.sampled_from(sorted(LINES))
COPIES = st.integers(0, 4)
REASONS = st.sampled_from([Reason.MOVE, Reason.DEFECT, Reason.DECOMMISSION, None])


class Histories(RuleBasedStateMachine):
    """Every message and answer ever made may arrive again, late, out of order, or never."""

    @initialize()
    def start(self) -> None:
        self.ledger = Ledger(dict(LINES))
        self.devices = [self.ledger.device(f"SN-{n}", L=3, M=2) for n in range(3)]
        self.sent: list[tuple[Device, bytes]] = []
        self.answers: list[tuple[Device, bytes]] = []

    @rule(n=DEVICES, name=NAMES, copies=COPIES, reason=REASONS)
    def ask(self, n: int, name: str, copies: int, reason: Reason | None) -> None:
        self.send(self.devices[n], self.devices[n].say({name: copies}, reason))

    @rule(n=DEVICES)
    def sync(self, n: int) -> None:
        self.send(self.devices[n], self.devices[n].say())

    @rule(n=DEVICES, name=NAMES, copies=COPIES, reason=REASONS)
    def drop(self, n: int, name: str, copies: int, reason: Reason | None) -> None:
        device = self.devices[n]
        if copies < device.holdings.get(name, 0):
            self.send(device, device.drop(name, copies, reason or Reason.OTHER))

    @rule(n=DEVICES)
    def lose_the_store(self, n: int) -> None:
        """Until an answer is applied the device repeats that it recovered; here it is applied at once."""
        device = self.devices[n]
        self.send(device, device.recover())
        self.send(device, device.apply(self.ledger.take(device, device.blob)))

    @rule(data=st.data())
    def a_message_arrives(self, data: st.DataObject) -> None:
        if self.sent:
            device, blob = data.draw(st.sampled_from(self.sent))
            self.deliver(device, blob)

    @rule(n=DEVICES)
    def the_newest_message_arrives(self, n: int) -> None:
        if self.devices[n].blob:
            self.deliver(self.devices[n], self.devices[n].blob)

    @rule(data=st.data())
    def an_answer_arrives(self, data: st.DataObject) -> None:
        fitting = [(d, a) for d, a in self.answers if read_response(a).content.answers == d.previous]
        if fitting:
            device, answer = data.draw(st.sampled_from(fitting))
            self.send(device, device.apply(answer))

    @rule(n=DEVICES)
    def an_operator_enrols_it_again(self, n: int) -> None:
        host = self.devices[n].host
        self.ledger.hosts[host] = replace(self.ledger.hosts[host], status=HostStatus.ACTIVE)
        self.ledger.allow(self.devices[n], L=3, M=2)

    @invariant()
    def never_in_two_places(self) -> None:
        for name, line in LINES.items():
            used = sum(device.holdings.get(name, 0) for device in self.devices)
            available, _, _ = self.ledger.look(name)
            assert available >= 0
            assert used + available <= line.total

    def teardown(self) -> None:
        """Never lost: a further exchange brings the ledger and the devices to one picture."""
        for device in getattr(self, "devices", []):
            answer = self.ledger.take(device, device.say({"L": 0, "M": 0}, Reason.MOVE))
            self.ledger.take(device, device.apply(answer))
        for name, line in LINES.items() if hasattr(self, "devices") else ():
            assert self.ledger.look(name) == (line.total, 0, 0)

    def send(self, device: Device, blob: bytes) -> None:
        self.sent.append((device, blob))

    def deliver(self, device: Device, blob: bytes) -> None:
        known = dict(self.ledger.answers)
        try:
            answer = self.ledger.take(device, blob)
        except Refused as error:
            if error.code != "superseded":
                raise AssertionError("an honest device is never suspected") from error
        else:
            again = known.get(read_response(answer).digest)
            assert again in (None, answer)
            self.answers.append((device, answer))


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=60, stateful_step_count=30)
