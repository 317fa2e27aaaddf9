"""atlas lab: the cluster as a real network on this machine."""

from __future__ import annotations

import argparse
import os
import select
import signal
import sys
from typing import TYPE_CHECKING, Any

from atlas.cli import arguments
from atlas.exit_code import ExitCode

if TYPE_CHECKING:
    from atlas.model.cluster import Cluster
    from atlas.text.text import Lang
    from atlas.what_if.row import Row
    from atlas_lab.bring_up import Lab

EXAMPLES = """examples:
  atlas lab up                                     the site's own cluster, until Ctrl-C
  atlas lab up cluster/ --proxy-mode nftables --detach
  atlas lab probe --from pod/frontend-0 --to service/backend --connections 60
  atlas lab shell pod/frontend-0                   a prompt in that Pod; get URL and lookup NAME work everywhere
  atlas lab shell client/office -- get http://10.0.0.12:30080
  atlas lab fail node/worker-2                     and: atlas lab heal node/worker-2
  atlas lab ready pod/backend-0 false
  atlas lab set service/backend externalTrafficPolicy=Local
  atlas lab down

A lab needs Linux, and `ip`, `nft` and `iptables`. It needs root (sudo) only where ordinary users may not create namespaces.
Nothing on the machine's own network changes, and nothing is left behind, however the lab ends.
"""
USUAL_NAME = "lab"


def add_to(commands: arguments.Commands) -> None:
    parser = arguments.add_command(
        commands, "lab", _help, "Bring the cluster up as a real network, and try it.", EXAMPLES
    )
    parser.set_defaults(parser=parser)
    verbs = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_up(verbs)
    _add_probe(verbs)
    _add_shell(verbs)
    _add_changes(verbs)
    verb = _add(verbs, "ready", _set_ready, "Set whether a Pod passes its readiness probe.")
    verb.add_argument("pod", metavar="pod/[NAMESPACE/]NAME")
    verb.add_argument("value", choices=("true", "false"))
    verb = _add(verbs, "set", _set, "Set a field of a Service.")
    verb.add_argument("service", metavar="service/[NAMESPACE/]NAME")
    verb.add_argument("setting", metavar="FIELD=VALUE", help="such as externalTrafficPolicy=Local")
    verb = _add(verbs, "status", _status, "Show what is running, and its state.", lab="")
    verb.add_argument("--json", action="store_true", help="print JSON")
    _add(verbs, "down", _down, "End a lab.")


def _add(
    verbs: arguments.Commands, name: str, run: Any, meaning: str, lab: str = USUAL_NAME
) -> argparse.ArgumentParser:
    """Add a command about the lab of a name: of the usual one or, if `lab` is empty, of all."""
    verb = arguments.add_command(verbs, name, run, meaning, "")
    verb.add_argument("--name", default=lab, help=f"name of the lab (default: {lab or 'all labs'})")
    arguments.add_language(verb)
    return verb


def _add_changes(verbs: arguments.Commands) -> None:
    """Add the commands of single what-ifs, and the one for all of them."""
    from atlas.what_if.rows import ROWS

    for row in ROWS:
        if row.verb is not None:
            done, undone = row.verb, (row.verb.undo, row.verb.undo_meaning)
            for name, meaning in ((done.do, done.meaning), undone):
                if name:
                    verb = _add(verbs, name, _change, meaning)
                    verb.add_argument("about", metavar=_metavar(row))
                    verb.set_defaults(what_if=row.name, undo=name != done.do)
    named = [row for row in ROWS if not row.is_setting_of_all]
    meaning = "Apply any what-if of `atlas trace`, or undo it."
    verb = _add(verbs, "what-if", _change, meaning)
    verb.add_argument("what_if", choices=[row.name for row in named], metavar="WHAT")
    verb.add_argument("about", metavar="KIND/NAME[=VALUE]", help="as for `atlas trace --WHAT`")
    verb.add_argument("--undo", action="store_true", help="undo it: as it was when the lab began")


def _metavar(row: Row) -> str:
    return f"{row.subject}/[NAMESPACE/]NAME" if row.subject == "pod" else f"{row.subject}/NAME"


def _add_up(verbs: arguments.Commands) -> None:
    verb = _add(verbs, "up", _up, "Bring a lab up and keep it until Ctrl-C.")
    verb.add_argument(
        "manifests",
        nargs="*",
        metavar="MANIFEST",
        help="as for `atlas trace` (default: the sample cluster)",
    )
    arguments.add_sample(verb)
    arguments.add_world(verb)
    verb.add_argument(
        "--detach",
        action="store_true",
        help="return immediately; the lab stays up until `atlas lab down`",
    )
    arguments.add_what_ifs(verb)


def _add_probe(verbs: arguments.Commands) -> None:
    verb = _add(verbs, "probe", _probe, "Make real connections and compare them with the model.")
    arguments.add_flow(verb)
    verb.add_argument("--connections", type=int, default=1, metavar="N")
    verb.add_argument(
        "--counts", action="store_true", help="print how many connections each Pod answered"
    )
    verb.add_argument(
        "--distinct", action="store_true", help="print how many Pods answered, not which ones"
    )
    verb.add_argument("--timeout", type=float, default=1.0, metavar="SECONDS")
    verb.add_argument("--json", action="store_true", help="print JSON")


def _add_shell(verbs: arguments.Commands) -> None:
    verb = _add(verbs, "shell", _shell, "Run a shell or a command on a machine in the lab.")
    verb.add_argument("machine", metavar="pod/NAME|node/NAME|client/NAME")
    verb.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND")


def _help(options: argparse.Namespace) -> int:
    options.parser.print_help()
    return 0


def _up(options: argparse.Namespace) -> int:
    from atlas.cli.questions import changed
    from atlas_lab.desk import open_desk

    options.sample = options.sample or not options.manifests
    options.with_dns = True
    loaded = arguments.load(options)
    cluster = changed(loaded, options)
    arguments.say_assumed(loaded, options)
    desk = open_desk(options.name)
    if options.detach:
        return _hold_in_background(options, cluster, desk)
    return _hold(options, cluster, desk, None)


def _hold(options: argparse.Namespace, cluster: Cluster, desk: Any, ready: int | None) -> int:
    """Hold the lab until somebody ends it. `ready` is a descriptor to close once it is up."""
    from atlas.text import lab_words
    from atlas_lab.bring_up import bring_up
    from atlas_lab.session import Session

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    lang = arguments.language(options)
    try:
        with bring_up(cluster) as lab:
            session = Session(lab)
            _say(_up_sentence(options.name, cluster, lang))
            how = lab_words.HOW_TO_END if ready is None else lab_words.HOW_TO_END_DETACHED
            _say(how.in_language(lang))
            if ready is not None:
                _detach(ready)
            _serve(lab, desk, session)
    except KeyboardInterrupt:
        pass
    finally:
        desk.close()
    if ready is None:
        _say(lab_words.ENDED.fill(lang, name=options.name))
    return 0


def _serve(lab: Lab, desk: Any, session: Any) -> None:
    """Answer requests until one of them, or the lab's own death, ends it."""
    from atlas_lab.errors import LabError

    while True:
        found, _, _ = select.select([desk.end, lab.lifeline], [], [])
        if lab.lifeline in found:
            raise LabError("the lab has ended unexpectedly: its process was killed")
        if desk.serve(session.answer):
            return


def _hold_in_background(options: argparse.Namespace, cluster: Cluster, desk: Any) -> int:
    """Hold the lab in a process of its own, and return when it is up or has failed."""
    told, tell = os.pipe()
    child = os.fork()
    if child:
        os.close(tell)
        desk.close()
        with os.fdopen(told) as words:
            is_up = words.read() == "up"
        if is_up:
            return 0
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(told)
    os.setsid()
    from atlas.cli.main import explained

    try:
        code = _hold(options, cluster, desk, tell)
    except Exception as error:
        code = explained(error, options)
    sys.stdout.flush()
    os._exit(code)


def _detach(ready: int) -> None:
    """Let go of the terminal, and tell the one who waits."""
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.write(ready, b"up")
    os.close(ready)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _up_sentence(name: str, cluster: Cluster, lang: Lang) -> str:
    from atlas.text import lab_words

    return lab_words.UP.fill(
        lang,
        name=name,
        nodes=len(cluster.nodes),
        pods=len(cluster.pods),
        mode=cluster.proxy.mode,
        network=cluster.network.pod_network,
    )


def _probe(options: argparse.Namespace) -> int:
    import json

    from atlas.cli.questions import QuestionError
    from atlas_lab.desk import ask

    if not 1 <= options.connections <= 10000:
        raise QuestionError(
            f"--connections {options.connections}: expected a number from 1 to 10000"
        )
    flow = {
        "source": options.source,
        "to": options.to,
        "protocol": options.protocol,
        "entry": options.entry,
        "node": options.node.removeprefix("node/"),
    }
    request = {"do": "probe", "flow": flow, "connections": options.connections}
    told = ask(options.name, {**request, "timeout": options.timeout})
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        from atlas_lab.cli.lab_text import probe_text

        print(probe_text(options, told, arguments.language(options)), end="")
    return ExitCode.DISAGREEMENT if told["disagreement"] else ExitCode.ANSWERED


def _shell(options: argparse.Namespace) -> int:
    from atlas_lab.desk import ask
    from atlas_lab.visit import visit

    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    told = ask(options.name, {"do": "machine", "reference": options.machine})
    return visit(told["process"], told["descriptor"], told["folder"], options.machine, command)


def _change(options: argparse.Namespace) -> int:
    from atlas.what_if.rows import BY_NAME

    kind = BY_NAME[options.what_if].subject
    about, _, value = options.about.partition("=")
    about = about if about.startswith(f"{kind}/") else f"{kind}/{about}"
    return _changed(options, options.what_if, about, value, undo=options.undo)


def _set_ready(options: argparse.Namespace) -> int:
    pod = options.pod if options.pod.startswith("pod/") else f"pod/{options.pod}"
    return _changed(options, "not-ready", pod, undo=options.value == "true")


def _changed(
    options: argparse.Namespace, what_if: str, about: str, value: str = "", *, undo: bool
) -> int:
    """Have the lab change, and print the one line of its state that the change was about."""
    from atlas_lab.cli.lab_text import state_text
    from atlas_lab.desk import ask

    request = {"do": "change", "what_if": what_if, "about": about, "value": value, "undo": undo}
    told = ask(options.name, request)
    print(state_text(told, about, arguments.language(options)))
    return 0


def _set(options: argparse.Namespace) -> int:
    from atlas.cli.questions import QuestionError
    from atlas_lab.desk import ask

    field, equals, value = options.setting.partition("=")
    if not equals:
        raise QuestionError(f"{options.setting}: expected FIELD=VALUE")
    name = options.service.removeprefix("service/")
    request = {"do": "set", "reference": f"service/{name}", "field": field, "value": value}
    told = ask(options.name, request)
    print(f"service/{name}  {field}: {told['services'][f'service/{name}'][field]}")
    return 0


def _status(options: argparse.Namespace) -> int:
    import json

    from atlas.text import lab_words
    from atlas_lab.cli.lab_text import status_text
    from atlas_lab.desk import ask, ask_all

    lang = arguments.language(options)
    request = {"do": "status"}
    told = {options.name: ask(options.name, request)} if options.name else ask_all(request)
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    if not told:
        _say(lab_words.NO_LABS.in_language(lang))
    for name, state in told.items():
        print(status_text(name, state, lang), end="")
    return 0


def _down(options: argparse.Namespace) -> int:
    from atlas.text import lab_words
    from atlas_lab.desk import end

    end(options.name)
    _say(lab_words.ENDED.fill(arguments.language(options), name=options.name))
    return 0


def _say(sentence: str) -> None:
    print(sentence, flush=True)
