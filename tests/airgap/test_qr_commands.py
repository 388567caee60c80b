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
from retour.errors import RetourError
from tests.protocol.samples import HOST, signed_message, signed_response

NOISE = random.Random(5).randbytes(3000)


def qr(*words: str | Path) -> list[dict[str, object]]:
    """What a command writes to stdout."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception is not None:
        raise done.exception
    return [json.loads(line) for line in done.stdout.splitlines()]


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
    (told,) = qr("encode", file, "--out", tmp_path / "paper", "--print")
    assert (told["frames"], told["fragments"], told["still"]) == (7, 7, True)


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
    assert refused("encode", file, "--out", file).code == "no-folder"
    assert refused("decode", file, "--out", tmp_path / "a" / "b").code == "no-folder"
    assert refused("decode", file, "--out", tmp_path / "back").code == "not-a-picture"
    file.write_bytes(b"")
    assert refused("encode", file, "--out", tmp_path).code == "empty"
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


def test_a_vendors_file_comes_out_of_its_envelope(tmp_path: Path) -> None:
    envelope = seal(Envelope("R-0000-0000", "some-profile", "SN-9", "request", NOISE))
    (tmp_path / "case.retour").write_bytes(envelope)
    qr("encode", tmp_path / "case.retour", "--out", tmp_path / "codes")
    codes = sorted((tmp_path / "codes").iterdir())
    qr("decode", *codes, "--out", tmp_path / "request.bin")
    assert (tmp_path / "request.bin").read_bytes() == NOISE
    qr("decode", *codes, "--out", tmp_path / "again.retour")
    assert (tmp_path / "again.retour").read_bytes() == envelope
