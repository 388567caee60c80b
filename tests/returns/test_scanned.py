"""What was scanned is kept under a name that says whose it is, and told apart: for a device, or for the portal."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.airgap.carry import join_carry
from retour.airgap.envelope import Envelope, seal
from retour.protocol.keys import PublicKey
from retour.protocol.messages import read_any, unsigned_order
from retour.returns.scanned import Kind, Scanned, keep
from tests.device import kit
from tests.protocol.samples import DEVICE, PORTAL, signed_message, signed_response

ORDER = unsigned_order(kit.order(), PORTAL.public).signed(PORTAL)
ENVELOPE = seal(Envelope("R-0000-0000", "some-profile", "SN-9", "answer", b"vendor"))
KEYS: list[PublicKey] = [DEVICE.public, PORTAL.public]


def host(data: bytes) -> str:
    return read_any(data).content.host.id


@pytest.mark.parametrize(
    ("data", "kind", "to_portal", "ending"),
    [
        (signed_message(), Kind.REQUEST, True, "_request.retour"),
        (signed_response(), Kind.ANSWER, False, "_answer.retour"),
        (ORDER, Kind.ORDER, False, "_order.retour"),
    ],
)
def test_what_it_is_and_whose(tmp_path: Path, data: bytes, kind: Kind, to_portal: bool, ending: str) -> None:
    scanned = keep(tmp_path, data, KEYS)
    assert (scanned.kind, scanned.to_portal, scanned.genuine) == (kind, to_portal, True)
    assert scanned.hosts == (host(data),)
    assert scanned.path.name == host(data) + ending
    assert scanned.path.read_bytes() == data
    assert keep(tmp_path, data, KEYS) == scanned, "twice is fine"
    assert keep(tmp_path, data, []).genuine is None, "a key that is not known tells nothing"


def test_a_forged_one_is_told_as_such(tmp_path: Path) -> None:
    data = signed_response()
    forged = data[:-1] + bytes((data[-1] ^ 1,))
    assert keep(tmp_path, forged, KEYS).genuine is False


def test_bundles_and_envelopes(tmp_path: Path) -> None:
    bundle = join_carry((signed_message(), signed_message()))
    assert keep(tmp_path, bundle, KEYS).kind is Kind.BUNDLE
    assert keep(tmp_path, bundle, KEYS).to_portal
    mixed = join_carry((signed_message(), signed_response()))
    assert not keep(tmp_path, mixed, KEYS).to_portal
    envelope = Envelope("R-0000-0000", "some-profile", "SN-9", "answer", b"vendor")
    found = keep(tmp_path, seal(envelope), KEYS)
    assert (found.kind, found.hosts, found.genuine, found.to_portal) == (Kind.ENVELOPE, ("SN-9",), None, False)
    assert found.path.name == "R-0000-0000_SN-9_answer.retour"
    assert keep(tmp_path, seal(replace(envelope, leg="request")), KEYS).to_portal


@given(st.binary(min_size=1, max_size=200))
def test_anything_else_is_kept_as_it_is(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("inbox")
    found = keep(folder, data, KEYS)
    assert isinstance(found, Scanned)
    assert found.path.read_bytes() == data
    assert (found.kind, found.genuine) == (Kind.OTHER, None)


def test_other_contents_never_overwrite(tmp_path: Path) -> None:
    one, other = keep(tmp_path, b"one", []), keep(tmp_path, b"other", [])
    assert one.path != other.path
    assert (one.path.read_bytes(), other.path.read_bytes()) == (b"one", b"other")


def test_what_is_a_week_old_goes(tmp_path: Path) -> None:
    old = keep(tmp_path, ENVELOPE, []).path
    os.utime(old, (0, 0))
    keep(tmp_path, b"new", [])
    assert not old.exists()


def test_what_is_scanned_again_is_kept_for_another_week(tmp_path: Path) -> None:
    kept = keep(tmp_path, ENVELOPE, []).path
    nearly = time.time() - 6 * 24 * 3600
    os.utime(kept, (nearly, nearly))
    assert keep(tmp_path, ENVELOPE, []).path == kept
    assert time.time() - kept.stat().st_mtime < 3600
