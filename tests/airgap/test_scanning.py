"""From pictures to messages: every way that pictures come, in any order, messages mixed and parts missing."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from retour.airgap.scanning import (
    QUIET_FRAMES,
    Patience,
    Reading,
    Scan,
    Scanned,
    Sight,
    look_through,
    missing_parts,
    scan_files,
    sorted_out,
)
from retour.airgap.showing import Density, Showing, plan, sheet
from retour.airgap.symbols.eyes import Eyes
from retour.airgap.symbols.image import animation, picture, png
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.symbol import Level, draw
from retour.airgap.ur.content import Content
from retour.airgap.ur.sender import Sender
from retour.airgap.ur.stream import Progress
from retour.errors import NotReached, Refused, RetourError
from tests.airgap.symbols.drawing import file_of, image_of, inverted, mirrored, photo_of, sheet_of, video_of
from tests.protocol.samples import signed_message

EYES = Eyes()
DATA = random.Random(8).randbytes(2500)
SHOWING = plan(DATA, Density.V15)
FRAMES = [SHOWING.symbol(index) for index in range(SHOWING.frames)]
OTHER = plan(random.Random(9).randbytes(1500), Density.V15)
STILL = plan(signed_message())
FRAMES_TEXT = SHOWING.text(0)


def saved(folder: Path, files: dict[str, bytes]) -> list[Path]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


def pure(showing: Showing = SHOWING, start: int = 0) -> dict[str, bytes]:
    return {f"{start + index}.png": png(showing.symbol(index), 2) for index in range(showing.fragments)}


def only(scanned: Scanned) -> bytes | None:
    (message,) = scanned.messages
    return message.data


def refused(paths: list[Path], eyes: Eyes = EYES) -> RetourError:
    with pytest.raises(RetourError) as caught:
        scan_files(paths, eyes)
    assert all(line.endswith(".") for line in caught.value.lines)
    return caught.value


@pytest.mark.parametrize("eyes", [EYES, Eyes(zxing=False), Eyes(pyzbar=False)], ids=["both", "pyzbar", "zxing"])
@pytest.mark.parametrize("change", [lambda shown: shown, mirrored, inverted], ids=["plain", "mirrored", "inverted"])
def test_a_still(eyes: Eyes, change: object) -> None:
    assert callable(change)
    (stream,) = Scan(eyes).feed(change(picture(STILL.symbol(0), 4))).complete
    assert stream.data == signed_message()


def test_frames_in_any_order(tmp_path: Path) -> None:
    paths = saved(tmp_path, pure())
    random.Random(1).shuffle(paths)
    assert only(scan_files(paths, EYES)) == DATA


def test_mixed_parts_stand_in_for_lost_ones(tmp_path: Path) -> None:
    kept = [png(symbol, 2) for number, symbol in enumerate(FRAMES) if number not in (1, 2)]
    assert only(scan_files(saved(tmp_path, {f"{n}.png": data for n, data in enumerate(kept)}), EYES)) == DATA


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", animation(FRAMES, 8, 3)),
        ("a.gif", file_of(image_of(FRAMES[0]), "GIF", [image_of(each) for each in FRAMES[1:]])),
        ("a.avi", video_of([image_of(each) for each in FRAMES])),
        ("a.mp4", video_of([image_of(each) for each in FRAMES], "mp4", "mpeg4", "yuv420p")),
        ("a.pdf", file_of(image_of(FRAMES[0]), "PDF", [image_of(each) for each in FRAMES[1:]])),
        ("a.tif", file_of(image_of(FRAMES[0]), "TIFF", [image_of(each) for each in FRAMES[1:]])),
    ],
)
def test_one_file_brings_it_all(tmp_path: Path, name: str, data: bytes) -> None:
    assert only(scan_files(saved(tmp_path, {name: data}), EYES)) == DATA


def test_a_video_ends_when_all_is_whole_and_nothing_new_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retour.airgap.scanning.QUIET_FRAMES", 5)
    told: list[Reading] = []
    path = saved(tmp_path, {"a.avi": video_of([image_of(each) for each in FRAMES * 3])})
    scanned = scan_files(path, EYES, told.append)
    assert only(scanned) == DATA
    assert scanned.pictures == len(told) == SHOWING.fragments + 5
    assert list(scanned.ended) == path
    assert [reading.picture for reading in told] == [*range(1, len(told) + 1)]
    recovered = [reading.best.recovered for reading in told if reading.best]
    assert recovered == sorted(recovered)
    assert recovered[-1] == SHOWING.fragments


THREE = [STILL.symbol(0), *FRAMES[: SHOWING.fragments], *(OTHER.symbol(index) for index in range(OTHER.fragments))]


@pytest.mark.parametrize("name", ["a.avi", "a.png"])
def test_one_film_brings_all_that_it_shows(tmp_path: Path, name: str) -> None:
    size = max(symbol.size for symbol in THREE)
    images = [image_of(each).resize((4 * size + 32,) * 2) for each in THREE]
    data = video_of(images) if name == "a.avi" else file_of(images[0], "PNG", images[1:])
    scanned = scan_files(saved(tmp_path, {name: data}), EYES)
    assert {message.data for message in scanned.messages} == {signed_message(), DATA, random.Random(9).randbytes(1500)}
    assert (scanned.pictures, scanned.incomplete, scanned.ended) == (len(THREE), (), ())


def test_a_film_of_what_is_known_is_read_on(tmp_path: Path) -> None:
    images = [image_of(each) for each in [FRAMES[0], *(OTHER.symbol(index) for index in range(OTHER.fragments))]]
    scanned = scan_files(saved(tmp_path, pure() | {"z.avi": video_of(images)}), EYES)
    assert {message.data for message in scanned.messages} == {DATA, random.Random(9).randbytes(1500)}


WHOLE = Progress("k", "bytes", 2, 2, (), 2, data=b"a", message="bytes/1/1")
HALF = Progress("l", "bytes", 2, 1, (2,), 1, message="bytes/1/2")
NOTHING = Sight((), (), 0, None)


def test_patience_ends_a_quiet_stretch_of_frames_after_the_last_news() -> None:
    patience = Patience()
    again = Sight((), (WHOLE,), 0, None)
    assert not any(patience.enough(again, (WHOLE,)) for _ in range(QUIET_FRAMES - 1))
    assert not patience.enough(Sight((), (WHOLE,), 1, None), (WHOLE,))
    assert not any(patience.enough(NOTHING, (WHOLE,)) for _ in range(QUIET_FRAMES - 1))
    assert patience.enough(again, (WHOLE,))


@pytest.mark.parametrize(
    ("sight", "streams"),
    [(NOTHING, ()), (NOTHING, (WHOLE,)), (Sight((), (WHOLE,), 0, None), (WHOLE, HALF))],
    ids=["nothing", "of another file", "one is not whole"],
)
def test_patience_has_no_end_while_something_is_to_come(sight: Sight, streams: tuple[Progress, ...]) -> None:
    patience = Patience()
    assert not any(patience.enough(sight, streams) for _ in range(2 * QUIET_FRAMES))


def test_a_message_in_two_densities_is_one(tmp_path: Path) -> None:
    finer = plan(DATA, Density.V25)
    scanned = scan_files(saved(tmp_path, pure() | pure(finer, 100)), EYES)
    assert (only(scanned), scanned.incomplete) == (DATA, ())
    begun = dict(list(pure(finer, 100).items())[1:])
    scanned = scan_files(saved(tmp_path, begun | pure()), EYES)
    assert (only(scanned), scanned.incomplete) == (DATA, ())
    assert finer.fragments > 2
    found = sorted_out((replace(WHOLE, key="m", message="compressed/1/1"), HALF, WHOLE))
    assert (found.whole[0].key, len(found.whole), found.incomplete) == ("m", 1, (HALF,))


def test_what_is_wrong_with_each_file_is_told_whatever_came_of_the_others(tmp_path: Path) -> None:
    blank = file_of(Image.new("L", (200, 200), 255), "PNG")
    damaged = png(draw(FRAMES_TEXT[:-2] + ("AE" if FRAMES_TEXT[-2:] != "AE" else "AD"), Level.L), 3)
    bad = {"blank.png": blank, "wallet.png": png(draw("UR:CRYPTO-PSBT/HDRK", Level.M), 3), "crc.png": damaged}
    told = [("blank.png", "no-code"), ("wallet.png", "other-program"), ("crc.png", "bytewords-checksum")]
    good = {"good.png": png(STILL.symbol(0), 3)}
    for files in (bad | good, good | bad):
        scanned = look_through(saved(tmp_path, files), EYES)
        assert [(each.path.name, each.error.code) for each in scanned.problems] == told
        assert (only(scanned), scanned.failure) == (signed_message(), None)
    scanned = look_through(saved(tmp_path, bad), EYES)
    assert [(each.path.name, each.error.code) for each in scanned.problems] == told
    assert scanned.failure is not None
    assert scanned.failure.code == "other-program"


def test_a_code_of_somebody_elses_beside_ours_is_no_matter(tmp_path: Path) -> None:
    ours, other = image_of(STILL.symbol(0), 3), image_of(draw("HTTPS://EXAMPLE.TEST", Level.M), 3)
    both = Image.new("L", (ours.width + other.width, ours.height), 255)
    both.paste(ours)
    both.paste(other, (ours.width, 0))
    scanned = scan_files(saved(tmp_path, {"a.png": file_of(both, "PNG")}), EYES)
    assert (only(scanned), scanned.problems) == (signed_message(), ())


def test_a_message_that_is_all_there_and_refused_is_told(tmp_path: Path) -> None:
    liar = Sender(Content("compressed", b"\x83" + bytes(900)), 758)
    files = {f"{n}.png": png(draw(liar.frame(n), Level.L), 3) for n in range(liar.fragments)}
    scanned = look_through(saved(tmp_path, files | {"good.png": png(STILL.symbol(0), 3)}), EYES)
    assert [each.error.code for each in scanned.problems] == ["not-its-type"]
    assert liar.fragments > 1


def test_a_printed_sheet_from_one_photo(tmp_path: Path) -> None:
    printed = sheet(DATA)
    page = sheet_of([printed.symbol(index) for index in range(printed.frames)], 200)
    photo = photo_of(page, 2100, 2800, blur=0.8, degrees=-2)
    assert only(scan_files(saved(tmp_path, {"photo.jpg": photo}), EYES)) == DATA


def test_several_messages_are_kept_apart(tmp_path: Path) -> None:
    files = pure(OTHER, 100) | {"still.png": png(STILL.symbol(0), 3)} | pure()
    paths = saved(tmp_path, files)
    random.Random(3).shuffle(paths)
    found = {message.data for message in scan_files(paths, EYES).messages}
    assert found == {DATA, signed_message(), random.Random(9).randbytes(1500)}


def test_another_message_in_between_is_told_and_does_not_matter(tmp_path: Path) -> None:
    files = dict(list(pure(OTHER, 100).items())[:1]) | pure()
    scanned = scan_files(saved(tmp_path, files), EYES)
    assert only(scanned) == DATA
    assert [stream.fragments for stream in scanned.incomplete] == [OTHER.fragments]


def test_files_that_cannot_be_read_are_told_and_do_not_matter(tmp_path: Path) -> None:
    files = {"bad.png": b"\x89PNG\r\n\x1a\n", "notes.txt": b"hello"} | pure()
    files["wallet.png"] = png(draw("UR:CRYPTO-PSBT/HDRK", Level.M), 3)
    scanned = scan_files([*saved(tmp_path, files), tmp_path / "none.png"], EYES)
    assert only(scanned) == DATA
    assert [(problem.path.name, problem.error.code) for problem in scanned.problems] == [
        ("bad.png", "not-a-picture"),
        ("notes.txt", "not-a-picture"),
        ("wallet.png", "other-program"),
        ("none.png", "no-file"),
    ]


@pytest.mark.parametrize(
    ("lost", "what"),
    [
        ({2}, "Part 3 of {n} is missing."),
        ({0, 3}, "Parts 1 and 4 of {n} are missing."),
        ({0, 2, 3}, "Parts 1, 3 and 4 of {n} are missing."),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, lost: set[int], what: str) -> None:
    kept = [data for number, data in enumerate(pure().values()) if number not in lost]
    error = refused(saved(tmp_path, {f"{number}.png": data for number, data in enumerate(kept)}))
    assert error.code == "parts-missing"
    assert error.what == what.format(n=SHOWING.fragments)
    assert error.details["missing"] == [number + 1 for number in sorted(lost)]


def test_many_that_are_missing_are_counted() -> None:
    error = missing_parts(Progress("k", "bytes", 300, 100, tuple(range(1, 201)), 100))
    assert error.what.startswith("200 of 300 parts are missing, the first of them 1, 2, 3,")
    assert len(error.what) < 120
    assert "contradict" in missing_parts(Progress("k", "bytes", 3, 2, (), 100)).what


def test_nothing_to_see_is_said(tmp_path: Path) -> None:
    blank = file_of(Image.new("L", (200, 200), 255), "PNG")
    error = refused(saved(tmp_path, {"a.png": blank, "b.png": blank}))
    assert (error.code, error.details["pictures"]) == ("no-code", 2)


def test_another_programs_code_is_said(tmp_path: Path) -> None:
    paths = saved(tmp_path, {"a.png": png(draw("UR:CRYPTO-PSBT/HDRK", Level.M), 3)})
    assert refused(paths).code == "other-program"
    paths = saved(tmp_path, {"a.png": png(draw("HTTPS://EXAMPLE.TEST", Level.M), 3)})
    assert refused(paths).code == "not-ur"


def test_one_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    assert refused(saved(tmp_path, {"a.retour": signed_message()})).code == "retour-file"
    assert refused([tmp_path]).code == "not-readable"


def test_without_a_reader_nothing_is_opened(tmp_path: Path) -> None:
    error = refused([tmp_path / "none.png"], Eyes(zxing=False, pyzbar=False))
    assert isinstance(error, NotReached)
    assert error.code == "no-reader"


def hints(scan: Scan) -> tuple[int, str | None]:
    return scan.idle, scan.problem.code if scan.problem else None


def test_a_camera_gets_hints() -> None:
    scan = Scan(EYES)
    blank = Picture(300, 300, b"\x90" * 90_000, passing=True)
    for number in range(1, 4):
        sight = scan.feed(blank)
        assert (sight.seen, sight.streams, sight.problem, scan.idle) == ((), (), None, number)
    wallet = scan.feed(picture(draw("UR:CRYPTO-PSBT/HDRK", Level.M), 3))
    assert isinstance(wallet.problem, Refused)
    assert len(wallet.seen) == 1
    scan.feed(blank)
    assert hints(scan) == (5, wallet.problem.code)
    ours = scan.feed(picture(FRAMES[0], 3))
    assert (ours.news, ours.problem) == (1, None)
    assert hints(scan) == (0, None)
    assert [stream.fragments for stream in ours.streams] == [SHOWING.fragments]
    assert ours.complete == ()
    again = scan.feed(picture(FRAMES[0], 3))
    assert again.news == 0
    assert hints(scan) == (0, None)
