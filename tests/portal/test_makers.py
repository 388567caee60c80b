"""Devices that their manufacturer's certificate enrols, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from retour.errors import RetourError
from retour.portal.database import Place
from retour.portal.store import Portal
from tests.portal.honest import Device
from tests.portal.test_certificates import CA, DEVICE, GOOD, SIGNS_CERTIFICATES, ca
from tests.portal.test_commands import run


@pytest.fixture
def data(portal: Portal, place: Place, tmp_path: Path) -> tuple[object, ...]:
    (tmp_path / "ca.pem").write_bytes(ca(CA, SIGNS_CERTIFICATES))
    (tmp_path / "device.pem").write_bytes(GOOD)
    return "--data", place.database.parent


def named(data: tuple[object, ...], tmp_path: Path, *options: object) -> dict[str, object]:
    (maker,) = run("maker", "add", *data, "--name", "Maker", "--certificate", tmp_path / "ca.pem", *options)
    return maker


def refused(code: str, *words: object) -> None:
    with pytest.raises(RetourError) as caught:
        run(*words)
    assert caught.value.code == code


def test_a_device_is_enrolled_by_its_certificate_and_sends_home(
    data: tuple[object, ...], portal: Portal, tmp_path: Path
) -> None:
    maker = named(data, tmp_path, "--model", "Controller 7", "--level", "counter-and-key", "--clock", "trusted")
    assert maker == {
        "name": "Maker",
        "model": "Controller 7",
        "level": "counter-and-key",
        "clock": "trusted",
        "removal_needs": "order-or-local",
    }
    assert run("maker", "list", *data, "--json") == [maker]
    (host,) = run("enroll", *data, "--certificate", tmp_path / "device.pem")
    del maker["name"]
    assert host == {"host_id": "SN-4711", "host_type": "serial", "status": "ACTIVE", **maker, "allowance": {}}
    state = portal.host_named("SN-4711")
    run("grant", *data, "--host-id", "SN-4711", "--line", "L=2")
    device = Device(portal.identity, state, DEVICE)
    (tmp_path / "ask.retour").write_bytes(device.say({"L": 2}))
    (taken,) = run("load", tmp_path / "ask.retour", *data)
    assert taken["host_id"] == "SN-4711"


def test_a_maker_is_named_again_and_its_devices_keep_what_they_have(data: tuple[object, ...], tmp_path: Path) -> None:
    named(data, tmp_path, "--model", "Controller 7")
    run("enroll", *data, "--certificate", tmp_path / "device.pem", "--model", "Spare")
    named(data, tmp_path, "--model", "Controller 8")
    assert [each["model"] for each in run("maker", "list", *data, "--json")] == ["Controller 8"]
    assert [each["model"] for each in run("devices", *data, "--json") if each["host_id"] == "SN-4711"] == ["Spare"]


def test_what_does_not_enrol(data: tuple[object, ...], tmp_path: Path) -> None:
    enroll = ("enroll", *data, "--certificate", tmp_path / "device.pem")
    refused("certificate-not-issued-by-maker", *enroll)
    refused("no-file", "maker", "add", *data, "--name", "Maker", "--certificate", tmp_path / "none.pem")
    refused("maker", "maker", "add", *data, "--name", " Maker", "--certificate", tmp_path / "ca.pem")
    named(data, tmp_path)
    refused("certificate-alone", *enroll, "--host-id", "SN-4711")
    refused("model", *enroll, "--model", "x" * 65)
    refused("certificate-unreadable", "enroll", *data, "--certificate", Path(__file__))
    assert run("devices", *data, "--json") == []
