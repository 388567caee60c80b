"""The stand-in for the vendor's portal: it must be as strict as the portal, or no journey proves anything."""

from __future__ import annotations

import pytest

from retour.device.vendor import office as shown
from retour.device.vendor import rules
from retour.device.vendor.format import Line
from retour.device.vendor.rules import State
from tests.vendor.kit import SEA, SKY, STATE, portal

HOST = STATE.host_id
Remaining = tuple[tuple[str, int], ...]


def asked(state: State, remaining: Remaining = ()) -> tuple[State, bytes]:
    return rules.make_request(state, remaining)


def test_a_return_is_credited_by_the_confirmation_only() -> None:
    site = portal()
    state, request = asked(STATE, (("ACT-SKY", 2), ("ACT-SEA", 0)))
    response = site.upload(request)
    assert site.states(HOST) == {"ACT-SKY": shown.WAITING, "ACT-SEA": shown.WAITING}
    state = rules.process(state, response)
    assert [(line.line, line.count) for line in state.lines] == [("ACT-SKY", 2)]
    assert site.available == {"ACT-SKY": 0, "ACT-SEA": 0}
    _, confirmation = asked(state)
    site.upload(confirmation)
    assert site.states(HOST) == {"ACT-SKY": shown.GENERATED, "ACT-SEA": shown.REMOVED}
    assert site.available == {"ACT-SKY": 3, "ACT-SEA": 2}


def test_a_sync_before_the_response_was_processed_credits_nothing() -> None:
    site = portal()
    state, request = asked(STATE, (("ACT-SKY", 0),))
    site.upload(request)
    state, early = asked(state)
    second = site.upload(early)
    assert site.states(HOST)["ACT-SKY"] == shown.WAITING
    assert site.available["ACT-SKY"] == 0
    state = rules.process(state, second)
    _, confirmation = asked(state)
    site.upload(confirmation)
    assert site.available["ACT-SKY"] == 5


def test_a_removal_in_the_portal_waits_for_the_device() -> None:
    site = portal()
    site.mark_for_removal(HOST, "ACT-SKY", 0)
    site.mark_for_removal(HOST, "ACT-SEA", 1)
    assert site.states(HOST) == {"ACT-SKY": shown.MARKED, "ACT-SEA": shown.DECREASING}
    state, sync = asked(STATE)
    state = rules.process(state, site.upload(sync))
    assert site.states(HOST) == {"ACT-SKY": shown.PENDING, "ACT-SEA": shown.PENDING}
    assert [(line.line, line.count) for line in state.lines] == [("ACT-SEA", 1)]
    _, confirmation = asked(state)
    site.upload(confirmation)
    assert site.states(HOST) == {"ACT-SKY": shown.REMOVED, "ACT-SEA": shown.GENERATED}
    assert site.available == {"ACT-SKY": 5, "ACT-SEA": 1}


def test_the_same_request_again_gives_the_same_response() -> None:
    site = portal()
    _, request = asked(STATE, (("ACT-SKY", 0),))
    assert site.upload(request) == site.upload(request)


def test_wrong_files() -> None:
    site = portal()
    state, first = asked(STATE)
    state, second = asked(state)
    response = site.upload(second)
    with pytest.raises(ValueError, match="older"):
        site.upload(first)
    with pytest.raises(ValueError, match="response"):
        site.upload(response)
    with pytest.raises(ValueError, match="cut"):
        site.upload(second[:-4])
    with pytest.raises(ValueError, match="no device"):
        site.upload(asked(State("SN-1", "M", ()))[1])
    with pytest.raises(ValueError, match="did not make"):
        site.upload(asked(State(HOST, "M", (), sequence=5, response=9))[1])
    with pytest.raises(ValueError, match="not on this device"):
        site.upload(asked(State(HOST, "M", (Line("X", 1, "X"),), sequence=5), (("X", 0),))[1])
    with pytest.raises(ValueError, match="more copies"):
        site.upload(asked(State(HOST, "M", (Line("ACT-SEA", 9, "X"),), sequence=5), (("ACT-SEA", 9),))[1])
    with pytest.raises(ValueError, match="not that many"):
        site.mark_for_removal(HOST, "ACT-SEA", 2)


def test_write_offs_end_it() -> None:
    site = portal()
    site.return_host(HOST)
    assert site.available == {"ACT-SKY": SKY.count, "ACT-SEA": SEA.count}
    with pytest.raises(ValueError, match="RETURNED"):
        site.upload(asked(STATE)[1])
    lost = portal()
    lost.obsolete_host(HOST)
    assert lost.available == {"ACT-SKY": 0, "ACT-SEA": 0}
    with pytest.raises(ValueError, match="OBSOLETE"):
        lost.return_host(HOST)
