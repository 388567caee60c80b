"""`retour profiles`: which kinds of device are known, looking at a profile that is being written, showing one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retour.returns.shell import say, show, tell

if TYPE_CHECKING:
    from retour.returns.opaque.library import Shelved
    from retour.returns.opaque.profile import Profile

app = typer.Typer(help="Kinds of device that speak only their vendor's language.")


@app.callback(invoke_without_command=True)
def profiles(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the device profiles: the shipped ones and your own."""
    if context.invoked_subcommand is not None:
        return
    from retour.returns.home import home
    from retour.returns.opaque.library import shelf

    found = shelf(home())
    show([_record(each) for each in found], as_json, ("profile", "title", "link", "origin", "problem"))
    tell(f"Your own go into {home() / 'profiles'}.")


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A profile, such as my-device.toml.")]) -> None:
    """Look at a profile that is being written, and say with line and key what is wrong."""
    from retour.errors import Usage
    from retour.returns.opaque.library import SUFFIX, read

    if file.suffix != SUFFIX:
        raise Usage(
            "no-profile-file",
            f"{file.name} is no device profile: its name does not end in {SUFFIX}.",
            "Nothing was changed.",
            f"Name the file after the device, such as my-device{SUFFIX}.",
        )
    profile = read(file)
    tell(f"{file} can be used: --profile {profile.name}, once it is in your folder of profiles.")
    say(_said(profile) | {"path": str(file)})


@app.command("show")
def show_(name: Annotated[str, typer.Argument(help="Name of a profile.")]) -> None:
    """Print a profile's file: as it is used, or to begin one's own with."""
    from retour.airgap.files import read_bytes
    from retour.returns.home import home
    from retour.returns.opaque.library import path_of

    path = path_of(name, home())
    tell(f"{path}")
    print(read_bytes(path).decode("utf-8", "replace"), end="")


def _record(each: Shelved) -> dict[str, object]:
    unread: dict[str, object] = {"profile": each.name, "title": None, "link": None}
    said = _said(each.profile) if each.profile else unread
    problem = each.problem.what if each.problem else None
    return said | {"origin": "own" if each.own else "shipped", "path": str(each.path), "problem": problem}


def _said(profile: Profile) -> dict[str, object]:
    return {"profile": profile.name, "title": profile.title, "link": profile.link.value}
