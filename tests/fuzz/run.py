"""Fuzz the readers with atheris: `python -m tests.fuzz.run NAME|all --seconds S [--keep FOLDER]`, from the root.

Prints executions, executions a second, coverage features and size of the corpus for each target. The exit code is not
zero when a target failed; the input that did it is then in the folder that is named. Coverage is collected in
`retour` only, so atheris (Linux, not needed for anything else) must be installed beside it.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
CORPUS: Final = Path(__file__).parent / "corpus"
NAMES: Final = tuple(sorted(path.name for path in CORPUS.iterdir()))
LONGEST: Final = 4096
"""Of an input, in bytes; limits above it have tests of their own."""
SLOWEST_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """What one target's run came to; `failed` is the folder with the input that broke it."""

    name: str
    executions: int
    a_second: int
    features: int
    corpus: int
    failed: Path | None
    log: str

    def __str__(self) -> str:
        line = (
            f"{self.name:10} {self.executions:9,} executions {self.a_second:7,}/s"
            f" {self.features:6,} features {self.corpus:5,} inputs"
        )
        return f"{line}  FAILED: {self.failed}" if self.failed else line


def is_possible() -> bool:
    return importlib.util.find_spec("atheris") is not None


def fuzz(name: str, seconds: int, keep: Path | None = None) -> Figures:
    """Run one target in a process of its own; libFuzzer ends its process.

    Args:
        keep: the folder in which the grown corpus stays and is found again, one folder a target.
    """
    with tempfile.TemporaryDirectory() as temporary:
        grown = (keep or Path(temporary)) / name
        grown.mkdir(parents=True, exist_ok=True)
        crashes = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
        options = [
            f"-max_total_time={seconds}",
            f"-max_len={LONGEST}",
            f"-timeout={SLOWEST_SECONDS}",
            f"-artifact_prefix={crashes}/",
            "-print_final_stats=1",
        ]
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.run", "--child", name, *options, str(grown), str(CORPUS / name)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        failed = done.returncode != 0
        if not failed:
            shutil.rmtree(crashes)
        return Figures(
            name,
            executions=_last(r"number_of_executed_units: +(\d+)", done.stdout),
            a_second=_last(r"average_exec_per_sec: +(\d+)", done.stdout),
            features=_last(r" ft: (\d+)", done.stdout),
            corpus=_last(r" corp: (\d+)", done.stdout),
            failed=crashes if failed else None,
            log=done.stdout,
        )


def _last(pattern: str, log: str) -> int:
    found: list[str] = re.findall(pattern, log)
    return int(found[-1]) if found else 0


def _child(name: str, options: list[str]) -> None:
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["retour"], enable_loader_override=False):
        targets = importlib.import_module("tests.fuzz.targets")
    target = targets.TARGETS[name]
    target(b"")  # what is imported and made once is no work of the first input

    def one(data: bytes) -> None:
        target(data)

    atheris.Setup(["fuzz", *options], one)
    atheris.Fuzz()


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--child"]:
        _child(arguments[1], arguments[2:])
    parser = argparse.ArgumentParser(description="Fuzz the readers.")
    parser.add_argument("name", choices=[*NAMES, "all"])
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--keep", type=Path, help="folder in which the grown corpus stays")
    asked = parser.parse_args(arguments)
    if not is_possible():
        print("atheris is not installed here: pip install atheris", file=sys.stderr)
        return 2
    bad = 0
    for name in NAMES if asked.name == "all" else (asked.name,):
        figures = fuzz(name, asked.seconds, asked.keep)
        print(figures, flush=True)
        if figures.failed:
            print(figures.log[-4000:], file=sys.stderr)
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
