"""Portal rule 9: a database that is older than its devices says so, starts a new epoch, and sells nothing twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from retour.errors import RetourError
from retour.portal import inputs, queries, removals
from retour.portal.database import Place
from retour.portal.state import Traits
from retour.portal.store import Portal
from retour.portal.watermark import MARK_FILE
from retour.protocol.model import Reason
from tests.portal.honest import Device, enrolled
from tests.portal.test_removals import refused, run
from tests.portal.test_store import holding, look


def prove(portal: Portal, device: Device) -> None:
    answer = portal.take(device.say(), None, "api").answer
    portal.take(device.apply(answer), None, "api")


def test_rule_9_backup_restore_and_every_device_proves_itself(portal: Portal, place: Place, tmp_path: Path) -> None:
    device = enrolled(portal, L=5)
    copy = tmp_path / "copy.db"
    run(place, "backup", copy)
    refused("file-exists", place, "backup", copy)
    portal.take(device.apply(portal.take(device.say({"L": 5}), None, "api").answer), None, "api")
    (restored,) = run(place, "restore", copy)
    assert (restored["epoch"], restored["unproven"]) == (2, 1)
    assert Path(str(restored["kept"])).exists()
    with portal.reading() as session:
        (view,) = queries.device_views(session)
        assert not view.proven
        assert queries.line_views(session)[0].unproven == 5
    assert look(portal) == (0, 0, 0), "what five lost copies do, nobody knows"
    refused("unproven", place, "order", "--host-id", "SN-4711", "--all")
    prove(portal, device)
    assert look(portal) == (0, 5, 0)
    portal.take(device.drop("L", 0), None, "api")
    assert look(portal) == (5, 0, 0)
    assert run(place, "devices", "--json")[0]["proven"]


def test_rule_9_a_file_put_back_by_hand_is_noticed_at_the_next_act(place: Place, tmp_path: Path) -> None:
    with Portal.open(place) as portal:
        portal.put_line(inputs.line("L", "Flow", 5))
        device = enrolled(portal, L=5)
    shutil.copy(place.database, tmp_path / "old.db")
    with Portal.open(place) as portal:
        portal.take(device.apply(portal.take(device.say({"L": 5}), None, "api").answer), None, "api")
    shutil.copy(tmp_path / "old.db", place.database)
    with Portal.open(place) as portal:
        assert look(portal) == (0, 0, 0)
        prove(portal, device)
        assert look(portal) == (0, 5, 0)
    with Portal.open(place) as portal:
        assert look(portal) == (0, 5, 0), "only once"


def test_rule_9_a_mark_that_was_lost_could_have_said_anything(portal: Portal, place: Place) -> None:
    holding(portal)
    (place.keys / MARK_FILE).unlink()
    with Portal.open(place) as again, again.reading() as session:
        assert not queries.device_views(session)[0].proven


def test_rule_9_what_was_written_off_stays_given_up(portal: Portal, place: Place, tmp_path: Path) -> None:
    device = holding(portal)
    run(place, "backup", tmp_path / "copy.db")
    removals.write_off(portal, device.host, "me", "dead")
    run(place, "restore", tmp_path / "copy.db")
    with portal.reading() as session:
        assert queries.device_views(session)[0].instance_status == "RETIRED"
        assert queries.line_views(session)[0].available == 5
    with pytest.raises(RetourError):
        portal.enrol(device.host, device.key.public, Traits())


def test_rule_4_our_own_answer_lifts_a_suspicion(portal: Portal, place: Place, tmp_path: Path) -> None:
    device = enrolled(portal, L=5)
    run(place, "backup", tmp_path / "copy.db")
    answer = portal.take(device.say({"L": 5}), None, "api").answer
    device.apply(answer)
    run(place, "restore", tmp_path / "copy.db")
    (tmp_path / "answer.retour").write_bytes(answer)
    refused("not-suspect", place, "adopt", tmp_path / "answer.retour", "--host-id", "SN-4711")
    assert device.drop("L", 2, Reason.MOVE)


@pytest.mark.parametrize("content", [b"", b"nothing like it" * 100])
def test_what_is_no_copy_of_a_ledger_is_refused(content: bytes, portal: Portal, place: Place, tmp_path: Path) -> None:
    holding(portal)
    (tmp_path / "x").write_bytes(content)
    refused("not-a-backup", place, "restore", tmp_path / "x")
    refused("not-a-backup", place, "restore", tmp_path / "nowhere")
    assert look(portal) == (0, 5, 0)


def test_the_copy_of_another_portal_is_refused(portal: Portal, place: Place, tmp_path: Path) -> None:
    other = Place.of(str(tmp_path / "other"))
    Portal.open(other).close()
    run(other, "backup", tmp_path / "copy.db")
    refused("other-portal-key", place, "restore", tmp_path / "copy.db")


def test_rule_4_a_ledger_that_forgot_is_told_by_its_own_answer(place: Place, tmp_path: Path) -> None:
    with Portal.open(place) as portal:
        portal.put_line(inputs.line("L", "Flow", 5))
        device = enrolled(portal, L=5)
    shutil.copy(place.database, tmp_path / "old.db")
    mark = (place.keys / MARK_FILE).read_bytes()
    with Portal.open(place) as portal:
        answer = portal.take(device.say({"L": 5}), None, "api").answer
        blob = device.apply(answer)
    # The mark goes back with the database: nothing tells, until a device does.
    shutil.copy(tmp_path / "old.db", place.database)
    (place.keys / MARK_FILE).write_bytes(mark)
    (tmp_path / "answer.retour").write_bytes(answer)
    with Portal.open(place) as portal:
        with pytest.raises(RetourError) as caught:
            portal.take(blob, None, "api")
        assert caught.value.code == "never-issued"
        (adopted,) = run(place, "adopt", tmp_path / "answer.retour", "--host-id", "SN-4711")
        assert (adopted["epoch"], adopted["unproven"]) == (2, 1)
        portal.take(device.apply(portal.take(blob, None, "api").answer), None, "api")
        assert look(portal) == (0, 5, 0)
