"""Dialogues about key sets, restarts and lost stores."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from retour.protocol.cose import Kind
from retour.protocol.keys import PortalKey
from retour.protocol.keyset import KeySet, sign_key_set
from tests.vectors.hostile import refusal_of, variants
from tests.vectors.keys import KEYS, PORTALS
from tests.vectors.messages import LINK_2, LINK_3, PORTAL_ID
from tests.vectors.script import CAPABILITY, DROP, SYNC, Reason, Refusal, Script


def stores() -> Iterator[Script]:
    yield from _key_sets()
    yield from _storage()


def _link(number: int, by: str = "root", portal: str = PORTAL_ID) -> bytes:
    key_set = KeySet(portal, number, KEYS["answers-2"].public, KEYS["orders-2"].public)
    return sign_key_set(key_set, KEYS[by])


def _key_sets() -> Iterator[Script]:
    s = Script("key-rotation", "D-19", "the portal's keys change; from then on the old ones are refused")
    s.given(A=5)
    s.bring(s.answer({"A": 4}, by="answers-2", key_set_links=(LINK_2,)))
    s.states(key_set=2)
    s.bring(s.answer({"A": 3}), rc=Refusal.NOT_GENUINE)
    s.bring(s.order(1, {"A": 0}), rc=Refusal.NOT_GENUINE)
    s.bring(s.answer({"A": 3}, by="answers-2"))
    s.restart()
    s.bring(s.answer({"A": 2}, by="answers-2", key_set_links=(LINK_2,)))
    s.bring(s.order(1, {"A": 1}, by="orders-2"))
    s.holds(A=1)
    yield s
    s = Script("two-rotations", "D-19", "a device that slept through two changes follows both links")
    s.given(A=5)
    s.bring(s.answer({"A": 4}, by="answers-3", key_set_links=(LINK_2, LINK_3)))
    s.states(key_set=3)
    s.bring(s.answer({"A": 3}, by="answers-2"), rc=Refusal.NOT_GENUINE)
    yield s
    s = Script("rotation-by-order", "D-19 D-14", "an order brings links as well")
    s.given(A=5)
    s.bring(s.order(1, {"A": 2}, by="orders-3", key_set_links=(LINK_2, LINK_3)))
    s.states(key_set=3)
    s.holds(A=2)
    yield s
    s = Script("bad-links", "D-19", "nothing changes, not even the key set, though the message is signed well")
    s.given(A=5)
    genuine = Refusal.NOT_GENUINE
    s.bring(s.answer({"A": 4}, by="answers-2", key_set_links=(_link(2, "foreign"),)), rc=genuine)
    s.bring(s.answer({"A": 4}, by="answers-2", key_set_links=(_link(2, "answers-1"),)), rc=genuine)
    s.bring(s.answer({"A": 4}, by="answers-2", key_set_links=(_link(2, portal="P-9999999999"),)), rc=genuine)
    s.bring(s.answer({"A": 4}, by="answers-3", key_set_links=(LINK_3,)), rc=genuine)
    s.bring(s.answer({"A": 4}, by="answers-3", key_set_links=(LINK_3, LINK_2)), rc=genuine)
    s.bring(s.answer({"A": 4}, by="answers-1", key_set_links=(LINK_2,)), rc=genuine)
    s.bring(s.answer({"A": 4}, by="answers-2", key_set_links=(LINK_2, _link(3, "foreign"))), rc=genuine)
    s.bring(s.answer({"A": 4}, by="answers-2", key_set_links=(LINK_2, b"x")), rc=Refusal.MALFORMED)
    s.bring(s.answer({"A": 4}, by="answers-2", key_set_links=(LINK_2 + b"\x00",)), rc=Refusal.MALFORMED)
    answer = s.response({"A": 4}, key_set_links=(LINK_2,), answers=bytes(32))
    s.bring(s.signed(answer, "answers-2"), rc=Refusal.NOT_NEWEST)
    s.states(key_set=1)
    s.bring(s.answer({"A": 4}))
    yield s
    s = Script("hostile-links", "D-19 D-9", "a link with one fault inside a response that is signed well")
    s.given(A=5)
    for row in variants(Kind.KEY_SET, LINK_2, KEYS["root"]):
        data = s.answer({"A": 4}, by="answers-2", key_set_links=(row.data,))
        s.bring(data, rc=refusal_of(row.code))
    s.bring(s.answer({"A": 4}, by="answers-2", key_set_links=(LINK_2,)))
    s.states(key_set=2)
    yield s
    s = Script(
        "old-response-after-rotation", "D-4 D-19", "the last response again, when its key is no longer the portal's"
    )
    s.given(A=5)
    answer_1 = s.answer({"A": 4})
    s.bring(answer_1)
    s.bring(s.order(1, {"A": 3}, by="orders-2", key_set_links=(LINK_2,)))
    s.bring(answer_1, rc=genuine)
    s.holds(A=3)
    yield s
    s = Script("known-link-verified", "D-19", "a link to a set that is known is verified all the same")
    s.given(A=5)
    s.bring(s.answer({"A": 4}, by="answers-2", key_set_links=(LINK_2,)))
    s.bring(s.answer({"A": 3}, by="answers-2", key_set_links=(_link(2, "foreign"),)), rc=genuine)
    s.bring(s.answer({"A": 3}, by="answers-2", key_set_links=(LINK_2, LINK_2)))
    s.states(key_set=2)
    yield s
    s = Script("single-key", "D-3 D-14", "a portal of one key: it signs responses and orders", portal="single")
    s.given(A=5)
    s.bring(s.order(1, {"A": 1}))
    s.holds(A=1)
    yield s
    portal: PortalKey = PORTALS["single"]
    key_set = KeySet(portal.portal, 2, KEYS["answers-2"].public, KEYS["orders-2"].public)
    link = sign_key_set(key_set, KEYS["single"])
    s = Script("single-key-rotation", "D-19", "the first key of a portal of one key stays its root", portal="single")
    s.given(A=5)
    s.bring(s.answer({"A": 4}, by="answers-2", key_set_links=(link,)))
    s.bring(s.answer({"A": 3}, by="single"), rc=genuine)
    third = KeySet(portal.portal, 3, KEYS["answers-3"].public, KEYS["orders-3"].public)
    s.bring(s.answer({"A": 3}, by="answers-3", key_set_links=(link, sign_key_set(third, KEYS["single"]))))
    s.states(key_set=3)
    yield s


def _storage() -> Iterator[Script]:
    s = Script("restart", "D-21", "after a restart all is as it was")
    s.restart(rc=Refusal.NO_MESSAGE)
    s.request()
    s.restart()
    answer = s.answer({"A": 5})
    s.bring(answer)
    s.restart()
    s.bring(answer, old=True)
    s.bring(s.answer({"A": 1}, sequence=1), rc=Refusal.OLD_RESPONSE)
    s.request(DROP, {"ACT-A": 3}, Reason.MOVE)
    s.restart()
    s.holds(A=3)
    yield s
    s = Script("restart-before-apply", "D-22 G-7", "what was staged may be gone after a restart; it is staged again")
    s.request()
    answer = s.answer({"A": 5})
    sha = hashlib.sha256(answer).digest()
    s.apply(sha, rc=Refusal.NOT_STAGED)
    s.stage(answer)
    s.restart()
    s.apply(sha, rc=Refusal.NOT_STAGED)
    s.bring(answer)
    yield s
    s = Script("lost-store", "D-3 M-3", "the store is gone, and says so until a response is applied")
    s.given(A=5)
    before = s.answer({"A": 5})
    s.lose()
    s.holds()
    s.bring(before, rc=Refusal.NOT_NEWEST)
    s.request(CAPABILITY, {"ACT-A": 5}, rc=Refusal.RECOVERED)
    s.request(DROP, {"ACT-A": 0}, Reason.MOVE, rc=Refusal.RECOVERED)
    s.bring(s.order(1, {"A": 0}), rc=Refusal.RECOVERED)
    s.request(SYNC, why=Reason.MOVE)
    s.restart()
    s.bring(s.answer({"A": 5}))
    s.holds(A=5)
    s.bring(s.order(1, {"A": 0}))
    yield s
    s = Script("lost-twice", "D-3", "a store that is lost again counts on")
    s.given(A=5)
    s.lose()
    s.lose()
    s.request()
    s.bring(s.answer({"A": 5}))
    yield s
    s = Script("lost-keys", "D-19", "with the store the newer key set is lost: its links lead there again")
    s.given(A=5)
    s.bring(s.answer({"A": 5}, by="answers-2", key_set_links=(LINK_2,)))
    s.lose()
    s.states(key_set=1)
    s.bring(s.answer({"A": 5}, by="answers-2"), rc=Refusal.NOT_GENUINE)
    s.bring(s.answer({"A": 5}, by="answers-2", key_set_links=(LINK_2,)))
    yield s
    s = Script("storage-fails", "D-2", "a step whose writing fails is refused, and can be repeated")
    s.given(A=5)
    s.request(CAPABILITY, {"ACT-A": 1}, tx="cc" * 8, storage="fails", rc=Refusal.STORAGE)
    s.request(CAPABILITY, {"ACT-A": 1}, tx="cc" * 8)
    answer = s.answer({"A": 1})
    s.bring(answer, storage="fails", rc=Refusal.STORAGE)
    s.holds(A=5)
    s.bring(answer)
    s.holds(A=1)
    yield s
