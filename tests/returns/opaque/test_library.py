"""Profiles on the shelf: the shipped ones are complete, a user's own win, a broken one is listed and said."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import retour_resources
from retour.errors import Malformed, Refused, RetourError, Usage
from retour.protocol.model import Grant
from retour.returns.case import Processed
from retour.returns.opaque.connect import connected
from retour.returns.opaque.device import _grant, verdict_in
from retour.returns.opaque.library import path_of, profile, profiles, read, shelf
from retour.returns.opaque.profile import AskKind, LinkKind
from retour.returns.opaque.words import command_arguments, command_text

SHIPPED = ("by-hand", "drop-folder", "license-server", "smp-files")
FOLDER = retour_resources.root() / "profiles"
INFO = (
    "HOSTID=SN-4711\r\n"
    "MODEL=Pump controller 7\r\n"
    "LINE ACT-1 3 Pump control|2.1|basic,logging|2027-01-31\r\n"
    "LINE ACT-2 1 Big pump|1.0||-\r\n"
    "LINE ACT-3 0 Trial|||-\r\n"
)


def own(home: Path, name: str, text: str) -> Path:
    (home / "profiles").mkdir(parents=True, exist_ok=True)
    path = home / "profiles" / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_profiles_are_read_and_complete(tmp_path: Path) -> None:
    found = {each.name: each for each in profiles(tmp_path)}
    assert tuple(sorted(found)) == SHIPPED
    for each in found.values():
        assert each.mount
        assert "Offline Device Management" in " ".join(each.portal.request)
        assert '"Generate license"' in " ".join(each.portal.confirmation)
        assert "MARKED_FOR_REMOVAL" in " ".join(each.portal.removal)
        assert {"Return host", "Obsolete host"} <= set(
            re.findall(r"(?:Return|Obsolete) host", str(each.portal.write_off))
        )
    assert [found[name].link for name in SHIPPED] == [LinkKind.HAND, LinkKind.FOLDER, LinkKind.COMMAND, LinkKind.SMP]
    assert found["drop-folder"].marker == "DEVICE.TXT"
    assert found["by-hand"].host_id.asked
    assert found["by-hand"].response.verdict is None


@pytest.mark.parametrize("name", ["drop-folder", "license-server", "smp-files"])
def test_the_shipped_patterns_read_what_they_say_they_read(name: str, tmp_path: Path) -> None:
    found = profile(name, tmp_path)
    grants = [_grant(each) for each in re.finditer(found.lines.pattern, INFO, re.MULTILINE)]
    assert grants == [
        Grant("ACT-1", 3, "Pump control", "2.1", ("basic", "logging"), 1801353600),
        Grant("ACT-2", 1, "Big pump", "1.0", (), None),
        Grant("ACT-3", 0, "Trial", "", (), None),
    ]
    assert verdict_in(found.response, b"OK 3 lines\r\n") == Processed(True, "3 lines", "device")
    assert verdict_in(found.response, b"OK") == Processed(True, "", "device")
    assert verdict_in(found.response, b"REFUSED other host\r\n") == Processed(False, "other host", "device")
    with pytest.raises(Malformed) as caught:
        verdict_in(found.response, b"OKAY")
    assert caught.value.code == "verdict"


@pytest.mark.parametrize("name", ["drop-folder", "smp-files"])
@pytest.mark.parametrize("line", ["LINE", "LINE ACT-9", "LINE ACT-9 x", "LINE ACT-9 -1 P|||", f"LINE A {'9' * 5000}"])
def test_a_line_that_is_damaged_is_refused_and_not_passed_over(name: str, line: str, tmp_path: Path) -> None:
    pattern = profile(name, tmp_path).lines.pattern
    with pytest.raises(Malformed) as caught:
        [_grant(each) for each in re.finditer(pattern, f"{INFO}{line}\n", re.MULTILINE)]
    assert caught.value.code == "device-list"


def test_the_shipped_profiles_ask_in_the_words_of_their_device(tmp_path: Path) -> None:
    remaining = (("ACT-1", 0), ("ACT-2", 3))
    for name in ("drop-folder", "smp-files"):
        found = profile(name, tmp_path)
        assert command_text(found.request.ask, remaining) == "KEEP ACT-1 0\nKEEP ACT-2 3\n"
        assert command_text(found.sync.ask, ()) == "SYNC\n"
    server = profile("license-server", tmp_path)
    arguments = command_arguments(server.request.ask, remaining)
    assert arguments == ["license-server-cli", "request", "ACT-1=0", "ACT-2=3"]
    assert server.sync.ask.kind is AskKind.COMMAND


def test_a_users_own_profile_takes_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    text = (FOLDER / "by-hand.toml").read_text("utf-8")
    path = own(tmp_path, "by-hand", text.replace('title = "Any', 'title = "Our'))
    own(tmp_path, "ours", text)
    assert profile("by-hand", tmp_path).title.startswith("Our")
    assert path_of("by-hand", tmp_path) == path
    listed = {each.name: each for each in shelf(tmp_path)}
    assert [name for name, each in listed.items() if each.own] == ["by-hand", "ours"]
    assert tuple(listed) == tuple(sorted((*SHIPPED, "ours")))


def test_a_broken_own_profile_is_listed_with_its_problem_and_hides_the_shipped_one(tmp_path: Path) -> None:
    own(tmp_path, "drop-folder", "format = 2\n")
    listed = {each.name: each for each in shelf(tmp_path)}
    problem = listed["drop-folder"].problem
    assert problem is not None
    assert problem.what == "drop-folder.toml, line 1: format: the number 1 is expected, not 2."
    assert listed["drop-folder"].profile is None
    assert "drop-folder" not in {each.name for each in profiles(tmp_path)}
    with pytest.raises(Malformed):
        profile("drop-folder", tmp_path)


def test_what_cannot_be_read_at_all_is_listed_with_its_problem(tmp_path: Path) -> None:
    own(tmp_path, "x", "")
    folder = tmp_path / "profiles"
    (folder / "a-folder.toml").mkdir()
    (folder / "dangling.toml").symlink_to(tmp_path / "nowhere")
    (folder / "latin.toml").write_bytes(b'format = 1\ntitle = "Ger\xe4t"\n')
    (folder / "Upper.toml").write_bytes(b"")
    problems = {each.name: each.problem for each in shelf(tmp_path) if each.own}
    assert set(problems) == {"x", "a-folder", "dangling", "latin", "Upper"}
    assert all(isinstance(problem, RetourError) for problem in problems.values())
    assert "latin.toml, line 2: text in UTF-8 is expected" in str(problems["latin"])
    assert len(profiles(tmp_path)) == len(SHIPPED)


def test_editors_may_mark_their_encoding_and_end_lines_their_own_way(tmp_path: Path) -> None:
    text = (FOLDER / "smp-files.toml").read_text("utf-8")
    path = tmp_path / "smp-files.toml"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read(path) == profile("smp-files", tmp_path)


def test_a_name_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        profile("nope", tmp_path)
    assert caught.value.code == "no-profile"
    assert ", ".join(SHIPPED) in caught.value.todo


def test_a_profile_names_the_kind_of_place_that_it_needs(tmp_path: Path) -> None:
    with pytest.raises(Usage):
        connected(profile("smp-files", tmp_path), f"dir:{tmp_path}")
    with pytest.raises(Usage):
        connected(profile("drop-folder", tmp_path), "tcp:localhost:1")


def retour(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "retour", *words],
        env={"RETOUR_HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_profiles_are_listed_checked_and_shown_from_outside(tmp_path: Path) -> None:
    broken = own(tmp_path, "mine", 'format = 1\ntitle = "Mine"\nlink = "usb"\n')
    listed = retour(tmp_path, "profiles", "--json")
    records = [json.loads(line) for line in listed.stdout.splitlines()]
    assert [(each["profile"], each["origin"]) for each in records] == [
        ("by-hand", "shipped"),
        ("drop-folder", "shipped"),
        ("license-server", "shipped"),
        ("mine", "own"),
        ("smp-files", "shipped"),
    ]
    assert "line 3: link" in records[3]["problem"]
    assert listed.returncode == 0

    refused = retour(tmp_path, "profiles", "check", str(broken))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith('mine.toml, line 3: link: one of "smp", "folder", "command", "hand" is expected')

    shown = retour(tmp_path, "profiles", "show", "drop-folder")
    assert shown.stdout == (FOLDER / "drop-folder.toml").read_text("utf-8")
    broken.write_text(shown.stdout, "utf-8")
    checked = retour(tmp_path, "profiles", "check", str(broken))
    assert (checked.returncode, json.loads(checked.stdout)["profile"]) == (0, "mine")
    assert retour(tmp_path, "profiles", "check", str(tmp_path / "no.toml")).returncode == 2
    assert retour(tmp_path, "profiles", "check", str(tmp_path)).returncode == 2
