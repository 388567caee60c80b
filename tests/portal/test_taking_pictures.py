"""Pictures of codes taken in: photos, screenshots, scans and recordings do what the file would have done."""

from __future__ import annotations

import io
import random
import re
import zlib
from collections.abc import Iterator, Sequence
from html import unescape

import pytest
from PIL import Image
from starlette.testclient import TestClient

from retour.airgap.carry import read_carry
from retour.airgap.showing import Density, Showing, plan
from retour.airgap.symbols.image import animation, png
from retour.airgap.symbols.symbol import Level, draw
from retour.airgap.ur.receiver import Receiver
from retour.portal.store import Portal
from retour.portal.web.guard import MAX_BODY, MAX_PICTURES
from retour.portal.web.pictures import KEPT_SECONDS, MOST_KEPT, Kept, Upload, look_at
from retour.portal.web.words import listed
from retour.protocol.casenumber import new_case_number
from tests.airgap.camera import CONDITIONS, Camera, Screen, jpeg_file
from tests.portal.codes import alerts, blank_wall, browser, client, large, link, portal, small, stills, upload
from tests.portal.test_pages import Browser
from tests.portal.test_store import CASE, look

__all__ = ["browser", "client", "portal"]


@pytest.fixture
def stranger(client: TestClient) -> TestClient:
    """Somebody else's browser at the same portal."""
    return TestClient(client.app)


def test_photos_of_a_screen_do_what_the_file_does(portal: Portal, browser: Browser) -> None:
    device = large(portal, "SN-1")
    showing = plan(device.blob, Density.V15)
    photos = []
    for part in range(showing.fragments):
        camera = Camera(part, CONDITIONS["moderate" if part % 2 else "tilt"])
        photo = camera.look(Screen(showing.symbol, 2), (part + 0.5) / 2)
        photos.append((f"IMG_{part}.jpg", jpeg_file(photo, 85)))
    by_photo = upload(browser, *reversed(photos), case=CASE)
    assert by_photo.status_code == 200, by_photo.text
    assert "Bring this answer to SN-1" in by_photo.text
    by_file = browser.drop(device.blob)
    assert "This file was taken before" in by_file.text
    assert link(by_photo.text, "/answer") == link(by_file.text, "/answer")
    assert CASE in by_photo.text
    assert alerts(by_photo) == 0


def test_a_scan_and_a_recording_of_the_screen_are_read(portal: Portal, browser: Browser) -> None:
    blob, name = large(portal, "SN-2").blob, f"{CASE}_SN-2_request"
    scan, showing = io.BytesIO(), plan(blob, Density.V20)
    pages = [Image.open(io.BytesIO(data)).convert("L") for _, data in stills(blob)]
    pages[0].save(scan, "PDF", save_all=True, append_images=pages[1:])
    recording = animation([showing.symbol(n) for n in range(showing.frames)], 8, 3)
    for ending, data in (("pdf", scan.getvalue()), ("png", recording)):
        answer = upload(browser, (f"{name}.{ending}", data))
        assert "Bring this answer to SN-2" in answer.text
        assert CASE in answer.text


def test_missing_parts_are_named_and_may_come_later(portal: Portal, browser: Browser) -> None:
    parts = stills(large(portal, "SN-3").blob)
    assert len(parts) >= 4
    told = upload(browser, *parts[:1], *parts[3:], ("wall.png", blank_wall()))
    assert told.status_code == 409
    page = unescape(told.text)
    assert f"Parts 2 and 3 of {len(parts)} are missing." in page
    assert "There is no QR code that can be read in wall.png." in page
    assert "still missing: 2 and 3." in browser.see("/drop")
    with_file = upload(browser, parts[1], (f"{CASE}_SN-4_request.retour", small(portal, "SN-4").blob))
    assert "Bring this answer to SN-4" in with_file.text
    assert f"Part 3 of {len(parts)} is missing." in with_file.text
    done = upload(browser, parts[2])
    assert "Bring this answer to SN-3" in done.text
    assert alerts(done) == 0
    assert "still missing" not in browser.see("/drop")


def test_kept_parts_can_be_forgotten_and_belong_to_one_session(
    portal: Portal, browser: Browser, stranger: TestClient
) -> None:
    parts = stills(large(portal, "SN-5").blob)
    upload(browser, *parts[:-1])
    assert "still missing" in browser.see("/drop")
    other = Browser(stranger)
    other.fill("/signin", token=browser.client.headers["x-token"])
    assert "still missing" not in other.see("/drop")
    assert upload(other, parts[-1]).status_code == 409
    assert "still missing" in other.see("/drop")
    assert browser.fill("/drop/forget", "/drop").url.path == "/drop"
    assert "still missing" not in browser.see("/drop")
    assert upload(browser, parts[-1]).status_code == 409


def test_parts_are_kept_for_few_sessions_and_not_for_long() -> None:
    now, receiver = [0.0], Receiver()
    progress = receiver.take(plan(random.Random(1).randbytes(2000), Density.V15).text(0)).stream
    kept = Kept(lambda: now[0])
    for number in range(MOST_KEPT + 1):
        kept.keep(bytes((number,)), receiver, (progress,))
    assert [bool(kept.incomplete(bytes((n,)))) for n in range(MOST_KEPT + 1)] == [False] + [True] * MOST_KEPT
    assert [kept.let_go(bytes((n,))) for n in range(3)] == [True, False, False]
    assert kept.receiver(b"\x01") is receiver
    kept.keep(b"\x00", receiver, (progress,))
    assert [kept.let_go(bytes((n,))) for n in range(3)] == [False, True, False]
    kept.keep(b"\x01", receiver, ())
    assert kept.receiver(b"\x01") is not receiver
    assert not kept.let_go(b"\x01")
    now[0] = KEPT_SECONDS + 1
    assert kept.receiver(b"\x02") is not receiver


def test_parts_are_kept_for_as_many_bytes_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retour.portal.web.pictures.MOST_BYTES", 30_000)
    kept, showing = Kept(), plan(random.Random(1).randbytes(4000), Density.V15)
    for holder in (b"a", b"b", b"c"):
        receiver = Receiver()
        for part in range(3):
            progress = receiver.take(showing.text(part)).stream
        kept.keep(holder, receiver, (progress,))
    assert [kept.let_go(holder) for holder in (b"a", b"b", b"c")] == [True, False, False]
    assert [bool(kept.incomplete(holder)) for holder in (b"a", b"b", b"c")] == [False, True, True]


def test_who_sent_parts_that_are_no_longer_kept_is_told(
    portal: Portal, browser: Browser, stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retour.portal.web.pictures.MOST_KEPT", 1)
    parts, other = stills(large(portal, "SN-10").blob), Browser(stranger)
    other.fill("/signin", token=browser.client.headers["x-token"])
    upload(browser, *parts[:-1])
    assert "no longer kept" not in browser.see("/drop")
    upload(other, *parts[:-1])
    assert "no longer kept" in browser.see("/drop")
    told = unescape(upload(browser, parts[-1]).text)
    assert "no longer kept" in told
    assert f"{len(parts) - 1} of {len(parts)} parts are missing" in told or "Parts 1, 2" in told
    assert "no longer kept" not in browser.see("/drop")


def film(*showings: Showing, frames: int = 8) -> bytes:
    """A recording of a screen on which messages of the same size are shown one after the other."""
    return animation([showing.symbol(n) for showing in showings for n in range(frames)], 8, 3)


def test_a_recording_may_show_several_messages(portal: Portal, browser: Browser) -> None:
    blobs = [small(portal, serial).blob for serial in ("SN-11", "SN-12")]
    shown = [plan(blob, Density.V20) for blob in blobs]
    first = ("first.png", png(shown[0].symbol(0), 6))
    page = upload(browser, first, ("film.png", film(*shown))).text
    for serial in ("SN-11", "SN-12"):
        assert f"Bring this answer to {serial}" in page


def test_every_file_that_gave_nothing_is_told_beside_what_was_read(portal: Portal, browser: Browser) -> None:
    foreign = ("ticket.png", png(draw("HTTPS://EXAMPLE.TEST/TICKET", Level.M), 6))
    good = ("good.png", png(plan(small(portal, "SN-13").blob, Density.V20).symbol(0), 6))
    told = unescape(upload(browser, good, foreign, *[(name, data) for name, data, _ in HOSTILE]).text)
    assert "Bring this answer to SN-13" in told
    for name in (foreign[0], *[name for name, _, _ in HOSTILE]):
        assert name in told, name
    assert "Save it as JPEG" in told
    assert "good.png" not in told


def test_why_a_missing_part_could_not_be_read_is_told(portal: Portal, browser: Browser) -> None:
    parts = stills(large(portal, "SN-14").blob)
    text = plan(large(portal, "SN-15").blob, Density.V15).text(0)
    typo = ("typo.png", png(draw(text[:-1] + ("S" if text[-1] != "S" else "A"), Level.M), 4))
    told = unescape(upload(browser, parts[0], ("part-2.heic", HOSTILE[5][1]), typo, *parts[3:]).text)
    assert f"Parts 2 and 3 of {len(parts)} are missing." in told
    assert "part-2.heic is a HEIC or AVIF picture" in told
    assert "typo.png" in told
    assert "part-1.png" not in told


def test_a_request_that_comes_as_file_and_as_picture_is_told_once(portal: Portal, browser: Browser) -> None:
    blobs = [small(portal, serial).blob for serial in ("SN-16", "SN-17")]
    pictures = [(f"{n}.png", png(plan(blob, Density.V20).symbol(0), 6)) for n, blob in enumerate(blobs)]
    alone = upload(browser, ("a.retour", blobs[0]), pictures[0])
    assert alone.text.count("<article") == 1
    assert "taken before" not in alone.text
    assert "/bundles/" not in alone.text
    page = upload(browser, ("a.retour", blobs[0]), *pictures).text
    assert len(read_carry(browser.client.get(link(page, "/bundles/\\w+")).content)) == 2


def test_the_case_that_was_typed_is_for_what_names_none(portal: Portal, browser: Browser) -> None:
    other = new_case_number()
    own, picture = small(portal, "SN-18").blob, png(plan(small(portal, "SN-19").blob, Density.V20).symbol(0), 6)
    page = upload(browser, (f"{CASE}_SN-18_request.retour", own), ("IMG_1.png", picture), case=other).text
    assert re.findall(r'case <span class="code">([^<]+)<', page) == [CASE, other]


def test_looking_at_pictures_ends() -> None:
    seconds = iter(range(0, 100_000, 20))
    parts = stills(random.Random(1).randbytes(2000))
    uploads = [Upload(name, io.BytesIO(data)) for name, data in parts]
    found = look_at(uploads, Receiver(), lambda: float(next(seconds)))
    assert found.messages == ()
    assert [each.code for each in found.problems()] == ["too-long", "parts-missing"]
    assert found.incomplete[0].frames < len(parts)
    assert [each.name for each in found.unread] == [name for name, _ in parts[found.incomplete[0].frames :]]
    assert {each.why.code for each in found.unread} == {"not-looked-at"}


def bomb() -> bytes:
    """A PNG of some hundred bytes whose header says 60,000 by 60,000 pixels."""
    whole = blank_wall()
    header = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + whole[24:29]
    return whole[:12] + header + zlib.crc32(header).to_bytes(4, "big") + whole[33:]


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), ([7], "7"), ([2, 5], "2 and 5"), ([1, 2, 3], "1, 2 and 3"), (range(1, 16), "1, 2, 3, 4 and 11 more")],
)
def test_numbers_are_listed_for_people(items: Sequence[int], said: str) -> None:
    assert listed(items, most=4) == said


HOSTILE = [
    ("wall.png", blank_wall(), "no-code"),
    ("cut.png", blank_wall()[:20], "not-a-picture"),
    ("bomb.png", bomb(), "too-many-pixels"),
    ("page.pdf", b"%PDF-1.4 nothing", "not-a-picture"),
    ("film.webm", b"\x1aE\xdf\xa3" + bytes(500), "not-a-picture"),
    ("photo.heic", b"\0\0\0\x18ftypheic" + bytes(40), "heic"),
    ("tool.exe", b"MZ" + bytes(500), "other-kind"),
    ("large.retour", b"\xd2\x84" + bytes(MAX_BODY), "too-large"),
    ("nothing.retour", b"", "empty"),
]


def test_what_cannot_be_taken_in_is_refused_and_changes_nothing(portal: Portal, browser: Browser) -> None:
    before = look(portal)
    for name, data, code in HOSTILE:
        told = upload(browser, (name, data))
        assert told.status_code >= 400, name
        assert alerts(told) == 1, name
        assert f'<dd class="code">{code}</dd>' in told.text, name
    together = upload(browser, *[(name, data) for name, data, _ in HOSTILE])
    assert together.status_code >= 400
    assert alerts(together) == 1
    for name, _, _ in HOSTILE:
        assert name in together.text, name
    assert look(portal) == before


def test_codes_of_another_program_and_of_other_kinds_are_told(portal: Portal, browser: Browser) -> None:
    foreign = ("ticket.png", png(draw("HTTPS://EXAMPLE.TEST/TICKET", Level.M), 6))
    told = upload(browser, foreign)
    assert told.status_code == 400
    assert alerts(told) == 1
    file = ("vendor.png", png(plan(b"a vendor's file", Density.V20).symbol(0), 6))
    assert "not a Retour file" in upload(browser, file).text
    good = ("good.png", png(plan(small(portal, "SN-6").blob, Density.V20).symbol(0), 6))
    assert "Bring this answer to SN-6" in upload(browser, foreign, good).text


def body(size: int, end: bytes = b"\r\n--x--\r\n") -> Iterator[bytes]:
    yield b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    for _ in range(size // 65536):
        yield bytes(65536)
    yield end


@pytest.mark.parametrize("size", [MAX_BODY + 65536, MAX_PICTURES + 65536])
def test_only_who_is_signed_in_may_send_much_and_only_there(
    size: int, client: TestClient, browser: Browser, stranger: TestClient
) -> None:
    headers, much = {"content-type": "multipart/form-data; boundary=x"}, size > MAX_PICTURES
    # The smaller body is read to its end, where it turns out to be no form of ours, or to have no end.
    assert client.post("/drop", content=body(size), headers=headers).status_code == (413 if much else 409)
    assert client.post("/drop", content=body(size, b""), headers=headers).status_code == (413 if much else 400)
    claimed = client.post("/drop", headers={**headers, "content-length": str(size)}, content=b"")
    assert claimed.status_code == (413 if much else 400)
    plain = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/drop", content=b"a" * (MAX_BODY + 1), headers=plain).status_code == 413
    for place in ("/lines/new", "/devices/new", "/signin", "/signout", "/drop/forget", "/devices/1/mark"):
        assert client.post(place, content=body(size), headers=headers).status_code == 413, place
    for cookie in ("", "retour_portal=guessed"):
        told = stranger.post("/drop", content=body(size), headers={**headers, "cookie": cookie}, follow_redirects=False)
        assert (told.status_code, told.headers["location"]) == (303, "/signin")


def test_a_body_of_who_is_not_signed_in_is_not_read(stranger: TestClient) -> None:
    read = 0

    def counted() -> Iterator[bytes]:
        nonlocal read
        for piece in body(MAX_PICTURES):
            read += len(piece)
            yield piece

    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert stranger.post("/drop", content=counted(), headers=headers, follow_redirects=False).status_code == 303
    assert read <= 65536 * 2


def test_a_form_from_elsewhere_takes_no_pictures_in(portal: Portal, browser: Browser) -> None:
    parts = stills(large(portal, "SN-7").blob)
    told = browser.client.post("/drop", data={"form_token": "0" * 64}, files=[("file", part) for part in parts])
    assert told.status_code == 409
    assert "was not made by this portal" in told.text
    assert "still missing" not in browser.see("/drop")


def test_without_a_reader_the_file_still_goes(
    portal: Portal, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    import retour.airgap.symbols.eyes as module

    monkeypatch.setattr(module, "_zxing", lambda: None)
    monkeypatch.setattr(module, "_pyzbar", lambda: None)
    blob = small(portal, "SN-8").blob
    told = upload(browser, *stills(blob))
    assert told.status_code == 503
    assert "carry the file instead" in told.text
    assert "Bring this answer" in browser.drop(blob).text
