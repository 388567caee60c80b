#!/usr/bin/env python3
"""From a clone to a running project, with nothing but Python's standard library.

    python3 packaging/bootstrap.py demo [arguments of `retour demo`]
    python3 packaging/bootstrap.py test [--deep] [arguments of pytest]

`demo` without arguments opens the window on a training device and portal; without a screen it shows every way home
that is built, step by step. `test` runs every check in order and stops at the
first that fails; `--deep` adds the long explorations. With arguments of your own for pytest, such as `-k ledger`,
the coverage floor is not asked, because only a whole run can reach it.

Both first install what is missing: system packages by apt (as root or with sudo), then `.venv` with the locked
requirements and this project, editable. A second run finds all that done and starts at once.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import platform
import shutil
import ssl
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from enum import Enum
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "retour-stamp.json"
LOCK = "requirements-test.txt"
REPORT = "coverage.json"
OLDEST = (3, 11)
WAYS = ("one-trip", "confirmed", "opaque")


class ProblemError(Exception):
    """Something a person has to settle: what happened, what is safe, what to do."""

    def __init__(self, what: str, safe: str, todo: str) -> None:
        super().__init__(what)
        self.lines = (what, safe, todo)


class Action(Enum):
    """What `.venv` needs before it can be used."""

    KEEP = "keep"
    UPDATE = "update"
    REBUILD = "rebuild"


@dataclass(frozen=True)
class Stamp:
    """What a finished `.venv` was made for; written last, removed first."""

    python: str
    root: str
    locked: str

    @staticmethod
    def parse(text: str | None) -> Stamp | None:
        """The stamp in `text`, or None for no stamp or one that cannot be read."""
        try:
            return Stamp(**json.loads(text or ""))
        except (ValueError, TypeError):
            return None


@dataclass(frozen=True)
class Step:
    """One check of `test`: its name as announced, and its command."""

    name: str
    command: list[str]


def has_ca_certificates() -> bool:
    """Whether TLS has roots to trust; pip inside a Debian venv brings none of its own."""
    paths = ssl.get_default_verify_paths()
    places = (paths.cafile, paths.capath, "/etc/ssl/certs/ca-certificates.crt")
    return any(place and Path(place).is_file() for place in places) or bool(
        paths.capath and any(Path(paths.capath).glob("*.0"))
    )


def has_library(name: str) -> bool:
    """Whether a shared library can be loaded."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def any_file(*patterns: str) -> bool:
    """Whether a file of one of these absolute patterns exists."""
    return any(next(Path("/").glob(pattern.lstrip("/")), None) for pattern in patterns)


ALWAYS: dict[str, Callable[[], bool]] = {
    "python3-venv": lambda: find_spec("ensurepip") is not None,
    "ca-certificates": has_ca_certificates,
    # Qt's lrelease, which compiles the translations, does not start without them.
    "libglib2.0-0": partial(has_library, "libglib-2.0.so.0"),
    "libgssapi-krb5-2": partial(has_library, "libgssapi_krb5.so.2"),
    "libbrotli1": partial(has_library, "libbrotlidec.so.1"),
    # pyzbar's wheels for Linux bring none.
    "libzbar0": partial(has_library, "libzbar.so.0"),
}
# What Qt's wheels leave to the system: offscreen, X11, Wayland.
WINDOW: dict[str, Callable[[], bool]] = {
    package: partial(has_library, library)
    for package, library in {
        "libegl1": "libEGL.so.1",
        "libgl1": "libGL.so.1",
        "libdbus-1-3": "libdbus-1.so.3",
        "libfontconfig1": "libfontconfig.so.1",
        "libxkbcommon0": "libxkbcommon.so.0",
        "libxcb-cursor0": "libxcb-cursor.so.0",
        "libxcb-icccm4": "libxcb-icccm.so.4",
        "libxcb-keysyms1": "libxcb-keysyms.so.1",
        "libxcb-shape0": "libxcb-shape.so.0",
        "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
        "libwayland-cursor0": "libwayland-cursor.so.0",
        "libwayland-egl1": "libwayland-egl.so.1",
        # Qt's camera: without them it is imported, and silently has no backend.
        "libpulse0": "libpulse.so.0",
        "libxrandr2": "libXrandr.so.2",
    }.items()
} | {"fonts-dejavu-core": lambda: any_file("/usr/share/fonts/**/*.[ot]tf", "/usr/local/share/fonts/**/*.[ot]tf")}
# The window is looked at from outside: a screen of its own, and what a screen reader uses.
OUTSIDE: dict[str, Callable[[], bool]] = {
    "xvfb": lambda: shutil.which("Xvfb") is not None,
    "xauth": lambda: shutil.which("xauth") is not None,
    "dbus-daemon": lambda: shutil.which("dbus-run-session") is not None,
    "at-spi2-core": lambda: any_file("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher"),
    "python3-pyatspi": lambda: any_file("/usr/lib/python3/dist-packages/pyatspi/__init__.py"),
    "gir1.2-atspi-2.0": lambda: any_file("/usr/lib/*/girepository-1.0/Atspi-2.0.typelib"),
}


# The second device, in C, is built by the tests.
COMPILER: dict[str, Callable[[], bool]] = {
    "gcc": lambda: shutil.which("gcc") is not None,
    "make": lambda: shutil.which("make") is not None,
    "libc6-dev": lambda: any_file("/usr/include/stdio.h"),
    "libssl-dev": lambda: any_file("/usr/include/openssl/evp.h"),
    "libcbor-dev": lambda: any_file("/usr/include/cbor.h"),
}
# A USB device that is none.
USB: dict[str, Callable[[], bool]] = {
    "umockdev": lambda: shutil.which("umockdev-wrapper") is not None and has_library("libumockdev.so.0"),
}
# Zephyr's own servers are 32-bit programs for x86, and end at once without this library; it brings the loader.
ZEPHYR: dict[str, Callable[[], bool]] = {
    "lib32gcc-s1": lambda: (
        any_file("/lib/ld-linux.so.2") and any_file("/usr/lib32/libgcc_s.so.1", "/usr/lib/i386-linux-gnu/libgcc_s.so.1")
    ),
}


def has_screen(environment: Mapping[str, str]) -> bool:
    """Whether a window can be expected to open; `retour` itself looks closer."""
    return sys.platform != "linux" or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def system_packages(command: str, *, screen: bool, machine: str) -> dict[str, Callable[[], bool]]:
    """What a command needs of the system, with a check whether it is there: no window libraries without a screen.

    Args:
        machine: as `platform.machine` names it.
    """
    if command == "test":
        return ALWAYS | WINDOW | OUTSIDE | COMPILER | USB | (ZEPHYR if machine == "x86_64" else {})
    return ALWAYS | WINDOW if screen else ALWAYS


def apt_commands(missing: Sequence[str], *, apt: bool, root: bool, sudo: bool) -> list[list[str]]:
    """The commands that install `missing`; none where apt is absent, because then nothing is known.

    Raises:
        ProblemError: apt is there and neither root nor sudo is.
    """
    if not missing or not apt:
        return []
    if not root and not sudo:
        raise ProblemError(
            f"System packages are missing: {' '.join(missing)}; installing them needs root or sudo.",
            "Nothing was changed.",
            f"Ask an administrator for `apt-get install {' '.join(missing)}`, then run this again.",
        )
    prefix = [] if root else ["sudo"]
    install = ["apt-get", "install", "-y", "-qq", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends", *missing]
    return [[*prefix, "apt-get", "update", "-qq"], [*prefix, *install]]


def install_system_packages(wanted: Mapping[str, Callable[[], bool]]) -> None:
    """Installs what is missing of the packages wanted, saying which; silent when nothing is."""
    missing = [name for name, present in wanted.items() if not present()]
    commands = apt_commands(
        missing,
        apt=shutil.which("apt-get") is not None,
        root=hasattr(os, "geteuid") and os.geteuid() == 0,
        sudo=shutil.which("sudo") is not None,
    )
    if not commands:
        return
    say(f"installing system packages: {' '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    codes = [subprocess.run(command, env=environment, check=False).returncode for command in commands]
    if codes[-1] != 0:
        raise ProblemError(
            f"apt-get could not install {' '.join(missing)} (exit code {codes[-1]}); its words are above.",
            "Nothing of this project was changed.",
            "Settle what apt-get complains about, then run this again.",
        )


def venv_action(found: Stamp | None, wanted: Stamp, *, works: bool) -> Action:
    """What `.venv` needs. Without a stamp it was left half-made, and pip would trust its leftovers."""
    if found is None or not works or (found.python, found.root) != (wanted.python, wanted.root):
        return Action.REBUILD
    return Action.KEEP if found == wanted else Action.UPDATE


def wanted_stamp(root: Path) -> Stamp:
    """The stamp of a `.venv` that fits the requirement and project files of today."""
    locked = hashlib.sha256()
    for name in (LOCK, "pyproject.toml"):
        locked.update(hashlib.sha256((root / name).read_bytes()).digest())
    return Stamp("{}.{}".format(*sys.version_info), str(root), locked.hexdigest())


def script(name: str) -> str:
    """The path of a program inside `.venv`."""
    if os.name == "nt":
        return str(VENV / "Scripts" / f"{name}.exe")
    return str(VENV / "bin" / name)


def pip_commands(python: str, root: Path) -> list[list[str]]:
    """Locked wheels by hash, then the project itself; neither may fetch or build anything that is not locked."""
    pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-compile", "--no-deps"]
    return [
        [*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(root / LOCK)],
        [*pip, "--no-build-isolation", "--no-index", "-e", str(root)],
    ]


def make_venv() -> None:
    """Brings `.venv` to what the locked requirements say, and byte-compiles it."""
    wanted = wanted_stamp(ROOT)
    python = script("python")
    found = Stamp.parse(STAMP.read_text("utf-8") if STAMP.is_file() else None)
    action = venv_action(found, wanted, works=Path(python).exists() and quiet([python, "-c", "import pip"]))
    if action is Action.KEEP:
        return
    STAMP.unlink(missing_ok=True)
    started = time.monotonic()
    if action is Action.REBUILD:
        say("making .venv")
        # The interpreter behind a venv: this program may run on the very .venv that it replaces.
        base = getattr(sys, "_base_executable", None) or sys.executable
        required([base, "-m", "venv", "--clear", str(VENV)], "The virtual environment .venv could not be made.")
    say(f"installing the locked requirements of {LOCK}")
    for command in pip_commands(python, ROOT):
        required(command, "The requirements could not be installed.")
    # An unset cache makes a heavy start twice as slow, and PYTHONDONTWRITEBYTECODE does not bind compileall. Some
    # packages carry test files for other Python versions, so its exit code says nothing.
    sources = [str(ROOT / name) for name in ("core", "gui", "resources")]
    quiet([python, "-m", "compileall", "-qq", "-j", "0", str(VENV), *sources])
    STAMP.write_text(json.dumps(asdict(wanted)), "utf-8")
    say(f"ready after {time.monotonic() - started:.1f} s")


def build_translations() -> None:
    """Compiles the translations whose source is newer; the .venv may be older than they are."""
    command = [script("python"), str(ROOT / "packaging" / "translations.py"), "build"]
    required(command, "The translations could not be compiled.")


def required(command: Sequence[str], what: str) -> None:
    """Runs a command whose failure ends everything."""
    if subprocess.run(command, check=False, cwd=ROOT).returncode != 0:
        raise ProblemError(
            f"{what} The reason is above.",
            "Nothing outside .venv was changed, and the next run starts .venv afresh.",
            "Check the network and the free space of the disk, then run this again.",
        )


def quiet(command: Sequence[str]) -> bool:
    """Whether a command succeeds; shows nothing of it."""
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def test_steps(python: str, arguments: Sequence[str], *, deep: bool) -> list[Step]:
    """The checks in their order: the cheap ones first, the long explorations last."""
    run = [python, "-m"]
    pytest = [*run, "pytest", "-n", "2", "--dist", "worksteal"]
    coverage = ["--cov", "--cov-report=term:skip-covered", "--cov-report=json"]
    steps = [
        Step("ruff check", [*run, "ruff", "check"]),
        Step("ruff format", [*run, "ruff", "format", "--check"]),
        Step("mypy", [*run, "mypy"]),
        Step("import-linter", [str(Path(python).with_name("lint-imports")), "--no-cache", "--no-logo"]),
        Step("pytest", [*pytest, "-m", "not deep", *coverage, *arguments]),
    ]
    if not arguments:
        steps.append(Step("coverage floor", [python, "tests/coverage_floor.py", REPORT]))
    if deep:
        # An exploration takes minutes by design; the limit of the ordinary tests would end it.
        steps.append(Step("pytest, deep", [*pytest, "-m", "deep", "--timeout", "1800", *arguments]))
    return steps


def run_tests(steps: Sequence[Step]) -> int:
    """Runs the steps up to the first that fails, and says how long each took."""
    began = time.monotonic()
    for number, step in enumerate(steps, 1):
        say(f"{number}/{len(steps)} {step.name}")
        started = time.monotonic()
        code = subprocess.run(step.command, check=False, cwd=ROOT).returncode
        say(f"{step.name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.1f} s")
        if code != 0:
            return code
    say(f"all {len(steps)} checks passed in {time.monotonic() - began:.1f} s")
    return 0


def demo_commands(retour: str, arguments: Sequence[str], *, screen: bool) -> list[list[str]]:
    """What `demo` runs: the window; every way that is built where there is no screen; or exactly what was asked for."""
    if arguments or screen:
        return [[retour, "demo", *arguments]]
    return [[retour, "demo", "--headless", "--way", way] for way in WAYS]


def run_demo(commands: Sequence[Sequence[str]]) -> int:
    """Runs the demonstrations up to the first that fails."""
    for command in commands:
        say(" ".join(["retour", *command[1:]]))
        code = subprocess.run(command, check=False, cwd=ROOT).returncode
        if code != 0:
            return code
    return 0


def say(words: str) -> None:
    """A line for people, out at once even when the output goes to a file."""
    print(f"== {words}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Runs one of the two commands; the exit code is that of what failed."""
    command, rest = (arguments[0] if arguments else "", list(arguments[1:]))
    if command not in ("demo", "test"):
        print(__doc__.strip())
        return 0 if command in ("-h", "--help") else 2
    try:
        if sys.version_info < OLDEST:
            raise ProblemError(
                "This project needs Python {}.{}, and this is {}.{}.".format(*OLDEST, *sys.version_info[:2]),
                "Nothing was changed.",
                "Run this again with a newer Python, for example `python3.11 packaging/bootstrap.py`.",
            )
        screen = has_screen(os.environ)
        install_system_packages(system_packages(command, screen=screen, machine=platform.machine()))
        make_venv()
        build_translations()
    except ProblemError as problem:
        print("\n".join(problem.lines), file=sys.stderr)
        return 1
    if command == "demo":
        return run_demo(demo_commands(script("retour"), rest, screen=screen))
    # A report of an earlier run must not speak for this one.
    (ROOT / REPORT).unlink(missing_ok=True)
    deep = "--deep" in rest
    return run_tests(test_steps(script("python"), [word for word in rest if word != "--deep"], deep=deep))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
