"""What somebody would have in a cluster who types the commands of a page: objects are made, asked for, and deleted."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

_HEREDOC = re.compile(r"<<'?(\w+)'?\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)
_CALLED = re.compile(r"http://([a-z][a-z0-9-]*)/")
_SERVICE_OF_SLICE = re.compile(r"kubernetes\.io/service-name=(\S+)")
_BACKEND = re.compile(r"--rule=\S*=([a-z-]+):\d+")
ALIASES = {"svc": "service", "po": "pod", "crd": "customresourcedefinition"}
MAKING = ("run", "create", "expose")
ASKING = ("get", "describe", "delete", "patch", "wait", "label", "annotate", "scale", "rollout")
WITH_VALUE = ("-n", "--namespace", "-l", "--selector", "-o", "-p", "-L", "-f")
"""Options whose value is the next word."""
THERE = {
    "node",
    "gatewayclass",
    "ingressclass",
    "customresourcedefinition",
    "svcneg",
}
"""Kinds of which a cluster may have objects that nobody on the page has made."""
ALWAYS = {
    ("service", "kubernetes"),
    ("service", "kube-dns"),
    ("configmap", "kube-proxy"),
}


@dataclass
class Typed:
    """A cluster as the commands leave it, and what was asked for that was not there."""

    made: set[tuple[str, str]] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    deleted: set[tuple[str, str]] = field(default_factory=set)

    @property
    def left(self) -> set[tuple[str, str]]:
        """What is still there."""
        return self.made - self.deleted

    def type(self, script: str) -> None:
        """Type the commands of a block of code."""
        for _, text in _HEREDOC.findall(script):
            for document in yaml.safe_load_all(text):
                self.made.add((document["kind"].lower(), document["metadata"]["name"]))
        lines = re.sub(r"\\\n\s*", " ", _HEREDOC.sub("", script)).splitlines()
        for line in lines:
            for command in re.split(r"\s*(?:\||;|&&)\s*(?=kubectl )", line):
                self._line(command)

    def _line(self, line: str) -> None:
        for service in _SERVICE_OF_SLICE.findall(line):
            self._needs("service", service.strip("\"'"))
        for called in _CALLED.findall(line):
            self._needs("service", called)
        for start in re.finditer(r"kubectl ", line):
            words = shlex.split(_unquoted(line[start.end() :]))
            self._command(words)

    def _command(self, words: list[str]) -> None:
        verb, rest = words[0], without_options(words[1:])
        if verb in MAKING:
            self._make(verb, rest, words)
        elif verb == "exec":
            self._needs("pod", rest[0])
        elif verb in ASKING:
            for kind, name in objects(rest[1:] if verb == "rollout" else rest):
                self._needs(kind, name)
                if verb == "delete":
                    self.deleted.add((kind, name))

    def _make(self, verb: str, rest: list[str], words: list[str]) -> None:
        if verb == "run":
            self.made.add(("pod", rest[0]))
        elif verb == "create":
            self.made.add((kind_of(rest[0]), rest[2 if rest[1] == "externalname" else 1]))
            for backend in _BACKEND.findall(" ".join(words)):
                self._needs("service", backend)
        else:
            self._needs("deployment", rest[1])
            named = [word.removeprefix("--name=") for word in words if word.startswith("--name=")]
            self.made.add(("service", named[0] if named else rest[1]))

    def _needs(self, kind: str, name: str) -> None:
        there = (kind, name) in self.left | ALWAYS or kind in THERE or "$" in name
        if not there:
            self.missing.append(f"{kind}/{name}")


def without_options(words: list[str]) -> list[str]:
    """Return the words of a command that are neither options nor their values, up to `--`."""
    rest: list[str] = []
    skipped = False
    for word in words:
        if word == "--":
            break
        if not skipped and not word.startswith("-"):
            rest.append(word)
        skipped = word in WITH_VALUE
    return rest


def objects(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the objects that words name, as `kind/name` or as `kind name …`; a bare label or value is none."""
    if not words or "$" in words[0]:
        return
    if "/" in words[0]:
        for word in words:
            if "/" in word and "=" not in word:
                kind, _, name = word.partition("/")
                yield kind_of(kind), name
        return
    kind = kind_of(words[0].split(",")[0])
    for word in words[1:]:
        if not re.fullmatch(r"[a-z$][\w$.-]*", word) or word in ("yaml", "wide", "name"):
            return
        yield kind, word


def kind_of(word: str) -> str:
    """Return a kind in the singular."""
    singular = word.removesuffix("s") if word != "ingress" else word
    singular = {
        "ingresse": "ingress",
        "ingressclas": "ingressclass",
        "gatewayclas": "gatewayclass",
    }.get(singular, singular)
    return ALIASES.get(singular, singular)


def _unquoted(command: str) -> str:
    """Return the words of a command up to what closes a substitution around it."""
    depth = 0
    quote = ""
    for at, sign in enumerate(command):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            if sign == '"' and command[at:].count('"') % 2 and depth == 0:
                return command[:at]
            quote = sign
        elif sign == "(":
            depth += 1
        elif sign == ")":
            if depth == 0:
                return command[:at]
            depth -= 1
        elif sign == "|" and depth == 0:
            return command[:at]
    return command
