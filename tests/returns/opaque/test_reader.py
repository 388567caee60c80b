"""Device profiles are read strictly: every refusal says line, key and what is expected, and nothing else is raised."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

import retour_resources
from retour.errors import Malformed
from retour.returns.opaque.lines import line_of
from retour.returns.opaque.profile import AskKind, LinkKind, Profile, Source, Spot
from retour.returns.opaque.reader import read_profile

GOOD = """\
# A device for the tests.
format = 1
title = "Device"
link = "folder"
mount = "Plug it in."
marker = "DEVICE.TXT"

[device.host_id]
path = "DEVICE.TXT"
pattern = '^HOSTID=(?P<value>.+)'

[device.model]
run = ["tool", "model"]
pattern = '(.+)'

[device.lines]
path = "DEVICE.TXT"
pattern = '^LINE (?P<line>\\S+) (?P<count>\\S+)'

[request.ask]
by = "file"
path = "COMMAND.TXT"
text = "{lines}"
line = "KEEP {line} {count}\\n"

[request.appears]
path = "*.REQ"
seconds = 5
trailer = "0d 0a"

[response]
put = "{case}.RSP"
accepted = '^OK (?P<why>.*)'
refused = '^REFUSED (?P<why>.*)'

[response.ask]
by = "command"
run = ["tool", "process", "{case}.RSP"]

[response.verdict]
path = "RESULT.TXT"

[sync.ask]
by = "instruction"
instruction = \"\"\"
Press SYNC
on {host_id}.\"\"\"

[sync.appears]
path = "SYNC.REQ"

[portal]
name = "Portal"
request = ["Upload."]
confirmation = ["Upload again."]
removal = ["Remove."]
write_off = ["Return host."]
"""

SMP = ('link = "folder"', 'link = "smp"')
NO_MARKER = ('marker = "DEVICE.TXT"\n', "")
BY_SMP = (
    'by = "file"\npath = "COMMAND.TXT"\ntext = "{lines}"\n',
    'by = "smp"\ngroup = 64\ncommand = 1\npayload = { do = "ask" }\n',
)
EXACT = ("*.REQ", "A.REQ")


def changed(*changes: tuple[str, str]) -> str:
    text = GOOD
    for old, new in changes:
        assert text.count(old) >= 1, f"{old!r} is not in the text"
        text = text.replace(old, new, 1)
    return text


def refusal(text: str, name: str = "my-device") -> Malformed:
    with pytest.raises(Malformed) as caught:
        read_profile(text, name)
    assert caught.value.code == "profile"
    return caught.value


def line_with(text: str, needle: str) -> int:
    """The line of the first place of a text, counted without the code under test."""
    return text[: text.index(needle)].count("\n") + 1


def test_a_whole_profile_says_what_its_text_says() -> None:
    profile = read_profile(GOOD, "my-device")
    assert (profile.name, profile.title, profile.link, profile.marker) == (
        "my-device",
        "Device",
        LinkKind.FOLDER,
        "DEVICE.TXT",
    )
    assert profile.host_id == Source(path="DEVICE.TXT", pattern="^HOSTID=(?P<value>.+)")
    assert profile.model == Source(run=("tool", "model"), pattern="(.+)")
    assert profile.request.appears == Spot("*.REQ", 5.0, b"\r\n")
    assert (profile.request.ask.kind, profile.request.ask.line) == (AskKind.FILE, "KEEP {line} {count}\n")
    assert profile.response.ask is not None
    assert profile.response.ask.run == ("tool", "process", "{case}.RSP")
    assert profile.response.verdict == Spot("RESULT.TXT", 60.0, b"")
    assert profile.sync.ask.instruction == "Press SYNC\non {host_id}."
    assert profile.portal.write_off == ("Return host.",)


def test_an_smp_command_asks_too() -> None:
    ask = read_profile(changed(SMP, NO_MARKER, EXACT, BY_SMP), "my-device").request.ask
    assert (ask.kind, ask.group, ask.command, ask.payload) == (AskKind.SMP, 64, 1, (("do", "ask"),))


def test_a_command_file_may_be_json() -> None:
    text = '{"keep": [{lines}], "for": "{host_id}"}'
    profile = read_profile(changed(('"{lines}"', f"'{text}'")), "my-device")
    assert profile.request.ask.text == text


def test_a_response_needs_neither_ask_nor_verdict() -> None:
    ask = '[response.ask]\nby = "command"\nrun = ["tool", "process", "{case}.RSP"]\n'
    verdict = '[response.verdict]\npath = "RESULT.TXT"\n'
    patterns = "accepted = '^OK (?P<why>.*)'\nrefused = '^REFUSED (?P<why>.*)'\n"
    response = read_profile(changed((ask, ""), (verdict, ""), (patterns, "")), "my-device").response
    assert (response.ask, response.verdict, response.accepted) == (None, None, "")


# What is changed, a text of the line that must be named, the key, and what the message says is expected.
REFUSALS = {
    "format of another Retour": ([("format = 1", "format = 2")], "format = 2", "format",
                                 "the number 1 is expected, not 2"),
    "format as a fraction": ([("format = 1", "format = 1.0")], "format", "format", "the number 1 is expected"),
    "format as a truth": ([("format = 1", "format = true")], "format = true", "format", "not true"),
    "no format": ([("format = 1\n", "")], "# A device", "format", "missing; the number 1 is expected"),
    "no title": ([('title = "Device"\n', "")], "# A device", "title", "missing; a text"),
    "empty title": ([('"Device"', '" "')], "title =", "title", "a text"),
    "title is a number": ([('"Device"', "7")], "title =", "title", "not 7"),
    "title too long": ([('"Device"', f'"{"x" * 2001}"')], "title =", "title", "at most 2000 characters"),
    "placeholder in the title": ([('"Device"', '"Device {host_id}"')], "title =", "title",
                                 "no placeholder can stand here"),
    "unknown link": ([SMP, ('"smp"', '"usb"')], 'link = "usb"', "link", '"smp", "folder", "command", "hand"'),
    "link is a list": ([('"folder"', '["folder"]')], "link =", "link", "not a list"),
    "marker without folder": ([('"folder"', '"hand"')], "marker =", "marker", 'link = "folder"'),
    "marker is a pattern": ([('marker = "DEVICE.TXT"', 'marker = "*.TXT"')], "marker =", "marker", "without *"),
    "unknown key": ([("mount =", "mounted =")], "mounted =", "mounted", "the keys are format, title, link, mount"),
    "unknown table": ([("[portal]", "[extra]\n[portal]")], "[extra]", "extra", "no such key"),
    "no device": ([("[device.host_id]", "[other.host_id]"), ("[device.model]", "[other.model]"),
                   ("[device.lines]", "[other.lines]")], "# A device", "device", "a table [device]"),
    "no host ID": ([("[device.host_id]", "[device.hostid]")], "[device.hostid]", "device.host_id", "missing"),
    "unknown fact": ([("[device.model]", "[device.serial]\nasked = true\n[device.model]")], "[device.serial]",
                     "device.serial", "the keys are host_id, model, lines"),
    "fact is no table": ([('[device.model]\nrun = ["tool", "model"]\npattern = \'(.+)\'\n', "[device]\nmodel = 1\n")],
                         "model = 1", "device.model", "a table [device.model] is expected, not 1"),
    "path and run": ([("run = [", 'path = "X"\nrun = [')], 'path = "X"', "device.model.path",
                     "the keys are asked, run"),
    "asked and path": ([('path = "DEVICE.TXT"', "asked = true")], "pattern = '^HOSTID", "device.host_id.pattern",
                       "no such key"),
    "asked is a text": ([('path = "DEVICE.TXT"', 'asked = "yes"')], "asked =", "device.host_id.asked", "true or false"),
    "fact from many files": ([('path = "DEVICE.TXT"', 'path = "*.TXT"')], 'path = "*.TXT"', "device.host_id.path",
                             "the name of one file"),
    "no pattern": ([("pattern = '(.+)'\n", "")], "[device.model]", "device.model.pattern", "missing"),
    "pattern without a group": ([("'(.+)'", "'.+'")], "pattern = '.+'", "device.model.pattern", "a group named value"),
    "pattern that is none": ([("'(.+)'", "'(.+'")], "pattern = '(.+'", "device.model.pattern", "a regular expression"),
    "pattern with flags at war": ([("'(.+)'", "'(?a)(?u)(.+)'")], "(?a)", "device.model.pattern",
                                  "a regular expression"),
    "pattern that may change its meaning": ([("'(.+)'", "'([[a]+)'")], "'([[a]", "device.model.pattern",
                                            "a regular expression"),
    "lines without count": ([("(?P<count>", "(?P<number>")], "(?P<number>", "device.lines.pattern", "line and count"),
    "run is a text": ([('["tool", "model"]', '"tool model"')], "run =", "device.model.run", "a list of a program"),
    "run is empty": ([('["tool", "model"]', "[]")], "run =", "device.model.run", "not an empty list"),
    "run with a number": ([('["tool", "model"]', '["tool", 1]')], "run =", "device.model.run", "a list of a program"),
    "run with a placeholder": ([('"model"]', '"{host_id}"]')], "run =", "device.model.run", "no placeholder"),
    "no request": ([("[request.ask]", "[other.ask]"), ("[request.appears]", "[other.appears]")], "# A device",
                   "request", "a table [request]"),
    "unknown ask": ([('by = "file"', 'by = "mail"')], 'by = "mail"', "request.ask.by", '"file", "command", "smp"'),
    "SMP without its link": ([('by = "file"', 'by = "smp"')], 'by = "smp"', "request.ask.by", 'needs link = "smp"'),
    "command file is a pattern": ([("COMMAND.TXT", "*.TXT")], 'path = "*.TXT"', "request.ask.path", "without *"),
    "nothing is asked for": ([('"{lines}"', '"RETURN"')], "text =", "request.ask.text", "{lines} is expected"),
    "no line": ([('line = "KEEP {line} {count}\\n"\n', "")], "[request.ask]", "request.ask.line", "missing"),
    "line without count": ([("{line} {count}", "{line}")], "line = ", "request.ask.line", "{line} and {count}"),
    "misspelt placeholder": ([("KEEP {line} {count}", "KEEP {line} {cuont}")], "line = ", "request.ask.line",
                             "{cuont} cannot"),
    "placeholder with a space": ([("KEEP {line} {count}", "KEEP {line} {count} {host id}")], "line = ",
                                 "request.ask.line", "{host id} cannot"),
    "key of another ask": ([('by = "file"', 'by = "file"\nrun = ["x"]')], 'run = ["x"]', "request.ask.run",
                           "no such key"),
    "command without lines": ([('by = "file"\npath = "COMMAND.TXT"\ntext = "{lines}"', 'by = "command"\nrun = ["go"]')],
                              'run = ["go"]', "request.ask.run", '"{lines}" is expected as an argument of its own'),
    "lines within an argument": ([('by = "file"\npath = "COMMAND.TXT"\ntext = "{lines}"',
                                   'by = "command"\nrun = ["go", "{lines}", "x={lines}"]')], 'run = ["go"',
                                 "request.ask.run", "an argument of its own"),
    "lines as the program": ([('by = "file"\npath = "COMMAND.TXT"\ntext = "{lines}"',
                               'by = "command"\nrun = ["{lines}"]')], 'run = ["{lines}"]', "request.ask.run",
                             "an argument of its own"),
    "group of the standard": ([SMP, NO_MARKER, EXACT, BY_SMP, ("group = 64", "group = 8")], "group = 8",
                              "request.ask.group", "from 64 to 65535"),
    "command of two bytes": ([SMP, NO_MARKER, EXACT, BY_SMP, ("command = 1", "command = 256")], "command = 256",
                             "request.ask.command", "from 0 to 255"),
    "lines in the payload": ([SMP, NO_MARKER, EXACT, BY_SMP, ('do = "ask"', 'lines = "x"')], "payload =",
                             "request.ask.payload", "no key lines"),
    "number in the payload": ([SMP, NO_MARKER, EXACT, BY_SMP, ('do = "ask"', "do = 1")], "payload =",
                              "request.ask.payload.do", "a text"),
    "pattern over SMP": ([SMP, NO_MARKER], 'path = "*.REQ"', "request.appears.path",
                         "over SMP a device cannot be asked"),
    "no time": ([("seconds = 5", "seconds = 0")], "seconds =", "request.appears.seconds",
                "up to 3600 is expected, not 0"),
    "an hour and more": ([("seconds = 5", "seconds = 3601")], "seconds =", "request.appears.seconds", "not 3601"),
    "time that is no number": ([("seconds = 5", "seconds = nan")], "seconds =", "request.appears.seconds", "not nan"),
    "time is true": ([("seconds = 5", "seconds = true")], "seconds =", "request.appears.seconds", "not true"),
    "trailer is no hexadecimal": ([("0d 0a", "END")], "trailer =", "request.appears.trailer", "hexadecimal"),
    "trailer is a number": ([('"0d 0a"', "13")], "trailer =", "request.appears.trailer", "hexadecimal"),
    "trailer of the response": ([("accepted =", 'trailer = "x"\naccepted =')], "trailer = \"x\"", "response.trailer",
                                "hexadecimal"),
    "out of the place": ([("{case}.RSP", "../{case}.RSP")], "put =", "response.put", "a path of a file"),
    "a folder": ([("{case}.RSP", "lic/")], "put =", "response.put", "a path of a file"),
    "backslashes": ([('"{case}.RSP"', "'lic\\a.rsp'")], "put =", "response.put", "a path of a file"),
    "a path of two lines": ([("{case}.RSP", "a\\n.rsp")], "put =", "response.put", "a path of a file"),
    "any depth": ([("*.REQ", "**/*.REQ")], 'path = "**', "request.appears.path", "not **"),
    "response is a pattern": ([("{case}.RSP", "*.RSP")], "put =", "response.put", "without *"),
    "verdict without refusal": ([("refused = '^REFUSED (?P<why>.*)'\n", "")], "[response]", "response.refused",
                                "missing"),
    "refusal without verdict": ([('[response.verdict]\npath = "RESULT.TXT"\n', "")], "accepted =", "response.accepted",
                                "[response.verdict]"),
    "lines in a sync": ([('by = "instruction"\ninstruction = """\nPress SYNC\non {host_id}."""',
                          'by = "file"\npath = "C"\ntext = "{lines}"')], 'text = "{lines}"\n\n[sync', "sync.ask.text",
                        "{case}, {host_id} can stand here, and {lines} cannot"),
    "line in a sync": ([('by = "instruction"', 'by = "instruction"\nline = "x"')], 'line = "x"', "sync.ask.line",
                       "no such key"),
    "instruction says nothing": ([('instruction = """\nPress SYNC\non {host_id}."""\n', "")], "[sync.ask]",
                                 "sync.ask.instruction", "missing"),
    "after a long text": ([('"SYNC.REQ"', "1")], "path = 1", "sync.appears.path", "a text"),
    "no portal": ([("[portal]", "[portal2]")], "# A device", "portal", "a table [portal]"),
    "portal text is no list": ([('["Remove."]', '"Remove."')], "removal =", "portal.removal", "a list of texts"),
    "empty portal text": ([('["Remove."]', '["Remove.", ""]')], "removal =", "portal.removal", "a list of texts"),
    "placeholder in the portal": ([('["Remove."]', '["Remove {line}."]')], "removal =", "portal.removal",
                                  "{line} cannot"),
    "a date": ([('name = "Portal"', "name = 2026-11-24")], "name =", "portal.name", "not 2026-11-24"),
    "a huge number": ([('name = "Portal"', f"name = {'9' * 200}")], "name =", "portal.name", "a very large number"),
    "no TOML": ([('mount = "Plug it in."', "mount = Plug it in")], "mount =", "", "TOML is expected"),
    "the same key twice": ([('mount = "Plug it in."', 'mount = ""\ntitle = "B"')], 'title = "B"', "",
                           "TOML is expected"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_a_wrong_profile_is_refused_with_line_key_and_what_is_expected(name: str) -> None:
    changes, needle, key, expected = REFUSALS[name]
    text = changed(*changes)
    error = refusal(text)
    line = line_with(text, needle)
    assert (error.details["key"], error.details["line"]) == (key, line)
    assert f"my-device.toml, line {line}: {key}" in error.what
    assert expected in error.what
    assert "profiles check" in error.todo


@pytest.mark.parametrize("name", ["My-Device", "", "-x", "a" * 41, "ä", "a b", "a.b"])
def test_a_file_is_named_as_its_profile_must_be(name: str) -> None:
    assert "a file name of a-z" in refusal(GOOD, name).what


def test_a_text_that_ends_too_early_names_its_last_line() -> None:
    text = GOOD[: GOOD.index("Press")]
    assert refusal(text).details["line"] == text.count("\n") + 1


def test_a_number_with_more_digits_than_a_number_has_is_refused() -> None:
    refusal("format = " + "9" * 5000)


def test_deep_nesting_is_refused() -> None:
    refusal("format = " + "[" * 100_000)


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("a.b = 1\n", ("a", "b"), 1),
        ("x = 1\n\"a\" . 'b' = 1\n", ("a", "b"), 2),
        ('x = 1\n"a.b" = 1\n', ("a.b",), 2),
        ("[ a . b ] # c\nc = 1\n", ("a", "b", "c"), 2),
        ("x = '''\na = 1\n'''\na = 2\n", ("a",), 4),
        ("# \u2028\x0c\na = 2\n", ("a",), 2),
        ("\n[a]\nb = { c = 1 }\n", ("a", "b", "c"), 3),
        ("\n[a.b]\n[a]\n", ("a", "z"), 2),
    ],
)
def test_where_a_key_stands(text: str, key: tuple[str, ...], line: int) -> None:
    assert line_of(text, key) == line


# Text that looks like a profile: lines of real ones, cut, doubled, swapped, with odd values in them.
SHIPPED = {path.stem: path.read_text("utf-8") for path in sorted((retour_resources.root() / "profiles").glob("*.toml"))}
LINES = sorted({line for text in (GOOD, *SHIPPED.values()) for line in text.splitlines()})
KEYS = sorted({found for line in LINES for found in re.findall(r"^(\w+) =", line)})
VALUES = st.one_of(
    st.integers().map(str),
    st.floats().map(str),
    st.booleans().map(lambda value: str(value).lower()),
    st.text(st.sampled_from(string.printable), max_size=20).map(lambda text: f"'{text}'"),
    st.text(st.sampled_from("^$()[]{}?*+|\\PaLux-:<>=!&~{line}{count}"), max_size=12).map(lambda text: f"'{text}'"),
    st.sampled_from(["[]", "{}", "[[1]]", '["{lines}"]', "2026-11-24", "07:00", '"\\u0000"', "nan", "inf"]),
)
TOML_LIKE = st.one_of(
    st.sampled_from(LINES),
    st.builds(lambda key, value: f"{key} = {value}", st.sampled_from(KEYS), VALUES),
    st.text(max_size=30),
)


def read_or_refused(text: str) -> None:
    """Whatever else is raised fails the test."""
    try:
        found: Profile | Malformed = read_profile(text, "my-device")
    except Malformed as error:
        found = error
    if isinstance(found, Malformed):
        assert found.code == "profile"
        assert 1 <= int(str(found.details["line"])) <= text.count("\n") + 1


@given(st.lists(TOML_LIKE, max_size=30).map("\n".join))
def test_any_text_is_a_profile_or_is_refused(text: str) -> None:
    read_or_refused(text)


@given(st.sampled_from([GOOD, *SHIPPED.values()]), st.data())
def test_a_profile_with_one_odd_line_is_a_profile_or_is_refused(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    key = re.match(r"(\w+) =", lines[at])
    lines[at] = f"{key[1]} = {data.draw(VALUES)}" if key else data.draw(TOML_LIKE)
    read_or_refused("\n".join(lines))


@given(st.text())
def test_no_text_at_all_raises_anything_else(text: str) -> None:
    refusal(text)
