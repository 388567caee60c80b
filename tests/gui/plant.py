"""A plant for pictures: devices that hold what is hard to show, and ports that cannot be used."""

from __future__ import annotations

import json
import subprocess
import sys

from retour.errors import NotReached, RetourError
from retour.link.discovery import Found
from tests.journeys.world import World

ROUTER, TREND, SPARE = "ACT-R7K2M9QX-ALARM-ROUTER-0000000000042", "ACT-TREND-5", "ACT-SPARE-1"
HELD = {ROUTER: 1, TREND: 12, SPARE: 2}
LONG_HOST = "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08"
HOSTS = {"SN-4711": "nothing", "SN-4712": "order", LONG_HOST: "order-or-local"}
BUTTON = "green key under the flap, left of the power supply"
EMPTY, STRANGER = "SN-4713", "SN-4714"


class Plant(World):
    """Devices with long names and many features, one without licenses, one without a portal."""

    def furnish(self) -> None:
        """Lines in the portal, licenses on the devices."""
        features = ("alarms", "trends", "reports", "history", "gateway", "web")
        made: list[tuple[str, ...]] = [
            (
                ROUTER,
                "Enterprise Alarm Router for Buildings and Campuses",
                "--version",
                "12.4",
                "--expiry",
                "2027-06-30",
            ),
            (TREND, "Trend Controller", "--version", "2.1"),
            (SPARE, "Spare"),
        ]
        for line, product, *more in made:
            wanted = [part for each in features if line == ROUTER for part in ("--feature", each)]
            done = self.portal("line", "--activation-id", line, "--product", product, "--copies", "99", *more, *wanted)
            assert done.code == 0, done.stderr
        for host, needs in HOSTS.items():
            self.plug(host, needs, *(("--button", BUTTON) if host == LONG_HOST else ()))
            self.activate(host, **{line.replace("-", "_"): count for line, count in HELD.items()})
        self.plug(EMPTY)

    def stranger(self) -> str:
        """A device that was never given a portal; its port."""
        command = [sys.executable, "-m", "retour", "device", "emulate", "--store", str(self.place / STRANGER)]
        command += ["--pty", self.port(STRANGER), "--host-id", STRANGER]
        device = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert device.stdout is not None
        json.loads(device.stdout.readline())
        self.devices[STRANGER] = device
        return self.port(STRANGER)


def unusable(code: str, what: str, todo: str, **details: str) -> Found:
    """A port that cannot be used, in the line's own words."""
    error = NotReached(code, what, "Nothing was changed.", todo, port="/dev/ttyUSB0", **details)
    return Found("/dev/ttyUSB0", "USB-Serial Controller D", None, error)


JOIN = "sudo usermod -aG dialout technician"
PROBLEMS = {
    "held": unusable(
        "port-busy",
        "minicom (process 4242) has the port /dev/ttyUSB0 open and takes the device's answers.",
        "Close minicom, then try again.",
    ),
    "modem-manager": unusable(
        "port-busy",
        "ModemManager (process 812) tries whether a modem is on the port /dev/ttyUSB0.",
        "Wait half a minute and try again; Retour's udev rule, 70-retour.rules, keeps ModemManager off.",
    ),
    "permission": unusable(
        "port-permission",
        "You may not use the port /dev/ttyUSB0; it is for members of the group dialout.",
        f'Type "{JOIN}" in a terminal and log in again; or install Retour\'s udev rule, 70-retour.rules, '
        "which needs no group.",
        command=JOIN,
    ),
    "wrong-speed": unusable(
        "wrong-speed",
        "Something on /dev/ttyUSB0 sends, but nothing that Retour can read at any usual speed.",
        "Look up the speed of its line; if it is unusual, name it behind the port: /dev/ttyUSB0@SPEED. "
        "If it is a console, use the device's other port.",
    ),
    "silent": unusable(
        "no-answer",
        "Nothing answers on /dev/ttyUSB0.",
        "Check that the device is on and that this is its port, then try again.",
    ),
}


def faulty() -> RetourError:
    """What a device says, with details."""
    return RetourError(
        "other-device",
        "This answer is for SN-4712, not for SN-4711.",
        "Nothing was changed on the device.",
        "Choose the file that names SN-4711, or open the other case.",
        file="R-7K2M-9QXA_SN-4712_answer.retour",
        sha256=LONG_HOST.lower(),
    )
