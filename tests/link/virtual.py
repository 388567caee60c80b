"""An event loop whose clock jumps: where nothing happens, the next timer is due at once. An hour costs nothing."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

GRACE: Final = 0.004
"""Real seconds that bytes on a pty or socket get to arrive. On a busy machine a jump may come too early all the same:
a test has to stand a time-out that was not called for."""

_Result = TypeVar("_Result")


class _Jumping(selectors.DefaultSelector):
    """Waits no longer than the grace, and tells how much it left out."""

    def __init__(self, jump: Callable[[float], None]) -> None:
        super().__init__()
        self._jump = jump

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= GRACE:
            return super().select(timeout)
        ready = super().select(GRACE)
        if not ready:
            self._jump(timeout - GRACE)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """The seconds of `time` pass as in any loop while something happens, and are left out while nothing does."""

    def __init__(self) -> None:
        self._left_out = 0.0
        super().__init__(_Jumping(self._leave_out))

    def time(self) -> float:
        return super().time() + self._left_out

    def _leave_out(self, seconds: float) -> None:
        self._left_out += seconds


def run(main: Coroutine[Any, Any, _Result]) -> _Result:
    """As `asyncio.run`, in a `VirtualLoop`."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
