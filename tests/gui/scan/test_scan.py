"""The scan page: cameras and their troubles, pictures and clipboard, and what it says when a message is whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest

from retour.airgap.carry import join_carry
from retour.airgap.envelope import Envelope, seal
from retour.airgap.showing import Density, plan
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.symbol import Level, draw
from retour.airgap.ur import bytewords
from retour.airgap.ur.bounds import MAX_STREAMS
from retour_gui.scan.canvas import picture_of
from retour_gui.scan.opening import scan
from retour_gui.scan.scan import ScanPage
from retour_gui.scan.source import busy, denied
from tests.gui.cameras import FedSource, HeldCameras
from tests.gui.person import Person
from tests.gui.scan.screens import noise, playing, seen, wall
from tests.protocol.samples import RESPONSE, signed_response


def begin(somebody: Person) -> tuple[ScanPage, list[Path]]:
    taken: list[Path] = []
    scan(somebody.window.context, "Hold it there.", taken.append)
    page = somebody.window.sheet
    assert isinstance(page, ScanPage)
    return page, taken


def source(cameras: HeldCameras) -> FedSource:
    last = cameras.opened[-1]
    assert isinstance(last, FedSource)
    return last


def test_a_code_before_the_camera_comes_in(somebody: Person, cameras: HeldCameras) -> None:
    data = noise(2500)
    cameras.sight = playing(plan(data), first=3)
    _, taken = begin(somebody)
    somebody.sees("of 5 parts")
    somebody.wait(lambda: bool(taken), "the message")
    assert taken[0].read_bytes() == data
    assert somebody.window.sheet is None, "it leaves by itself"
    assert source(cameras).stopped == 1, "the camera is given back"


def test_a_mirror_image_is_read_too(somebody: Person, cameras: HeldCameras) -> None:
    data = noise(300)
    picture = seen(plan(data).symbol(0))
    rows = [picture.grey[at : at + picture.width][::-1] for at in range(0, len(picture.grey), picture.width)]
    mirrored = type(picture)(picture.width, picture.height, b"".join(rows), passing=True)
    cameras.sight = lambda: mirrored
    _, taken = begin(somebody)
    somebody.wait(lambda: bool(taken), "the message")
    assert taken[0].read_bytes() == data


def test_no_camera_says_so_and_one_that_comes_is_used(somebody: Person, cameras: HeldCameras) -> None:
    cameras.plug()
    data = noise(300)
    picture = seen(plan(data).symbol(0))
    cameras.sight = lambda: picture
    _, taken = begin(somebody)
    somebody.sees("No camera was found on this computer.")
    assert somebody.can_press("Read pictures...")
    cameras.plug("USB camera")
    somebody.wait(lambda: bool(taken), "the message")


@pytest.mark.parametrize(("error", "words"), [(busy("Front", "in use"), "another program"), (denied(), "may not use")])
def test_a_camera_that_cannot_be_used_says_why(
    somebody: Person, cameras: HeldCameras, error: object, words: str
) -> None:
    cameras.broken = error  # type: ignore[assignment]
    begin(somebody)
    somebody.sees(words)
    cameras.broken = None
    cameras.sight = wall
    somebody.press("Try again")
    somebody.wait(lambda: isinstance(cameras.opened[-1], FedSource), "the camera")
    somebody.wait(lambda: words not in somebody.screen(), "the words to go")


def test_the_camera_is_chosen_once(somebody: Person, cameras: HeldCameras) -> None:
    page, _ = begin(somebody)
    looks = [page.preview.mirrored]
    page.picker.combo.setCurrentIndex(1)
    page.picker.combo.activated.emit(1)
    looks.append(page.preview.mirrored)
    assert looks == [True, False], "the first one faces the person"
    somebody.press("Back")
    page, _ = begin(somebody)
    assert page.picker.combo.currentText() == "Back"
    assert source(cameras).started == 1
    assert sum(each.stopped for each in cameras.opened if isinstance(each, FedSource)) == len(cameras.opened) - 1


def test_unplugging_another_camera_disturbs_nothing(somebody: Person, cameras: HeldCameras) -> None:
    begin(somebody)
    opened = len(cameras.opened)
    cameras.plug("Front")
    assert len(cameras.opened) == opened
    cameras.plug("Back")
    assert len(cameras.opened) == opened + 1, "its own is gone: the next one is used"


def test_after_five_seconds_of_nothing_it_says_what_helps(somebody: Person, cameras: HeldCameras) -> None:
    now = [0.0]
    cameras.sight = wall
    context = somebody.window.context
    context.cover(lambda made: ScanPage(made, lambda _: None, lambda _: True, "", clock=lambda: now[0]))
    page = somebody.window.sheet
    assert isinstance(page, ScanPage)
    now[0] = 4.9
    page._hint_again()
    assert "Move closer" not in somebody.screen()
    now[0] = 5.1
    page._hint_again()
    somebody.sees("Move closer")


def test_pictures_name_what_is_missing(somebody: Person, cameras: HeldCameras, tmp_path: Path) -> None:
    cameras.plug()
    data = noise(3000)
    showing = plan(data, Density.V20)
    page, taken = begin(somebody)
    paths = []
    for index in range(showing.fragments):
        paths.append(tmp_path / f"{index}.png")
        picture_of(showing.symbol(index)).scaled(600, 600).save(str(paths[-1]))
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(each)) for each in (paths[4], paths[0], paths[2])])
    assert somebody.window.take(dropped)
    somebody.sees(f"Still missing of {showing.fragments} parts: 2, 4")
    pasted = QMimeData()
    pasted.setImageData(picture_of(showing.symbol(1)).scaled(600, 600))
    QGuiApplication.clipboard().setMimeData(pasted)
    somebody.window.take(QGuiApplication.clipboard().mimeData())
    page.read(tuple(paths[3:]))
    somebody.wait(lambda: bool(taken), "the message")
    assert taken[0].read_bytes() == data


def test_a_picture_without_a_code_says_so(somebody: Person, cameras: HeldCameras, tmp_path: Path) -> None:
    cameras.plug()
    page, _ = begin(somebody)
    empty = tmp_path / "empty.png"
    image = picture_of(plan(noise(50)).symbol(0))
    image.fill(255)
    image.save(str(empty))
    page.read((empty,))
    somebody.sees("No code of Retour was read in these pictures.")
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"nothing")
    page.read((bad,))
    somebody.wait(lambda: somebody.window.banner.error is not None, "why it cannot be read")


def test_a_screenshot_can_be_pasted_anywhere(somebody: Person) -> None:
    pasted = QMimeData()
    pasted.setImageData(picture_of(plan(noise(60)).symbol(0)).scaled(400, 400))
    assert somebody.window.take(pasted)
    somebody.wait(lambda: somebody.window.sheet is None, "what was scanned is judged")
    somebody.wait(lambda: somebody.window.banner.error is not None, "that it is nothing of ours")


def test_another_programs_code_is_named_at_once(somebody: Person, cameras: HeldCameras) -> None:
    strange = seen(draw("UR:CRYPTO-PSBT/" + bytewords.encode(b"\x41\x00", bytewords.Style.MINIMAL).upper(), Level.L))
    cameras.sight = lambda: strange
    begin(somebody)
    somebody.sees("it carries crypto-psbt. Scan the code that Retour shows.")


def test_more_messages_than_there_is_room_for_can_be_forgotten(somebody: Person, cameras: HeldCameras) -> None:
    page, taken = begin(somebody)
    streams = [plan(noise(4000, seed)) for seed in range(MAX_STREAMS + 1)]
    shown = iter([seen(each.symbol(index)) for each in streams for index in range(2)])
    held = [next(shown)]

    def look() -> Picture:
        held[0] = next(shown, held[0])
        return held[0]

    cameras.sight = look
    for picture in shown:
        page.looker.read((image_of(picture),))
    somebody.sees("More messages are being read at once")
    data = noise(2000, 99)
    cameras.sight = playing(plan(data))
    somebody.press("Begin anew")
    somebody.wait(lambda: bool(taken), "the message")
    assert taken[0].read_bytes() == data


def test_a_reader_that_is_missing_is_told(
    somebody: Person, cameras: HeldCameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retour.airgap.symbols.eyes._pyzbar", lambda: None)
    cameras.sight = wall
    begin(somebody)
    somebody.sees("pyzbar is missing")
    somebody.press("Back")
    monkeypatch.setattr("retour.airgap.symbols.eyes._zxing", lambda: None)
    begin(somebody)
    somebody.sees("Install the Python package zxing-cpp, or carry the file instead.")


def image_of(picture: Picture) -> QImage:
    form = QImage.Format.Format_Grayscale8
    return QImage(picture.grey, picture.width, picture.height, picture.width, form).copy()


def test_the_way_of_a_message_is_remembered_for_its_site(somebody: Person) -> None:
    settings = somebody.app.settings
    assert not settings.by_qr("Plant 7")
    settings.set_by_qr("Plant 7", by_qr=True)
    settings.set_by_qr("Plant 8", by_qr=False)
    assert settings.by_qr(" plant 7")
    assert not settings.by_qr("Plant 8")
    assert not settings.by_qr("Plant 9"), "a new site begins as the last one went"


def test_a_full_disk_loses_nothing_and_is_tried_again(somebody: Person, cameras: HeldCameras) -> None:
    inbox = somebody.window.context.folder / "inbox"
    inbox.write_text("not a folder")
    data = noise(300)
    picture = seen(plan(data).symbol(0))
    cameras.sight = lambda: picture
    _, taken = begin(somebody)
    somebody.wait(lambda: somebody.can_press("Try again"), "what happened")
    cameras.sight = wall
    inbox.unlink()
    somebody.press("Try again")
    somebody.wait(lambda: bool(taken), "the message")
    assert taken[0].read_bytes() == data


def test_pictures_do_not_hide_why_the_camera_fails(somebody: Person, cameras: HeldCameras, tmp_path: Path) -> None:
    cameras.broken = busy("Front", "in use")
    page, _ = begin(somebody)
    somebody.sees("another program")
    path = tmp_path / "part.png"
    picture_of(plan(noise(4000)).symbol(0)).scaled(600, 600).save(str(path))
    page.read((path,))
    somebody.sees("Still missing of")
    assert somebody.can_press("Try again")
    cameras.broken = None
    cameras.plug("Front", "Back", "USB")
    somebody.wait(lambda: page.picker.runs, "the camera that came")


def test_what_nobody_waits_for_is_saved_and_the_next_can_be_scanned(
    somebody: Person, cameras: HeldCameras, tmp_path: Path
) -> None:
    envelope = seal(Envelope("R-0000-0000", "by-hand", "SN-9", "request", noise(200)))
    picture = seen(plan(envelope).symbol(0))
    cameras.sight = lambda: picture
    page, taken = begin(somebody)
    somebody.sees("A vendor's file of SN-9, in an envelope")
    assert page._scanned is not None
    somebody.window.context.copy_file(page._scanned.path, tmp_path / "request.bin")
    somebody.wait((tmp_path / "request.bin").exists, "the vendor's file")
    assert (tmp_path / "request.bin").read_bytes() == noise(200), "it is out of its envelope"
    other = seen(plan(noise(250, 3)).symbol(0))
    cameras.sight = lambda: other
    somebody.press("Scan another")
    somebody.wait(lambda: bool(taken), "the next")
    assert taken[0].read_bytes() == noise(250, 3)


def test_several_messages_come_as_one_bundle(somebody: Person, cameras: HeldCameras, tmp_path: Path) -> None:
    cameras.plug()
    messages = [signed_response(), signed_response(replace(RESPONSE, sequence=RESPONSE.sequence + 1))]
    paths = []
    for at, message in enumerate(messages):
        paths.append(tmp_path / f"{at}.png")
        picture_of(plan(message).symbol(0)).scaled(700, 700).save(str(paths[-1]))
    page, taken = begin(somebody)
    page.read(tuple(paths))
    somebody.wait(lambda: bool(taken), "the messages")
    assert taken[0].read_bytes() == join_carry(tuple(messages))


def test_help_over_a_scan_keeps_what_was_read(somebody: Person, cameras: HeldCameras) -> None:
    showing = plan(noise(40_000))
    cameras.sight = playing(showing)
    page, _ = begin(somebody)
    somebody.sees("parts")
    somebody.window.show_help()
    assert not page.picker.runs, "others may have the camera"
    QTest.keyClick(somebody.window, Qt.Key.Key_Escape)
    assert somebody.window.sheet is page
    somebody.wait(lambda: page.picker.runs and page.amount.isVisible(), "the scan goes on")


def test_a_camera_that_comes_after_the_end_is_left_alone(somebody: Person, cameras: HeldCameras) -> None:
    cameras.plug()
    begin(somebody)
    somebody.press("Back")
    opened = len(cameras.opened)
    cameras.plug("Late")
    assert len(cameras.opened) == opened


def test_a_carry_file_on_the_scan_page_is_a_file(somebody: Person, tmp_path: Path) -> None:
    path = tmp_path / "R-0000-0000_SN-1_answer.retour"
    path.write_bytes(signed_response())
    begin(somebody)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path))])
    assert somebody.window.take(dropped)
    assert somebody.window.sheet is None
    somebody.wait(lambda: somebody.window.banner.error is not None, "that it is nobody's answer here")
