"""Demands every line and every branch of the rule modules from a coverage report in JSON.

    python tests/coverage_floor.py coverage.json

Only what the test process itself ran counts: rules are pure, so nothing keeps a test from calling them directly.
"""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).resolve().parent.parent
RULES: tuple[str, ...] = tuple(
    tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["coverage"]["run"]["include"]
)
"""Nothing else is measured: that took a fifth of the time of all tests."""

SHOWN = 12


@dataclass(frozen=True)
class Row:
    """One rule module; `missing` names lines and branches that no test reached."""

    module: str
    lines: int
    branches: int
    missing: tuple[str, ...]


def rule_modules(root: Path) -> list[str]:
    """The rule modules under `root`, as POSIX paths relative to it, sorted."""
    found = {path.relative_to(root).as_posix() for pattern in RULES for path in root.glob(pattern)}
    return sorted(found)


def judge(modules: Iterable[str], report: Mapping[str, Any]) -> list[Row]:
    """A row for each module. A module that the report does not know was never imported, so all of it is missing.

    Raises:
        KeyError: the report was made without branch coverage.
    """
    files = {name.replace("\\", "/"): data for name, data in report["files"].items()}
    rows = []
    for module in modules:
        data = files.get(module)
        if data is None:
            rows.append(Row(module, 0, 0, ("never imported",)))
            continue
        missing = [str(line) for line in data["missing_lines"]]
        missing += [f"{start}->{end if end > 0 else 'exit'}" for start, end in data["missing_branches"]]
        summary = data["summary"]
        rows.append(Row(module, summary["num_statements"], summary["num_branches"], tuple(missing)))
    return rows


def table(rows: Iterable[Row]) -> str:
    """The rows for people, the unreached ones with the places to look at."""
    lines = [f"{'rule module':48} {'lines':>6} {'branches':>9}  not reached"]
    for row in rows:
        rest = len(row.missing) - SHOWN
        places = ", ".join(row.missing[:SHOWN]) or "-"
        places += f" and {rest} more" if rest > 0 else ""
        lines.append(f"{row.module:48} {row.lines:6} {row.branches:9}  {places}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Prints the table; 1 when a rule module has an unreached line or branch, or when there is none at all."""
    try:
        report = json.loads(Path(arguments[0]).read_text("utf-8"))
    except FileNotFoundError:
        print(f"There is no coverage report {arguments[0]}: no test ran any code of the project.")
        return 1
    rows = judge(rule_modules(ROOT), report)
    print(table(rows))
    short = [row.module for row in rows if row.missing]
    if not rows:
        print("No rule module was found: the patterns in this file no longer fit the tree.")
    elif short:
        print(f"{len(short)} of {len(rows)} rule modules are not wholly covered: {', '.join(short)}")
    else:
        print(f"All {len(rows)} rule modules are covered, every line and branch.")
    return 1 if short or not rows else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
