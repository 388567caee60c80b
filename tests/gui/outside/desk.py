"""A screen, a session bus, the accessibility bus and the hand that drives a window there (`hand.py`).

    with Desk(tmp_path) as desk:
        desk.start([sys.executable, "-m", "retour", "gui"], RETOUR_HOME=...)
        desk.press("button", "Read licenses")

Waiting is done at the other end, on what is on the screen; nothing here sleeps for luck.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

HAND: Final = Path(__file__).with_name("hand.py")
SYSTEM_PYTHON: Final = "/usr/bin/python3"
LAUNCHER: Final = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
PACKAGES: Final = "xvfb xauth at-spi2-core python3-pyatspi gir1.2-atspi-2.0 dbus-daemon"
_ATSPI: Final = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
_MODIFIERS: Final = {"alt": 64, "shift": 50, "ctrl": 37}
"""Hardware codes of the PC keyboard that Xvfb has (evdev code plus 8)."""
_NAMED: Final = {
    "Tab": 0xFF09,
    "Enter": 0xFF0D,
    "Escape": 0xFF1B,
    "Space": 0x20,
    "Left": 0xFF51,
    "Up": 0xFF52,
    "Right": 0xFF53,
    "Down": 0xFF54,
    "Backspace": 0xFF08,
    "Delete": 0xFFFF,
    "Home": 0xFF50,
    "End": 0xFF57,
    "F1": 0xFFBE,
}
"""X keysyms (X11/keysymdef.h)."""


class NotThereError(AssertionError):
    """The hand did not find, or could not do, what it was asked for; the tree that it saw is added."""


@dataclass(frozen=True)
class Node:
    """What the hand sees of a thing."""

    role: str
    name: str
    description: str
    states: tuple[str, ...]
    text: str | None
    value: float | None

    @classmethod
    def of(cls, found: dict[str, object]) -> Self:
        return cls(**{**found, "states": tuple(found["states"])})  # type: ignore[arg-type] # from JSON

    def __str__(self) -> str:
        kept = [state for state in self.states if state in ("focused", "checked", "selected", "expanded")]
        off = [] if "enabled" in self.states else ["off"]
        return f"{self.role} {self.name!r} {' '.join([*kept, *off])}".rstrip()


def missing() -> str | None:
    """What keeps a desk from being set up here; None when all is there."""
    programs = [name for name in ("Xvfb", "dbus-run-session") if shutil.which(name) is None]
    if not any(Path(path).exists() for path in LAUNCHER):
        programs.append("at-spi-bus-launcher")
    if (
        not Path(SYSTEM_PYTHON).exists()
        or subprocess.run([SYSTEM_PYTHON, "-c", _ATSPI], capture_output=True).returncode
    ):
        programs.append("the system's Python with Atspi")
    return f"missing: {', '.join(programs)} (packages {PACKAGES})" if programs else None


class Desk:
    """See the module. `folder` takes what the programs say."""

    def __init__(self, folder: Path, size: str = "1366x768x24") -> None:
        self._folder = folder
        self._size = size
        self._processes: list[subprocess.Popen[str]] = []
        self._logs: list[IO[str]] = []
        self._environment: dict[str, str] = {}
        self.keystrokes = 0
        """Keys pressed so far, as a person counts them: a combination is one."""

    def __enter__(self) -> Self:
        try:
            self._screen()
            self._session()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what was started, the last first."""
        for process in reversed(self._processes):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        for log in self._logs:
            log.close()
        self._processes, self._logs = [], []

    def start(self, command: list[str], seconds: float = 20, **environment: str) -> subprocess.Popen[str]:
        """Start a program with a window and take it in hand."""
        with_screen = {**self._environment, **environment}
        process = self._run(command, "window", with_screen, stdout=subprocess.DEVNULL)
        try:
            self._ask("attach", process=process.pid, seconds=seconds)
        except NotThereError as error:
            said = (self._folder / "window.log").read_text("utf-8", "replace")[-2000:]
            raise NotThereError(f"{error}\nIts exit code is {process.poll()}; it said:\n{said}") from None
        return process

    def find(self, role: str, name: str, seconds: float = 10) -> Node:
        """Wait for a thing of this role with this accessible name, or one whose name contains it."""
        return Node.of(self._dict("find", role=role, name=name, seconds=seconds))

    def gone(self, role: str, name: str, seconds: float = 10) -> None:
        """Wait until no such thing is on the screen."""
        self._seen("gone", role=role, name=name, seconds=seconds)

    def press(self, role: str, name: str, seconds: float = 10) -> None:
        """Wait until it is enabled, then do its action."""
        self._seen("press", role=role, name=name, seconds=seconds)

    def tick(self, role: str, name: str, on: bool = True, seconds: float = 10) -> None:
        """Bring a check box or radio button to a state and see it come."""
        self._seen("tick", role=role, name=name, on=on, seconds=seconds)

    def type(self, role: str, name: str, text: str, seconds: float = 10) -> None:
        """Replace what a field holds."""
        self._seen("type", role=role, name=name, text=text, seconds=seconds)

    def focused(self) -> Node | None:
        """What has the keyboard's focus."""
        found = self._ask("focused")
        return Node.of(found) if isinstance(found, dict) else None

    def key(self, combination: str) -> None:
        """Press keys of the real keyboard, such as ``Tab``, ``shift+Tab``, ``alt+r``, ``a``."""
        *held, last = combination.split("+") if len(combination) > 1 else [combination]
        for name in held:
            self._ask("hold", keycode=_MODIFIERS[name], down=True)
        try:
            self._ask("key", keysym=_NAMED[last] if last in _NAMED else ord(last))
        finally:
            for name in reversed(held):
                self._ask("hold", keycode=_MODIFIERS[name], down=False)
        self.keystrokes += 1

    def keys(self, text: str) -> None:
        """Type a text, a key for each character."""
        for character in text:
            self.key("Space" if character == " " else character)

    def tab_to(self, name: str, most: int = 60, backwards: bool = False) -> Node:
        """Press Tab until the focused thing's name contains `name`."""
        seen = []
        for _ in range(most):
            now = self.focused()
            if now is not None and name in now.name:
                return now
            seen.append(str(now))
            self.key("shift+Tab" if backwards else "Tab")
        raise NotThereError(f"Tab never came to {name!r}; it went over:\n" + "\n".join(seen))

    def tree(self) -> str:
        """What is on the screen, for a person."""
        found = self._ask("tree")
        assert isinstance(found, list)
        return "\n".join(f"{'  ' * depth}{Node.of(node)}" for depth, node in found)

    def _screen(self) -> None:
        reading, writing = os.pipe()
        # Without -noreset the server starts afresh whenever its last client leaves.
        command = ["Xvfb", "-displayfd", str(writing), "-noreset", "-nolisten", "tcp", "-screen", "0", self._size]
        try:
            self._run(command, "screen", dict(os.environ), stdout=subprocess.DEVNULL, pass_fds=(writing,))
        finally:
            os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        runtime = self._folder / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND_", "DBUS_"))}
        self._environment = kept | {
            "DISPLAY": f":{number}",
            "XDG_RUNTIME_DIR": str(runtime),
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "LC_ALL": "C.UTF-8",
        }

    def _session(self) -> None:
        launcher = next(path for path in LAUNCHER if Path(path).exists())
        # The bus of the session lives as long as the shell in it; its address comes first, then the hand takes over.
        script = f'echo "$DBUS_SESSION_BUS_ADDRESS"; {launcher} --launch-immediately >&2 & exec {SYSTEM_PYTHON} -I "$0"'
        command = ["dbus-run-session", "--", "sh", "-c", script, str(HAND)]
        self._hand = self._run(command, "hand", self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._hand.stdout is not None
        self._environment["DBUS_SESSION_BUS_ADDRESS"] = self._line("unix:").strip()
        ready = self._line("{")
        assert "ready" in ready, f"the hand did not start: {(self._folder / 'hand.log').read_text('utf-8')[-2000:]}"

    def _run(
        self,
        command: list[str],
        name: str,
        environment: dict[str, str],
        stdin: int = subprocess.DEVNULL,
        stdout: int = subprocess.DEVNULL,
        pass_fds: tuple[int, ...] = (),
    ) -> subprocess.Popen[str]:
        log = (self._folder / f"{name}.log").open("w", encoding="utf-8")
        self._logs.append(log)
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=stdin,
            stdout=stdout,
            stderr=log,
            pass_fds=pass_fds,
            text=True,
            start_new_session=True,
        )
        self._processes.append(process)
        return process

    def _seen(self, do: str, **what: object) -> object:
        """Ask, and on failure show what was on the screen instead."""
        try:
            return self._ask(do, **what)
        except NotThereError as error:
            raise NotThereError(f"{error}; on the screen:\n{self.tree()}") from None

    def _dict(self, do: str, **what: object) -> dict[str, object]:
        found = self._seen(do, **what)
        assert isinstance(found, dict)
        return found

    def _line(self, start: str) -> str:
        """The next line that begins so; daemons that the session's bus starts write to the same pipe."""
        assert self._hand.stdout is not None
        while (line := self._hand.stdout.readline()) and not line.startswith(start):
            pass
        return line

    def _ask(self, do: str, **what: object) -> object:
        assert self._hand.stdin is not None
        self._hand.stdin.write(json.dumps({"do": do, **what}) + "\n")
        self._hand.stdin.flush()
        line = self._line("{")
        assert line, f"the hand is gone: {(self._folder / 'hand.log').read_text('utf-8')[-2000:]}"
        answer = json.loads(line)
        if not answer["ok"]:
            raise NotThereError(answer["value"])
        value: object = answer["value"]
        return value
