"""The rules of the house that no other tool checks."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAX_LINES = 400
CODE = {".c", ".h", ".py", ".pyi", ".sh", ".js", ".css", ".html", ".cddl", ".toml"}


def tracked() -> list[Path]:
    """Every file that is, or is about to be, part of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    names = sorted({name for name in listed.decode().split("\0") if name})
    return [path for path in (ROOT / name for name in names) if path.is_file()]


def text_of(path: Path) -> str:
    """The file as text; empty for one that is binary."""
    data = path.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", "replace")


def is_code(path: Path) -> bool:
    return path.suffix in CODE or path.parent.name == ".ci"


def test_no_file_of_code_is_long() -> None:
    lengths = {path.relative_to(ROOT): text_of(path).count("\n") for path in tracked() if is_code(path)}
    assert lengths, "no code was found"
    assert {path: lines for path, lines in lengths.items() if lines > MAX_LINES} == {}


# Put together from parts, so that this file does not find itself.
PLACES = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "pythonhosted" + r"\.org",
            "registry" + r"\.npmjs",
            r"deb\.debian" + r"\.org",
            "artifact" + "ory",
            r"-python\.pkg" + r"\.dev",
            "--index" + "-url",
            "--extra-index" + "-url",
            r"(?<![\w.])/work" + "/",
            r"(?<![\w.])/home" + r"/\w+/",
            r"(?<![\w.])/opt" + "/wheels",
            r"[A-Z]:\\\\?Users" + r"\\",
        ]
    ),
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("line", "names_a_place"),
    [
        ("source: https://files.pythonhosted" + ".org/x", True),
        ("--index" + "-url https://example.test/simple", True),
        ('cd "/work' + '/somewhere"', True),
        ("see the paper/work/notes", False),
        ("requests==2.0", False),
    ],
)
def test_the_search_for_places_can_fail(line: str, names_a_place: bool) -> None:
    assert bool(PLACES.search(line)) is names_a_place


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if PLACES.search(line)
    ]
    assert found == []


def test_packaging_does_not_shadow_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
    import packaging.version

    assert packaging.version.Version("1.0").major == 1


WITHOUT_QT = """
import importlib, pkgutil, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "retour_gui"}:
            raise ModuleNotFoundError(f"{name} is blocked", name=name)

sys.meta_path.insert(0, NoQt())
try:
    import PySide6
except ModuleNotFoundError as error:
    assert "blocked" in str(error)
else:
    raise SystemExit("the block does not work")

def fail(name):
    raise

import retour
names = [m.name for m in pkgutil.walk_packages(retour.__path__, "retour.", onerror=fail)]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(len(names))
"""


def test_the_core_imports_without_qt() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_QT], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 6


def test_the_readme_names_both_commands() -> None:
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("there is no README yet")
    words = readme.read_text("utf-8")
    assert "python3 packaging/bootstrap.py demo" in words
    assert "python3 packaging/bootstrap.py test" in words


def test_every_requirement_is_pinned_and_hashed() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        entries = (ROOT / name).read_text("utf-8").replace("\\\n", " ").splitlines()
        assert entries
        for entry in entries:
            assert re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry), f"{name}: {entry[:80]}"


def test_what_runs_is_what_was_tested() -> None:
    pins = {
        name: set(re.findall(r"^[\w.-]+==\S+", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements-test.txt")
    }
    assert pins["requirements.txt"] <= pins["requirements-test.txt"]


@pytest.mark.deep
def test_a_wheel_holds_every_module_and_no_test(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("retour-*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    compiled = {f"retour_resources/translations/{name}" for name in ("retour_de.qm", "retour_en.qm", "core.json")}
    wanted = compiled | {
        path.relative_to(ROOT / root).as_posix()
        for root in ("core", "gui", "resources")
        for path in tracked()
        if path.is_relative_to(ROOT / root)
    }
    assert held == wanted
