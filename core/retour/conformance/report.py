"""What came out, as JSON for programs, as text for people and as JUnit XML for build servers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree

from retour.conformance.outcome import About, Outcome, Result, plain
from retour.conformance.rules import group_of

_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not let stand anywhere, escaped or not."""
_MARKS: Final = {Outcome.PASSED: "passed", Outcome.FAILED: "FAILED", Outcome.NOT_CHECKED: "not checked"}


def record(result: Result) -> dict[str, object]:
    """One rule for programs."""
    return {
        "rule": result.rule,
        "title": result.title,
        "result": result.outcome.value,
        "why": result.why,
        "seconds": round(result.seconds, 3),
    }


def summary(results: Sequence[Result], about: About) -> dict[str, object]:
    """The last line for programs."""
    return {
        "passed": _count(results, Outcome.PASSED),
        "failed": _count(results, Outcome.FAILED),
        "not_checked": _count(results, Outcome.NOT_CHECKED),
        "device": {"host_id": about.host_id, "model": about.model, "firmware": about.firmware},
    }


def line(result: Result) -> str:
    """One rule for people."""
    why = f"\n{'':20}{plain(result.why, 1000)}" if result.why else ""
    return f"{_MARKS[result.outcome]:12} {result.rule:6} {result.title}{why}"


def junit(results: Sequence[Result], about: About) -> bytes:
    """JUnit XML: a suite for each group of rules."""
    root = ElementTree.Element("testsuites", _totals(results) | {"name": "retour conformance"})
    for group in dict.fromkeys(group_of(result.rule) for result in results):
        mine = [result for result in results if group_of(result.rule) == group]
        suite = ElementTree.SubElement(root, "testsuite", _totals(mine) | {"name": group})
        properties = ElementTree.SubElement(suite, "properties")
        for name, value in (("host_id", about.host_id), ("model", about.model), ("firmware", about.firmware)):
            ElementTree.SubElement(properties, "property", {"name": name, "value": _fit(value)})
        for result in mine:
            _case(suite, result)
    ElementTree.indent(root)
    text: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _case(suite: ElementTree.Element, result: Result) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        {
            "classname": f"retour.conformance.{result.rule[0]}",
            "name": f"{result.rule} {result.title}",
            "time": f"{result.seconds:.3f}",
        },
    )
    why = {"message": _fit(result.why or "")}
    if result.outcome is Outcome.FAILED:
        ElementTree.SubElement(case, "failure", why)
    elif result.outcome is Outcome.NOT_CHECKED:
        ElementTree.SubElement(case, "skipped", why)


def _totals(results: Sequence[Result]) -> dict[str, str]:
    return {
        "tests": str(len(results)),
        "failures": str(_count(results, Outcome.FAILED)),
        "errors": "0",
        "skipped": str(_count(results, Outcome.NOT_CHECKED)),
        "time": f"{sum(result.seconds for result in results):.3f}",
    }


def _count(results: Sequence[Result], outcome: Outcome) -> int:
    return sum(result.outcome is outcome for result in results)


def _fit(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
