"""The vendor's SMP server against requests and answers as the stock `smp` package has them, and against noise."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smp import file_management as fs
from smp import header, message, os_management, packet

from retour.device.vendor.smp import COMMAND, REQUEST
from retour.link.framing import Deframer, Frame, decode_map, encode, encode_map
from tests.vendor.kit import STATE
from tests.vendor.lines import Bench

Answer = TypeVar("Answer", bound=message.Response)
Asked = message.ReadRequest | message.WriteRequest


def raw(bench: Bench, asked: Asked) -> bytes:
    """The bytes of the answer's frame, taken apart by the stock package."""
    got = bench.server.connection()(b"".join(packet.encode(bytes(asked))))
    decoder = packet.decode()
    next(decoder)
    for line in got.splitlines(keepends=True):
        try:
            decoder.send(line)
        except StopIteration as done:
            return bytes(done.value)
    raise AssertionError("the answer is cut")


def ask(bench: Bench, asked: Asked, kind: type[Answer]) -> Answer:
    return kind.loads(raw(bench, asked))


def code(bench: Bench, asked: Asked) -> fs.FS_MGMT_ERR:
    return fs.FileSystemManagementErrorV2.loads(raw(bench, asked)).err.rc


def old_code(bench: Bench, asked: Asked) -> int:
    answer = decode_map(raw(bench, asked)[header.Header.SIZE :])
    assert answer is not None
    assert answer.keys() == {"rc"}
    assert isinstance(answer["rc"], int)
    return answer["rc"]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_stock_client_reads_and_writes(bench: Bench) -> None:
    info = bench.server._info()
    got = ask(bench, fs.FileDownloadRequest(off=0, name="/lic/info.txt"), fs.FileDownloadResponse)
    assert (got.data, got.len, got.off) == (info, len(info), 0)
    got = ask(bench, fs.FileDownloadRequest(off=7, name="/lic/info.txt"), fs.FileDownloadResponse)
    assert (got.data, got.len, got.off) == (info[7:], None, 7)
    put = ask(bench, fs.FileUploadRequest(off=0, data=b"SY", name=COMMAND, len=4), fs.FileUploadResponse)
    assert put.off == 2
    assert code(bench, fs.FileStatusRequest(name=REQUEST)) == fs.FS_MGMT_ERR.FILE_NOT_FOUND
    put = ask(bench, fs.FileUploadRequest(off=2, data=b"NC", name=COMMAND), fs.FileUploadResponse)
    assert put.off == 4
    size = ask(bench, fs.FileStatusRequest(name=REQUEST), fs.FileStatusResponse).len
    request = ask(bench, fs.FileDownloadRequest(off=0, name=REQUEST), fs.FileDownloadResponse).data
    assert size == len(request)
    ask(bench, fs.FileCloseRequest(), fs.FileCloseResponse)


def test_a_stock_client_asks_for_hashes(bench: Bench) -> None:
    info = bench.server._info()
    whole = fs.FileHashChecksumRequest(name="/lic/info.txt", type="sha256")
    got = ask(bench, whole, fs.FileHashChecksumResponse)
    assert (got.output, got.len, got.off) == (hashlib.sha256(info).digest(), len(info), None)
    piece = fs.FileHashChecksumRequest(name="/lic/info.txt", off=3, len=5)
    got = ask(bench, piece, fs.FileHashChecksumResponse)
    assert (got.type, got.output, got.len, got.off) == ("crc32", zlib.crc32(info[3:8]), 5, 3)
    kinds = ask(bench, fs.SupportedFileHashChecksumTypesRequest(), fs.SupportedFileHashChecksumTypesResponse).types
    assert {name: kind.size for name, kind in kinds.items()} == {"crc32": 4, "sha256": 32}


def test_the_os_group(bench: Bench) -> None:
    assert ask(bench, os_management.EchoWriteRequest(d="hello"), os_management.EchoWriteResponse).r == "hello"
    params = ask(bench, os_management.MCUMgrParametersReadRequest(), os_management.MCUMgrParametersReadResponse)
    assert params.buf_size >= 1024


NEW = fs.FileUploadRequest(off=0, data=b"four", name="/lic/new", len=9)
ERRORS = [
    (fs.FileDownloadRequest(off=0, name="/lic/none"), fs.FS_MGMT_ERR.FILE_NOT_FOUND),
    (fs.FileDownloadRequest(off=0, name="/lic"), fs.FS_MGMT_ERR.FILE_IS_DIRECTORY),
    (fs.FileDownloadRequest(off=9999, name="/lic/info.txt"), fs.FS_MGMT_ERR.FILE_OFFSET_LARGER_THAN_FILE),
    (fs.FileStatusRequest(name="/lic/../vendor.json"), fs.FS_MGMT_ERR.FILE_NOT_FOUND),
    (fs.FileUploadRequest(off=0, data=b"1", name="/lic/../x", len=1), fs.FS_MGMT_ERR.MOUNT_POINT_NOT_FOUND),
    (fs.FileUploadRequest(off=0, data=b"1", name="/lic/info.txt", len=1), fs.FS_MGMT_ERR.READ_ONLY_FILESYSTEM),
    (fs.FileUploadRequest(off=1, data=b"1", name="/lic/info.txt"), fs.FS_MGMT_ERR.READ_ONLY_FILESYSTEM),
    (fs.FileHashChecksumRequest(name="/lic/none"), fs.FS_MGMT_ERR.FILE_NOT_FOUND),
    (fs.FileHashChecksumRequest(name="/lic/empty"), fs.FS_MGMT_ERR.FILE_EMPTY),
    (fs.FileHashChecksumRequest(name="/lic/info.txt", off=9999), fs.FS_MGMT_ERR.FILE_OFFSET_LARGER_THAN_FILE),
]


@pytest.mark.parametrize(("asked", "wanted"), ERRORS)
def test_errors_as_zephyr_has_them(bench: Bench, asked: Asked, wanted: fs.FS_MGMT_ERR) -> None:
    raw(bench, NEW)
    raw(bench, fs.FileUploadRequest(off=0, data=b"", name="/lic/empty", len=0))
    assert code(bench, asked) == wanted


@pytest.mark.parametrize("offset", [2, 5])
def test_a_wrong_offset_is_answered_with_the_size(bench: Bench, offset: int) -> None:
    """As Zephyr does; the stock package does not know the size beside the error."""
    raw(bench, NEW)
    answer = raw(bench, fs.FileUploadRequest(off=offset, data=b"1", name="/lic/new"))
    assert decode_map(answer[header.Header.SIZE :]) == {"err": {"group": 8, "rc": 11}, "len": 4}


def test_a_hash_that_there_is_not(bench: Bench) -> None:
    payload = encode_map({"name": "/lic/info.txt", "type": "md5"})
    answer = bench.server.answer(Frame(0, 1, 8, 1, 2, payload))
    assert answer is not None
    assert decode_map(answer.payload) == {"err": {"group": 8, "rc": 13}}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (fs.FileDownloadRequest(off=0, name="a\0b"), 3),
        (fs.FileDownloadRequest(off=0, name="/lic/none", version=header.Version.V1), 1),
        (fs.FileUploadRequest(off=5, data=b"1", name="/lic/new", version=header.Version.V1), 3),
        (fs.FileUploadRequest(off=0, data=b"1", name="/lic/new", version=header.Version.V1), 3),
    ],
)
def test_where_there_is_one_number_for_all_groups(bench: Bench, asked: Asked, wanted: int) -> None:
    assert old_code(bench, asked) == wanted


def test_nothing_but_requests_is_answered(bench: Bench) -> None:
    assert bench.server.answer(Frame(1, 1, 0, 1, 0, encode_map({}))) is None
    for group, command in ((0, 1), (8, 9), (64, 0), (65, 1)):
        answer = bench.server.answer(Frame(0, 1, group, 1, command, encode_map({})))
        assert answer is not None
        assert decode_map(answer.payload) == {"rc": 8}


@given(
    frames=st.lists(
        st.builds(
            Frame,
            st.sampled_from([0, 2]),
            st.integers(0, 1),
            st.sampled_from([0, 8, 64]),
            st.integers(0, 255),
            st.integers(0, 6),
            st.one_of(
                st.binary(max_size=40),
                st.dictionaries(
                    st.sampled_from(["name", "off", "len", "data", "type", "do", "lines", "d"]),
                    st.one_of(
                        st.sampled_from([COMMAND, "/lic/new", "/lic/info.txt", "sync", "SYNC", "sha256"]),
                        st.integers(-1, 2**65),
                        st.binary(max_size=8),
                        st.text(max_size=8),
                    ),
                ).map(lambda values: encode_map({**values})),
            ),
        ),
        max_size=12,
    )
)
def test_whatever_comes_is_answered_with_a_map(tmp_path_factory: pytest.TempPathFactory, frames: list[Frame]) -> None:
    bench = Bench(tmp_path_factory.mktemp("device"))
    feed, deframer = bench.server.connection(), Deframer()
    for frame in frames:
        (answer,) = deframer.feed(feed(encode(frame)))
        assert (answer.op, answer.sequence) == (frame.op + 1, frame.sequence)
        assert decode_map(answer.payload) is not None
    assert bench.store.state.lines == STATE.lines
    assert {path.name for path in bench.folder.iterdir()} == {"vendor.json", "files"}
