"""`retour portal policy, withheld, release, confirm-time, keys, maker`: what a vendor sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from retour.portal.terminal import AsJson, Data, Keys, open_portal, say, show

if TYPE_CHECKING:
    from retour.portal.certificates import Maker

keys_app = typer.Typer(no_args_is_help=True, help="The portal's key sets, and the root that signs them.")
maker_app = typer.Typer(no_args_is_help=True, help="Manufacturers whose certificates enrol devices.")
_NO_LIMIT: Final = -1


def policy(
    data: Data,
    level: Annotated[str | None, typer.Option(help="Least security level: none, counter or counter-and-key.")] = None,
    returns: Annotated[
        int | None, typer.Option(min=_NO_LIMIT, help="Copies of a line that may come home in a window; -1: any.")
    ] = None,
    write_offs: Annotated[
        int | None, typer.Option(min=_NO_LIMIT, help="Copies of a line written off in a window; -1: any.")
    ] = None,
    window: Annotated[int | None, typer.Option(help="Days.")] = None,
    keys: Keys = None,
) -> None:
    """Show the policy, or change what is named. It never refuses a proof: copies are withheld instead."""
    from dataclasses import replace

    from retour.portal import inputs, settings
    from retour.portal.state import DAY

    chosen = inputs.choice("security level", inputs.LEVELS, level) if level else None
    with open_portal(data, keys) as portal:
        now = settings.policy(portal)
        wanted = replace(
            now,
            level=now.level if chosen is None else chosen,
            returns=now.returns if returns is None else None if returns == _NO_LIMIT else returns,
            write_offs=now.write_offs if write_offs is None else None if write_offs == _NO_LIMIT else write_offs,
            window=now.window if window is None else window * DAY,
        )
        if wanted != now:
            settings.set_policy(portal, wanted)
    say(
        {
            "level": inputs.word_of(inputs.LEVELS, wanted.level),
            "returns": wanted.returns,
            "write_offs": wanted.write_offs,
            "window_days": wanted.window // DAY,
        }
    )


def withheld(data: Data, as_json: AsJson = False, keys: Keys = None) -> None:
    """Copies that came home and that the policy keeps back."""
    from retour.portal import settings
    from retour.portal.records import stamp

    with open_portal(data, keys) as portal:
        records = [
            {
                "entry": entry.id,
                "line": entry.line,
                "count": entry.count,
                "host_id": host_id,
                "since": stamp(entry.since),
                "until": stamp(entry.until) if entry.until is not None else None,
            }
            for entry, host_id in settings.withheld(portal)
        ]
    show(records, as_json, ("entry", "line", "count", "host_id", "since", "until"))


def release(
    data: Data,
    entry: Annotated[int, typer.Option(help="Number of the entry, as `withheld` shows it.")],
    by: Annotated[str, typer.Option("--by", help="Who releases them.")],
    keys: Keys = None,
) -> None:
    """Let withheld copies go before the window does."""
    from retour.portal import settings

    with open_portal(data, keys) as portal:
        settings.release(portal, entry, by)
    say({"entry": entry, "released_by": by})


def confirm_time(data: Data, keys: Keys = None) -> None:
    """Confirm that the portal's clock is right after it had gone on by more than two days: leases end again."""
    from retour.portal import settings
    from retour.portal.records import stamp

    with open_portal(data, keys) as portal:
        say({"lease_time": stamp(settings.confirm_time(portal))})


@keys_app.command()
def rotate(
    data: Data,
    root: Annotated[Path | None, typer.Option("--root", help="File of the root key, where it is kept apart.")] = None,
    keys: Keys = None,
) -> None:
    """Make new keys for answers and orders; devices learn of them from the next answer or order."""
    from retour.portal import settings

    with open_portal(data, keys) as portal:
        number = settings.rotate_keys(portal, root)
        with portal.reading() as session:
            ring = portal.keyring(session)
    say({"key_set": number, "answers": str(ring.answers.public), "orders": str(ring.orders.public)})


@keys_app.command("root")
def root_key(
    data: Data,
    move: Annotated[Path, typer.Option("--move", help="File on another medium to move the root key to.")],
    keys: Keys = None,
) -> None:
    """Move the root key to another medium, where it is kept offline."""
    from retour.portal import settings

    with open_portal(data, keys) as portal:
        settings.put_root_away(portal, move)
    say({"root": str(move)})


@maker_app.command("add")
def add_maker(
    data: Data,
    name: Annotated[str, typer.Option(help="Name of the manufacturer.")],
    certificate: Annotated[Path, typer.Option(help="Certificate of its CA, PEM or DER.")],
    model: Annotated[str, typer.Option(help="What its devices are, for people.")] = "",
    level: Annotated[str, typer.Option(help="none, counter or counter-and-key.")] = "none",
    clock: Annotated[str, typer.Option(help="none, settable or trusted.")] = "none",
    removal_needs: Annotated[str, typer.Option(help="order-or-local, order, local or nothing.")] = "order-or-local",
    keys: Keys = None,
) -> None:
    """Name a manufacturer: from now on its certificates enrol devices, with what is stated here."""
    from retour.airgap.files import read_bytes
    from retour.portal import inputs, settings

    traits = inputs.traits(model, level, clock, removal_needs)
    content = read_bytes(certificate)
    with open_portal(data, keys) as portal:
        say(_maker_record(settings.add_maker(portal, name, content, traits)))


@maker_app.command("list")
def list_makers(data: Data, as_json: AsJson = False, keys: Keys = None) -> None:
    """Every manufacturer whose certificates enrol devices."""
    from retour.portal import settings

    with open_portal(data, keys) as portal:
        records = [_maker_record(maker) for maker in settings.makers(portal)]
    show(records, as_json, ("name", "model", "level", "clock", "removal_needs"))


def _maker_record(maker: Maker) -> dict[str, object]:
    from retour.portal.records import traits_record

    return {"name": maker.name, **traits_record(maker.traits)}


COMMANDS: Final[Mapping[str, Callable[..., None]]] = {
    "policy": policy,
    "withheld": withheld,
    "release": release,
    "confirm-time": confirm_time,
}
