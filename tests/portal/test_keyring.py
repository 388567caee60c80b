"""The portal's keys on disk: made once, rotated under the root, the root taken away; crashes between any two steps."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from retour.errors import NotGenuine, NotReached, Refused, RetourError, Usage
from retour.portal.keyring import (
    OPERATOR_FILE,
    ROOT_FILE,
    SEED_FILE,
    make_keys,
    move_root,
    next_key_set,
    open_keys,
)
from retour.protocol.keys import PortalKey, SigningKey
from retour.protocol.keyset import follow

PORTAL = "P-0123456789"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Keys of a new portal."""
    make_keys(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The one key of a portal from before there were key sets."""
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / SEED_FILE).write_bytes(SigningKey.generate().seed)
    return tmp_path / "old"


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def shown(folder: Path) -> str:
    """The keys by their public halves, to compare them."""
    return repr(open_keys(folder))


def code(error: RetourError) -> str:
    assert all(line.endswith((".", "FILE", "rotate")) for line in error.lines), error.lines
    return error.code


def test_a_new_portal_has_four_keys_for_its_owner_only(folder: Path) -> None:
    keys = open_keys(folder)
    publics = {keys.root, keys.answers.public, keys.orders.public, keys.operator.public}
    assert len(publics) == 4
    assert SigningKey.from_seed((folder / ROOT_FILE).read_bytes()).public == keys.root
    assert keys.trusted(PORTAL) == PortalKey(PORTAL, keys.answers.public, keys.orders.public, keys.root)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    before = files(folder)
    assert repr(make_keys(folder)) == repr(keys)
    assert files(folder) == before


def test_the_keys_are_never_shown(folder: Path) -> None:
    assert not any(path.read_bytes().hex() in shown(folder) for path in folder.glob("*.key"))


@pytest.mark.parametrize("made", range(5))
def test_a_first_start_that_was_cut_short_goes_on(folder: Path, tmp_path: Path, made: int) -> None:
    order = [ROOT_FILE, "root.pub", "orders.key", OPERATOR_FILE, SEED_FILE]
    again = tmp_path / "again"
    again.mkdir()
    for name in order[:made]:
        shutil.copy(folder / name, again / name)
    assert repr(make_keys(again)) == shown(again)
    assert {name: data for name, data in files(again).items() if name in order[:made]} == {
        name: (folder / name).read_bytes() for name in order[:made]
    }
    assert open_keys(again).trusted(PORTAL).root is not None


def test_a_root_is_not_made_anew_when_it_was_known(folder: Path) -> None:
    for name in (ROOT_FILE, SEED_FILE):
        (folder / name).unlink()
    with pytest.raises(Refused) as caught:
        make_keys(folder)
    assert code(caught.value) == "portal-key-missing"
    assert not (folder / ROOT_FILE).exists()


@pytest.mark.parametrize("name", ["root.pub", "orders.key", OPERATOR_FILE, SEED_FILE])
@pytest.mark.parametrize("data", [None, b"", b"short", bytes(33), b"\xff" * 40])
def test_a_key_that_is_missing_or_damaged_is_said(folder: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (folder / name).write_bytes(data)
    else:
        (folder / name).unlink()
    with pytest.raises(Refused) as caught:
        open_keys(folder)
    assert code(caught.value) == "portal-key-missing"


def test_a_portal_from_before_key_sets_keeps_its_one_key(old: Path) -> None:
    kept = (old / SEED_FILE).read_bytes()
    keys = make_keys(old)
    assert sorted(files(old)) == [SEED_FILE, OPERATOR_FILE]
    assert keys.answers.seed == keys.orders.seed == kept
    assert keys.trusted(PORTAL) == PortalKey(PORTAL, keys.answers.public)
    assert shown(old) == repr(keys)


@pytest.mark.parametrize("kind", ["folder", "old"])
def test_rotations_are_followed_from_what_was_pinned(kind: str, request: pytest.FixtureRequest) -> None:
    place: Path = request.getfixturevalue(kind)
    pinned = make_keys(place).trusted(PORTAL)
    links = []
    for number in (2, 3):
        before = files(place)
        links.append(next_key_set(place, PORTAL, number))
        after = files(place)
        assert before.items() <= after.items(), "no key is ever replaced"
        assert sorted(after.keys() - before.keys()) == [f"answers-{number}.key", f"orders-{number}.key"]
        assert next_key_set(place, PORTAL, number) == links[-1], "an interrupted rotation is repeated"
        assert files(place) == after
    assert follow(pinned, 1, links) == (open_keys(place, 3).trusted(PORTAL), 3)
    assert open_keys(place).trusted(PORTAL) == pinned


def test_a_rotation_that_was_cut_short_goes_on_with_the_key_that_is_there(folder: Path) -> None:
    seed = SigningKey.generate().seed
    (folder / "answers-2.key").write_bytes(seed)
    next_key_set(folder, PORTAL, 2)
    assert open_keys(folder, 2).answers.seed == seed


def test_a_set_is_not_skipped(folder: Path) -> None:
    with pytest.raises(Refused) as caught:
        next_key_set(folder, PORTAL, 3)
    assert code(caught.value) == "portal-key-missing"
    with pytest.raises(ValueError, match="set 1"):
        next_key_set(folder, PORTAL, 1)
    assert not list(folder.glob("*-3.key"))


def test_the_root_goes_away_and_comes_back_for_a_rotation(folder: Path, tmp_path: Path) -> None:
    pinned, seed, away = open_keys(folder).trusted(PORTAL), (folder / ROOT_FILE).read_bytes(), tmp_path / "root.key"
    move_root(folder, away, 1)
    assert away.read_bytes() == seed
    assert stat.S_IMODE(away.stat().st_mode) == 0o600
    assert not any(seed in data for data in files(folder).values())
    assert repr(make_keys(folder)) == shown(folder), "the portal starts without its root"
    for call in (lambda: next_key_set(folder, PORTAL, 2), lambda: move_root(folder, tmp_path / "more", 1)):
        with pytest.raises(Refused) as caught:
            call()
        assert code(caught.value) == "root-key-missing"
    link = next_key_set(folder, PORTAL, 2, away)
    assert follow(pinned, 1, [link]) == (open_keys(folder, 2).trusted(PORTAL), 2)
    assert not any(seed in data for data in files(folder).values())


def test_another_key_is_not_the_root(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(SigningKey.generate().seed)
    with pytest.raises(NotGenuine) as caught:
        next_key_set(folder, PORTAL, 2, tmp_path / "other")
    assert code(caught.value) == "other-root"
    for name, data in (("missing", None), ("short", b"short"), ("folder", None)):
        if data:
            (tmp_path / name).write_bytes(data)
        with pytest.raises(Refused) as refused:
            next_key_set(folder, PORTAL, 2, tmp_path / name)
        assert code(refused.value) == "root-key-missing"
    assert not list(folder.glob("*-2.key"))


def test_the_one_key_of_an_old_portal_goes_away_once_set_2_is_in_use(old: Path, tmp_path: Path) -> None:
    pinned, away = make_keys(old).trusted(PORTAL), tmp_path / "root.key"
    with pytest.raises(Refused) as caught:
        move_root(old, away, 1)
    assert code(caught.value) == "root-in-use"
    assert not away.exists()
    links = [next_key_set(old, PORTAL, 2)]
    move_root(old, away, 2)
    assert SEED_FILE not in files(old)
    links.append(next_key_set(old, PORTAL, 3, away))
    assert follow(pinned, 1, links) == (open_keys(old, 3).trusted(PORTAL), 3)


def test_the_root_stays_when_it_cannot_be_copied(folder: Path, tmp_path: Path) -> None:
    before = files(folder)
    taken = tmp_path / "taken"
    taken.write_bytes(b"something")

    cases: list[tuple[Path, type[RetourError], str]] = [
        (taken, Refused, "file-exists"),
        (folder / "again.key", Usage, "root-same-folder"),
        (tmp_path / "no" / "medium", NotReached, "root-not-moved"),
        (tmp_path, NotReached, "root-not-moved"),
    ]
    for out, kind, expected in cases:
        with pytest.raises(kind) as caught:
            move_root(folder, out, 1)
        assert code(caught.value) == expected
    assert files(folder) == before
    assert taken.read_bytes() == b"something"


def test_a_move_that_was_cut_short_is_finished(folder: Path, tmp_path: Path) -> None:
    away = tmp_path / "root.key"
    shutil.copy(folder / ROOT_FILE, away)
    move_root(folder, away, 1)
    assert ROOT_FILE not in files(folder)
    assert SigningKey.from_seed(away.read_bytes()).public == open_keys(folder).root
