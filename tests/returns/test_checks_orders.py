"""Orders are judged before they are believed, and what a device made of a file is looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retour.errors import RetourError, Usage
from retour.protocol.keys import SigningKey
from retour.protocol.messages import Sealed, read_order, unsigned_order, unsigned_response
from retour.protocol.model import Applied, Order
from retour.returns import checks
from retour.returns.case import Wish
from retour.returns.ways import Way
from tests.returns.kit import BEFORE, DEVICE, HOST, KEYS, OTHER, PORTAL, PORTAL_KEY, answer, case, message, opened

ORDER = Order(PORTAL_KEY.portal, 1, HOST, DEVICE.public.kid, 4, (("ACT-A", 0),), None, ())


def sealed(order: Order = ORDER, key: SigningKey = PORTAL) -> Sealed[Order]:
    return read_order(unsigned_order(order, key.public).signed(key))


def refused(code: str) -> pytest.RaisesExc[RetourError]:
    return pytest.RaisesExc(RetourError, check=lambda error: error.code == code)


def test_an_order_is_believed_from_this_portal_and_for_this_key_only() -> None:
    assert checks.genuine_order(sealed(), KEYS).content == ORDER
    with refused("other-portal"):
        checks.genuine_order(sealed(replace(ORDER, portal="P-ZZZZZZZZZZ")), KEYS)
    with refused("other-key"):
        checks.genuine_order(sealed(replace(ORDER, instance=b"another.")), KEYS)
    with refused("not-genuine"):
        checks.genuine_order(sealed(key=OTHER), KEYS)


def test_an_order_is_no_answer() -> None:
    with refused("order-not-answer"):
        checks.answer_in(sealed())


def test_what_the_device_says_must_be_what_it_was_given() -> None:
    ordered, asked = opened(case(Way.REMOVAL_ORDER)), opened(case())
    said, given = message().content, unsigned_order(ORDER, PORTAL.public).signed(PORTAL)
    checks.carried_out(ordered, replace(said, order=4), given)
    with refused("device-moved-on"):
        checks.carried_out(ordered, replace(said, order=5), given)
    response = answer(b"M" * 32)
    data = unsigned_response(response.content, PORTAL.public).signed(PORTAL)
    checks.carried_out(asked, replace(said, applied=Applied(1, 2, response.digest)), data)
    with refused("device-moved-on"):
        checks.carried_out(asked, said, data)


def test_what_comes_home_by_a_sync_is_said_in_the_portal() -> None:
    wish = checks.wish_for(Way.PORTAL_REMOVAL, (), (), whole=False, reason=None)
    assert wish == Wish((), whole=False, reason=None)
    with pytest.raises(Usage):
        checks.wish_for(Way.PORTAL_REMOVAL, (), BEFORE, whole=False, reason=None)
    whole = checks.wish_for(Way.PORTAL_REMOVAL, (), (), whole=True, reason=None)
    assert not whole.counts
