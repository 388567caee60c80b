"""`retour portal ...`: the back office without a browser. Works on the database directly, also while `serve` runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from retour.portal import commands_keeping, commands_removal, commands_settings
from retour.portal.terminal import AsJson, Case, Data, HostId, HostType, Keys, named_host, open_portal, say, show

app = typer.Typer(no_args_is_help=True, help="The back office: lines, devices, and what they send home.")


@app.command()
def serve(
    data: Data,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 0,
    keys: Keys = None,
) -> None:
    """Serve pages and API until interrupted. The admin token is shown at the first start only."""
    from retour.portal.web.server import run

    with open_portal(data, keys) as portal:
        run(portal, host, port, say)


@app.command()
def token(data: Data, keys: Keys = None) -> None:
    """Make a new admin token in place of a lost one: that one is void, and everybody is signed out."""
    with open_portal(data, keys) as portal:
        say({"admin_token": portal.replace_token()})


@app.command()
def enroll(
    data: Data,
    host_id: Annotated[str | None, typer.Option("--host-id", help="Host ID of the device.")] = None,
    public_key: Annotated[str | None, typer.Option(help="The device's public key, as it shows it.")] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="Its manufacturer's certificate, in place of all the rest.")
    ] = None,
    host_type: Annotated[str, typer.Option(help="serial, mac, string or ueid.")] = "serial",
    model: Annotated[str, typer.Option(help="What it is, for people.")] = "",
    level: Annotated[str, typer.Option(help="none, counter or counter-and-key.")] = "none",
    clock: Annotated[str, typer.Option(help="none, settable or trusted.")] = "none",
    removal_needs: Annotated[str, typer.Option(help="order-or-local, order, local or nothing.")] = "order-or-local",
    keys: Keys = None,
) -> None:
    """Enrol a device by its key or by a certificate, or enrol it again after it was returned."""
    from retour.airgap.files import read_bytes
    from retour.errors import Usage
    from retour.portal import inputs, settings
    from retour.portal.records import host_record
    from retour.protocol.keys import PublicKey

    if certificate is not None:
        if host_id is not None or public_key is not None:
            raise Usage(
                "certificate-alone",
                "A certificate was given, and a host ID or key as well.",
                "Nothing was changed.",
                "Leave --host-id and --public-key away: the certificate names the device and its key.",
            )
        named_model, content = inputs.model_name(model), read_bytes(certificate)
        with open_portal(data, keys) as portal:
            say(host_record(settings.enrol_by_certificate(portal, content, named_model)))
        return
    if host_id is None or public_key is None:
        raise Usage(
            "no-key",
            "The device or its key was not named.",
            "Nothing was changed.",
            "Give --host-id and --public-key, as the device shows them, or --certificate.",
        )
    named = inputs.host(host_type, host_id)
    traits = inputs.traits(model, level, clock, removal_needs)
    key = PublicKey.parse(public_key)
    with open_portal(data, keys) as portal:
        say(host_record(portal.enrol(named, key, traits)))


@app.command()
def line(
    data: Data,
    activation_id: Annotated[str, typer.Option(help="Activation ID of the line.")],
    product: Annotated[str, typer.Option(help="Product name.")],
    copies: Annotated[int, typer.Option(help="Copies bought.")],
    version: Annotated[str, typer.Option(help="Product version.")] = "1",
    feature: Annotated[list[str] | None, typer.Option(help="A feature; may be repeated.")] = None,
    expiry: Annotated[str | None, typer.Option(help="Last good day, YYYY-MM-DD; permanent without.")] = None,
    entitlement_id: Annotated[str | None, typer.Option("--entitlement", help="Entitlement ID.")] = None,
    lease: Annotated[int | None, typer.Option(help="Days for which a device holds copies until it renews.")] = None,
    keys: Keys = None,
) -> None:
    """Make an entitlement line, or change it."""
    from retour.portal import inputs, queries
    from retour.portal.records import line_record

    wanted = inputs.line(activation_id, product, copies, version, feature or (), expiry, entitlement_id, lease)
    with open_portal(data, keys) as portal:
        portal.put_line(wanted)
        with portal.reading() as session:
            views = queries.line_views(session)
    say(next(line_record(view) for view in views if view.line.activation_id == activation_id))


@app.command()
def grant(
    data: Data,
    host_id: HostId,
    line: Annotated[list[str], typer.Option(help="ACTIVATION_ID=COUNT; may be repeated.")],
    host_type: HostType = None,
    keys: Keys = None,
) -> None:
    """How many copies of a line a device may hold; it asks for them by itself."""
    from retour.portal import inputs
    from retour.portal.records import host_record

    allowed = dict(map(inputs.allowance, line))
    with open_portal(data, keys) as portal:
        say(host_record(portal.grant(named_host(portal, host_id, host_type), allowed)))


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="Carry file from a device.")],
    data: Data,
    case: Case = None,
    keys: Keys = None,
) -> None:
    """Take a carry file in: one JSON line a message."""
    from retour.airgap.files import read_file
    from retour.portal.intake import case_of, take_file
    from retour.portal.records import outcome_record

    blob = read_file(file)
    with open_portal(data, keys) as portal:
        outcomes = take_file(portal, blob, case_of(case, file.name), "command")
    for outcome in outcomes:
        say(outcome_record(outcome, with_answer=False))
    errors = [outcome.error for outcome in outcomes if outcome.error]
    for error in errors[:-1]:
        print(error, file=sys.stderr)
    if errors:
        raise errors[-1]


@app.command()
def take(
    data: Data,
    out: Annotated[Path, typer.Option("--out", help="Folder to write the answers to.")] = Path(),
    case: Case = None,
    bundle: Annotated[bool, typer.Option("--bundle", help="All of them in one file.")] = False,
    keys: Keys = None,
) -> None:
    """Write the answers that devices wait for as carry files: those not yet taken, or those of one case."""
    from retour.portal import queries
    from retour.portal.intake import case_of, write_answer, write_answers
    from retour.portal.records import carried_record

    wanted = case_of(case)
    with open_portal(data, keys) as portal:
        with portal.reading() as session:
            answers = [each for each in queries.carried(session, wanted) if each.fresh or wanted]
        together = write_answers(out, answers) if bundle and answers else None
        for answer in answers:
            path = together or write_answer(out, answer)
            portal.collected(answer.digest)
            say(carried_record(answer, str(path)))


@app.command()
def lines(data: Data, as_json: AsJson = False, keys: Keys = None) -> None:
    """Every line with its copies."""
    from retour.portal import queries
    from retour.portal.records import line_record

    with open_portal(data, keys) as portal, portal.reading() as session:
        records = [line_record(view) for view in queries.line_views(session)]
    show(records, as_json, ("line", "product", "total", "available", "held", "waiting", "expiry"))


@app.command()
def devices(data: Data, as_json: AsJson = False, keys: Keys = None) -> None:
    """Every device with its status."""
    from retour.portal import queries
    from retour.portal.records import device_record

    with open_portal(data, keys) as portal, portal.reading() as session:
        records = [device_record(view) for view in queries.device_views(session)]
    show(records, as_json, ("host_id", "model", "status", "instance_status", "level", "allowance"))


@app.command()
def balance(data: Data, keys: Keys = None) -> None:
    """Recompute every line from the signed messages; exit 0 only when all add up."""
    from retour.errors import Refused
    from retour.portal.audit import audit
    from retour.portal.records import balance_record

    with open_portal(data, keys) as portal, portal.reading() as session:
        audited, broken = audit(session, portal.keyring(session).operator.public)
    wrong = [each for each in audited if each.problems]
    for each in wrong or audited:
        say(balance_record(each))
    if wrong or broken:
        raise Refused(
            "does-not-add-up",
            f"{len(wrong)} of {len(audited)} lines do not add up.",
            "Nothing was changed; the signed messages and answers are kept.",
            "Look at the problems named for each line.",
            problems=broken,
        )


for _commands in (commands_removal.COMMANDS, commands_keeping.COMMANDS, commands_settings.COMMANDS):
    for _name, _act in _commands.items():
        app.command(_name)(_act)
app.add_typer(commands_settings.keys_app, name="keys")
app.add_typer(commands_settings.maker_app, name="maker")
