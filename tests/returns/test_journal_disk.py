"""The journal on a bad disk: after a crash in any moment the cases are as before the step or as after it."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from retour.errors import NotReached, Refused
from retour.returns.case import Abandoned, AnswerApplied, AnswerHeld, Delivered, Event, MessageHeld
from retour.returns.journal import Journal
from tests.media import LINUX
from tests.returns.bad_disk import Damage, Moment, Picture, crash, moments, opened, picture, seen, shared_memory
from tests.returns.bad_disk import put as put_picture
from tests.returns.kit import ANSWER, APPLIED, MESSAGE, NOW, PLANNED, case

Signed = MessageHeld | AnswerHeld | AnswerApplied
# The syncs are modelled, not waited for: files in memory, where the system has such a place.
MEMORY = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
NUMBERS = [f"R-0000-000{n}" for n in range(3)]
DAMAGE = st.builds(
    Damage,
    st.sampled_from([512, 4096]),
    st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.97, 1.0]),
    st.integers(0, 2**32 - 1),
)
number = st.sampled_from(NUMBERS)
crashes = st.lists(DAMAGE, min_size=1, max_size=2)


class BadDisk(RuleBasedStateMachine):
    """A journal that lives through crashes; the automatic checkpoint comes every few pages instead of every 1000."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(dir=MEMORY))
        self.folders = (self.root / str(n) for n in itertools.count())
        self.journal: Journal | None = None

    def teardown(self) -> None:
        if self.journal is not None:
            self.journal.close()
        shutil.rmtree(self.root)

    @initialize(checkpoint=st.sampled_from([4, 16, 1000]))
    def start(self, checkpoint: int) -> None:
        self.checkpoint = checkpoint
        self.serial = 0
        self.open(next(self.folders))
        for each in NUMBERS[1:]:
            self.live().begin(case(number=each), PLANNED)
        self.known = self.now()

    @rule(number=number, crashes=crashes)
    def begin(self, number: str, crashes: list[Damage]) -> None:
        # A number that is taken breaks the key of the table: the step is taken back, and said so.
        self.step(lambda journal: journal.begin(case(number=number), PLANNED), crashes)

    @rule(
        number=number,
        event=st.sampled_from([MESSAGE, MESSAGE, ANSWER, ANSWER, APPLIED]),
        size=st.sampled_from([10, 700, 9000, 40_000]),
        crossing=st.sampled_from([None, ("answer", "/stick")]),
        crashes=crashes,
    )
    def record(
        self, number: str, event: Signed, size: int, crossing: tuple[str, str] | None, crashes: list[Damage]
    ) -> None:
        blob = self.fresh(size)
        told = replace(event, blob=sha256(blob).digest())
        self.step(lambda journal: journal.record(number, told, blob, crossing), crashes)

    @rule(number=number, event=st.sampled_from([Delivered(), Abandoned()]), crashes=crashes)
    def note(self, number: str, event: Event, crashes: list[Damage]) -> None:
        self.step(lambda journal: journal.note(number, event), crashes)

    @rule(number=number, crashes=crashes)
    def crossed(self, number: str, crashes: list[Damage]) -> None:
        self.step(lambda journal: journal.crossed(number, "request", b"bytes", "/stick"), crashes)

    @rule(number=number, crashes=crashes)
    def forget(self, number: str, crashes: list[Damage]) -> None:
        self.step(lambda journal: journal.forget(number), crashes)

    @rule(crashes=crashes)
    def remember_address(self, crashes: list[Damage]) -> None:
        address = f"tcp:{self.fresh(4).hex()}:1"
        self.step(lambda journal: journal.remember_address(address), crashes)

    @rule(mode=st.sampled_from(["PASSIVE", "FULL", "RESTART", "TRUNCATE"]), crashes=crashes)
    def write_back(self, mode: str, crashes: list[Damage]) -> None:
        self.step(lambda journal: journal._db.execute(f"PRAGMA wal_checkpoint({mode})").fetchall(), crashes)

    @rule(crashes=crashes)
    def leave_and_return(self, crashes: list[Damage]) -> None:
        before, shm = picture(self.folder), shared_memory(self.folder)
        self.live().close()
        after = picture(self.folder)
        self.open(self.folder)
        assert self.now() == self.known
        self.survive(before, after, self.known, shm, crashes)

    @rule(damage=DAMAGE, at=st.integers(0, 4))
    def live_on_after_a_crash(self, damage: Damage, at: int) -> None:
        before, shm = picture(self.folder), shared_memory(self.folder)
        self.live().remember_address(f"tcp:{self.fresh(4).hex()}:2")
        spans = list(moments(before, picture(self.folder)))
        span = spans[min(at, len(spans) - 1)]
        old, new = self.known, self.now()
        self.live().close()
        folder = next(self.folders)
        put_picture(folder, crash(span, damage), index(damage, shm))
        self.open(folder)
        self.known = self.now()
        assert self.known in allowed(span, old, new)

    def step(self, act: Callable[[Journal], object], crashes: list[Damage]) -> None:
        before, shm = picture(self.folder), shared_memory(self.folder)
        try:
            act(self.live())
        except (Refused, NotReached):
            assert self.now() == self.known
        old, self.known = self.known, self.now()
        self.survive(before, picture(self.folder), old, shm, crashes)

    def survive(self, before: Picture, after: Picture, old: object, shm: bytes | None, crashes: list[Damage]) -> None:
        for span, damage in itertools.product(moments(before, after), crashes):
            folder = next(self.folders)
            put_picture(folder, crash(span, damage), index(damage, shm))
            with opened(folder) as journal:
                found = seen(journal)
                assert found in allowed(span, old, self.known)
                recovered = picture(folder)
            # What was seen once stays, though the power fails again while the log is written back.
            second = list(moments(recovered, picture(folder)))[damage.seed % 2]
            again = next(self.folders)
            put_picture(again, crash(second, damage), index(damage, shm))
            with opened(again) as journal:
                assert seen(journal) == found
            shutil.rmtree(folder)
            shutil.rmtree(again)

    def open(self, folder: Path) -> None:
        self.folder = folder
        self.journal = Journal(folder, lambda: NOW)
        self.journal._db.execute(f"PRAGMA wal_autocheckpoint = {self.checkpoint}").fetchall()

    def live(self) -> Journal:
        assert self.journal is not None
        return self.journal

    def now(self) -> object:
        return seen(self.live())

    def fresh(self, size: int) -> bytes:
        """Bytes that were not there before and that do not compress to one page of zeros."""
        self.serial += 1
        return (sha256(self.serial.to_bytes(4)).digest() * (size // 32 + 1))[:size]


def allowed(span: Moment, old: object, new: object) -> list[object]:
    return [each for each, may in ((old, span.old), (new, span.new)) if may]


def index(damage: Damage, shm: bytes | None) -> bytes | None:
    """The index of the log was in memory only: after a crash it is anything or missing."""
    return (None, b"", shm, bytes(32_768), b"\xa5" * 32_768, shm and shm[:512])[damage.seed % 6]


TestBadDisk = BadDisk.TestCase
# Not shrunk: each try costs dozens of files, and a failure must be told before the time limit of a test.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
TestBadDisk.settings = settings(max_examples=40, stateful_step_count=20, deadline=None, phases=PHASES)


@pytest.fixture
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_commit_that_lacks_any_one_sector_never_was(root: Path, restarted: bool) -> None:
    """Each sector on its own, and the log cut after each: only the last bytes make the step, and then the whole."""
    blob = b"signed" * 2000
    told = replace(MESSAGE, blob=sha256(blob).digest())
    folder = root / "journal"
    with opened(folder) as journal:
        journal.begin(case(), PLANNED)
        if restarted:
            journal._db.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
        old, before = seen(journal), picture(folder)
        journal.record(case().number, told, blob)
        new, after = seen(journal), picture(folder)
    (span,) = [each for each in moments(before, after) if each.old and each.new]
    was, now = span.before.wal or b"", span.after.wal or b""
    if not restarted:
        assert now.startswith(was)
    torn = 0
    for start in range(0, len(now), 512):
        end = min(start + 512, len(now))
        lost = was[start:end].ljust(end - start, b"\0")
        if lost == now[start:end]:
            continue
        for wal in (now[:start] + lost + now[end:], now[:start] + was[start:]):
            torn += 1
            put_picture(root / str(torn), Picture(span.after.db, wal), None)
            with opened(root / str(torn)) as journal:
                assert seen(journal) == old
    assert torn > 40
    put_picture(root / "whole", span.after, None)
    with opened(root / "whole") as journal:
        assert seen(journal) == new


@pytest.mark.parametrize("sector", [512, 4096])
def test_a_journal_whose_making_was_cut_off_is_made_again(root: Path, sector: int) -> None:
    folder = root / "journal"
    folder.mkdir()
    db = sqlite3.connect(folder / "journal.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL").fetchall()
    before = picture(folder)
    with opened(folder) as journal:
        empty, after = seen(journal), picture(folder)
    db.close()
    cut = [crash(each, Damage(sector, 0.7, seed)) for each in moments(before, after) for seed in range(12)]
    for at, found in enumerate([Picture(None, None), Picture(b"", None), *cut]):
        put_picture(root / str(at), found, None)
        with opened(root / str(at)) as journal:
            assert seen(journal) == empty
            journal.begin(case(), PLANNED)
            assert journal.case(case().number).case == case()


def test_the_checkpoint_of_a_large_file_loses_nothing(root: Path) -> None:
    """More than the 1000 pages after which SQLite writes the log back on its own, and more than its cache holds."""
    blob = os.urandom(5_000_000)
    told = replace(MESSAGE, blob=sha256(blob).digest())
    folder = root / "journal"
    with opened(folder) as journal:
        journal.begin(case(), PLANNED)
        old, before = seen(journal), picture(folder)
        journal.record(case().number, told, blob)
        new, after = seen(journal), picture(folder)
    spans = list(moments(before, after))
    assert any(each.before.db != each.after.db for each in spans)
    for at, span in enumerate(spans):
        put_picture(root / str(at), crash(span, Damage(4096, 0.9, at)), None)
        with opened(root / str(at)) as journal:
            assert seen(journal) in allowed(span, old, new)


PRELUDE = """
import resource, subprocess, sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from retour.errors import NotReached
from tests.returns.bad_disk import opened, seen
from tests.returns.kit import MESSAGE, PLANNED, case

root = Path(sys.argv[1])

def fails(act):
    try:
        act()
    except NotReached as error:
        assert error.code == "journal" and all(error.lines), error
        return True
    return False

def told(blob):
    return replace(MESSAGE, blob=sha256(blob).digest())
"""

LIMITED = """

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

def make(folder):
    with opened(folder):
        pass

failed, blob = 0, b"signed" * 1000
for size in (0, 1, 4096, 32767, 32768, 40000):
    limit(size)
    failed += fails(lambda: make(root / f"made-{size}"))
    limit(resource.RLIM_INFINITY)
    with opened(root / f"made-{size}") as journal:
        assert seen(journal)[1] == ()
        journal.begin(case(), PLANNED)
assert failed == 6, failed

folder, taken = root / "held", 0
with opened(folder) as journal:
    journal.begin(case(), PLANNED)
    old, log = seen(journal), (folder / "journal.db-wal").stat().st_size
    for size in range(log, log + 40000, 1024):
        limit(size)
        if not fails(lambda: journal.record(case().number, told(blob), blob)):
            limit(resource.RLIM_INFINITY)
            break
        taken += 1
        assert seen(journal) == old
        limit(resource.RLIM_INFINITY)
        with opened(folder) as other:
            assert seen(other) == old
    else:
        raise AssertionError("never had room")
    assert taken > 8, taken
    assert journal.case(case().number).state.message == told(blob)
    new = seen(journal)
with opened(folder) as journal:
    assert seen(journal) == new
print("done")
"""

FULL = """
if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", root]).returncode:
    sys.exit(77)
folder, other, kept = root / "journal", root / "other", 0
other.write_bytes(bytes(200_000))
with opened(folder) as journal:
    journal.begin(case(), PLANNED)
    old = seen(journal)
    while True:
        blob = kept.to_bytes(2) * 5000
        if fails(lambda: journal.record(case().number, told(blob), blob)):
            break
        old, kept = seen(journal), kept + 1
    assert seen(journal) == old
    filler = (root / "filler").open("wb", buffering=0)
    try:
        while True:
            filler.write(bytes(512))
    except OSError:
        filler.close()
    assert fails(lambda: journal.forget(case().number))
    assert seen(journal) == old
# Not one byte is free: what is there can be read, or the refusal says why; nothing is lost either way.
def read():
    with opened(folder) as again:
        assert seen(again) == old
fails(read)
assert kept
other.unlink()
with opened(folder) as journal:
    assert seen(journal) == old
    journal.forget(case().number)
    assert journal.cases() == ()
print("done")
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of file size are a matter of POSIX")
def test_files_that_may_not_grow(root: Path) -> None:
    """Every length at which a file can stop growing: the step is not taken, and is taken once there is room."""
    ran = subprocess.run([sys.executable, "-c", PRELUDE + LIMITED, root], capture_output=True, text=True, timeout=60)
    assert ran.stdout == "done\n", ran.stderr


@pytest.mark.skipif(not LINUX or os.geteuid() != 0 or not shutil.which("unshare"), reason="needs root on Linux")
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    # Inside the namespace: SQLite follows links by their text, so it finds no way in through another process.
    command = ["unshare", "-m", sys.executable, "-c", PRELUDE + FULL, str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if ran.returncode == 77 or "unshare" in ran.stderr:
        pytest.skip("this machine lets nobody mount")
    assert ran.stdout == "done\n", ran.stderr
