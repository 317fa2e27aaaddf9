"""Every sentence of the program, in both languages and in `--help`, is free of the phrases that an editor took out."""

from __future__ import annotations

import re

import pytest

from atlas.text.terms import MISSPELLINGS
from support.pages import LANGUAGES, PROJECT, sources
from support.texts import help_strings, written_texts
from support.wording import ENGLISH, HELP, KOREAN, found


def test_korean() -> None:
    words = KOREAN | {each.wrong: each.right for each in MISSPELLINGS}
    assert [
        f"{text.place}: {phrase}" for text in written_texts() for phrase in found(words, text.ko)
    ] == []


def test_english() -> None:
    assert [
        f"{text.place}: {phrase}" for text in written_texts() for phrase in found(ENGLISH, text.en)
    ] == []


@pytest.mark.parametrize("path", sorted(sources("en")))
def test_english_pages(path: str) -> None:
    page = sources("en")[path]
    assert found(ENGLISH, page.introduction) + found(ENGLISH, page.prose) == []


MIDDLE = re.compile(r"[^\s.!?:)*”\"|}]\s*\{\{ claim")
"""A check mark in the middle of a sentence: a screen reader would read it there. The phrase that points at a mark may."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_check_marks_follow_sentences(language: str) -> None:
    pages = [page for path, page in sources(language).items() if not path.startswith("contribute/")]
    lines = [line for page in pages for line in page.body.splitlines() if not line.startswith("|")]
    pointing = [line for line in lines if MIDDLE.search(line)]
    assert len(pointing) == 1
    assert re.search(r"check mark like this one|이런 확인 표시", pointing[0])


@pytest.mark.parametrize(("file", "phrases"), [("README.md", ENGLISH), ("README.ko.md", KOREAN)])
def test_readme(file: str, phrases: dict[str, str]) -> None:
    assert found(phrases, (PROJECT / file).read_text(encoding="utf-8")) == []


def test_help() -> None:
    assert [
        f"{place}: {phrase}"
        for place, text in help_strings()
        for phrase in found(ENGLISH | HELP, text)
    ] == []


def test_the_help_of_all_commands_is_read() -> None:
    files = {place.split(":")[0] for place, _ in help_strings()}
    assert files >= {
        "diagrams/atlas/cli/trace.py",
        "diagrams/atlas_lab/cli/agree.py",
        "scripts/test.py",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        "Hold the model against the Linux kernel.",
        "Make real connections, and hold them against the model.",
        "the reply comes past it",
        "clusters made up by chance",
        "the chain looks whether a connection is new",
        "as of `atlas trace`",
        "expected text",
        "Whoever connects to its node port is served.",
        "Nobody answers the health check.",
        "That node picks anew.",
        "this is no CIDR",
        "left aside: input of another tool",
        "as if somebody had typed it in",
        "The question is a packet like any other.",
        "It answers one DNS question.",
        "the rule says `DROP`, and the client waits in vain",
        "On a node without a ready Pod the connection hangs.",
        "A dead host means connections that hang.",
        "The rules that a connection to the Service can meet",
        "each hop shows the packet, and what became of it",
        "with the reason for each step and the way of the reply",
        "Both fields stand under `spec`.",
        "how many of them ended otherwise in the kernel",
        "It deals out connections.",
        "The first command tells the proxy mode.",
        "A sentence with a check mark is a question to the model.",
        "In a lab the same looks like this.",
        "The port number and the node play no part.",
        "the `userspace` mode that is gone since v1.26",
        "Near Pods preferred, others as a fallback",
        "connects this stable thing with the Pods of the moment",
        "What becomes of it depends on the proxy mode",
        "nftables: look-ups",
        "The older Endpoints API is deprecated since v1.33.",
        "shows a change that heals it",
        "If that is refused too, it is this page.",
        "If it prints `Cluster`, this is not it.",
        "If one times out, go on with step 2.",
        "a question mark is what the input does not tell",
        "the Pod serves on",
        "The node puts its own address in as the source.",
        "`atlas why` finds nothing. Told that a bridge has the mode off, `atlas trace` names it.",
        "You cannot prevent that a node fails.",
        "There is no IngressClass ngnix; there are: nginx.",
        "out of the port it came in by",
        "the number is in one place, beside the program that uses it",
        "No rule fits path /cart.",
        "The selector asks for app=crat.",
        "`atlas why` calls this Service sound.",
        "What takes no part is folded and counted.",
        "Because the connection from a Pod takes another way.",
        "under which policy, and as whom",
        "What looks alike",
        "so the Service's rules are not asked again",
        "Its node goes on taking connections.",
        "then nothing of this applies",
    ],
)
def test_the_lint_finds_an_accent(wrong: str) -> None:
    assert found(ENGLISH, wrong)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("address family (ipv4)", True),
        ("random seed (0)", True),
        ("mode of every kube-proxy (as the manifests say, else iptables)", True),
        ("address family (default: ipv4)", False),
        ("reject invalid manifests (exit code 3)", False),
    ],
)
def test_a_default_is_called_so(text: str, wrong: bool) -> None:
    assert bool(found(HELP, text)) is wrong
