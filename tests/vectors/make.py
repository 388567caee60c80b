"""Writes the vectors: ``.venv/bin/python -m tests.vectors.make`` from the root. The same bytes each time."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import Final

from tests.vectors.dialogues_answers import answers
from tests.vectors.dialogues_removals import removals
from tests.vectors.dialogues_store import stores
from tests.vectors.hostile import hostile_file
from tests.vectors.keys import Json, keys_file
from tests.vectors.messages import messages_file
from tests.vectors.smp_line import smp_file
from tests.vectors.start import start_file

HERE: Final = Path(__file__).parent


def device_file() -> Json:
    """The content of device.json."""
    return {"dialogues": [script.entry() for script in chain(answers(), removals(), stores())]}


def files() -> dict[str, str]:
    """Every file by its name."""
    made = {
        "keys.json": keys_file(),
        "messages.json": messages_file(),
        "hostile.json": hostile_file(),
        "device.json": device_file(),
        "start.json": start_file(),
        "smp.json": smp_file(),
    }
    return {name: json.dumps(content, indent=1, ensure_ascii=False) + "\n" for name, content in made.items()}


if __name__ == "__main__":
    for name, text in files().items():
        (HERE / name).write_text(text, "utf-8", newline="\n")
