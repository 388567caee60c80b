"""The page for profile writers is enough: its example is a device that is not shipped, and it names every key."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import retour_resources
from retour.errors import Malformed
from retour.returns.opaque.reader import read_profile

PAGE = (retour_resources.root() / "manual" / "profiles.md").read_text("utf-8")
EXAMPLE = Path(__file__).with_name("mqtt-gateway.toml").read_text("utf-8")
SMP = (retour_resources.root() / "profiles" / "smp-files.toml").read_text("utf-8")
HOST = "GW-0815"


class Gateway:
    """An MQTT gateway as the page describes it: it reads orders and responses on its card, and knows no Retour."""

    def __init__(self, card: Path) -> None:
        self.orders: list[dict[str, object]] = []
        self._card = card
        self._order = card / "lic" / "in" / "order.json"
        self._out = card / "lic" / "out"
        self._stop = threading.Event()
        self.accepts = True

    def prepare(self) -> None:
        self._order.parent.mkdir(parents=True)
        self._out.mkdir()
        (self._card / "lic" / "gateway.json").write_text(json.dumps({"serial": HOST, "type": "Gateway 4"}))
        (self._card / "lic" / "licenses.csv").write_text(
            "activation;count;product;expiry\nACT-1;2;Broker;2027-06-30\nACT-2;1;Bridge;never\n"
        )
        (self._out / "license.log").write_text("license: installed long ago\n")

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self._run)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.02):
            if self._order.exists():
                self.orders.append(json.loads(self._order.read_text()))
                self._order.unlink()
                (self._out / f"{len(self.orders)}.req").write_bytes(b"request %d" % len(self.orders))
            for response in self._order.parent.glob("*.rsp"):
                response.unlink()
                log = self._out / "license.log"
                log.write_text("license: looking at it\n")
                self._stop.wait(0.7)  # longer than between two looks: the log that has only begun is no verdict
                with log.open("a") as file:
                    file.write("license: " + ("installed 2 lines\n" if self.accepts else "rejected, wrong host\n"))


def test_the_example_is_the_one_that_is_tried() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert blocks == [EXAMPLE]


@pytest.mark.parametrize(
    "table",
    ["", "device", "device.host_id", "device.lines", "request", "request.ask", "request.appears", "response",
     "response.verdict", "sync", "sync.ask", "sync.appears", "portal"],
)  # fmt: skip
def test_the_page_names_every_key(table: str) -> None:
    """The reader itself says which keys there are, when there is one too many."""
    text = SMP.replace("\nformat = 1", "\nzzz = 1\nformat = 1") if not table else f"{SMP}\n[{table}.zzz]\n"
    with pytest.raises(Malformed, match="there is no such key here") as caught:
        read_profile(text, "my-device")
    keys = caught.value.what.partition("the keys are ")[2].rstrip(".").split(", ")
    assert len(keys) >= 2
    heading = f"`[{table}]`" if table else "At the top"
    section = next((part for part in PAGE.split("\n### ") if heading in part.partition("\n")[0]), "")
    tables = [f"[{table}.{key}" if table else f"[{key}" for key in keys]
    missing = [key for key, other in zip(keys, tables, strict=True) if f"| `{key}` |" not in section
               and not re.search(rf"### .*{re.escape(other)}[\].]", PAGE)]  # fmt: skip
    assert not missing


@pytest.mark.parametrize("asks", ["by_command", "by_smp"])
def test_the_page_names_the_keys_of_the_other_ways_to_ask(asks: str) -> None:
    keys = {"by_command": ("run",), "by_smp": ("group", "command", "payload")}[asks]
    assert all(f"| `{key}` |" in PAGE for key in keys)


def retour(home: Path, *words: str) -> tuple[int, dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "retour", *words],
        env={"RETOUR_HOME": str(home), "PATH": "/usr/bin:/bin"},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_a_device_that_is_not_shipped_is_brought_home_with_the_pages_example(tmp_path: Path) -> None:
    """The steps under "Try it", with a gateway that answers by itself."""
    card, home = tmp_path / "card", tmp_path / "home"
    (home / "profiles").mkdir(parents=True)
    (home / "profiles" / "mqtt-gateway.toml").write_text(EXAMPLE)
    gateway = Gateway(card)
    gateway.prepare()
    response = tmp_path / "response.bin"
    response.write_bytes(b"what the portal gave")
    with gateway.running():
        start = ("return", f"dir:{card}", "--way", "opaque", "--profile", "mqtt-gateway", "--all")
        code, case = retour(home, *start, "--out", str(tmp_path))
        number = str(case["case"])
        assert (code, case["host_id"]) == (4, HOST)
        assert Path(str(case["file"])).read_bytes() == b"request 1"
        where = ("--case", number, "--device", f"dir:{card}", "--out", str(tmp_path))
        code, case = retour(home, "bring", str(response), *where)
        assert code == 4
        assert Path(str(case["file"])).read_bytes() == b"request 2"
        code, case = retour(home, "report", number, "--state", "REMOVED_FROM_LICENSE")
        assert (code, case["stage"]) == (0, "done")
    assert gateway.orders == [
        {"order": number, "keep": {"ACT-1": 0, "ACT-2": 0, "": 0}},
        {"order": number, "sync": True},
    ]
