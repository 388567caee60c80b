"""Policy, leases, time and key sets, as an operator types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from retour.portal import inputs, removals, settings
from retour.portal.commands import app
from retour.portal.database import Place
from retour.portal.policy import Policy
from retour.portal.state import DAY, Traits
from retour.portal.store import Portal
from retour.protocol.group import Clock
from retour.protocol.keyset import follow
from retour.protocol.messages import read_order, read_response
from tests.portal.honest import enrolled
from tests.portal.test_removals import RUNNER, refused, run
from tests.portal.test_store import holding, look


def test_rule_6_copies_above_the_limit_are_withheld_and_released(portal: Portal, place: Place) -> None:
    device = holding(portal)
    (shown,) = run(place, "policy", "--returns", 2, "--window", 3650)
    assert shown == {"level": "none", "returns": 2, "write_offs": None, "window_days": 3650}
    portal.take(device.drop("L", 0), None, "api")
    assert look(portal) == (2, 0, 0)
    (entry,) = run(place, "withheld", "--json")
    assert (entry["line"], entry["count"], entry["host_id"]) == ("L", 3, "SN-4711")
    run(place, "release", "--entry", entry["entry"], "--by", "M. Weber")
    assert look(portal) == (5, 0, 0)
    refused("not-withheld", place, "release", "--entry", entry["entry"], "--by", "M. Weber")
    refused("who", place, "release", "--entry", 1, "--by", " ")
    refused("policy", place, "policy", "--window", 0)
    (shown,) = run(place, "policy", "--returns", -1)
    assert shown["returns"] is None


def test_rule_6_the_window_lets_go_by_itself(place: Place) -> None:
    time = [1_790_000_000]
    with Portal.open(place, clock=lambda: time[-1]) as portal:
        portal.put_line(inputs.line("L", "Flow", 5))
        device = enrolled(portal, L=5)
        portal.take(device.apply(portal.take(device.say({"L": 5}), None, "api").answer), None, "api")
        settings.set_policy(portal, Policy(returns=2))
        portal.take(device.drop("L", 0), None, "api")
        assert look(portal) == (2, 0, 0)
        time.append(time[0] + 30 * DAY)
        portal.tick()
        assert look(portal) == (5, 0, 0)


def test_rule_8_a_lease_ends_by_itself_and_a_jump_of_the_clock_ends_none(place: Place) -> None:
    time = [1_790_000_000]
    with Portal.open(place, clock=lambda: time[-1]) as portal:
        portal.put_line(inputs.line("L", "Flow", 5, lease_days=2))
        device = enrolled(portal, L=5)
        portal.enrol(device.host, device.key.public, Traits(clock=Clock.TRUSTED))
        portal.take(device.apply(portal.take(device.say({"L": 3}), None, "api").answer), None, "api")
        time.append(time[0] + 4 * DAY)
        portal.tick()
        assert look(portal) == (2, 3, 0), "a clock that went on by more than two days ends nothing"
        assert settings.confirm_time(portal) == time[-1]
        assert look(portal) == (5, 0, 0)
        portal.take(device.say(), None, "api")
        assert look(portal) == (2, 3, 0), "renewed"


def test_key_sets_are_rotated_and_devices_follow(portal: Portal, place: Place, tmp_path: Path) -> None:
    device = holding(portal)
    rotated = settings.rotate_keys(portal, None)
    assert rotated == 2
    answer = read_response(portal.take(device.say({"L": 1}), None, "api").answer)
    trust, number = follow(portal.identity, 1, answer.content.key_set_links)
    assert number == 2
    answer.verify(trust.key)
    device.portal = trust
    device.key_set = 2
    portal.take(device.apply(answer.data), None, "api")
    assert look(portal) == (4, 1, 0)
    (order,) = removals.order(portal, [device.host], removals.Removal(None))
    sealed = read_order(order.data)
    sealed.verify(trust.order_key)
    assert sealed.content.key_set_links == ()
    settings.put_root_away(portal, tmp_path / "root.key")
    assert settings.rotate_keys(portal, tmp_path / "root.key") == 3
    with Portal.open(place) as again:
        assert look(again) == (4, 1, 0)


@pytest.mark.parametrize("words", [("enroll", "--host-id", "SN-1"), ("enroll",)])
def test_a_device_needs_a_key(words: tuple[str, ...], portal: Portal, place: Place) -> None:
    refused("no-key", place, *words)


def test_the_groups_of_commands(portal: Portal, place: Place, tmp_path: Path) -> None:
    data = ("--data", str(place.database.parent))
    root = str(tmp_path / "root.key")
    for words in (("keys", "root", *data, "--move", root), ("keys", "rotate", *data, "--root", root)):
        result = RUNNER.invoke(app, words)
        assert result.exit_code == 0, result.exception
    assert RUNNER.invoke(app, ["keys", "rotate", *data]).exception.code == "root-key-missing"  # type: ignore[union-attr]
