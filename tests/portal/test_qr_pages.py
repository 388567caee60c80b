"""Answers and orders shown as QR, as a person with a browser and a camera meets them."""

from __future__ import annotations

import asyncio
import io
import math
import random
import re
from html import unescape

import anyio.to_thread
import pytest
from PIL import Image
from starlette.testclient import TestClient

from retour.airgap.carry import join_carry, read_carry
from retour.airgap.scanning import Scan
from retour.airgap.showing import Density, plan, sheet
from retour.airgap.symbols.eyes import Eyes
from retour.airgap.symbols.stills import pictures_in
from retour.errors import Refused
from retour.portal.store import Portal
from retour.portal.web.app import make_app
from retour.portal.web.shown import (
    MAX_FRAMES,
    MOST_BUNDLE_BYTES,
    MOST_BUNDLES,
    Animations,
    Bundles,
    frames_of,
    planned,
    seconds_of,
    side_of,
)
from tests.portal.codes import browser, client, eyes, large, link, portal, read_back, small
from tests.portal.test_pages import Browser
from tests.portal.test_store import CASE

__all__ = ["browser", "client", "eyes", "portal"]

IMAGE = re.compile(r'<img src="([^"]+)"(?: width="(\d+)" height="\2")? alt="([^"]+)"')


def drawn(page: str) -> list[tuple[str, str, str]]:
    """Address, side and description of the codes on a page."""
    return [(unescape(address), side, said) for address, side, said in IMAGE.findall(page)]


@pytest.mark.parametrize(("density", "speed"), [(Density.V15, 10), (Density.V30, 2)])
def test_an_animation_is_read_and_goes_round(density: Density, speed: int, eyes: Eyes) -> None:
    data = random.Random(density.version).randbytes(3000)
    picture, showing = asyncio.run(Animations().get(data, density, speed)), planned(data, density)
    with Image.open(io.BytesIO(picture)) as image:
        frames, loop, duration = image.n_frames, image.info["loop"], image.info["duration"]  # type: ignore[attr-defined]
        modules = image.width // 2
    assert (loop, duration, frames) == (0, 1000 / speed, frames_of(showing))
    assert 2 * showing.fragments <= frames <= MAX_FRAMES
    assert side_of(showing) % modules == 0
    assert read_back(picture, eyes) == data


def test_an_animation_is_bounded_and_its_modules_are_whole_pixels() -> None:
    for size, density in ((700, Density.V15), (10_000, Density.V20), (100_000, Density.V30)):
        showing = planned(random.Random(size).randbytes(size), density)
        assert frames_of(showing) <= MAX_FRAMES
        assert frames_of(showing) % showing.frames == 0
        assert 320 < side_of(showing) <= 640
        assert side_of(showing) % (4 * showing.version + 25) == 0


@pytest.mark.parametrize(("size", "code"), [(300_000, "too-many-codes"), (600_000, "too-large-for-qr")])
def test_what_is_too_large_to_show_is_told(size: int, code: str) -> None:
    with pytest.raises(Refused) as caught:
        planned(random.Random(1).randbytes(size), Density.V15)
    assert caught.value.code == code


def test_a_page_for_what_is_too_large_offers_the_file(
    portal: Portal, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser.drop(large(portal, "SN-9").blob).text
    monkeypatch.setattr("retour.portal.web.shown.MAX_FRAMES", 4)
    for end, said in (("/qr", "take the file instead"), ("/qr?part=1", "take the file instead"), ("/qr.png", "codes")):
        told = browser.client.get(link(page, "/answer") + end)
        assert told.status_code == 409
        assert said in told.text
    told = browser.client.get(link(page, "/answer/qr"))
    assert link(told.text, "/answer") == link(page, "/answer")
    assert browser.client.get(link(page, "/answer/qr") + "?density=v30").status_code == 200


def test_an_answer_is_shown_as_it_is_downloaded(portal: Portal, browser: Browser, eyes: Eyes) -> None:
    page = browser.drop(large(portal, "SN-1").blob).text
    file = browser.client.get(link(page, "/answer")).content
    shown, parts = browser.see(link(page, "/answer/qr")), plan(file).fragments
    ((address, _, said),) = drawn(shown)
    assert said == f"QR code of the answer for SN-1, {parts} parts one after the other"
    first, again = browser.client.get(address), browser.client.get(address)
    assert first.headers["content-type"] == "image/png"
    assert first.content == again.content
    assert again.elapsed < first.elapsed / 2, "it is drawn once"
    assert read_back(first.content, eyes) == file
    for name, query in (("Coarser", "density=v15&speed=8"), ("Slower", "density=v20&speed=5")):
        assert re.search(rf'href="[^"]+\?{query}">{name}<', shown)
        assert query in drawn(browser.see(f"{link(page, '/answer/qr')}?{query}"))[0][0]
    device = browser.see("/devices").partition(">SN-1<")[0].rpartition('href="')[2]
    assert link(browser.see(device.strip('"')), "/answer/qr") == link(page, "/answer/qr")


def test_one_part_at_a_time(portal: Portal, browser: Browser, eyes: Eyes) -> None:
    page = browser.drop(large(portal, "SN-2").blob).text
    place, file = link(page, "/answer/qr"), browser.client.get(link(page, "/answer")).content
    parts, scan, at = plan(file).fragments, Scan(eyes), f"{place}?part=1"
    for number in range(1, parts + 1):
        seen = browser.see(at)
        assert f"Part {number} of {parts}. It stands still." in seen
        ((address, _, said),) = drawn(seen)
        assert said == f"QR code of the answer for SN-2, part {number} of {parts}"
        for picture in pictures_in(browser.client.get(address).content, "part.png"):
            sight = scan.feed(picture)
        following = re.search(r'rel="next" href="([^"]+)"', seen)
        assert bool(following) is (number < parts)
        at = following[1] if following else at
    assert [stream.data for stream in sight.complete] == [file]
    for odd in ("part=999999999999", "part=-1", "part=x", "density=v99&speed=<b>"):
        assert browser.client.get(f"{place}?{odd}").status_code == 200
    assert browser.client.get(f"{place}/{parts + 1}.png").status_code == 404


def test_a_small_answer_stands_still(portal: Portal, browser: Browser, eyes: Eyes) -> None:
    page = browser.drop(small(portal, "SN-3").blob).text
    seen = browser.see(link(page, "/answer/qr"))
    assert "it stands still" in seen
    assert "Pause" not in seen
    picture = browser.client.get(drawn(seen)[0][0]).content
    assert read_back(picture, eyes) == browser.client.get(link(page, "/answer")).content


def test_an_order_is_shown_and_printed(portal: Portal, browser: Browser, eyes: Eyes) -> None:
    device = small(portal, "SN-4")
    device.apply(portal.take(device.blob, CASE, "api").answer)
    portal.take(device.blob, None, "api")
    found = re.search(r'href="(/devices/\d+)">SN-4<', browser.see("/devices"))
    assert found
    assert browser.client.get(f"{found[1]}/order/qr").status_code == 409
    page = browser.fill(f"{found[1]}/order", found[1], everything="on").text
    place, file = link(page, "/order/qr"), browser.client.get(f"{found[1]}/order").content
    assert "Removal order for SN-4" in browser.see(place)
    assert read_back(browser.client.get(f"{place}.png").content, eyes) == file
    assert read_back(browser.client.get(f"{found[1]}/order/sheet/1.png").content, eyes) == file


def test_a_sheet_is_numbered_and_says_whose_it_is(portal: Portal, browser: Browser, eyes: Eyes) -> None:
    page = browser.drop(large(portal, "SN-5").blob).text
    place, file = link(page, "/answer"), browser.client.get(link(page, "/answer")).content
    seen, codes = browser.see(f"{place}/sheet"), sheet(file).frames
    assert codes > 1
    for said in ("SN-5", CASE, "2026-", "Instance", f"{codes} of {codes}"):
        assert said in seen
    scan = Scan(eyes)
    for number, (address, _, said) in enumerate(drawn(seen), 1):
        assert said == f"QR code of the answer for SN-5, part {number} of {codes}"
        for picture in pictures_in(browser.client.get(address).content, "sheet.png"):
            sight = scan.feed(picture)
    assert [stream.data for stream in sight.complete] == [file]
    assert browser.client.get(f"{place}/sheet/{codes + 1}.png").status_code == 404


def test_answers_of_one_file_are_shown_together(portal: Portal, browser: Browser, eyes: Eyes) -> None:
    blobs = tuple(small(portal, serial).blob for serial in ("SN-6", "SN-7"))
    page = browser.drop(join_carry(blobs), "work.retour").text
    file = browser.client.get(link(page, "/bundles/\\w+"))
    assert "2-answers_bundle.retour" in file.headers["content-disposition"]
    answers = [browser.client.get(place).content for place in re.findall(r'href="(/letters/\w+/answer)"', page)]
    assert read_carry(file.content) == tuple(answers)
    place = link(page, "/bundles/\\w+/qr")
    assert "2 answers for 2 devices" in browser.see(place)
    assert read_back(browser.client.get(f"{place}.png").content, eyes) == file.content
    assert "2 devices" in browser.see(place.replace("/qr", "/sheet"))
    for end in ("", "/qr", "/sheet"):
        gone = browser.client.get(f"/bundles/{'0' * 64}{end}")
        assert gone.status_code == 404
        assert "Take the same files in again" in gone.text


def test_bundles_are_kept_for_many_uploads() -> None:
    bundles = Bundles()
    assert bundles.keep([("SN-1", None, b"\xd2\x84")]) is None
    assert bundles.keep([("SN-1", None, b"\xd2\x84")] * 257) is None
    kept = [bundles.keep([("SN-1", CASE, b"\xd2" + bytes((n,))), ("SN-2", CASE, b"\xd2")]) for n in range(40)]
    assert [bundles.get(each).count for each in kept if each] == [2] * 40


def answers(number: int, size: int = 1) -> list[tuple[str, str | None, bytes]]:
    """Two answers as `Bundles.keep` takes them."""
    return [("SN-1", CASE, b"\xd2" + number.to_bytes(2, "big") + bytes(size)), ("SN-2", CASE, b"\xd2")]


@pytest.mark.parametrize(("most", "size"), [(MOST_BUNDLES, 1), (MOST_BUNDLE_BYTES // 1_000_100, 1_000_000)])
def test_a_bundle_that_is_asked_for_stays(most: int, size: int) -> None:
    bundles = Bundles()
    kept = [bundles.keep(answers(n, size)) or "" for n in range(most)]
    bundles.get(kept[0])
    bundles.keep(answers(most, size))
    assert bundles.get(kept[0]).count == 2
    with pytest.raises(Refused) as caught:
        bundles.get(kept[1])
    assert caught.value.code == "bundle-gone"


def test_an_answer_is_in_a_bundle_once() -> None:
    bundles, (one, two) = Bundles(), answers(1)
    assert bundles.keep([one, one]) is None
    assert bundles.get(bundles.keep([one, two, one]) or "").count == 2


def test_nothing_is_shown_before_signing_in(portal: Portal) -> None:
    with TestClient(make_app(portal)) as stranger:
        for place in (f"/letters/{'0' * 64}/answer", "/devices/1/order", f"/bundles/{'0' * 64}"):
            for end in ("", "/qr", "/qr.png", "/qr/1.png", "/sheet", "/sheet/1.png"):
                told = stranger.get(place + end, follow_redirects=False)
                assert (told.status_code, told.headers["location"]) == (303, "/signin")


def test_what_is_not_there(browser: Browser) -> None:
    places = [f"/letters/{'0' * 64}/answer", "/letters/zz/answer", "/devices/999/order", "/bundles/zz"]
    places += [f"/devices/{'9' * digits}/order" for digits in (9, 20, 5000)]
    for place in places:
        for end in ("/qr", "/qr.png", "/qr/1.png", "/sheet", "/sheet/1.png"):
            assert browser.client.get(place + end).status_code == 404


def test_a_number_that_is_too_large_is_not_there(portal: Portal, browser: Browser) -> None:
    answer = link(browser.drop(small(portal, "SN-10").blob).text, "/answer")
    for number in ("9" * 9, "9" * 20, "9" * 5000):
        for place in (f"/devices/{number}", f"/devices/{number}/order", f"{answer}/qr/{number}.png"):
            assert browser.client.get(place).status_code == 404


def test_animations_that_wait_keep_no_page_waiting() -> None:
    async def asked() -> int:
        anyio.to_thread.current_default_thread_limiter().total_tokens = 2
        animations, data = Animations(), random.Random(1).randbytes(2000)
        drawing = [asyncio.create_task(animations.get(data, Density.V15, speed)) for speed in (2, 4, 5, 8, 10)]
        await asyncio.sleep(0)
        await anyio.to_thread.run_sync(int)
        waiting = sum(not task.done() for task in drawing)
        await asyncio.gather(*drawing)
        return waiting

    assert asyncio.run(asked()) >= 4


def test_the_time_that_is_told_allows_for_codes_that_are_missed() -> None:
    showing = planned(random.Random(1).randbytes(20_000), Density.V20)
    assert seconds_of(showing, 2) == math.ceil(showing.fragments * 0.8)
    assert seconds_of(planned(b"\xd2", Density.V20), 10) == 2


def test_what_is_too_large_for_paper_is_not_offered_to_print(
    portal: Portal, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = link(browser.drop(large(portal, "SN-11").blob).text, "/answer/qr")
    assert "Print it" in browser.see(place)
    monkeypatch.setattr("retour.airgap.showing.MAX_SHEET", 1)
    seen = browser.see(place)
    assert "Print it" not in seen
    assert "Save the file" in seen


def test_pages_for_codes_keep_to_themselves(portal: Portal, browser: Browser) -> None:
    place = link(browser.drop(large(portal, "SN-8").blob).text, "/answer")
    for end in ("/qr", "/qr?part=2", "/sheet"):
        answer = browser.client.get(place + end)
        assert "img-src 'self'" in answer.headers["content-security-policy"]
        for unwanted in ("<script", "style=", "data:", "://"):
            assert unwanted not in answer.text
        for labelled in re.findall(r'<(?:select|input) id="(\w+)"', answer.text):
            assert f'for="{labelled}"' in answer.text
        assert all("alt=" in image for image in re.findall(r"<img[^>]+>", answer.text))
