"""Fills in what SPEC.md shows and does not say itself: worked examples, sizes, names and numbers.

    .venv/bin/python packaging/spec.py update    write them
    .venv/bin/python packaging/spec.py check     1 when SPEC.md shows anything else

Examples come from the vectors, names and numbers from the code, so that neither can drift.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from retour.protocol import cbor
from retour.protocol.group import Command, Refusal, refusal_error

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).resolve().parent.parent
SPEC: Final = ROOT / "core/retour/protocol/SPEC.md"
VECTORS: Final = ROOT / "tests/vectors/messages.json"
SIZES: Final = {1: "device-lines-1", 5: "device-lines-5", 50: "device-lines-50"}
_BLOCK: Final = re.compile(
    r"<!-- (vector: [\w-]+(?: whole)?|sizes|commands|refusals) -->\n(.*?)<!-- end -->", re.DOTALL
)
_WIDTH: Final = 64


def filled(text: str, messages: list[dict[str, Any]]) -> str:
    """SPEC.md with every block as it should be. Raises `KeyError` for a vector that there is not."""
    by_name = {message["name"]: message for message in messages}

    def block(found: re.Match[str]) -> str:
        what = found[1]
        if what.startswith("vector: "):
            name, _, whole = what.removeprefix("vector: ").partition(" ")
            body = (_whole if whole else _payload)(by_name[name])
        else:
            body = _TABLES[what](by_name)
        return f"<!-- {what} -->\n\n{body}\n\n<!-- end -->"

    return _BLOCK.sub(block, text)


def _payload(message: dict[str, Any]) -> str:
    return "\n".join(["```", *message["diagnostic"], "```"])


def _whole(message: dict[str, Any]) -> str:
    header = cbor.decode(bytes.fromhex(message["protected"]))
    assert isinstance(header, dict)
    parts = [
        ("the message", message["message"]),
        ("its protected header", message["protected"]),
        ("its payload", message["payload"]),
        ("its signature", message["signature"]),
        ("the Sig_structure, which is signed", message["tbs"]),
        ("its digest", message["digest"]),
    ]
    lines = ["```", *message["diagnostic"], "```", ""]
    lines += [
        f"with the protected header `{{1: {header[1]}, 4: h'{header[4].hex()}', 16: \"{header[16]}\"}}`. In bytes:",
        "",
        "```",
    ]
    for what, data in parts:
        lines += [f"{what}, {len(data) // 2} bytes:", *(f"  {piece}" for piece in _pieces(data))]
    return "\n".join([*lines, "```"])


def _pieces(data: str) -> list[str]:
    return [data[at : at + _WIDTH] for at in range(0, len(data), _WIDTH)]


def _sizes(messages: dict[str, dict[str, Any]]) -> str:
    rows = ["| lines | bytes |", "| --- | --- |"]
    rows += [f"| {lines} | {len(messages[name]['message']) // 2} |" for lines, name in SIZES.items()]
    return "\n".join(rows)


def _commands(_: dict[str, dict[str, Any]]) -> str:
    rows = ["| command | number |", "| --- | --- |"]
    return "\n".join(rows + [f"| {command.name} | {int(command)} |" for command in Command])


def _refusals(_: dict[str, dict[str, Any]]) -> str:
    rows = ["| rc | name | what the technician is told |", "| --- | --- | --- |"]
    return "\n".join(rows + [f"| {int(r)} | {r.name} | {refusal_error(r).what} |" for r in Refusal])


_TABLES: Final[dict[str, Callable[[dict[str, dict[str, Any]]], str]]] = {
    "sizes": _sizes,
    "commands": _commands,
    "refusals": _refusals,
}


def main(arguments: list[str]) -> int:
    """Update or check; the exit code."""
    if arguments not in (["update"], ["check"]):
        print(__doc__)
        return 2
    text = SPEC.read_text("utf-8")
    wanted = filled(text, json.loads(VECTORS.read_text("utf-8"))["messages"])
    if arguments == ["check"]:
        return int(wanted != text)
    SPEC.write_text(wanted, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
