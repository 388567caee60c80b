"""A USB bus that umockdev makes up: devices with sysfs facts, uevents, and a pty behind each serial port.

Runs only in a program started by ``umockdev-wrapper``. libumockdev is called by ctypes: its usual binding needs a
compiled module that no package index has.
"""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_BUS: Final = "/devices/pci0000:00/0000:00:14.0/usb1"
_HUB: Final = f"""\
P: {_BUS}
N: bus/usb/001/001
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
E: DRIVER=usb
A: idVendor=1d6b
A: idProduct=0002
"""
"""Always there; without anything in it the bed would show the machine's own ports."""
_DEVICE: Final = """\
P: {device}
N: bus/usb/001/{number:03}
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
E: DRIVER=usb
A: idVendor={vid:04x}
A: idProduct={pid:04x}
A: serial={serial}
A: manufacturer=Example
A: product={product}
A: bNumInterfaces= 2
A: busnum=1
A: devnum={number}

P: {device}/{interface}
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb
E: DRIVER={driver}
A: bInterfaceNumber=00
"""
_ACM: Final = """
P: {device}/{interface}/tty/{name}
N: {name}
E: SUBSYSTEM=tty
E: DEVNAME=/dev/{name}
A: dev=166:{number}
L: device=../../../{interface}
"""
_ADAPTER: Final = """
P: {device}/{interface}/{name}
E: SUBSYSTEM=usb-serial
E: DRIVER=ftdi_sio

P: {device}/{interface}/{name}/tty/{name}
N: {name}
E: SUBSYSTEM=tty
E: DEVNAME=/dev/{name}
A: dev=188:{number}
L: device=../../../{name}
"""


@dataclass(frozen=True)
class Usb:
    """A USB device with one serial port.

    Attributes:
        name: of the port, such as ttyACM0.
        socket: where it is plugged in, such as 1-1.
    """

    name: str
    vid: int
    pid: int
    serial: str
    product: str
    socket: str = "1-1"

    @property
    def adapter(self) -> bool:
        """Whether it is an adapter with a UART behind it, and not a device by itself (CDC-ACM)."""
        return self.name.startswith("ttyUSB")

    @property
    def parts(self) -> list[str]:
        """Its sysfs paths below /sys, the whole device first."""
        device = f"{_BUS}/{self.socket}"
        between = f"/{self.name}" if self.adapter else ""
        port = f"{device}/{self.socket}:1.0{between}"
        return [device, f"{device}/{self.socket}:1.0", *([port] if between else []), f"{port}/tty/{self.name}"]

    def described(self, number: int) -> str:
        return (_DEVICE + (_ADAPTER if self.adapter else _ACM)).format(
            device=self.parts[0],
            interface=f"{self.socket}:1.0",
            driver="ftdi_sio" if self.adapter else "cdc_acm",
            number=number,
            **{key: getattr(self, key) for key in ("name", "vid", "pid", "serial", "product")},
        )


class Bed:
    """The bus. Other programs see it with `environment`."""

    def __init__(self) -> None:
        self._umockdev = ctypes.CDLL("libumockdev.so.0")
        for function, gives, takes in (
            ("new", ctypes.c_void_p, []),
            ("get_root_dir", ctypes.c_char_p, [ctypes.c_void_p]),
            ("add_from_string", ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]),
            ("remove_device", None, [ctypes.c_void_p, ctypes.c_char_p]),
            ("uevent", None, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]),
            ("get_dev_fd", ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p]),
        ):
            call = getattr(self._umockdev, f"umockdev_testbed_{function}")
            call.restype, call.argtypes = gives, takes
        self._bed = ctypes.c_void_p(self._umockdev.umockdev_testbed_new())
        self._number = 1
        self._add(_HUB)

    @property
    def environment(self) -> dict[str, str]:
        """What a program has to be started with to see this bus."""
        root = self._umockdev.umockdev_testbed_get_root_dir(self._bed).decode()
        return {"LD_PRELOAD": "libumockdev-preload.so.0", "UMOCKDEV_DIR": root}

    @property
    def _dev(self) -> Path:
        return Path(self.environment["UMOCKDEV_DIR"], "dev")

    def plug(self, usb: Usb) -> int:
        """The device is there; the master side of its port's pty."""
        self._number += 1
        self._add(usb.described(self._number))
        master = int(self._umockdev.umockdev_testbed_get_dev_fd(self._bed, f"/dev/{usb.name}".encode()))
        assert master >= 0
        return master

    def pull(self, usb: Usb, master: int) -> None:
        """The cable is out: who has the port open reads an error, and its name is gone."""
        self._dev.joinpath(usb.name).unlink()  # before the events, as the kernel does
        for part in reversed(usb.parts):
            self._umockdev.umockdev_testbed_uevent(self._bed, f"/sys{part}".encode(), b"remove")
            self._umockdev.umockdev_testbed_remove_device(self._bed, f"/sys{part}".encode())
        os.close(master)
        # umockdev keeps a note of the pty, and stops when the system gives its number to the next one.
        for note in self._dev.joinpath(".ptymap").iterdir():
            note.unlink()

    def close(self) -> None:
        ctypes.CDLL("libgobject-2.0.so.0").g_object_unref(self._bed)

    def _add(self, described: str) -> None:
        assert self._umockdev.umockdev_testbed_add_from_string(self._bed, described.encode(), None)


def installed() -> bool:
    """Whether this machine has umockdev."""
    return any((Path(folder) / "umockdev-wrapper").exists() for folder in os.environ.get("PATH", "").split(os.pathsep))
