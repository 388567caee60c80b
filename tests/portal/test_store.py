"""The ledger on disk: what was taken stays, what was refused leaves no trace but its evidence."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from retour.errors import NotGenuine, NotReached, Refused, RetourError, Usage
from retour.portal import inputs, queries
from retour.portal.audit import audit
from retour.portal.database import Place
from retour.portal.keyring import SEED_FILE
from retour.portal.state import HostStatus, Traits
from retour.portal.store import Answered, Portal
from retour.portal.tables import AllocationRow, AnswerRow, MessageRow
from retour.protocol.keys import PortalKey, SigningKey
from retour.protocol.messages import read_response
from retour.protocol.model import Host, HostType, Reason
from tests.portal.honest import Device, enrolled

CASE = "R-BFXR-71NE"


def look(portal: Portal, name: str = "L") -> tuple[int, int, int]:
    """Available, held, waiting; and the audit agrees."""
    with portal.reading() as session:
        audited, broken = audit(session, portal.keyring(session).operator.public)
        assert not broken
        assert not any(each.problems for each in audited)
        view = next(v for v in queries.line_views(session) if v.line.activation_id == name)
    assert next(a.view for a in audited if a.view.line.activation_id == name) == view
    return view.available, view.held, view.waiting


def holding(portal: Portal, serial: str = "SN-4711") -> Device:
    device = enrolled(portal, serial, L=5, M=2)
    answer = portal.take(device.say({"L": 5, "M": 2}), CASE, "api").answer
    portal.take(device.apply(answer), None, "api")
    return device


def refused(code: str, portal: Portal, blob: bytes) -> None:
    with pytest.raises(RetourError) as caught:
        portal.take(blob, None, "api")
    assert caught.value.code == code


def test_both_ways_home_and_out_again(portal: Portal) -> None:
    device = holding(portal)
    assert (look(portal), look(portal, "M")) == ((0, 5, 0), (0, 2, 0))
    first = portal.take(device.say({"L": 2}, Reason.MOVE), CASE, "page")
    assert (first.confirm, first.case, first.again, first.newest) == (True, CASE, False, True)
    assert look(portal) == (0, 2, 3)
    portal.take(device.apply(first.answer), CASE, "page")
    assert look(portal) == (3, 2, 0)
    portal.take(device.drop("L", 0, Reason.DECOMMISSION), CASE, "page")
    assert look(portal) == (5, 0, 0)
    other = enrolled(portal, "SN-4712", L=5)
    portal.take(other.apply(portal.take(other.say({"L": 4}), None, "api").answer), None, "api")
    assert look(portal) == (1, 4, 0)
    with portal.reading() as session:
        view = queries.device_views(session)[0]
        letters = queries.letters(session, view.row)
    assert view.state.status is HostStatus.RETURNED
    assert [letter.counter for letter in letters] == [5, 4, 3, 2, 1]
    assert letters[0].changes == ({"line": "L", "before": 2, "after": 0, "credited": 2, "waiting": 0, "withheld": 0},)


def test_rule_2_again_gives_the_same_bytes_and_adds_a_case_that_was_missing(portal: Portal) -> None:
    device = holding(portal)
    first = portal.take(device.drop("L", 0), None, "api")
    again = portal.take(device.blob, CASE, "page")
    assert (again.again, again.answer, again.changes, again.case) == (True, first.answer, (), CASE)
    assert portal.take(device.blob, "R-0000-0000", "page").case == CASE
    assert look(portal) == (5, 0, 0)


def test_rule_3_a_finding_is_stored_with_its_evidence_and_changes_no_count(portal: Portal) -> None:
    device = holding(portal)
    device.counter -= 1
    refused("clone-suspect", portal, device.say({"L": 0}))
    refused("clone-suspect", portal, device.say())
    refused("clone-suspect", portal, device.blob)
    assert look(portal) == (0, 5, 0)
    with portal.reading() as session:
        view = queries.device_views(session)[0]
        assert [letter.outcome for letter in queries.letters(session, view.row)] == ["suspect"] * 2 + ["taken"] * 2
    assert view.suspicion == "clone-suspect"
    with pytest.raises(Refused, match="suspicion"):
        portal.enrol(device.host, device.key.public, Traits())


def test_rule_2_a_superseded_message_is_kept_without_effect(portal: Portal) -> None:
    device = holding(portal)
    old, new = device.drop("L", 3), device.drop("L", 0)
    portal.take(new, None, "api")
    refused("superseded", portal, old)
    refused("superseded", portal, old)
    with portal.reading() as session:
        assert session.scalar(select(func.count()).where(MessageRow.outcome == "superseded")) == 1
    assert look(portal) == (5, 0, 0)


def test_rule_5_an_unknown_key_and_a_wrong_portal_leave_no_trace(portal: Portal) -> None:
    device = enrolled(portal)
    stranger = Device(portal.identity, device.host, SigningKey.from_seed(b"\x66" * 32))
    refused("not-enrolled", portal, stranger.say())
    refused("other-portal", portal, device.say(portal="P-ZZZZZZZZZZ"))
    with portal.reading() as session:
        assert session.scalar(select(func.count()).select_from(MessageRow)) == 0


def test_rule_5_a_forged_signature_is_refused(portal: Portal) -> None:
    device = enrolled(portal)
    blob = bytearray(device.say())
    blob[-1] ^= 1
    with pytest.raises(NotGenuine):
        portal.take(bytes(blob), None, "api")


def test_rule_10_a_line_below_what_is_out_is_overdrawn_and_the_audit_says_so(portal: Portal) -> None:
    holding(portal)
    portal.put_line(inputs.line("L", "Flow", 4))
    with portal.reading() as session:
        view = queries.line_views(session)[0]
        audited, _ = audit(session, portal.keyring(session).operator.public)
    assert (view.available, view.overdrawn, view.held) == (-1, 1, 5)
    assert "overdrawn by 1" in audited[0].problems[0]


def test_rule_12_grants_need_a_line_and_a_device(portal: Portal) -> None:
    device = enrolled(portal, L=2)
    with pytest.raises(Refused, match="no line X"):
        portal.grant(device.host, {"X": 1})
    with pytest.raises(Refused, match="SN-9"):
        portal.grant(Host(HostType.SERIAL, "SN-9"), {"L": 1})
    with pytest.raises(Refused, match="SN-9"):
        portal.host_named("SN-9")
    assert portal.grant(device.host, {"M": 1}).allowance == (("L", 2), ("M", 1))
    assert portal.grant(device.host, {"M": 2, "L": 0}).allowance == (("M", 2),)


def test_two_hosts_with_one_id_are_told_apart_by_their_type(portal: Portal) -> None:
    device = enrolled(portal)
    portal.enrol(Host(HostType.MAC, device.host.id), SigningKey.from_seed(b"\x05" * 32).public, Traits())
    with pytest.raises(Refused) as caught:
        portal.host_named(device.host.id)
    assert caught.value.code == "host-ambiguous"


def test_a_portal_keeps_its_identity_its_key_and_its_ledger(portal: Portal, place: Place) -> None:
    holding(portal)
    token = portal.first_token()
    assert token
    with Portal.open(place) as again:
        assert again.identity == portal.identity == PortalKey.parse(str(portal.identity))
        assert look(again) == (0, 5, 0)
        assert again.first_token() is None
    assert stat.S_IMODE((place.keys / SEED_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(place.keys.stat().st_mode) == 0o700
    assert token.encode() not in place.database.read_bytes()


def test_ledger_time_never_falls(place: Place) -> None:
    times = [2000]
    with Portal.open(place, clock=lambda: times[-1]) as portal:
        device = enrolled(portal)
        stamps = [read_response(portal.take(device.say(), None, "api").answer).content.issued]
        times.append(1000)
        stamps.append(read_response(portal.take(device.say(), None, "api").answer).content.issued)
    assert stamps == [2000, 2000]


def test_without_its_key_a_portal_does_not_start(portal: Portal, place: Place) -> None:
    seed = place.keys / SEED_FILE
    kept = seed.read_bytes()
    for change, code in ((b"short", "portal-key-missing"), (b"\x01" * 32, "other-portal-key")):
        seed.write_bytes(change)
        with pytest.raises(Refused) as caught:
            Portal.open(place)
        assert caught.value.code == code
    seed.unlink()
    with pytest.raises(Refused) as caught:
        Portal.open(place)
    assert caught.value.code == "portal-key-missing"
    seed.write_bytes(kept)
    Portal.open(place).close()


def test_the_audit_finds_sums_that_were_changed_and_evidence_that_was(portal: Portal) -> None:
    holding(portal)
    with portal.writing() as session:
        session.scalars(select(AllocationRow)).first().snapshot += 1  # type: ignore[union-attr]
    with portal.reading() as session:
        audited, broken = audit(session, portal.keyring(session).operator.public)
    assert not broken
    assert sum(bool(each.problems) for each in audited) == 1
    with portal.writing() as session:
        row = session.scalars(select(AnswerRow)).first()
        assert row
        row.data = row.data[:-1] + bytes([row.data[-1] ^ 1])
    with portal.reading() as session:
        audited, broken = audit(session, portal.keyring(session).operator.public)
    assert broken
    assert all(each.problems for each in audited)


def test_carried_answers_are_the_newest_of_each_device(portal: Portal) -> None:
    device = holding(portal)
    portal.take(device.say({"L": 2}), CASE, "page")
    with portal.reading() as session:
        (answer,) = queries.carried(session)
        assert queries.carried(session, CASE) == [answer]
        assert queries.carried(session, "R-0000-0000") == []
    assert answer.fresh
    portal.collected(answer.digest)
    with portal.reading() as session:
        assert not queries.carried(session)[0].fresh


@pytest.mark.parametrize("data", ["postgresql://localhost/retour", "mysql://x"])
def test_another_database_is_refused_as_not_in_this_version(data: str) -> None:
    with pytest.raises(Usage) as caught:
        Place.of(data)
    assert caught.value.code == "database-not-supported"


def test_a_database_url_needs_a_folder_for_the_keys(tmp_path: Path) -> None:
    with pytest.raises(Usage) as caught:
        Place.of(f"sqlite:///{tmp_path}/ledger.db")
    assert caught.value.code == "no-keys"
    place = Place.of(f"sqlite:///{tmp_path}/ledger.db", tmp_path / "secret")
    with Portal.open(place):
        assert (tmp_path / "ledger.db").exists()
        assert (tmp_path / "secret" / SEED_FILE).exists()


def test_a_ledger_that_cannot_be_written_says_so_and_changes_nothing(portal: Portal) -> None:
    device = holding(portal)
    with portal.writing() as session:
        session.execute(text("PRAGMA max_page_count = 1"))
    with pytest.raises(NotReached) as caught:  # noqa: PT012 - some messages still fit into the pages that are there
        for _ in range(100):
            portal.take(device.say(), None, "api")
    assert caught.value.code == "portal-storage"
    assert look(portal) == (0, 5, 0)
    with portal.writing() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
    assert not portal.take(device.blob, None, "api").again
    portal.take(device.drop("L", 0), None, "api")
    assert look(portal) == (5, 0, 0)


def test_two_uploads_of_one_file_at_once_credit_once(portal: Portal) -> None:
    device = holding(portal)
    blob = device.drop("L", 0)
    results: list[Answered] = []
    start = threading.Barrier(4)

    def upload() -> None:
        start.wait()
        results.append(portal.take(blob, None, "api"))

    threads = [threading.Thread(target=upload) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({result.answer for result in results}) == 1
    assert sorted(result.again for result in results) == [False, True, True, True]
    assert look(portal) == (5, 0, 0)


UPLOAD = """
import sys
from retour.portal.database import Place
from retour.portal.store import Portal
with Portal.open(Place.of(sys.argv[1])) as portal:
    sys.stdin.readline()
    taken = portal.take(open(sys.argv[2], "rb").read(), None, "command")
    print(taken.again, taken.answer.hex())
"""


def test_two_processes_with_one_file_at_once_credit_once(portal: Portal, place: Place, tmp_path: Path) -> None:
    device = holding(portal)
    file = tmp_path / "file"
    file.write_bytes(device.drop("L", 0))
    command = [sys.executable, "-c", UPLOAD, str(place.database.parent), str(file)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
        for _ in range(2)
    ]
    for process in running:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=30)[0].split() for process in running]
    assert outputs[0][1] == outputs[1][1]
    assert sorted(output[0] for output in outputs) == ["False", "True"]
    assert look(portal) == (5, 0, 0)
