"""That a port came or went: by the list of ports. Events of udev: tests/usb."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

from retour.link.hotplug import PolledPorts, hotplug
from retour.link.ports import Port

A, B = (Port(f"/dev/ttyACM{number}", "", None, None, None) for number in range(2))
LONG = 30.0


def test_the_list_tells_of_ports_that_come_and_go() -> None:
    now = [A]

    async def main() -> None:
        ports = PolledPorts(lambda: now, every=0.01)
        assert await ports.changed(0.03) is False
        loop = asyncio.get_running_loop()
        loop.call_later(0.02, now.append, B)
        assert await ports.changed(LONG) is True
        now.remove(A)
        assert await ports.changed(0) is True, "what happened between two calls is told by the second"
        assert await ports.changed(0) is False
        ports.close()

    asyncio.run(main())


def test_a_cancelled_wait_loses_no_change() -> None:
    now = [A]

    async def main() -> None:
        ports = PolledPorts(lambda: now, every=0.01)
        waiting = asyncio.ensure_future(ports.changed(LONG))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        now.append(B)
        assert await ports.changed(0) is True

    asyncio.run(main())


def test_every_machine_has_a_way() -> None:
    async def main() -> None:
        changes = hotplug()
        begun = time.monotonic()
        await changes.changed(0.05)
        assert time.monotonic() - begun < LONG
        changes.close()
        changes.close()

    asyncio.run(main())


def test_the_window_starts_without_udev() -> None:
    """It would cost time before the first painting."""
    code = "import sys, retour_gui.app, retour_gui.engine, retour.link.hotplug; print('pyudev' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
