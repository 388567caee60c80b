"""The vendor device's store: durable, strict, and whole after a kill at any moment."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.device.vendor.rules import make_request
from retour.device.vendor.store import VendorStore, create, exists
from retour.errors import Malformed, Refused
from tests.vendor.kit import STATE


def test_what_is_kept_is_there_again(tmp_path: Path) -> None:
    assert not exists(tmp_path)
    create(tmp_path, STATE)
    store = VendorStore(tmp_path)
    assert store.state == STATE
    after = replace(make_request(STATE, ())[0], response=2, digest=bytes(range(32)))
    store.keep(after)
    assert VendorStore(tmp_path).state == after
    assert [path.name for path in tmp_path.iterdir()] == ["vendor.json"]


@given(data=st.one_of(st.binary(max_size=60), st.sampled_from([b"[]", b"1", b"{}", b'{"schema": 1}', b"[" * 9999])))
def test_a_store_that_is_none(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("store", numbered=True)
    (folder / "vendor.json").write_bytes(data)
    with pytest.raises(Malformed) as caught:
        VendorStore(folder)
    assert caught.value.code == "vendor-store"


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    create(tmp_path, STATE)
    path = tmp_path / "vendor.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema": 2}))
    with pytest.raises(Refused) as caught:
        VendorStore(tmp_path)
    assert caught.value.code == "newer-version"


DIE = """
import os, signal, sys
from pathlib import Path
from retour.device.vendor.rules import make_request
from retour.device.vendor.store import VendorStore

store, moment = VendorStore(Path(sys.argv[1])), int(sys.argv[2])
seen = 0

def hook(event, args):
    global seen
    if event in ("open", "os.rename", "os.remove") and sys.argv[1] in str(args[0]):
        if seen == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        seen += 1

sys.addaudithook(hook)
store.keep(make_request(store.state, ())[0])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_kill_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    create(tmp_path, STATE)
    before, deaths = STATE, 0
    while True:
        code = subprocess.run([sys.executable, "-c", DIE, str(tmp_path), str(deaths)], check=False).returncode
        now = VendorStore(tmp_path).state
        assert now in (before, make_request(before, ())[0])
        before = now
        if code != -signal.SIGKILL:
            break
        deaths += 1
    assert code == 0
    assert deaths >= 3
    assert before.sequence >= 1
