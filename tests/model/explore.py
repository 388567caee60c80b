"""Explores the device's and the portal's rules, exhaustively: ``python tests/model/explore.py --help``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from retour.protocol.group import Clock
from tests.model.mutants import MUTANTS, find
from tests.model.parts import Bounds
from tests.model.search import Result, Violation, explore


def main(arguments: list[str]) -> int:
    """Explore, print what was found; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=2)
    parser.add_argument("--copies", type=int, default=2)
    parser.add_argument("--messages", type=int, default=3)
    parser.add_argument("--lines", type=int, default=1)
    parser.add_argument("--harm", type=int, default=0, help="losses, roll-backs and clones in a device's life")
    parser.add_argument("--crashes", type=int, nargs="?", const=2, default=0, help="how often power fails in a step")
    parser.add_argument("--mid-step", action="store_true", help="copies are also made of a step that was cut short")
    parser.add_argument("--mutants", action="store_true", help="plant errors instead, and show how each is found")
    parser.add_argument("--states", type=int, help="look at so many states at most, the nearest ones")
    parser.add_argument("--kept", type=int, default=1, help="how many copies of a store somebody keeps")
    parser.add_argument("--orders", type=int, default=0, help="removal orders, with marks, for each device")
    parser.add_argument("--write-off", action="store_true", help="devices are written off, and given new keys")
    parser.add_argument("--ticks", type=int, default=0, help="half days that pass; copies are leased then")
    parser.add_argument("--clock", choices=[clock.name.lower() for clock in Clock], default="none")
    parser.add_argument("--jump", action="store_true", help="the portal's clock is once set far ahead")
    parser.add_argument("--restores", type=int, default=0, help="how often the portal is restored from a backup")
    parser.add_argument("--returns", type=int, help="a policy's limit on copies that come home")
    parser.add_argument("--rotations", type=int, default=0, help="new key sets of the portal")
    parser.add_argument("--holding", action="store_true", help="one device begins with all copies")
    parser.add_argument("--no-liveness", action="store_true", help="leave out that every copy can come home")
    told = vars(parser.parse_args(arguments))
    mutants, states = told.pop("mutants"), told.pop("states")
    if mutants:
        return plant()
    told["liveness"] = not told.pop("no_liveness")
    bounds = Bounds(**told | {"clock": Clock[told["clock"].upper()]})
    result = explore(bounds, states)
    show(result)
    return 1 if result.violations else 0


def plant() -> int:
    """Each planted error must be found; 1 if one is not."""
    found = 0
    for mutant in MUTANTS:
        result = find(mutant)
        print(f"{mutant.words}: {result.states} states, {result.seconds:.1f} s")
        broken = [violation for violation in result.violations if violation.fault.startswith(mutant.breaks)]
        found += bool(broken)
        for violation in broken[:1]:
            _show(violation)
    print(f"{found} of {len(MUTANTS)} planted errors found")
    return 0 if found == len(MUTANTS) else 1


def show(result: Result) -> None:
    print(f"{result.states} states ({result.locals} of one device), {result.transitions} transitions")
    whole = "everything within the bounds" if result.complete else "stopped at the number of states"
    rate, size = result.states / result.seconds, result.grown / result.states
    print(f"{whole}; {result.seconds:.1f} s, {rate:.0f} states a second, {size:.0f} bytes a state")
    for kind, n in sorted(result.events.items()):
        print(f"  {n:12d}  {kind}")
    print(f"{len(result.violations)} violations")
    for violation in result.violations:
        _show(violation)


def _show(violation: Violation) -> None:
    print(f"* {violation.fault}")
    for number, words in enumerate(violation.trace, 1):
        print(f"  {number:3d}. {words}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
