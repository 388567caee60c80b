"""Ports: what an address means, where a lost device may be now, and the udev rule that belongs to the table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retour.link.ports import KNOWN, Port, candidates, list_ports, port_at, split_speed

RULES = Path(__file__).parents[2] / "packaging" / "udev" / "70-retour.rules"


def usb(
    address: str,
    serial: str | None = "SN-1",
    location: str | None = "1-1:1.0",
    interface: str | None = None,
    pid: int = 1,
) -> Port:
    return Port(address, "Controller", 0x2FE3, pid, serial, location, interface)


def plain(address: str) -> Port:
    return Port(address, "n/a", None, None, None)


ACM0 = usb("/dev/ttyACM0")


@pytest.mark.parametrize(
    ("address", "place", "speed"),
    [
        ("/dev/ttyUSB0", "/dev/ttyUSB0", None),
        ("/dev/ttyUSB0@9600", "/dev/ttyUSB0", 9600),
        ("COM7@1000000", "COM7", 1_000_000),
        ("/dev/by-id/usb-a@b", "/dev/by-id/usb-a@b", None),
        ("/dev/ttyUSB0@0", "/dev/ttyUSB0@0", None),
        ("tcp:host@9600", "tcp:host@9600", None),
    ],
)
def test_a_speed_stands_behind_a_port(address: str, place: str, speed: int | None) -> None:
    assert split_speed(address) == (place, speed)


def test_a_port_is_found_by_every_name_it_has(tmp_path: Path) -> None:
    node, link = tmp_path / "ttyACM0", tmp_path / "usb-Maker-SN-1"
    node.touch()
    link.symlink_to(node)
    port = usb(str(node))
    assert port_at(f"{link}@9600", [plain("/dev/ttyS0"), port]) is port
    assert port_at("/dev/ttyACM1", [port]) is None
    assert port_at("com7", [plain("COM7")]) is not None


@pytest.mark.parametrize(
    ("now", "where"),
    [
        ([ACM0], ["/dev/ttyACM0"]),
        ([], ["/dev/ttyACM0"]),
        ([usb("/dev/ttyACM1")], ["/dev/ttyACM1", "/dev/ttyACM0"]),
        ([usb("/dev/ttyACM0", "SN-2"), usb("/dev/ttyACM3", location="3-2:1.0")], ["/dev/ttyACM3"]),
        ([usb("/dev/ttyACM0", "SN-2")], []),
        ([usb("/dev/ttyACM0", pid=2), ACM0], ["/dev/ttyACM0"]),
        ([plain("/dev/ttyACM0"), usb("/dev/ttyACM1")], ["/dev/ttyACM1", "/dev/ttyACM0"]),
        (
            [usb("/dev/ttyACM1", location="1-1:1.2"), usb("/dev/ttyACM2", location="2-4:1.0")],
            ["/dev/ttyACM2", "/dev/ttyACM1", "/dev/ttyACM0"],
        ),
    ],
    ids=[
        *("where it was", "nowhere yet", "another name", "another socket and its name taken", "its name taken"),
        *("another product", "its name without USB", "its second interface last"),
    ],
)
def test_a_lost_device_is_looked_for_by_what_it_is(now: list[Port], where: list[str]) -> None:
    assert candidates(ACM0, "/dev/ttyACM0", now) == tuple(where)


def test_a_device_without_serial_number_is_looked_for_in_its_socket_and_then_anywhere() -> None:
    lost = usb("/dev/ttyACM0", None)
    now = [usb("/dev/ttyACM1", None), usb("/dev/ttyACM2", None, "1-4:1.0"), usb("/dev/ttyACM3", "SN-1")]
    assert candidates(lost, "/dev/ttyACM0", now) == ("/dev/ttyACM0", "/dev/ttyACM1", "/dev/ttyACM2")


def test_the_speed_stays_with_a_device_that_moved() -> None:
    assert candidates(ACM0, "/dev/ttyACM0@9600", [usb("/dev/ttyACM1")]) == ("/dev/ttyACM1@9600", "/dev/ttyACM0@9600")


def test_a_link_to_a_port_stays_its_name(tmp_path: Path) -> None:
    link = tmp_path / "by-id"
    link.symlink_to("/dev/ttyACM1")
    assert candidates(ACM0, str(link), [usb("/dev/ttyACM1")]) == (str(link),)


@pytest.mark.parametrize("lost", [None, plain("/dev/ttyS0")])
def test_what_is_no_usb_device_stays_where_it_was(lost: Port | None) -> None:
    assert candidates(lost, "/dev/ttyS0@9600", [ACM0]) == ("/dev/ttyS0@9600",)


def test_the_ports_of_this_machine_are_sorted() -> None:
    addresses = [port.address for port in list_ports()]
    assert addresses == sorted(addresses)


PART = re.compile(r'(?P<key>[A-Z]+(?:\{[A-Za-z_]+\})?)(?P<does>==|!=|\+=|=)"(?P<value>[^"]*)"')


def rules() -> list[dict[str, str]]:
    """Each line of the rule file: value by key and operator. Fails on what udev would not take."""
    read = []
    for line in RULES.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        parts = [PART.fullmatch(part) for part in line.split(", ")]
        rule = {part["key"] + part["does"]: part["value"] for part in parts if part}
        assert len(rule) == len(parts), f"not a rule: {line}"
        read.append(rule)
    return read


def test_the_udev_rule_knows_the_makers_of_the_table() -> None:
    vendors = {rule["ATTRS{idVendor}=="]: rule for rule in rules() if "ATTRS{idVendor}==" in rule}
    assert set(vendors) == {f"{vid:04x}" for vid in KNOWN}
    for vendor, rule in vendors.items():
        assert rule == {"SUBSYSTEMS==": "usb", "ATTRS{idVendor}==": vendor, "GOTO=": "retour_port"}


def test_the_udev_rule_is_read_before_those_that_need_it() -> None:
    """uaccess is acted on by 73-seat-late.rules, and ModemManager decides from 77-mm-*.rules on."""
    assert "60-serial.rules" < RULES.name < "73-seat-late.rules"


def test_the_udev_rule_jumps_forward_to_labels_that_are_there() -> None:
    """udev knows no other jump; a label that is missing makes it skip the line."""
    seen = rules()
    labels = {rule["LABEL="]: number for number, rule in enumerate(seen) if "LABEL=" in rule}
    for number, rule in enumerate(seen):
        assert "GOTO=" not in rule or labels[rule["GOTO="]] > number


@pytest.mark.parametrize(
    ("device", "given"),
    [
        ({"SUBSYSTEM": "tty", "ATTRS{idVendor}": "10c4"}, True),
        ({"SUBSYSTEM": "tty", "ATTRS{idVendor}": "2fe3"}, True),
        ({"SUBSYSTEM": "tty", "ATTRS{idVendor}": "1199"}, False),
        ({"SUBSYSTEM": "tty", "ATTRS{idVendor}": "10c4", "ACTION": "remove"}, False),
        ({"SUBSYSTEM": "net", "ATTRS{idVendor}": "1915"}, False),
    ],
)
def test_what_the_udev_rule_gives(device: dict[str, str], given: bool) -> None:
    assert walk({"SUBSYSTEMS": "usb", "ACTION": "add", **device}) == (
        {
            "ENV{ID_MM_DEVICE_IGNORE}=": "1",
            "ENV{ID_MM_PORT_IGNORE}=": "1",
            "GROUP=": "dialout",
            "MODE=": "0660",
            "TAG+=": "uaccess",
        }
        if given
        else {}
    )


def test_modem_manager_is_told_of_the_whole_usb_device() -> None:
    whole = {"SUBSYSTEM": "usb", "ENV{DEVTYPE}": "usb_device", "SUBSYSTEMS": "usb", "ATTRS{idVendor}": "0403"}
    assert walk({"ACTION": "add", **whole}) == {"ENV{ID_MM_DEVICE_IGNORE}=": "1"}


def walk(device: dict[str, str]) -> dict[str, str]:
    """What the rules set for a device with these facts, as udev goes through them."""
    given: dict[str, str] = {}
    wanted = None
    for rule in rules():
        if wanted is not None and rule.get("LABEL=") != wanted:
            continue
        wanted = None
        if all(device.get(key[:-2]) == value for key, value in rule.items() if key.endswith("==")):
            given |= {key: value for key, value in rule.items() if re.search(r"[^=]=$", key)}
            wanted = given.pop("GOTO=", None)
            given.pop("LABEL=", None)
    return given
