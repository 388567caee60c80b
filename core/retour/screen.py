"""Whether a window can be shown at all: asked before Qt is touched, because Qt ends the program where it cannot.

The window is found by its entry point and never imported: the core works without it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Final

from retour.errors import RetourError, Usage

_X11: Final = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_WAYLAND: Final = {"libwayland-cursor.so.0": "libwayland-cursor0", "libwayland-egl.so.1": "libwayland-egl1"}
_ALWAYS: Final = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""Shared libraries that Qt's wheels leave to the system, with the Debian packages that bring them."""
_LIBRARY: Final = r"lib[\w.+-]+\.so[\w.]*"
_DISPLAY: Final = r"(?P<host>[^:/]*)(?:/unix)?:(?P<number>\d+)(?:\.\d+)?"
_SAFE: Final = "Nothing was started, and your cases are safe."
_COMMANDS: Final = "or use the commands instead: retour --help, for example retour return."
_SECONDS: Final = 2.0


def open_window(training: str | None = None) -> int:
    """Open the application's window and stay until it is closed; the code to exit with.

    Args:
        training: folder of a training world that the window shall start at once.

    Raises:
        Usage: as `check_screen`, and ``no-window`` where this installation came without one.
    """
    from importlib.metadata import entry_points

    check_screen(os.environ)
    for entry in entry_points(group="retour.window"):
        try:
            opened = entry.load()
        except ImportError as error:
            raise window_error(error) or error from error
        return opened(training) or 0
    raise no_window()


def check_screen(environment: Mapping[str, str]) -> None:
    """Raises `Usage`: ``no-screen`` where none is named or the one named does not answer, ``library-missing``.

    ``QT_QPA_PLATFORM`` is somebody's own choice and is not judged; systems other than Linux always have a screen.
    """
    if sys.platform != "linux" or environment.get("QT_QPA_PLATFORM"):
        return
    x11, wayland = environment.get("DISPLAY", ""), environment.get("WAYLAND_DISPLAY", "")
    if not (x11 or wayland):
        raise _no_screen("Here is no screen: neither DISPLAY nor WAYLAND_DISPLAY is set.")
    on_wayland = bool(wayland) and _answers(_wayland_socket(wayland, environment))
    if not (on_wayland or (x11 and _x11_answers(x11))):
        raise _no_screen(f"The screen {wayland or x11} does not answer.")
    lacking = _lacking(_WAYLAND if on_wayland else _X11)
    if lacking and not (on_wayland and x11 and not _lacking(_X11)):
        raise _library_missing(lacking)


def window_error(error: ImportError) -> RetourError | None:
    """Why the window could not be loaded, in three lines; None where it is a fault of the program itself."""
    import re

    library = re.search(_LIBRARY, str(error))
    if library is not None:
        return _library_missing([library[0]])
    if (error.name or "").partition(".")[0] in ("PySide6", "shiboken6", "retour_gui"):
        return no_window()
    return None


def no_window() -> RetourError:
    """This installation came without the window."""
    return Usage("no-window", "This installation has no window.", _SAFE, f"Install Retour with its window, {_COMMANDS}")


def _no_screen(what: str) -> Usage:
    return Usage("no-screen", what, _SAFE, f"Set DISPLAY, or come in with ssh -X, {_COMMANDS}")


def _library_missing(libraries: list[str]) -> Usage:
    names = _ALWAYS | _X11 | _WAYLAND
    packages = " ".join(names.get(library, library) for library in libraries)
    return Usage(
        "library-missing",
        f"The window needs {', '.join(libraries)}, which this system lacks.",
        _SAFE,
        f"Install it (Debian: apt install {packages}), {_COMMANDS}",
        libraries=libraries,
    )


def _lacking(libraries: Mapping[str, str]) -> list[str]:
    import ctypes

    lacking = []
    for library in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            lacking.append(library)
    return lacking


def _wayland_socket(display: str, environment: Mapping[str, str]) -> str:
    return os.path.join(environment.get("XDG_RUNTIME_DIR", ""), display)  # noqa: PTH118 - absolute stays as it is


def _x11_answers(display: str) -> bool:
    import re
    import socket

    named = re.fullmatch(_DISPLAY, display)
    if named is None:
        return _answers(display.rpartition(":")[0] or display)
    number = int(named["number"])
    if named["host"] in ("", "unix"):
        local = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where every X server listens
        return _answers(f"\0{local}") or _answers(local)
    try:
        socket.create_connection((named["host"], 6000 + number), _SECONDS).close()
    except OSError:
        return False
    return True


def _answers(address: str) -> bool:
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_SECONDS)
        try:
            probe.connect(address)
        except (OSError, ValueError):
            return False
    return True
