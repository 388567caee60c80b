"""Dialogues about requests and responses."""

from __future__ import annotations

from collections.abc import Iterator

from retour.protocol.cose import Kind
from retour.protocol.messages import unsigned_message
from retour.protocol.model import Host, LineStatus
from tests.vectors.hostile import refusal_of, variants
from tests.vectors.keys import KEYS
from tests.vectors.messages import LINK_2, MESSAGE, good
from tests.vectors.script import CAPABILITY, DROP, SYNC, HostType, Reason, Refusal, Script, map_of


def answers() -> Iterator[Script]:
    yield from _requests()
    yield from _responses()
    yield from _refused()


def _requests() -> Iterator[Script]:
    s = Script("first-sync", "G-4 M-1 M-3 M-4", "a fresh device has no message; a sync makes the first")
    s.export(rc=Refusal.NO_MESSAGE)
    s.request()
    s.holds()
    s.export()
    yield s
    s = Script("compare-and-set", "D-1", "a request names the counter that it replaces")
    s.request(ctr=1, rc=Refusal.COUNTER)
    s.request()
    for wrong in (0, 2, 2**53 - 1):
        s.request(ctr=wrong, rc=Refusal.COUNTER)
    s.request()
    yield s
    s = Script("same-transaction", "D-2", "a repeated request makes no second message, whatever else it says")
    s.request(tx="aa" * 8)
    s.request(tx="aa" * 8, ctr=0, again=True)
    s.request(CAPABILITY, {"ACT-A": 1}, tx="aa" * 8, ctr=9, again=True)
    s.restart()
    s.request(tx="aa" * 8, ctr=0, again=True)
    s.request(tx="bb" * 8, ctr=0, rc=Refusal.COUNTER)
    s.bring(s.answer({"A": 1}))
    s.request(tx="aa" * 8, ctr=0, rc=Refusal.COUNTER)
    yield s
    s = Script("capability-request", "M-4", "a wish is in the message and changes nothing")
    s.given(A=5, B=1)
    s.request(CAPABILITY, {"ACT-A": 2, "ACT-Z": 9}, Reason.MOVE)
    s.holds(A=5, B=1)
    s.request(CAPABILITY, {"ACT-A": 5})
    s.request(SYNC, why=Reason.OTHER)
    s.holds(A=5, B=1)
    yield s
    s = Script("wrong-requests", "G-8", "each has one wrong field; nothing changes")
    s.given(A=5)
    wrong = Refusal.MALFORMED
    s.request(tx="aa" * 7, rc=wrong)
    s.request(tx="aa" * 9, rc=wrong)
    s.request(3, rc=wrong)
    s.request(-1, rc=wrong)
    s.request(why=0, rc=wrong)
    s.request(why=6, rc=wrong)
    s.request(why=Reason.RECOVERED, rc=wrong)
    s.request(SYNC, {"ACT-A": 1}, rc=wrong)
    s.request(CAPABILITY, rc=wrong)
    s.request(CAPABILITY, {}, rc=wrong)
    s.request(DROP, why=Reason.MOVE, rc=wrong)
    s.request(DROP, {"ACT-A": 1}, rc=wrong)
    s.request(CAPABILITY, {"ACT-A": -1}, rc=wrong)
    s.request(CAPABILITY, {"ACT-A": 2**31}, rc=wrong)
    s.request(CAPABILITY, {"": 1}, rc=wrong)
    s.request(CAPABILITY, {"x" * 65: 1}, rc=wrong)
    s.request(CAPABILITY, {"ACT-\x07": 1}, rc=wrong)
    s.request(ctr=-1, rc=wrong)
    s.request(ctr=2**53, rc=wrong)
    s.request()
    yield s
    s = Script("staged-counts", "G-9", "counts that are staged are as good as counts in the request")
    s.given(A=5)
    s.request(CAPABILITY, staged=map_of({"ACT-A": 1, "ACT-B": 2}), why=Reason.DEFECT)
    s.request(CAPABILITY, staged=map_of({f"LINE-{n:03}": 1 for n in range(256)}))
    s.request(CAPABILITY, staged=map_of({f"LINE-{n:03}": 1 for n in range(257)}), rc=Refusal.MALFORMED)
    s.request(CAPABILITY, staged=b"\xbf\x65ACT-A\x01\xff", rc=Refusal.MALFORMED)
    s.request(CAPABILITY, staged=b"\xa1\x65ACT-A\x18\x01", rc=Refusal.MALFORMED)
    s.request(CAPABILITY, staged=b"\xa2\x65ACT-A\x01\x65ACT-A\x02", rc=Refusal.MALFORMED)
    s.request(CAPABILITY, staged=b"\x81\x65ACT-A", rc=Refusal.MALFORMED)
    s.request(CAPABILITY, staged=map_of({1: 1}), rc=Refusal.MALFORMED)
    s.request(CAPABILITY, staged=map_of({"ACT-A": True}), rc=Refusal.MALFORMED)
    s.request(DROP, staged=map_of({"ACT-A": 2}), why=Reason.MOVE)
    s.holds(A=2)
    yield s
    s = Script("no-portal", "D-7", "a device that was never given a portal makes and takes nothing", portal=None)
    s.request(rc=Refusal.NO_PORTAL)
    s.bring(s.answer({"A": 1}), rc=Refusal.NO_PORTAL)
    s.bring(s.order(1, {"A": 0}), rc=Refusal.NO_PORTAL)
    s.export(rc=Refusal.NO_MESSAGE)
    yield s


def _responses() -> Iterator[Script]:
    s = Script("confirmed-return", "D-3 M-2 M-3", "request, response, confirmation, and the response to that")
    s.given(A=5, B=1)
    s.request(CAPABILITY, {"ACT-A": 0}, Reason.MOVE)
    asked = s.counter
    s.bring(s.answer({"B": 1}, status=(("ACT-A", LineStatus.AS_ASKED),)))
    s.holds(B=1)
    s.bring(s.answer({"B": 1}, confirm=False, acknowledged=asked + 1))
    s.states(acknowledged=asked + 1)
    yield s
    s = Script("holdings-are-replaced", "D-3", "a response lists all that is held: what it leaves out is gone")
    s.given(A=5, B=1)
    s.bring(s.answer({"B": 7, "C": 2}))
    s.holds(B=7, C=2)
    s.bring(s.answer())
    s.holds()
    yield s
    s = Script("terms", "D-3", "product, version, features and expiry are kept as they come, beyond ASCII too")
    s.request()
    made = {entry.name: entry.content for entry in good()}
    s.bring(s.answer(holdings=getattr(made["response-non-ascii"], "holdings", ())))
    s.holds_lines({"ACT-\u00c4": 1, "\u6388\u6a29-1": 1})
    s.restart()
    yield s
    s = Script("lease-over", "D-3", "what is past its expiry is held all the same; it is only not usable", clock=2)
    s.request()
    grant = getattr(made["response-confirmed-return"], "holdings", ())
    s.bring(s.answer(holdings=grant))
    s.time(1_900_000_001)
    s.request()
    s.holds(B=1)
    yield s
    s = Script("same-response", "D-4 D-5", "a response again is answered with the newest message, re-encoded as well")
    s.request()
    answer = s.answer({"A": 5})
    s.bring(answer)
    s.bring(answer, old=True)
    s.bring(answer[1:], old=True)
    s.restart()
    s.bring(answer, old=True)
    s.request()
    s.bring(answer, old=True)
    s.holds(A=5)
    yield s
    s = Script("untagged", "D-4", "a response without its tag is as good as with it")
    s.request()
    s.bring(s.answer({"A": 5})[1:])
    s.holds(A=5)
    yield s
    s = Script("withheld", "D-3", "a response that grants less says why; the device takes what it lists")
    s.given(A=5)
    s.request(CAPABILITY, {"ACT-A": 9, "ACT-Z": 1})
    s.bring(s.answer({"A": 5}, status=(("ACT-A", LineStatus.FEWER), ("ACT-Z", LineStatus.UNKNOWN))))
    s.holds(A=5)
    yield s
    s = Script("new-epoch", "D-5", "a restored portal begins a new epoch: its first answer is newer than all before")
    s.given(A=5)
    s.bring(s.answer({"A": 5}, sequence=9))
    s.bring(s.answer({"A": 4}, epoch=2, sequence=1))
    s.bring(s.answer({"A": 3}, epoch=1, sequence=99), rc=Refusal.OLD_RESPONSE)
    s.bring(s.answer({"A": 3}, epoch=2, sequence=1), rc=Refusal.OLD_RESPONSE)
    s.bring(s.answer({"A": 3}, epoch=2, sequence=2))
    s.holds(A=3)
    yield s
    s = Script("acknowledged-falls", "D-3", "what is acknowledged is what the last response says")
    s.given(A=5)
    s.bring(s.answer({"A": 5}, acknowledged=2))
    s.bring(s.answer({"A": 5}, acknowledged=1))
    s.states(acknowledged=1)
    yield s
    s = Script("many-lines", "D-20", "256 lines are held")
    s.request()
    held = {f"{n:03}": n + 1 for n in range(256)}
    s.bring(s.answer(held))
    s.holds(**held)
    s.request(DROP, {"ACT-000": 0, "ACT-255": 1}, Reason.MOVE)
    s.restart()
    yield s
    s = Script("p256-device", "M-1 D-3", "a device whose key is on P-256", key="device-p256")
    s.given(A=5)
    s.request(CAPABILITY, {"ACT-A": 0}, Reason.DECOMMISSION)
    s.restart()
    s.bring(s.answer())
    s.holds()
    yield s
    for kind, name in ((HostType.MAC, "0050C2112233"), (HostType.STRING, "Pump 7 / East"), (HostType.UEID, "01aabbcc")):
        s = Script(f"host-{kind.name.lower()}", "M-1", f"a host ID of type {int(kind)}", host=Host(kind, name))
        s.given(A=1)
        yield s


def _refused() -> Iterator[Script]:
    s = Script("old-response", "D-5", "epoch and sequence must be higher than those of the last applied")
    s.given(A=5)
    s.bring(s.answer({"A": 1}, sequence=1), rc=Refusal.OLD_RESPONSE)
    s.bring(s.answer({"A": 4}, sequence=3))
    for sequence in (1, 2, 3):
        s.bring(s.answer({"A": 1}, sequence=sequence), rc=Refusal.OLD_RESPONSE)
    s.bring(s.answer({"A": 1}, sequence=4))
    yield s
    s = Script("not-newest", "D-6", "a response to a message that a newer one has replaced")
    s.request()
    early = s.answer({"A": 5})
    s.bring(s.answer({"A": 5}, answers=bytes(32)), rc=Refusal.NOT_NEWEST)
    s.request()
    s.bring(early, rc=Refusal.NOT_NEWEST)
    s.holds()
    yield s
    s = Script("unasked", "D-6", "a device that has made no message takes no response")
    s.bring(s.answer({"A": 5}), rc=Refusal.NOT_NEWEST)
    yield s
    s = Script("other-addressee", "D-7", "another portal, host or instance; where several are wrong, in this order")
    s.given(A=5)
    host, kind, key = Host(HostType.SERIAL, "SN-4712"), Host(HostType.STRING, "SN-4711"), bytes(8)
    s.bring(s.answer({"A": 1}, portal="P-9999999999"), rc=Refusal.OTHER_PORTAL)
    s.bring(s.answer({"A": 1}, by="foreign", portal="P-9999999999"), rc=Refusal.OTHER_PORTAL)
    s.bring(s.answer({"A": 1}, host=host), rc=Refusal.OTHER_HOST)
    s.bring(s.answer({"A": 1}, host=kind), rc=Refusal.OTHER_HOST)
    s.bring(s.answer({"A": 1}, instance=key), rc=Refusal.OTHER_INSTANCE)
    s.bring(s.answer({"A": 1}, instance=key, host=host), rc=Refusal.OTHER_HOST)
    s.bring(s.answer({"A": 1}, instance=key, host=host, portal="P-9999999999"), rc=Refusal.OTHER_PORTAL)
    s.bring(s.answer({"A": 1}, instance=key, sequence=1), rc=Refusal.OTHER_INSTANCE)
    s.bring(s.answer({"A": 1}, sequence=1, answers=bytes(32)), rc=Refusal.OLD_RESPONSE)
    s.bring(s.answer({"A": 1}, by="foreign", host=host), rc=Refusal.NOT_GENUINE)
    s.bring(s.answer({"A": 1}))
    yield s
    s = Script("not-genuine", "D-8 D-17", "signed by a key that is not the portal's key for answers")
    s.given(A=5)
    for signer in ("foreign", "foreign-p256", "orders-1", "root", "answers-2", "device-ed25519"):
        s.bring(s.answer({"A": 1}, by=signer), rc=Refusal.NOT_GENUINE)
    s.bring(s.answer({"A": 1}))
    yield s
    s = Script("hostile-responses", "D-8 D-9", "each has one fault; behind them the good one is taken")
    s.given(A=5)
    answer = s.response({"A": 1})
    for row in variants(Kind.RESPONSE, s.signed(answer), KEYS["answers-1"]):
        s.bring(row.data, rc=refusal_of(row.code))
    s.bring(s.signed(answer))
    yield s
    s = Script("other-kinds", "D-10", "good messages that are neither a response nor an order")
    s.request()
    mine = unsigned_message(MESSAGE, KEYS["device-ed25519"].public).signed(KEYS["device-ed25519"])
    write_off = next(made.data for made in good() if made.name == "write-off")
    for data in (mine, LINK_2, write_off):
        s.bring(data, rc=Refusal.MALFORMED)
    yield s
