"""Dialogues about drops, local acts, PINs and removal orders."""

from __future__ import annotations

from collections.abc import Iterator

from retour.protocol.cose import Kind
from retour.protocol.model import Host
from tests.vectors.hostile import refusal_of, variants
from tests.vectors.keys import KEYS
from tests.vectors.script import CAPABILITY, DROP, NOW, HostType, Reason, Refusal, RemovalNeeds, Script

_PIN = "4711"


def removals() -> Iterator[Script]:
    yield from _drops()
    yield from _local_acts()
    yield from _pins()
    yield from _orders()
    yield from _refused_orders()


def _drops() -> Iterator[Script]:
    s = Script("one-trip", "D-11 M-3", "a drop lowers the lines named and proves it in one step")
    s.given(A=5, B=1, C=2)
    s.request(DROP, {"ACT-A": 2, "ACT-B": 0}, Reason.DEFECT)
    s.holds(A=2, C=2)
    s.request(DROP, {"ACT-A": 2, "ACT-C": 1}, Reason.MOVE)
    s.holds(A=2, C=1)
    s.bring(s.answer({"A": 2, "C": 1}, acknowledged=s.counter))
    s.request(DROP, {"ACT-A": 0, "ACT-C": 0}, Reason.DECOMMISSION)
    s.holds()
    yield s
    s = Script("drop-repeated", "D-2 D-11", "a drop that is repeated removes nothing again")
    s.given(A=5)
    s.request(DROP, {"ACT-A": 2}, Reason.MOVE, tx="dd" * 8)
    s.request(DROP, {"ACT-A": 2}, Reason.MOVE, tx="dd" * 8, ctr=2, again=True)
    s.restart()
    s.request(DROP, {"ACT-A": 2}, Reason.MOVE, tx="dd" * 8, ctr=2, again=True)
    s.holds(A=2)
    yield s
    s = Script("drop-refused", "D-12", "a drop is whole or not at all")
    s.given(A=5, B=1)
    s.request(DROP, {"ACT-A": 0, "ACT-Z": 0}, Reason.MOVE, rc=Refusal.UNKNOWN_LINE)
    s.request(DROP, {"ACT-A": 0, "ACT-B": 2}, Reason.MOVE, rc=Refusal.ABOVE_HOLDINGS)
    s.request(DROP, {"ACT-A": 5, "ACT-B": 1}, Reason.MOVE, rc=Refusal.NOTHING_TO_DO)
    s.request(DROP, {"ACT-A": 6, "ACT-Z": 0}, Reason.MOVE, rc=Refusal.UNKNOWN_LINE)
    s.request(DROP, {"ACT-A": 0}, Reason.MOVE, ctr=1, rc=Refusal.COUNTER)
    s.request(DROP, {"ACT-A": 5, "ACT-B": 0}, Reason.MOVE)
    s.holds(A=5)
    yield s
    s = Script("p256-drop", "D-11", "a drop of a device whose key is on P-256", key="device-p256")
    s.given(A=5)
    s.request(DROP, {"ACT-A": 1}, Reason.MOVE)
    s.holds(A=1)
    yield s


def _local_acts() -> Iterator[Script]:
    for needs in (RemovalNeeds.ORDER_OR_LOCAL, RemovalNeeds.LOCAL):
        s = Script(f"press-needs-{int(needs)}", "D-13", "somebody presses the button: one drop, no more", needs=needs)
        s.given(A=5)
        s.request(DROP, {"ACT-A": 4}, Reason.MOVE, rc=Refusal.NOT_AUTHORISED)
        s.press()
        s.states(act=True)
        s.request(DROP, {"ACT-A": 4}, Reason.MOVE)
        s.states(act=False)
        s.request(DROP, {"ACT-A": 3}, Reason.MOVE, rc=Refusal.NOT_AUTHORISED)
        s.holds(A=4)
        yield s
    s = Script("press-kept", "D-12 D-13", "what does not remove costs no local act", needs=RemovalNeeds.ORDER_OR_LOCAL)
    s.given(A=5)
    s.press()
    s.request(DROP, {"ACT-Z": 0}, Reason.MOVE, rc=Refusal.UNKNOWN_LINE)
    s.request(DROP, {"ACT-A": 6}, Reason.MOVE, rc=Refusal.ABOVE_HOLDINGS)
    s.request(DROP, {"ACT-A": 5}, Reason.MOVE, rc=Refusal.NOTHING_TO_DO)
    s.request()
    s.bring(s.answer({"A": 5}))
    s.bring(s.order(1, {"A": 4}))
    s.states(act=True)
    s.request(DROP, {"ACT-A": 1}, Reason.MOVE)
    s.states(act=False)
    yield s
    s = Script("press-over", "D-13", "a press counts for 120 seconds", needs=RemovalNeeds.ORDER_OR_LOCAL)
    s.given(A=5)
    s.press()
    s.time(NOW + 120)
    s.states(act=True)
    s.time(NOW + 121)
    s.states(act=False)
    s.request(DROP, {"ACT-A": 4}, Reason.MOVE, rc=Refusal.NOT_AUTHORISED)
    yield s
    s = Script("order-only", "D-13", "only the portal may remove: a press does not help", needs=RemovalNeeds.ORDER)
    s.given(A=5)
    s.press()
    s.request(DROP, {"ACT-A": 4}, Reason.MOVE, rc=Refusal.ORDER_NEEDED)
    s.bring(s.order(1, {"A": 4}))
    s.request(CAPABILITY, {"ACT-A": 0}, Reason.MOVE)
    s.bring(s.answer())
    s.holds()
    yield s
    s = Script("nothing-needed", "D-13", "a device that needs nothing uses no press up")
    s.given(A=5)
    s.press()
    s.request(DROP, {"ACT-A": 4}, Reason.MOVE)
    s.states(act=True)
    yield s
    s = Script(
        "drop-order-of-checks", "D-12 D-13", "what is wrong with the counts is said first", needs=RemovalNeeds.ORDER
    )
    s.given(A=5)
    s.request(DROP, {"ACT-Z": 0}, Reason.MOVE, rc=Refusal.UNKNOWN_LINE)
    s.request(DROP, {"ACT-A": 6}, Reason.MOVE, rc=Refusal.ABOVE_HOLDINGS)
    s.request(DROP, {"ACT-A": 5}, Reason.MOVE, rc=Refusal.NOTHING_TO_DO)
    yield s


def _pins() -> Iterator[Script]:
    s = Script("pin", "G-11 D-13", "a PIN is as good as the button", needs=RemovalNeeds.LOCAL, pin=_PIN)
    s.given(A=5)
    s.authorise("0000", rc=Refusal.WRONG_PIN)
    s.request(DROP, {"ACT-A": 4}, Reason.MOVE, rc=Refusal.NOT_AUTHORISED)
    s.authorise(_PIN)
    s.states(act=True)
    s.request(DROP, {"ACT-A": 4}, Reason.MOVE)
    s.states(act=False)
    yield s
    s = Script("pin-locked", "G-11", "five wrong ones in a row: none is taken for ten minutes", pin=_PIN)
    for _ in range(4):
        s.authorise("0000", rc=Refusal.WRONG_PIN)
    s.authorise(_PIN)
    for _ in range(5):
        s.authorise("0000", rc=Refusal.WRONG_PIN)
    s.authorise(_PIN, rc=Refusal.PIN_LOCKED)
    s.restart(rc=Refusal.NO_MESSAGE)
    s.time(NOW + 599)
    s.authorise(_PIN, rc=Refusal.PIN_LOCKED)
    s.time(NOW + 600)
    s.authorise(_PIN)
    s.states(act=True)
    yield s
    s = Script("pin-malformed", "G-11", "no PIN: an empty one, one too long; no try is lost", pin=_PIN)
    for _ in range(3):
        s.authorise("", rc=Refusal.MALFORMED)
        s.authorise("1" * 33, rc=Refusal.MALFORMED)
    s.authorise(_PIN)
    yield s
    s = Script("no-pin", "G-11", "a device without a PIN does not know the command")
    s.authorise(_PIN, smp=8)
    yield s


def _orders() -> Iterator[Script]:
    s = Script("order", "D-14 M-3", "an order lowers to what shall remain, without a request", needs=RemovalNeeds.ORDER)
    s.given(A=5, B=1, C=2)
    s.bring(s.order(1, {"A": 2, "B": 0}))
    s.holds(A=2, C=2)
    s.bring(s.order(2, {"A": 9, "C": 2, "Z": 3}))
    s.holds(A=2, C=2)
    s.bring(s.answer({"A": 2, "C": 2}))
    yield s
    s = Script("order-first", "D-14", "an order comes before anything else: there is nothing to remove, and a proof")
    s.bring(s.order(5, {"A": 0}))
    s.holds()
    yield s
    s = Script("same-order", "D-15", "an order again is answered with the newest message; a lower number is refused")
    s.given(A=5)
    order = s.order(2, {"A": 3})
    s.bring(order)
    s.bring(order, old=True)
    s.bring(order[1:], old=True)
    s.restart()
    s.request()
    s.bring(order, old=True)
    s.bring(s.order(2, {"A": 0}), old=True)
    s.bring(s.order(1, {"A": 0}), rc=Refusal.OLD_ORDER)
    s.holds(A=3)
    yield s
    s = Script("void-order", "D-16", "a response makes orders up to its floor void")
    s.given(A=5)
    s.bring(s.answer({"A": 5}, order_floor=4))
    s.bring(s.order(4, {"A": 0}), rc=Refusal.VOID_ORDER)
    s.bring(s.order(1, {"A": 0}), rc=Refusal.VOID_ORDER)
    s.bring(s.answer({"A": 5}, order_floor=2))
    s.bring(s.order(3, {"A": 0}), rc=Refusal.VOID_ORDER)
    s.bring(s.order(5, {"A": 1}))
    s.holds(A=1)
    yield s
    s = Script("old-before-void", "D-15 D-16", "where an order is old and void, it is old")
    s.given(A=5)
    order = s.order(5, {"A": 4})
    s.bring(order)
    s.bring(s.answer({"A": 4}, order_floor=9))
    s.bring(s.order(3, {"A": 0}), rc=Refusal.OLD_ORDER)
    s.bring(order, old=True)
    s.bring(s.order(9, {"A": 0}), rc=Refusal.VOID_ORDER)
    yield s
    s = Script("order-epoch", "D-14 D-15", "numbers of a restored portal are higher, for its epoch is their high part")
    s.given(A=5)
    s.bring(s.order(7, {"A": 4}))
    s.bring(s.order(2**32 + 1, {"A": 3}))
    s.bring(s.order(8, {"A": 0}), rc=Refusal.OLD_ORDER)
    yield s
    s = Script("order-after-answer", "D-14 D-6", "an order makes a message: the answer to the one before comes late")
    s.given(A=5)
    s.request(CAPABILITY, {"ACT-A": 9})
    late = s.answer({"A": 9})
    s.bring(s.order(1, {"A": 2}))
    s.bring(late, rc=Refusal.NOT_NEWEST)
    s.holds(A=2)
    yield s
    s = Script("removal-and-sync", "D-14 D-3", "an order, the proof to the portal, and its answer")
    s.given(A=5, B=1)
    s.bring(s.order(1, {"A": 0, "B": 1}))
    proof = s.counter
    s.bring(s.answer({"B": 1}, acknowledged=proof, order_floor=1))
    s.states(acknowledged=proof)
    s.bring(s.order(1, {"A": 0, "B": 1}), old=True)
    yield s
    s = Script("p256-order", "D-14", "an order to a device whose key is on P-256", key="device-p256")
    s.given(A=5)
    s.bring(s.order(1, {"A": 0}))
    s.holds()
    yield s


def _refused_orders() -> Iterator[Script]:
    for clock in (1, 2):
        s = Script(f"expired-order-clock-{clock}", "D-18", "a device with a clock refuses what is over", clock=clock)
        s.given(A=5)
        order = s.order(1, {"A": 1}, expiry=NOW + 60)
        s.time(NOW + 61)
        s.bring(order, rc=Refusal.EXPIRED_ORDER)
        s.time(NOW + 60)
        s.bring(order)
        s.time(NOW + 61)
        s.bring(order, old=True)
        yield s
    s = Script("expired-order-no-clock", "D-18", "a device without a clock carries it out")
    s.given(A=5)
    s.time(NOW + 61)
    s.bring(s.order(1, {"A": 1}, expiry=NOW + 60))
    s.holds(A=1)
    yield s
    s = Script(
        "clock-set-back", "D-18", "the highest time that was seen counts, not the clock that was set back", clock=1
    )
    s.given(A=5)
    s.time(NOW + 100)
    s.request()
    s.time(NOW)
    s.bring(s.order(1, {"A": 1}, expiry=NOW + 60), rc=Refusal.EXPIRED_ORDER)
    s.restart()
    s.bring(s.order(1, {"A": 1}, expiry=NOW + 60), rc=Refusal.EXPIRED_ORDER)
    s.bring(s.order(1, {"A": 1}, expiry=NOW + 100))
    yield s
    s = Script("time-from-the-portal", "D-18", "the portal's time in a response counts as seen", clock=1)
    s.given(A=5)
    s.bring(s.answer({"A": 5}, issued=NOW + 500))
    s.bring(s.order(1, {"A": 1}, expiry=NOW + 499), rc=Refusal.EXPIRED_ORDER)
    s.bring(s.order(1, {"A": 1}, expiry=NOW + 500))
    yield s
    s = Script("order-not-genuine", "D-17 D-8", "signed by a key that is not the portal's key for orders")
    s.given(A=5)
    for key in ("foreign", "foreign-p256", "answers-1", "root", "orders-2"):
        s.bring(s.order(1, {"A": 1}, by=key), rc=Refusal.NOT_GENUINE)
    s.bring(s.order(1, {"A": 1}))
    yield s
    s = Script(
        "order-other-addressee", "D-7", "another portal, host or instance; where several are wrong, in this order"
    )
    s.given(A=5)
    host = Host(HostType.SERIAL, "SN-4712")
    s.bring(s.order(1, {"A": 1}, by="foreign", portal="P-9999999999"), rc=Refusal.OTHER_PORTAL)
    s.bring(s.order(1, {"A": 1}, instance=bytes(8), host=host), rc=Refusal.OTHER_HOST)
    s.bring(s.order(1, {"A": 1}, host=Host(HostType.MAC, "SN-4711")), rc=Refusal.OTHER_HOST)
    s.bring(s.order(1, {"A": 1}, instance=bytes(8)), rc=Refusal.OTHER_INSTANCE)
    s.bring(s.order(1, {"A": 1}))
    yield s
    s = Script("hostile-orders", "D-8 D-9", "each has one fault; behind them the good one is carried out")
    s.given(A=5)
    order = s.order(1, {"A": 1}, expiry=NOW + 60)
    for row in variants(Kind.ORDER, order, KEYS["orders-1"]):
        s.bring(row.data, rc=refusal_of(row.code))
    s.bring(order)
    s.holds(A=1)
    yield s
