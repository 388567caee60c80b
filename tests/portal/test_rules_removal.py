"""Marks, orders, write-offs, leases, policy, restored portals: portal rules by their numbers, on pure functions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from retour.errors import Refused, RetourError
from retour.portal import rules, rules_operator, rules_removal
from retour.portal.chain import Seen, seen_as
from retour.portal.policy import NO_POLICY, Policy, Withheld, released
from retour.portal.rules import Again, Quarantined, Taken, View
from retour.portal.shall_hold import Room
from retour.portal.state import (
    DAY,
    LEASE_MARGIN,
    HostState,
    HostStatus,
    Instance,
    InstanceStatus,
    Line,
    LineView,
    Traits,
    line_view,
)
from retour.protocol.group import Clock, SecurityLevel
from retour.protocol.keys import PortalKey, SigningKey
from retour.protocol.messages import read_message
from retour.protocol.model import Counts, Host, HostType, LineStatus, Order, Response, counts
from tests.portal.honest import Device

KEY = SigningKey.from_seed(b"\x01" * 32)
PORTAL = PortalKey("P-0123456789", KEY.public)
NOW = 1000 * DAY
LINE = Line("L", None, 5, "Flow", "1", (), None)


@dataclass
class Back:
    """A back office with one line of five copies, in memory."""

    line: Line = LINE
    policy: Policy = NO_POLICY
    epoch: int = 1
    now: int = NOW
    time: int = NOW
    hosts: dict[bytes, HostState] = field(default_factory=dict)
    instances: dict[bytes, Instance] = field(default_factory=dict)
    seen: dict[bytes, list[Seen]] = field(default_factory=dict)
    answers: dict[bytes, bytes] = field(default_factory=dict)
    withheld: list[Withheld] = field(default_factory=list)
    recent: Counts = ()
    last: Response | None = None

    def device(self, serial: str, allowed: int = 5, **traits: object) -> Device:
        device = Device(PORTAL, Host(HostType.SERIAL, serial), SigningKey.from_seed(serial.encode().ljust(32, b".")))
        kid, key = device.key.public.kid, device.key.public
        enrolled = rules_operator.enrol(device.host, key, Traits(**traits), None, None, None, self.time)  # type: ignore[arg-type]
        self.instances[kid], self.seen[kid] = enrolled.instance, []
        self.hosts[kid] = replace(enrolled.host, allowance=counts({"L": allowed}))
        return device

    def holder(self, serial: str, copies: int = 5, **traits: object) -> Device:
        """A device that holds copies and has said so."""
        device = self.device(serial, copies, **traits)
        self.take(device, device.apply(self.take(device, device.say({"L": copies}))))
        return device

    def view(self, device: Device) -> View:
        kid = device.key.public.kid
        others = (each for k, each in self.instances.items() if k != kid)
        elsewhere = sum(each.counted(self.line, self.time) for each in others) + sum(w.count for w in self.withheld)
        return View(
            PORTAL,
            self.epoch,
            self.now,
            self.instances[kid],
            self.hosts[kid],
            (Room(self.line, elsewhere),),
            tuple(self.seen[kid]),
            lease_time=self.time,
            policy=self.policy,
            recent=self.recent,
        )

    def take(self, device: Device, blob: bytes) -> bytes:
        verified = read_message(blob).verify(device.key.public)
        kid = device.key.public.kid
        decision = rules.take(self.view(device), verified, self.now)
        if isinstance(decision, Again):
            return self.answers[decision.answer]
        self.instances[kid] = decision.instance
        if isinstance(decision, Quarantined):
            raise decision.error
        assert isinstance(decision, Taken)
        self.hosts[kid], self.last = decision.host, decision.response
        self.withheld += decision.withheld
        answer = decision.unsigned.signed(KEY)
        self.answers[decision.unsigned.digest] = answer
        self.seen[kid].append(replace(seen_as(verified), answer=decision.unsigned.digest))
        return answer

    def instance(self, device: Device) -> Instance:
        return self.instances[device.key.public.kid]

    def host(self, device: Device) -> HostState:
        return self.hosts[device.key.public.kid]

    def mark(self, device: Device, remain: int, *, returning: bool = False) -> None:
        kid = device.key.public.kid
        marked = rules_removal.mark(self.hosts[kid], self.instances[kid], {"L": remain}, self.time, returning=returning)
        self.hosts[kid], self.instances[kid] = marked

    def order(self, device: Device, expiry: int | None = None) -> Order:
        kid = device.key.public.kid
        self.instances[kid], made = rules_removal.order(PORTAL, self.epoch, self.instances[kid], self.now, expiry)
        return made

    def grant(self, device: Device, n: int) -> None:
        kid = device.key.public.kid
        self.hosts[kid], instance = rules_operator.grant(self.hosts[kid], self.instances[kid], {"L": n}, {"L"})
        assert instance is not None
        self.instances[kid] = instance

    def write_off(self, device: Device, recent: Counts = ()) -> Counts:
        kid = device.key.public.kid
        self.hosts[kid], self.instances[kid], statement = rules_removal.write_off(
            PORTAL.portal, self.hosts[kid], self.instances[kid], [self.line], self.policy, recent, self.now, self.time,
            "Grace", "board burnt", (),
        )  # fmt: skip
        return statement.at_risk

    def restore(self) -> None:
        """The database is put back as it is, for a new epoch."""
        self.epoch += 1
        self.instances = {kid: rules_removal.restored(each) for kid, each in self.instances.items()}

    @property
    def look(self) -> LineView:
        return line_view(self.line, self.instances.values(), self.time, sum(w.count for w in self.withheld))


def refused(code: str, act: object, *arguments: object, **named: object) -> None:
    assert callable(act)
    with pytest.raises(RetourError) as caught:
        act(*arguments, **named)
    assert caught.value.code == code
    assert all(caught.value.lines)


# Marks and orders


def test_a_mark_is_folded_into_the_next_answer_and_confirmed_by_the_next_message() -> None:
    back = Back()
    device = back.holder("SN-1")
    back.mark(device, 2)
    assert back.look.available == 0, "a mark credits nothing"
    answer = back.take(device, device.say())
    assert back.last
    assert (back.last.counts, back.last.confirm) == ((("L", 2),), True)
    assert (back.look.held, back.look.waiting, back.look.available) == (2, 3, 0)
    back.take(device, device.apply(answer))
    assert (back.look.held, back.look.available) == (2, 3)
    assert back.instance(device).marks == (), "what is proven gone is no longer wanted"


def test_a_mark_stays_open_until_it_is_proven_and_goes_with_every_answer() -> None:
    back = Back()
    device = back.holder("SN-1")
    back.mark(device, 0)
    back.take(device, device.say())
    assert back.instance(device).marks == (("L", 0),), "the device may never see that answer"
    back.take(device, device.say())
    assert back.last
    assert back.last.counts == ()


def test_a_marked_line_is_not_granted_back_until_somebody_allows_it() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.mark(device, 0)
    back.take(device, device.say({"L": 5}))
    assert back.last
    assert back.last.status == (("L", LineStatus.NOT_GRANTED),)
    assert not back.last.counts
    back.grant(device, 3)
    assert back.instance(device).marks == (), "what is allowed is not wanted back"
    back.take(device, device.say({"L": 3}))
    assert back.last.counts == (("L", 3),)


def test_orders_have_numbers_of_their_own_and_restate_every_open_mark() -> None:
    back = Back()
    device = back.holder("SN-1")
    back.mark(device, 4)
    first = back.order(device)
    back.mark(device, 1)
    second = back.order(device)
    assert (first.number, first.remain) == (1, (("L", 4),))
    assert (second.number, second.remain) == (2, (("L", 1),))


def test_every_answer_makes_the_orders_before_it_void() -> None:
    back = Back()
    device = back.holder("SN-1")
    back.mark(device, 0)
    made = back.order(device)
    back.take(device, device.say())
    assert back.last
    assert back.last.order_floor == made.number


def test_an_order_that_was_never_made_is_a_sign_of_a_forgetful_portal() -> None:
    back = Back()
    device = back.holder("SN-1")
    device.order = 1
    refused("never-issued", back.take, device, device.say())


def test_a_decommission_by_order_returns_the_host_with_the_proof() -> None:
    back = Back()
    device = back.holder("SN-1")
    refused("decommission-whole", back.mark, device, 1, returning=True)
    back.mark(device, 0, returning=True)
    assert back.host(device).status is HostStatus.ACTIVE
    refused("device-returned", back.grant, device, 5)
    answer = back.take(device, device.say())
    assert back.host(device).status is HostStatus.ACTIVE, "nothing is proven yet"
    back.take(device, device.apply(answer))
    assert back.host(device).status is HostStatus.RETURNED


def test_marks_and_orders_that_have_no_place_are_refused() -> None:
    back = Back()
    device = back.holder("SN-1")
    refused("above-holdings", back.mark, device, 6)
    refused("nothing-to-do", back.mark, device, 5)
    refused("nothing-marked", back.order, device)
    back.restore()
    refused("unproven", back.mark, device, 0)
    back.write_off(device)
    refused("retired", back.mark, device, 0)


# Rule 6: policy


def test_rule_6_a_limit_refuses_a_return_that_was_not_made() -> None:
    back = Back(policy=Policy(returns=2))
    device = back.holder("SN-1")
    back.take(device, device.say({"L": 0}))
    assert back.last
    assert back.last.status == (("L", LineStatus.LIMITED),)
    assert back.last.counts == (("L", 5),)


def test_rule_6_a_limit_never_refuses_a_proof_and_withholds_what_is_above_it() -> None:
    back = Back(policy=Policy(returns=2, window=9 * DAY))
    device = back.holder("SN-1")
    back.take(device, device.drop("L", 0))
    assert (back.look.held, back.look.withheld, back.look.available) == (0, 3, 2)
    (entry,) = back.withheld
    assert not released(entry, NOW + 9 * DAY - 1)
    assert released(entry, NOW + 9 * DAY)
    other = back.device("SN-2")
    back.take(other, other.say({"L": 5}))
    assert back.last
    assert back.last.counts == (("L", 2),), "what is withheld is offered to nobody"


def test_rule_6_a_level_below_the_policy_gets_nothing_and_its_proofs_wait_for_an_operator() -> None:
    back = Back()
    device = back.holder("SN-1")
    back.policy = Policy(level=SecurityLevel.HARDWARE_COUNTER)
    back.take(device, device.say({"L": 1}))
    assert back.last
    assert back.last.status == (("L", LineStatus.LIMITED),)
    back.take(device, device.drop("L", 0))
    assert (back.look.withheld, back.look.available) == (5, 0)
    assert not released(back.withheld[0], NOW + 9999 * DAY)


# Rule 7: write-off


def test_rule_7_a_written_off_devices_copies_are_available_and_at_risk() -> None:
    back = Back()
    device = back.holder("SN-1", 3)
    assert back.write_off(device) == (("L", 3),)
    assert (back.look.available, back.look.at_risk, back.look.held) == (5, 3, 0)
    assert back.host(device).status is HostStatus.OBSOLETE
    refused("retired", back.write_off, device)


def test_rule_7_at_risk_is_the_larger_of_snapshot_and_live_answer() -> None:
    back = Back()
    device = back.device("SN-1")
    back.take(device, device.say({"L": 4}))
    assert back.write_off(device) == (("L", 4),), "it may still process that answer"


def test_rule_7_the_device_that_shows_up_is_told_to_drop_and_nothing_is_credited_again() -> None:
    back = Back()
    device = back.holder("SN-1", 3)
    back.write_off(device)
    answer = back.take(device, device.say({"L": 5}))
    assert back.last
    assert back.last.counts == ()
    assert back.last.status == (("L", LineStatus.RETIRED),)
    assert (back.look.available, back.look.at_risk) == (5, 3)
    back.take(device, device.apply(answer))
    assert (back.look.available, back.look.at_risk) == (5, 0), "proved later"
    assert back.host(device).status is HostStatus.OBSOLETE


def test_rule_7_a_quota_limits_what_is_given_up() -> None:
    back = Back(policy=Policy(write_offs=4))
    device = back.holder("SN-1", 3)
    refused("write-off-quota", back.write_off, device, (("L", 2),))
    assert back.write_off(device, (("L", 1),)) == (("L", 3),)


def test_rule_7_a_retired_clone_suspect_lowers_no_risk() -> None:
    back = Back()
    device = back.holder("SN-1", 3)
    back.write_off(device)
    back.take(device, device.say())
    device.counter -= 1
    back.take(device, device.say({"L": 0}))
    assert back.instance(device).suspicion == "clone-suspect"
    back.take(device, device.drop("L", 0))
    assert back.look.at_risk == 3
    assert back.last
    assert back.last.counts == ()


# Rule 5: a replaced board


def test_rule_5_a_new_key_takes_the_place_of_one_that_holds_nothing() -> None:
    back = Back()
    device = back.holder("SN-1", 3)
    old, new = back.instance(device), SigningKey.generate().public
    enrol = rules_operator.enrol
    refused("host-has-other-key", enrol, device.host, new, Traits(), back.host(device), old, None, back.time)
    back.take(device, device.drop("L", 0))
    done = enrol(device.host, new, Traits(), back.host(device), back.instance(device), None, back.time)
    assert done.instance == Instance(new, device.host)
    assert done.retired is not None
    assert done.retired.status is InstanceStatus.RETIRED
    refused("key-retired", enrol, device.host, old.key, Traits(), done.host, done.instance, done.retired, back.time)


# Rule 8: leases


def leased(clock: Clock = Clock.TRUSTED) -> tuple[Back, Device]:
    back = Back(line=replace(LINE, lease=10 * DAY))
    return back, back.holder("SN-1", clock=clock)


def test_rule_8_copies_come_home_when_the_lease_is_over_and_a_margin_with_it() -> None:
    back, _ = leased()
    for at, available in ((10 * DAY + LEASE_MARGIN - 1, 0), (10 * DAY + LEASE_MARGIN, 5)):
        back.time = NOW + at
        assert back.look.available == available


@pytest.mark.parametrize("clock", [Clock.NONE, Clock.SETTABLE])
def test_rule_8_without_a_trusted_clock_they_never_do(clock: Clock) -> None:
    back, _ = leased(clock)
    back.time = NOW + 9999 * DAY
    assert back.look.available == 0


def test_rule_8_the_later_end_of_snapshot_and_live_answer_counts() -> None:
    back, device = leased()
    back.now += 8 * DAY
    back.take(device, device.say())  # renewed in an answer that the device may have processed
    back.time = NOW + 11 * DAY
    assert back.look.available == 0
    back.time = NOW + 18 * DAY + LEASE_MARGIN
    assert back.look.available == 5


def test_rule_8_a_device_that_comes_late_gets_back_what_is_left() -> None:
    back, device = leased()
    back.now = back.time = NOW + 20 * DAY
    other = back.device("SN-2", 3)
    back.take(other, other.say({"L": 3}))
    back.take(device, device.say())
    assert back.last
    assert back.last.counts == (("L", 2),)
    assert back.instance(device).status is InstanceStatus.ACTIVE, "expired copies are no sign of anything"


def test_rule_8_the_time_for_leases_never_falls_and_stops_at_a_jump() -> None:
    assert rules_operator.lease_time(NOW, NOW + DAY) == NOW + DAY
    assert rules_operator.lease_time(NOW, NOW - 1) == NOW
    assert rules_operator.lease_time(NOW, NOW + rules_operator.JUMP) == NOW + rules_operator.JUMP
    assert rules_operator.lease_time(NOW, NOW + rules_operator.JUMP + 1) == NOW


# Rule 9: a restored database


def test_rule_9_until_it_is_heard_an_instance_counts_as_holding_everything() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.restore()
    assert (back.look.available, back.look.unproven) == (0, 3)
    answer = back.take(device, device.say({"L": 5}))
    assert back.last
    assert back.last.status == (("L", LineStatus.UNPROVEN),)
    assert (back.last.counts, back.last.epoch) == ((("L", 2),), 2)
    assert back.look.available == 0, "a message made before says nothing about after"
    back.take(device, device.apply(answer))
    assert (back.look.available, back.look.unproven) == (3, 0)


def test_rule_9_a_device_that_is_ahead_of_a_restored_ledger_is_not_accused() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    kid = device.key.public.kid
    kept = back.instances[kid], back.hosts[kid], list(back.seen[kid])
    back.grant(device, 5)
    back.take(device, device.apply(back.take(device, device.say({"L": 5}))))  # in the time that gets lost
    back.instances[kid], back.hosts[kid], back.seen[kid] = kept
    back.restore()
    answer = back.take(device, device.say())
    back.take(device, device.apply(answer))
    assert (back.look.held, back.look.available) == (5, 0)


def test_rule_9_orders_of_the_time_that_was_lost_are_void() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.restore()
    back.take(device, device.say())
    assert back.last
    assert back.last.order_floor == 2**32
    assert rules.order_floor(back.instance(device), 1) == 0


def test_rule_9_a_line_that_was_forgotten_is_asked_for() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.restore()
    back.line = replace(back.line, activation_id="M")
    refused("unknown-line", back.take, device, device.say())


def test_rule_9_a_device_written_off_unheard_is_at_risk_with_all_there_is() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.restore()
    assert back.write_off(device) == (("L", 5),)
    assert (back.look.available, back.look.at_risk) == (5, 5)


# Rule 4: adoption


def test_rule_4_our_own_signature_shows_that_the_ledger_has_forgotten() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    kid = device.key.public.kid
    kept = back.instances[kid], back.hosts[kid], list(back.seen[kid])
    back.grant(device, 5)
    answer = back.take(device, device.say({"L": 5}))
    content = back.last
    assert content is not None
    device.apply(answer)
    applied = device.applied
    assert applied is not None
    back.instances[kid], back.hosts[kid], back.seen[kid] = kept  # put back, and nobody noticed
    refused("never-issued", back.take, device, device.say())
    suspect = back.instances[kid]
    refused("not-its-answer", rules_removal.adopted, suspect, b"?" * 32, content, applied.digest)
    back.instances[kid] = rules_removal.adopted(suspect, applied.digest, content, applied.digest)
    back.restore()
    back.take(device, device.apply(back.take(device, device.say())))
    assert (back.look.held, back.look.available) == (5, 0)
    assert back.instance(device).status is InstanceStatus.ACTIVE
    refused("not-suspect", rules_removal.adopted, back.instance(device), applied.digest, content, applied.digest)


def test_a_suspect_is_refused_until_it_is_retired() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.take(device, device.say())
    device.counter -= 1
    refused("clone-suspect", back.take, device, device.say({"L": 0}))
    refused("suspect", back.mark, device, 0)
    with pytest.raises(Refused):
        back.take(device, device.say())
    assert back.write_off(device) == (("L", 2),)
    back.take(device, device.say())
    assert back.last
    assert back.last.counts == ()
