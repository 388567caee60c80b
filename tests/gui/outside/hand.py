#!/usr/bin/python3
"""A person who cannot see: drives a window through AT-SPI, knowing nothing but roles and accessible names.

Runs under the system's Python (which has Atspi) inside the session of the window. One JSON object a line comes in on
stdin, ``{"do": name, ...}``, and one goes out, ``{"ok": ..., "value": ...}``; `outside.desk` is the other end.
Nothing of the project is imported here.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # type: ignore[import-not-found]  # noqa: E402

Thing = Any
"""An Atspi.Accessible; its typing is not to be had."""
DEFAULT_SECONDS = 10.0


class NotThereError(Exception):
    """What was looked for did not come in time."""


def node(thing: Thing) -> dict[str, object]:
    """What a node is, as plain data."""
    states = thing.get_state_set()
    return {
        "role": thing.get_role_name(),
        "name": thing.get_name() or "",
        "description": thing.get_description() or "",
        "states": sorted(state.value_nick for state in states.get_states()),
        "text": text_of(thing),
        "value": value_of(thing),
    }


def text_of(thing: Thing) -> str | None:
    try:
        text = thing.get_text_iface()
        return None if text is None else Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text))
    except GLib.Error:
        return None


def value_of(thing: Thing) -> float | None:
    try:
        value = thing.get_value_iface()
        return None if value is None else Atspi.Value.get_current_value(value)
    except GLib.Error:
        return None


def shown(thing: Thing) -> bool:
    """Whether a person could meet it: pages that are hidden stay in the tree."""
    return bool(thing.get_state_set().contains(Atspi.StateType.SHOWING))


def windows(application: int) -> Iterator[Thing]:
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        each = desktop.get_child_at_index(index)
        if each is not None and each.get_process_id() == application:
            yield from (each.get_child_at_index(i) for i in range(each.get_child_count()))


def walk(thing: Thing, depth: int = 0) -> Iterator[tuple[int, Thing]]:
    if thing is None or depth > 60:
        return
    yield depth, thing
    try:
        children = [thing.get_child_at_index(index) for index in range(thing.get_child_count())]
    except GLib.Error:  # it went away while it was looked at
        return
    for child in children:
        yield from walk(child, depth + 1)


class Hand:
    """What the other end may ask for is what begins with `do_`."""

    def __init__(self) -> None:
        self.application = 0

    def look(self, role: str, name: str) -> list[Thing]:
        """The things of this role on the screen now that are named so, or else whose name contains `name`."""
        exact: list[Thing] = []
        near: list[Thing] = []
        for window in list(windows(self.application)):
            for _, thing in walk(window):
                try:
                    named = thing.get_name() or ""
                    if thing.get_role_name() == role and name in named and shown(thing):
                        (exact if named == name else near).append(thing)
                except GLib.Error:
                    continue
        return exact or near

    def wait(self, role: str, name: str, seconds: float, ready: Callable[[Thing], bool] = lambda _: True) -> Thing:
        until = time.monotonic() + seconds
        while True:
            for thing in self.look(role, name):
                if ready(thing):
                    return thing
            if time.monotonic() > until:
                raise NotThereError(f"no {role} named {name!r} within {seconds} s")
            time.sleep(0.03)

    def do_attach(self, process: int, seconds: float = DEFAULT_SECONDS) -> None:
        """Take this process's windows from now on; wait for the first."""
        self.application = process
        until = time.monotonic() + seconds
        while not any(shown(window) for window in windows(process)):
            if time.monotonic() > until:
                raise NotThereError(f"process {process} showed no window within {seconds} s")
            time.sleep(0.05)
        # A window manager gives a new window the keyboard. Xvfb has none: a click into a corner does it.
        window = next(window for window in windows(process) if shown(window))
        place = window.get_component_iface().get_extents(Atspi.CoordType.SCREEN)
        Atspi.generate_mouse_event(place.x + 1, place.y + 1, "b1c")
        while not window.get_state_set().contains(Atspi.StateType.ACTIVE):
            if time.monotonic() > until:
                raise NotThereError(f"the window of process {process} did not take the keyboard")
            time.sleep(0.03)

    def do_find(self, role: str, name: str, seconds: float = DEFAULT_SECONDS) -> dict[str, object]:
        return node(self.wait(role, name, seconds))

    def do_gone(self, role: str, name: str, seconds: float = DEFAULT_SECONDS) -> None:
        until = time.monotonic() + seconds
        while self.look(role, name):
            if time.monotonic() > until:
                raise NotThereError(f"{role} named {name!r} was still there after {seconds} s")
            time.sleep(0.03)

    def do_press(self, role: str, name: str, seconds: float = DEFAULT_SECONDS) -> None:
        """Do a control's first action, once it is enabled."""
        thing = self.wait(role, name, seconds, enabled)
        action = thing.get_action_iface()
        if action is None or Atspi.Action.get_n_actions(action) == 0:
            raise NotThereError(f"{role} named {name!r} has no action")
        if not Atspi.Action.do_action(action, 0):
            raise NotThereError(f"{role} named {name!r} did not take its action")

    def do_tick(self, role: str, name: str, on: bool = True, seconds: float = DEFAULT_SECONDS) -> None:
        """Bring a check box or radio button to a state, and see it come."""
        thing = self.wait(role, name, seconds, enabled)
        if thing.get_state_set().contains(Atspi.StateType.CHECKED) != on:
            Atspi.Action.do_action(thing.get_action_iface(), toggling(thing))
        self.wait(role, name, seconds, lambda t: t.get_state_set().contains(Atspi.StateType.CHECKED) == on)

    def do_type(self, role: str, name: str, text: str, seconds: float = DEFAULT_SECONDS) -> None:
        """Replace what a field holds."""
        thing = self.wait(role, name, seconds, enabled)
        field = thing.get_editable_text_iface()
        if field is None or not Atspi.EditableText.set_text_contents(field, text):
            raise NotThereError(f"{role} named {name!r} takes no text")

    def do_focused(self) -> dict[str, object] | None:
        """What has the keyboard's focus now. The items in a closed combo box say that they have it; they have not."""
        for window in windows(self.application):
            for _, thing in walk(window):
                if shown(thing) and thing.get_state_set().contains(Atspi.StateType.FOCUSED):
                    parent = thing.get_parent()
                    if parent is None or parent.get_role_name() not in ("combo box", "list"):
                        return node(thing)
        return None

    def do_tree(self, every: bool = False) -> list[tuple[int, dict[str, object]]]:
        """Every node on the screen, indented by depth, for a person who looks into a failure."""
        lines = []
        for window in windows(self.application):
            for depth, thing in walk(window):
                if every or shown(thing):
                    lines.append((depth, node(thing)))
        return lines

    def do_key(self, keysym: int) -> None:
        """Press and release one key of the display's keyboard, by X keysym."""
        pressed(keysym, Atspi.KeySynthType.SYM)

    def do_hold(self, keycode: int, down: bool) -> None:
        """Press or release a modifier, by hardware code."""
        pressed(keycode, Atspi.KeySynthType.PRESS if down else Atspi.KeySynthType.RELEASE)


def pressed(key: int, kind: Thing) -> None:
    if not Atspi.generate_keyboard_event(key, None, kind):
        raise NotThereError(f"the key {key} could not be pressed")


def enabled(thing: Thing) -> bool:
    states = thing.get_state_set()
    return bool(states.contains(Atspi.StateType.ENABLED) and states.contains(Atspi.StateType.SENSITIVE))


def toggling(thing: Thing) -> int:
    action = thing.get_action_iface()
    names = [Atspi.Action.get_action_name(action, i).lower() for i in range(Atspi.Action.get_n_actions(action))]
    return next((i for i, name in enumerate(names) if "toggle" in name), 0)


def main() -> None:
    Atspi.init()
    hand = Hand()
    print(json.dumps({"ok": True, "value": "ready"}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        act = getattr(hand, "do_" + asked.pop("do"))
        try:
            answer = {"ok": True, "value": act(**asked)}
        except (NotThereError, GLib.Error) as error:
            answer = {"ok": False, "value": str(error)}
        print(json.dumps(answer), flush=True)


main()
