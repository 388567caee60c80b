"""What is written about a run: JSON, text and JUnit XML, also for a device whose texts are hostile."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from xml.etree import ElementTree

from retour.conformance import report
from retour.conformance.outcome import About, Outcome, Result
from retour.conformance.run import Run
from retour.device.server import DeviceServer
from tests.conformance.kit import PATIENCE, TestDevice, checked, office_in, result
from tests.conformance.planted import Map

ABOUT = About("SN-1", "Model", "1.0")
HOSTILE = "<a href='x'>&amp;\x00\x1b[31m\ud800\ufffe]]>\N{RIGHT-TO-LEFT OVERRIDE}"
MIXED = (
    result("T-1"),
    result("T-2", Outcome.FAILED, "nothing came"),
    result("D-5"),
    result("D-13", Outcome.NOT_CHECKED, "nobody is there"),
)


def test_junit_has_a_suite_for_each_group_and_the_right_counts() -> None:
    root = ElementTree.fromstring(report.junit(MIXED, ABOUT))
    counts = {suite.get("name"): (suite.get("tests"), suite.get("failures"), suite.get("skipped")) for suite in root}
    assert counts == {"Transport": ("2", "1", "0"), "Device rules": ("2", "0", "1")}
    assert (root.get("tests"), root.get("failures"), root.get("skipped"), root.get("time")) == ("4", "1", "1", "1.000")
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert list(cases) == [f"{each.rule} {each.title}" for each in MIXED]
    (failure,) = root.iter("failure")
    (skipped,) = root.iter("skipped")
    assert (failure.get("message"), skipped.get("message")) == ("nothing came", "nobody is there")
    assert cases["T-1 T-1 is kept."].get("time") == "0.250"


def test_hostile_texts_stay_well_formed_and_off_the_terminal() -> None:
    bad = Result("T-2", "title", Outcome.FAILED, HOSTILE, 0.0)
    root = ElementTree.fromstring(report.junit([bad], About(HOSTILE, HOSTILE, HOSTILE)))
    (failure,) = root.iter("failure")
    message = failure.get("message")
    assert message is not None
    assert message.startswith("<a href='x'>&amp;\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}[31m")
    assert "\x1b" not in report.line(bad)
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in report.line(bad)
    assert json.loads(json.dumps(report.record(bad)))["why"] == HOSTILE


class HostileTexts(DeviceServer):
    def _identity(self, asked: Map) -> Map:
        return super()._identity(asked) | {"model": "\x1b[2J<&\x00>" * 99, "fw": "]]>\x07"}


def test_a_device_with_hostile_texts_is_checked_and_reported(tmp_path: Path) -> None:
    office = office_in(tmp_path)
    run = asyncio.run(checked(TestDevice(office.pinned, make_server=HostileTexts), office, only=["T-7", "G-1"]))
    assert run.about is not None
    root = ElementTree.fromstring(report.junit(run.results, run.about))
    assert [case.find("failure") is not None for case in root.iter("testcase")] == [False, True]
    assert report.summary(run.results, run.about)["failed"] == 1


def test_an_empty_run_is_a_report_as_well() -> None:
    assert ElementTree.fromstring(report.junit([], ABOUT)).get("tests") == "0"
    assert report.summary([], ABOUT) == {
        "passed": 0,
        "failed": 0,
        "not_checked": 0,
        "device": {"host_id": "SN-1", "model": "Model", "firmware": "1.0"},
    }


def test_a_run_without_a_device_has_nothing_to_report() -> None:
    run = Run(lambda _: None)
    assert (run.about, run.results, run.emptied, PATIENCE.settle) == (None, [], None, 0)
