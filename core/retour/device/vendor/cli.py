"""``retour device vendor-cli``: the vendor's license server as its own command line has it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retour.errors import Malformed, NotReached, Refused, Usage

if TYPE_CHECKING:
    from retour.device.vendor.device import VendorDevice

app = typer.Typer(no_args_is_help=True)
_MOST: int = 4 * 1024 * 1024


@app.callback()
def options(
    context: typer.Context,
    store: Annotated[Path, typer.Option(help="Folder of the device.")],
    out: Annotated[Path, typer.Option(help="Where files are written.")] = Path(),
    vendor_fault: Annotated[list[str] | None, typer.Option(help="What is wrong with it.")] = None,
) -> None:
    """A made-up vendor's license server."""
    context.obj = (store, out, vendor_fault or [])


@app.command()
def info(context: typer.Context) -> None:
    """Print host ID, model and lines."""
    with _device(context) as device:
        sys.stdout.write(device.info().decode())


@app.command()
def request(
    context: typer.Context,
    remaining: Annotated[list[str], typer.Argument(help="ACTIVATION_ID=COUNT that shall remain.")],
) -> None:
    """Write a capability request, request.bin."""
    counts = []
    for text in remaining:
        line, equals, count = text.rpartition("=")
        if not (equals and line and count.isascii() and count.isdecimal() and len(count) <= 9):
            raise Usage("vendor-count", f"{text!r} is not LINE=COUNT.", "Nothing was changed.", "Write ACT-1=0.")
        counts.append((line, int(count)))
    with _device(context, _refuse) as device:
        device.make(tuple(counts))


@app.command()
def sync(context: typer.Context) -> None:
    """Write a request without activation IDs, request.bin."""
    with _device(context, _refuse) as device:
        device.make(())


@app.command()
def process(context: typer.Context, file: Annotated[Path, typer.Argument(help="A capability response.")]) -> None:
    """Process a response; the verdict is in result.txt."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST + 1)
    except OSError as error:
        raise NotReached("vendor-file", f"{file} cannot be read: {error.strerror}.", "Nothing was changed.",
                         "Name the response that the portal made.") from error  # fmt: skip
    if len(data) > _MOST:
        raise Malformed("too-large", f"{file} is no response: it is too large.", "Nothing was changed.",
                        "Name the response that the portal made.")  # fmt: skip
    with _device(context) as device:
        device.process(data)


def _refuse(result: bytes) -> None:
    """A wish that is refused has no file: the program fails."""
    raise Refused("vendor-refused", result.decode().strip(), "Nothing was changed.", "Ask for what is on the device.")


@contextmanager
def _device(context: typer.Context, result: Callable[[bytes], None] | None = None) -> Iterator[VendorDevice]:
    """The device for one call; nobody else has its store meanwhile."""
    from retour.device.disk import FolderDisk
    from retour.device.vendor.device import Outbox, VendorDevice
    from retour.device.vendor.faults import read_faults
    from retour.device.vendor.store import VendorStore, exists
    from retour.durable import put

    store, out, faults = context.obj
    if not exists(store):
        raise Refused("no-device", f"There is no device in {store}.", "Nothing was changed.",
                      "Make one: retour device emulate --profile license-server.")  # fmt: skip

    def write(name: str) -> Callable[[bytes], None]:
        def written(data: bytes) -> None:
            put(out / name, data)
            sys.stdout.write(f"{name}\n" if name.endswith(".bin") else data.decode())

        return written

    def later(seconds: float, action: Callable[[], None]) -> None:
        sys.stdout.flush()
        time.sleep(seconds)
        action()

    try:
        with FolderDisk(store).locked():
            outbox = Outbox(write("request.bin"), result or write("result.txt"))
            yield VendorDevice(VendorStore(store), outbox, later, read_faults(faults))
    except OSError as error:
        raise NotReached("store-folder", f"{store} or {out} cannot be used: {error.strerror}.",
                         "What they hold was not changed.", "Check that both can be written.") from error  # fmt: skip
