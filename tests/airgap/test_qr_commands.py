"""`retour qr encode` and `retour qr decode` as they are run: files in, pictures out, and back."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from retour.airgap.carry import join_carry
from retour.airgap.envelope import Envelope, seal
from retour.airgap.naming import name_for
from retour.airgap.qr_commands import app
from retour.airgap.showing import plan
from retour.airgap.symbols.image import picture, png
from retour.airgap.symbols.symbol import Level, draw
from retour.errors import RetourError
from tests.protocol.samples import HOST, signed_message, signed_response

NOISE = random.Random(5).randbytes(3000)


def qr(*words: str | Path) -> list[dict[str, object]]:
    """What a command writes to stdout."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception is not None:
        raise done.exception
    return [json.loads(line) for line in done.stdout.splitlines()]


def coded(*words: str | Path) -> tuple[int, list[dict[str, object]], list[str]]:
    """The exit code of a command, what it writes to stdout, and to stderr."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.splitlines()


def refused(*words: str | Path) -> RetourError:
    with pytest.raises(RetourError) as caught:
        qr(*words)
    assert all(line.endswith((".", "?")) for line in caught.value.lines)
    return caught.value


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "vendor.bin"
    path.write_bytes(NOISE)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_crosses_and_is_the_same(tmp_path: Path, file: Path) -> None:
    (told,) = qr("encode", file, "--out", tmp_path / "codes")
    assert told == {
        "frames": 12,
        "fragments": 6,
        "version": told["version"],
        "type": "bytes",
        "still": False,
        "folder": str(tmp_path / "codes"),
    }
    assert names(tmp_path / "codes") == [f"vendor-{number:03}-of-012.png" for number in range(1, 13)]
    pictures = sorted((tmp_path / "codes").iterdir(), reverse=True)
    (told,) = qr("decode", *pictures[1:], "--out", tmp_path / "back.bin")
    assert (told["file"], told["bytes"], told["type"]) == (str(tmp_path / "back.bin"), 3000, "bytes")
    assert (told["messages"], told["fragments"]) == (None, 6)
    assert (tmp_path / "back.bin").read_bytes() == NOISE


@pytest.mark.parametrize(("extra", "frames"), [(0, 6), (1, 7), (13, 19)])
def test_spare_codes_are_mixed_ones(tmp_path: Path, file: Path, extra: int, frames: int) -> None:
    (told,) = qr("encode", file, "--out", tmp_path / "codes", "--extra", str(extra), "--scale", "2")
    assert (told["frames"], len(names(tmp_path / "codes"))) == (frames, frames)
    contents = {path.read_bytes() for path in (tmp_path / "codes").iterdir()}
    assert len(contents) == frames, "no picture comes twice"
    if extra >= 6:
        spare = sorted((tmp_path / "codes").iterdir())[6:]
        (told,) = qr("decode", *spare, "--out", tmp_path / "back.bin")
        assert (tmp_path / "back.bin").read_bytes() == NOISE


def test_densities_and_paper(tmp_path: Path, file: Path) -> None:
    fragments = []
    for density in ("v15", "v20", "v25", "v30"):
        (told,) = qr("encode", file, "--out", tmp_path / density, "--density", density, "--extra", "0", "--scale", "1")
        assert int(str(told["version"])) <= int(density[1:])
        fragments.append(told["fragments"])
    assert fragments == [9, 6, 4, 3]
    code, (told,), said = coded("encode", file, "--out", tmp_path / "paper", "--print")
    assert (told["frames"], told["fragments"], told["still"]) == (7, 7, True)
    assert (code, said) == (0, [])


def test_options_without_effect_are_told(tmp_path: Path, file: Path) -> None:
    code, (told,), said = coded("encode", file, "--out", tmp_path / "a", "--print", "--density", "v15", "--extra", "3")
    assert (code, told["frames"]) == (0, 7)
    assert [line.split()[0] for line in said] == ["--density", "--extra"]
    assert all("has no effect" in line for line in said)
    file.write_bytes(NOISE[:100])
    code, (told,), said = coded("encode", file, "--out", tmp_path / "b", "--extra", "3")
    assert (code, told["frames"], len(said)) == (0, 1, 1)
    assert "--extra has no effect" in said[0]
    assert coded("encode", file, "--out", tmp_path / "c", "--extra", "0", "--density", "v15")[2] == []


def test_spare_codes_are_only_as_many_as_differ(tmp_path: Path, file: Path) -> None:
    file.write_bytes(NOISE[:1500])
    code, (told,), said = coded("encode", file, "--out", tmp_path / "a", "--extra", "200", "--scale", "1")
    assert (code, told["fragments"], told["frames"]) == (0, 3, 51)
    assert len({path.read_bytes() for path in (tmp_path / "a").iterdir()}) == 51
    assert said == ["There are only 48 different spare codes for this file, so no more are written."]
    assert coded("encode", file, "--out", tmp_path / "b", "--extra", "48", "--scale", "1")[2] == []


def test_an_animation_as_well(tmp_path: Path, file: Path) -> None:
    qr("encode", file, "--out", tmp_path / "codes", "--animation", "--fps", "5", "--scale", "2")
    moving = tmp_path / "codes" / "vendor.png"
    with Image.open(moving) as image:
        assert (getattr(image, "n_frames", 1), image.info["duration"]) == (12, 200)
    qr("decode", moving, "--out", tmp_path / "back.bin")
    assert (tmp_path / "back.bin").read_bytes() == NOISE
    file.write_bytes(random.Random(5).randbytes(200_000))
    error = refused("encode", file, "--out", tmp_path / "large", "--animation", "--scale", "20")
    assert error.code == "animation-too-large"
    assert not (tmp_path / "large").exists()


def test_pictures_are_made_again_and_others_stay(tmp_path: Path, file: Path) -> None:
    words = ("encode", file, "--out", tmp_path / "codes", "--extra", "0", "--scale", "1")
    assert qr(*words) == qr(*words)
    first = tmp_path / "codes" / "vendor-001-of-006.png"
    first.write_bytes(b"mine")
    assert refused(*words).code == "file-exists"
    assert first.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("data", "name", "messages", "kind"),
    [
        (signed_message(), f"{HOST.id}_request.retour", 1, "cose-sign1"),
        (signed_response(), f"{HOST.id}_answer.retour", 1, "cose-sign1"),
        (join_carry((signed_message(), signed_response())), "2-messages_bundle.retour", 2, "compressed"),
        (
            seal(Envelope("R-0000-0000", "p", "SN-1", "answer", b"blob")),
            "R-0000-0000_SN-1_answer.retour",
            None,
            "x-retour-envelope",
        ),
    ],
)
def test_into_a_folder_under_the_name_it_speaks_for(
    tmp_path: Path, data: bytes, name: str, messages: int | None, kind: str
) -> None:
    (tmp_path / "a.retour").write_bytes(data)
    (tmp_path / "in").mkdir()
    (told,) = qr("encode", tmp_path / "a.retour", "--out", tmp_path / "codes")
    assert (told["type"], told["still"]) == (kind, True)
    (told,) = qr("decode", *(tmp_path / "codes").iterdir(), "--out", tmp_path / "in")
    assert (told["messages"], told["type"]) == (messages, kind)
    assert names(tmp_path / "in") == [name]
    assert (tmp_path / "in" / name).read_bytes() == data
    assert name_for(data) == name


def test_several_files_want_a_folder(tmp_path: Path, file: Path) -> None:
    (tmp_path / "a.retour").write_bytes(signed_message())
    for each in (file, tmp_path / "a.retour"):
        qr("encode", each, "--out", tmp_path / "codes", "--extra", "0", "--scale", "2")
    pictures = sorted((tmp_path / "codes").iterdir())
    assert refused("decode", *pictures, "--out", tmp_path / "back.bin").code == "several-messages"
    assert not (tmp_path / "back.bin").exists()
    (tmp_path / "in").mkdir()
    assert len(qr("decode", *pictures, "--out", tmp_path / "in")) == 2
    assert {path.read_bytes() for path in (tmp_path / "in").iterdir()} == {NOISE, signed_message()}
    assert len(qr("decode", *pictures, "--out", tmp_path / "in")) == 2, "again is fine"


def test_what_cannot_work_says_so(tmp_path: Path, file: Path) -> None:
    assert refused("encode", tmp_path / "none", "--out", tmp_path).code == "no-file"
    assert refused("encode", file, "--out", tmp_path / "a" / "b").code == "no-folder"
    error = refused("encode", file, "--out", file)
    assert (error.code, "is a file" in error.what) == ("not-a-folder", True)
    assert refused("decode", file, "--out", tmp_path / "a" / "b").code == "no-folder"
    assert refused("decode", file, "--out", tmp_path / "back").code == "not-a-picture"
    file.write_bytes(b"")
    assert refused("encode", file, "--out", tmp_path).code == "empty"
    for size in (512 * 1024 + 1, 5_000_000):
        file.write_bytes(bytes(size))
        assert refused("encode", file, "--out", tmp_path).code == "too-large-for-qr"
    assert coded("encode", file, "--out", tmp_path, "--fps", "1")[0] == 2
    assert coded("encode", file, "--out", tmp_path, "--fps", "11")[0] == 2
    assert names(tmp_path) == ["vendor.bin"]


def test_another_file_is_never_overwritten(tmp_path: Path, file: Path) -> None:
    qr("encode", file, "--out", tmp_path / "codes", "--extra", "0", "--scale", "2")
    (tmp_path / "x.bin").write_bytes(b"mine")
    error = refused("decode", *(tmp_path / "codes").iterdir(), "--out", tmp_path / "x.bin")
    assert error.code == "file-exists"
    assert "pictures" in error.safe
    assert (tmp_path / "x.bin").read_bytes() == b"mine"


def test_the_program_says_what_is_missing(tmp_path: Path, file: Path) -> None:
    qr("encode", file, "--out", tmp_path / "codes", "--extra", "0", "--scale", "2")
    pictures = sorted((tmp_path / "codes").iterdir())
    del pictures[4], pictures[1]
    words = [str(each) for each in pictures]
    done = subprocess.run(
        [sys.executable, "-m", "retour", "qr", "decode", *words, "--out", str(tmp_path / "back.bin")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0] == "Parts 2 and 5 of 6 are missing."
    assert not (tmp_path / "back.bin").exists()


def still_of(path: Path, data: bytes) -> Path:
    path.write_bytes(png(plan(data).symbol(0), 3))
    return path


def blank_at(path: Path) -> Path:
    Image.new("L", (200, 200), 255).save(path)
    return path


def test_what_was_of_no_use_is_told_by_words_json_and_exit_code(tmp_path: Path) -> None:
    good, blank = still_of(tmp_path / "good.png", signed_message()), blank_at(tmp_path / "blank.png")
    wallet = tmp_path / "wallet.png"
    wallet.write_bytes(png(draw("UR:CRYPTO-PSBT/HDRK", Level.M), 3))
    for paths in ((blank, wallet, good), (good, blank, wallet)):
        code, (told,), said = coded("decode", *paths, "--out", tmp_path / "a.retour")
        assert (code, told["messages"], told["incomplete"]) == (4, 1, 0)
        assert told["problems"] == [
            {"file": str(blank), "error": "no-code"},
            {"file": str(wallet), "error": "other-program"},
        ]
        assert said[:2] == [
            "No code was found in blank.png. [no-code]",
            "wallet.png: This code belongs to another program: it carries crypto-psbt. [other-program]",
        ]
    code, (told,), _ = coded("decode", good, "--out", tmp_path / "a.retour")
    assert (code, told["incomplete"], told["problems"]) == (0, 0, [])


def test_messages_that_stay_incomplete_are_counted(tmp_path: Path, file: Path) -> None:
    good = still_of(tmp_path / "good.png", signed_message())
    qr("encode", file, "--out", tmp_path / "codes", "--extra", "0", "--scale", "2")
    parts = sorted((tmp_path / "codes").iterdir())
    code, (told,), said = coded("decode", good, *parts[1:], "--out", tmp_path / "a.retour")
    assert (code, told["incomplete"], told["problems"]) == (4, 1, [])
    assert said[0] == "Of another message: Part 1 of 6 is missing."


def test_why_a_missing_part_was_not_read_is_told_first(tmp_path: Path, file: Path) -> None:
    qr("encode", file, "--out", tmp_path / "codes", "--extra", "0", "--scale", "2")
    parts = sorted((tmp_path / "codes").iterdir())
    parts[1].write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(12))
    words = [*map(str, parts), str(tmp_path / "typo.png")]
    done = CliRunner().invoke(app, ["decode", *words, "--out", str(tmp_path / "back.bin")])
    assert isinstance(done.exception, RetourError)
    assert (done.exception.code, done.exception.what) == ("parts-missing", "Part 2 of 6 is missing.")
    first, second = done.stderr.splitlines()
    assert (parts[1].name in first, first.endswith("[heic]")) == (True, True)
    assert ("typo.png" in second, second.endswith("[no-file]")) == (True, True)


def test_one_message_in_two_densities_is_one_file(tmp_path: Path, file: Path) -> None:
    for density in ("v15", "v25"):
        qr("encode", file, "--out", tmp_path / "codes", "--density", density, "--extra", "0", "--scale", "2")
    code, told, _ = coded("decode", *sorted((tmp_path / "codes").iterdir()), "--out", tmp_path / "back.bin")
    assert (code, len(told)) == (0, 1)
    assert (tmp_path / "back.bin").read_bytes() == NOISE


def test_a_film_that_was_not_read_to_its_end_is_named(tmp_path: Path) -> None:
    film, shown = tmp_path / "film.gif", picture(plan(signed_message()).symbol(0), 2)
    images = [Image.frombytes("L", (shown.width, shown.height), shown.grey) for _ in range(302)]
    for number, image in enumerate(images):
        image.putpixel((0, 0), number % 200)  # what is the same is one frame in a GIF
    images[0].save(film, "GIF", save_all=True, append_images=images[1:])
    code, (told,), said = coded("decode", film, "--out", tmp_path / "a.retour")
    assert (code, told["messages"]) == (0, 1)
    assert said[0] == "film.gif: its end was not read, because 300 pictures in a row brought nothing new."


def test_a_damaged_envelope_is_told_as_one(tmp_path: Path) -> None:
    envelope = bytearray(seal(Envelope("R-0000-0000", "p", "SN-9", "request", NOISE[:99])))
    envelope[-1] ^= 1
    error = refused("decode", still_of(tmp_path / "a.png", bytes(envelope)), "--out", tmp_path / "request.bin")
    assert error.code == "envelope-damaged"
    assert error.todo == "Take the envelope again from where it was made."


def test_a_vendors_file_that_looks_like_a_message_is_not_changed(tmp_path: Path) -> None:
    data = bytes.fromhex("8440a04040")
    (told,) = qr("decode", still_of(tmp_path / "a.png", data), "--out", tmp_path / "arr4.bin")
    assert (told["type"], (tmp_path / "arr4.bin").read_bytes()) == ("bytes", data)


def test_a_vendors_file_comes_out_of_its_envelope(tmp_path: Path) -> None:
    envelope = seal(Envelope("R-0000-0000", "some-profile", "SN-9", "request", NOISE))
    (tmp_path / "case.retour").write_bytes(envelope)
    qr("encode", tmp_path / "case.retour", "--out", tmp_path / "codes")
    codes = sorted((tmp_path / "codes").iterdir())
    qr("decode", *codes, "--out", tmp_path / "request.bin")
    assert (tmp_path / "request.bin").read_bytes() == NOISE
    qr("decode", *codes, "--out", tmp_path / "again.retour")
    assert (tmp_path / "again.retour").read_bytes() == envelope
