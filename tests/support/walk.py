"""walk: what recorded rules of a real kube-proxy do with a packet, found by walking through them.

Reads `iptables-save` and `nft list ruleset` as far as kube-proxy writes them, and takes every way that chance may take.
Shares nothing with `atlas.proxy`, so each can prove the other.
"""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network


@dataclass(frozen=True)
class Walk:
    """A packet inside the rules: header, mark for masquerading, whether it was rewritten, and how it ended."""

    source: str
    destination: str
    port: int
    protocol: str
    own: frozenset[str]
    marked: bool = False
    rewritten: bool = False
    end: str = ""

    def is_own(self, address: str) -> bool:
        return address in self.own or ip_address(address).is_loopback

    @property
    def outcome(self) -> tuple[str, str, bool]:
        """What `decide` would say: verdict, endpoint, masquerade."""
        if self.end:
            return self.end, "", False
        if self.rewritten:
            return "endpoints", f"{self.destination}:{self.port}", self.marked
        return "none", "", False


class Rules:
    """The parts that both languages share: hooks in the order in which a packet meets them."""

    def outcomes(self, walk: Walk) -> frozenset[tuple[str, str, bool]]:
        """Return every outcome that the packet may have."""
        hooks = ["output"] if walk.is_own(walk.source) else ["prerouting"]
        return frozenset(one.outcome for one in self._through(hooks, walk))

    def _through(self, hooks: list[str], walk: Walk) -> Iterator[Walk]:
        if walk.end or not hooks:
            yield walk
            return
        hook, *later = hooks
        for one in self.hook(hook, walk):
            if hook in ("output", "prerouting"):
                ends_here = one.is_own(one.destination)
                later = ["input"] if ends_here else ["forward"] if hook == "prerouting" else []
            yield from self._through(later, one)

    def hook(self, name: str, walk: Walk) -> Iterator[Walk]:
        raise NotImplementedError


class Iptables(Rules):
    """The rules of `iptables-save`."""

    def __init__(self, text: str) -> None:
        self.chains: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
        table = ""
        for line in text.splitlines():
            if line.startswith("*"):
                table = line[1:]
            elif line.startswith("-A "):
                _, chain, *words = shlex.split(line)
                self.chains[table, chain].append(words)

    def hook(self, name: str, walk: Walk) -> Iterator[Walk]:
        tables = {"prerouting": ["nat"], "output": ["nat", "filter"]}.get(name, ["filter"])
        found = [walk]
        for table in tables:
            found = [two for one in found for two in self._chain(table, name.upper(), 0, one)]
        yield from (replace(one, end="" if one.end == "return" else one.end) for one in found)

    def _chain(self, table: str, chain: str, position: int, walk: Walk) -> Iterator[Walk]:
        rules = self.chains[table, chain]
        if walk.end or position >= len(rules):
            yield walk
            return
        words = rules[position]
        match = self._matches(words, walk)
        if match is not True:
            yield from self._chain(table, chain, position + 1, walk)
        if match is not False:
            for one in self._jump(table, words, walk):
                yield from (
                    [one]
                    if one.rewritten and table == "nat"
                    else self._chain(table, chain, position + 1, one)
                )

    def _jump(self, table: str, words: list[str], walk: Walk) -> Iterator[Walk]:
        target = words[words.index("-j") + 1] if "-j" in words else ""
        match target:
            case "DROP" | "REJECT" | "ACCEPT":
                yield replace(walk, end=target.lower())
            case "DNAT":
                address, port = words[words.index("--to-destination") + 1].split(":")
                yield replace(walk, destination=address, port=int(port), rewritten=True)
            case "MARK":
                yield replace(walk, marked=True)
            case "":
                yield walk
            case _:
                yield from self._chain(table, target, 0, walk)

    def _matches(self, words: list[str], walk: Walk) -> bool | None:
        """Return whether a rule matches; None if chance decides."""
        for position, word in enumerate(words):
            value = words[position + 1] if position + 1 < len(words) else ""
            match word:
                case "-s" | "-d":
                    address = walk.source if word == "-s" else walk.destination
                    found = ip_address(address) in ip_network(value)
                case "-p":
                    found = value == walk.protocol
                case "--dport":
                    found = int(value) == walk.port
                case "--src-type" | "--dst-type":
                    found = walk.is_own(walk.source if word == "--src-type" else walk.destination)
                case "--ctstate":
                    found = "NEW" in value or ("DNAT" in value and walk.rewritten)
                case "--rcheck" | "--mark":
                    found = False
                case _:
                    continue
            if found == (words[position - 1] == "!"):
                return False
        return None if "--probability" in words else True


_NFT_HOOKS = {
    "prerouting": ["filter-prerouting", "filter-prerouting-pre-dnat", "nat-prerouting"],
    "output": ["filter-output", "filter-output-pre-dnat", "nat-output", "filter-output-post-dnat"],
    "input": ["filter-input"],
    "forward": ["filter-forward"],
}


class Nftables(Rules):
    """The IPv4 table of `nft list ruleset`."""

    def __init__(self, text: str) -> None:
        text = text.split("table ip6")[0]
        blocks = re.findall(
            r"^\t(set|map|chain) (\S+) \{\n(.*?)^\t\}", text, re.MULTILINE | re.DOTALL
        )
        self.chains = {
            name: [line.strip() for line in body.splitlines()]
            for kind, name, body in blocks
            if kind == "chain"
        }
        self.elements = {
            name: self._elements(body) for kind, name, body in blocks if kind != "chain"
        }

    @staticmethod
    def _elements(body: str) -> dict[str, str]:
        found = re.search(r"elements = \{(.*)\}", body, re.DOTALL)
        entries = (one.strip() for one in found.group(1).split(",")) if found else ()
        split = (re.sub(r' comment "[^"]*"', "", one).partition(" : ") for one in entries)
        return {key.strip(): verdict for key, _, verdict in split}

    def hook(self, name: str, walk: Walk) -> Iterator[Walk]:
        found = [walk]
        for chain in self._in_order(_NFT_HOOKS[name]):
            # One NAT decision per connection: a rewritten packet is not looked at again.
            found = [
                two
                for one in found
                for two in (
                    [one] if one.end or chain not in self.chains else self._chain(chain, 0, one)
                )
            ]
        yield from found

    def _in_order(self, names: list[str]) -> list[str]:
        """Return the chains that there are as the kernel calls them: by priority, if they say which."""
        return sorted((one for one in names if one in self.chains), key=self._priority)

    def _priority(self, chain: str) -> int:
        found = re.search(r"priority ([\w -]+);", " ".join(self.chains[chain]))
        if found is None:
            return 0
        known = {"dstnat": -100, "srcnat": 100, "filter": 0}
        word, sign, number = re.fullmatch(r"(-?\w+)(?: ([-+]) (\d+))?", found[1]).groups()  # type: ignore[union-attr]
        base = known[word] if word in known else int(word)
        return base + int(f"{sign}{number}") if sign else base

    def _chain(self, chain: str, position: int, walk: Walk) -> Iterator[Walk]:
        rules = self.chains[chain]
        if walk.end or position >= len(rules):
            yield walk
            return
        condition, verdict = self._verdict(rules[position], walk)
        if not condition:
            yield from self._chain(chain, position + 1, walk)
            return
        for one in verdict.split(" | "):
            kind, _, target = one.partition(" ")
            for two in self._apply(kind, target, walk):
                if kind == "jump" or kind == "pass":
                    yield from self._chain(chain, position + 1, two)
                else:
                    yield two

    def _apply(self, kind: str, target: str, walk: Walk) -> Iterator[Walk]:
        match kind:
            case "jump" | "goto" if target == "mark-for-masquerade":
                yield replace(walk, marked=True)
            case "jump" | "goto":
                yield from self._chain(target, 0, walk)
            case "drop" | "reject":
                yield replace(walk, end=kind)
            case "dnat":
                address, port = target.removeprefix("to ").split(":")
                yield replace(walk, destination=address, port=int(port), rewritten=True)
            case _:
                yield walk

    def _verdict(self, rule: str, walk: Walk) -> tuple[bool, str]:
        """Return whether the rule applies and what it says: one verdict, or several that chance picks from."""
        rule = re.sub(r' comment "[^"]*"', "", rule)
        if found := re.fullmatch(r"numgen random mod \d+ vmap \{(.*)\}", rule):
            return True, " | ".join(
                one.partition(" : ")[2].strip() for one in found.group(1).split(",")
            )
        if found := re.fullmatch(r"(?:ip daddr @(\S+) )?(.*) vmap @(\S+)", rule):
            guard, key, name = found.groups()
            if guard and walk.destination not in self.elements[guard]:
                return False, ""
            parts = {
                "ip daddr": walk.destination,
                "meta l4proto": walk.protocol,
                "th dport": str(walk.port),
            }
            verdict = self.elements[name].get(" . ".join(parts[one] for one in key.split(" . ")))
            return verdict is not None, verdict or ""
        words = re.sub(r"^(type|comment|update) .*", "pass", rule)
        while found := re.match(
            r"(ip [sd]addr|fib saddr type|ct state|meta l4proto|tcp dport|udp dport) (!= )?(\S+) (.*)",
            words,
        ):
            field, negated, value, words = found.groups()
            if self._is(field, value, walk) == bool(negated):
                return False, ""
        return True, words

    def _is(self, field: str, value: str, walk: Walk) -> bool:
        if field in ("ip saddr", "ip daddr"):
            address = walk.source if field == "ip saddr" else walk.destination
            if value.startswith("@"):
                return address in self.elements[value[1:]]
            return ip_address(address) in ip_network(value)
        if field == "fib saddr type":
            return walk.is_own(walk.source)
        return value == {"ct state": "new", "meta l4proto": walk.protocol}.get(
            field, str(walk.port)
        )
