"""The pure parts of `packaging/bootstrap.py` and of the coverage floor."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import bootstrap
from bootstrap import Action, ProblemError, Stamp
from tests import coverage_floor

STAMP = Stamp(python="3.11", root="/somewhere", locked="ab")


@pytest.mark.parametrize(
    ("found", "works", "action"),
    [
        (STAMP, True, Action.KEEP),
        (replace(STAMP, locked="cd"), True, Action.UPDATE),
        (replace(STAMP, python="3.12"), True, Action.REBUILD),
        (replace(STAMP, root="/elsewhere"), True, Action.REBUILD),
        (STAMP, False, Action.REBUILD),
        (None, True, Action.REBUILD),
        (None, False, Action.REBUILD),
    ],
)
def test_a_venv_is_kept_updated_or_made_again(found: Stamp | None, works: bool, action: Action) -> None:
    assert bootstrap.venv_action(found, STAMP, works=works) is action


@pytest.mark.parametrize("text", [None, "", "{", "[]", "7", '{"python": "3.11"}', '{"other": 1}'])
def test_a_stamp_that_cannot_be_read_is_none(text: str | None) -> None:
    assert Stamp.parse(text) is None


def test_the_stamp_follows_the_locked_files(tmp_path: Path) -> None:
    (tmp_path / bootstrap.LOCK).write_text("a==1", "utf-8")
    (tmp_path / "pyproject.toml").write_text("b", "utf-8")
    first = bootstrap.wanted_stamp(tmp_path)
    assert first == bootstrap.wanted_stamp(tmp_path)
    (tmp_path / "pyproject.toml").write_text("c", "utf-8")
    second = bootstrap.wanted_stamp(tmp_path)
    assert second.locked != first.locked
    # The boundary between the two files counts, not only their joined bytes.
    (tmp_path / bootstrap.LOCK).write_text("a==1c", "utf-8")
    (tmp_path / "pyproject.toml").write_text("", "utf-8")
    assert bootstrap.wanted_stamp(tmp_path).locked != second.locked


def test_apt_is_asked_only_for_what_is_missing() -> None:
    assert bootstrap.apt_commands([], apt=True, root=False, sudo=False) == []
    assert bootstrap.apt_commands(["a"], apt=False, root=True, sudo=False) == []
    as_root = bootstrap.apt_commands(["a", "b"], apt=True, root=True, sudo=True)
    assert [command[:2] for command in as_root] == [["apt-get", "update"], ["apt-get", "install"]]
    assert as_root[1][-2:] == ["a", "b"]
    by_sudo = bootstrap.apt_commands(["a"], apt=True, root=False, sudo=True)
    assert [command[:2] for command in by_sudo] == [["sudo", "apt-get"]] * 2


def test_a_demo_without_a_screen_needs_no_window_libraries() -> None:
    bare = set(bootstrap.system_packages("demo", screen=False, machine="x86_64"))
    window = set(bootstrap.system_packages("demo", screen=True, machine="x86_64"))
    every = set(bootstrap.system_packages("test", screen=False, machine="x86_64"))
    assert bare == {"python3-venv", "ca-certificates", "libglib2.0-0", "libgssapi-krb5-2", "libbrotli1", "libzbar0"}
    assert {"libegl1", "libxcb-cursor0", "libwayland-egl1", "fonts-dejavu-core"} <= window - bare
    assert {"xvfb", "at-spi2-core", "python3-pyatspi", "umockdev"} <= every - window


def test_programs_for_another_machine_are_not_asked_for() -> None:
    here, there = (set(bootstrap.system_packages("test", screen=False, machine=m)) for m in ("x86_64", "aarch64"))
    assert here - there == {"lib32gcc-s1"}
    assert not there - here


def test_a_check_finds_what_is_there_and_misses_what_is_not(tmp_path: Path) -> None:
    font = tmp_path / "deep" / "er" / "x.ttf"
    font.parent.mkdir(parents=True)
    assert not bootstrap.any_file(f"{tmp_path}/**/*.[ot]tf")
    font.touch()
    assert bootstrap.any_file("/nowhere/*", f"{tmp_path}/**/*.[ot]tf")
    assert not bootstrap.has_library("libretour-none.so.0")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_a_screen_is_named_by_the_environment() -> None:
    assert bootstrap.has_screen({"DISPLAY": ":0"})
    assert bootstrap.has_screen({"WAYLAND_DISPLAY": "wayland-0"})
    assert not bootstrap.has_screen({"DISPLAY": ""})


def test_without_root_and_sudo_three_lines_say_what_to_do() -> None:
    with pytest.raises(ProblemError) as caught:
        bootstrap.apt_commands(["python3-venv"], apt=True, root=False, sudo=False)
    what, safe, todo = caught.value.lines
    assert "python3-venv" in what
    assert safe == "Nothing was changed."
    assert "apt-get install python3-venv" in todo


def test_pip_may_take_only_what_is_locked() -> None:
    locked, project = bootstrap.pip_commands("python", Path("root"))
    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(locked)
    assert {"--no-build-isolation", "--no-deps", "--no-index", "-e"} <= set(project)


def test_checks_run_cheapest_first_and_deep_last() -> None:
    names = [step.name for step in bootstrap.test_steps("bin/python", [], deep=True)]
    assert names == [
        "ruff check",
        "ruff format",
        "mypy",
        "import-linter",
        "pytest",
        "coverage floor",
        "pytest, deep",
    ]


def test_arguments_for_pytest_reach_it_and_spare_the_floor() -> None:
    steps = bootstrap.test_steps("bin/python", ["-k", "ledger"], deep=False)
    assert steps[-1].name == "pytest"
    assert steps[-1].command[-2:] == ["-k", "ledger"]


def test_the_first_failing_check_ends_the_run(capfd: pytest.CaptureFixture[str]) -> None:
    def step(name: str, code: str) -> bootstrap.Step:
        return bootstrap.Step(name, [sys.executable, "-c", code])

    steps = [step("one", "print('first')"), step("two", "raise SystemExit(3)"), step("three", "print('third')")]
    assert bootstrap.run_tests(steps) == 3
    shown = capfd.readouterr()
    assert shown.out == "first\n"
    assert "two: FAILED" in shown.err
    assert bootstrap.run_tests(steps[:1]) == 0


def test_demo_shows_every_way_or_just_what_was_asked() -> None:
    asked = bootstrap.demo_commands("retour", ["--way", "confirmed"], screen=False)
    assert asked == [["retour", "demo", "--way", "confirmed"]]
    assert bootstrap.demo_commands("retour", [], screen=True) == [["retour", "demo"]]
    shown = bootstrap.demo_commands("retour", [], screen=False)
    assert [command[-1] for command in shown] == ["one-trip", "confirmed", "opaque"]
    assert all("--headless" in command for command in shown)


def test_a_failing_demo_ends_the_run() -> None:
    code = bootstrap.run_demo([[sys.executable, "-c", "raise SystemExit(1)"], ["never-run"]])
    assert code == 1


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["nonsense"], 2), (["--help"], 0)])
def test_without_a_command_the_usage_is_shown(arguments: list[str], code: int) -> None:
    done = subprocess.run([sys.executable, bootstrap.__file__, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "bootstrap.py demo" in done.stdout


REPORT = {
    "files": {
        "core/a.py": {
            "missing_lines": [],
            "missing_branches": [],
            "summary": {"num_statements": 4, "num_branches": 2},
        },
        "core\\b.py": {
            "missing_lines": [7],
            "missing_branches": [[3, 5], [4, -1]],
            "summary": {"num_statements": 9, "num_branches": 4},
        },
    }
}


def test_the_floor_names_each_line_and_branch_not_reached() -> None:
    whole, part, absent = coverage_floor.judge(["core/a.py", "core/b.py", "core/c.py"], REPORT)
    assert whole == coverage_floor.Row("core/a.py", 4, 2, ())
    assert part.missing == ("7", "3->5", "4->exit")
    assert absent.missing == ("never imported",)
    assert "7, 3->5, 4->exit" in coverage_floor.table([part])


def test_a_report_without_branches_is_refused() -> None:
    report = {"files": {"a.py": {"missing_lines": [], "summary": {"num_statements": 1}}}}
    with pytest.raises(KeyError):
        coverage_floor.judge(["a.py"], report)


def test_rule_modules_are_found_by_place_and_name(tmp_path: Path) -> None:
    for name in (
        "protocol/message.py",
        "device/rules_order.py",
        "device/server.py",
        "portal/rules/ledger.py",
        "portal/store.py",
        "returns/ways.py",
    ):
        path = tmp_path / "core" / "retour" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = [name.removeprefix("core/retour/") for name in coverage_floor.rule_modules(tmp_path)]
    assert found == ["device/rules_order.py", "portal/rules/ledger.py", "protocol/message.py", "returns/ways.py"]
