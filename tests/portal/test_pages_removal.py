"""Marks, orders and write-offs, as a person with a browser makes them."""

from __future__ import annotations

import pytest

from retour.portal.queries import device_views, write_offs
from retour.portal.state import HostStatus, InstanceStatus
from retour.portal.store import Portal
from retour.protocol.messages import read_order
from tests.portal.test_pages import Browser, browser, client
from tests.portal.test_store import holding

__all__ = ["browser", "client"]


def view(portal: Portal) -> object:
    with portal.reading() as session:
        (found,) = device_views(session)
    return found


@pytest.fixture
def page(portal: Portal) -> str:
    holding(portal)
    with portal.reading() as session:
        return f"/devices/{device_views(session)[0].row}"


def test_an_order_is_made_and_fetched_again(portal: Portal, browser: Browser, page: str) -> None:
    answer = browser.fill(f"{page}/order", page, everything="on", decommission="on")
    assert answer.status_code == 200, answer.text
    assert "The order that is open" in answer.text
    first, again = browser.client.get(f"{page}/order"), browser.client.get(f"{page}/order")
    assert first.content == again.content
    assert "_order.retour" in first.headers["content-disposition"]
    order = read_order(first.content).verify(portal.identity.order_key).content
    assert order.number == 1
    assert all(n == 0 for _, n in order.remain)


def test_copies_are_marked_and_the_mark_is_withdrawn(portal: Portal, browser: Browser, page: str) -> None:
    with portal.reading() as session:
        line = device_views(session)[0].holdings[0].line
    assert "1 shall remain" in browser.fill(f"{page}/mark", page, **{f"remain:{line}": "1"}).text
    assert "shall remain</span>" not in browser.fill(f"{page}/unmark", page).text


@pytest.mark.parametrize(
    ("fields", "what"),
    [({}, "No line was named."), ({"remain:ACT-1": "many"}, "not a number of copies"), ({"remain:X": "0"}, "X")],
)
def test_what_cannot_be_marked_is_refused(browser: Browser, page: str, fields: dict[str, str], what: str) -> None:
    answer = browser.fill(f"{page}/mark", page, **fields)
    assert answer.status_code in (400, 409)
    assert what in answer.text


def test_a_write_off_wants_to_be_meant(portal: Portal, browser: Browser, page: str) -> None:
    said = {"by": "Grace", "why": "Board burnt, seen on site"}
    refused = browser.fill(f"{page}/write-off", page, **said)
    assert (refused.status_code, "The box was not ticked." in refused.text) == (400, True)
    data = {"form_token": browser.token(page), "sure": "on", **said}
    photo = ("board.jpg", b"\xff\xd8\xff a burnt board")
    done = browser.client.post(f"{page}/write-off", data=data, files={"evidence": photo})
    assert done.status_code == 200, done.text
    assert "at risk" in done.text
    with portal.reading() as session:
        (device,), (entry,) = device_views(session), write_offs(session)
    assert (device.state.status, device.instance_status) == (HostStatus.OBSOLETE, InstanceStatus.RETIRED)
    assert (entry.statement.by, len(entry.statement.evidence)) == ("Grace", 1)


def test_a_form_from_elsewhere_does_none_of_this(browser: Browser, page: str) -> None:
    for act in ("mark", "unmark", "order", "write-off"):
        assert browser.client.post(f"{page}/{act}", data={"everything": "on"}).status_code in (400, 403, 409)
