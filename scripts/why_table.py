"""Break random healthy clusters in every way that is known, ask `atlas why` for the cause, and print how often it is right."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from environment import PROJECT
from faults.faults import FAULTS, Fault
from faults.sound import sound

RECORDED = PROJECT / "docs" / "recorded" / "why.json"
FILE = Path("cluster.yaml")


@dataclass(frozen=True)
class Asked:
    """One broken cluster: what `why` takes for the cause, how it calls the whole, and whether a repair heals it."""

    fault: Fault
    seed: int
    first: str
    state: str
    healed: bool


def ask_one(fault: Fault, seed: int, *, repair: bool = True) -> Asked:
    """Break a cluster and ask for the cause."""
    from atlas.why.case import case_of_texts
    from atlas.why.question import answer
    from atlas.why.repair import repairs

    made = sound(seed)
    target = fault.breaks(made)
    case = case_of_texts({FILE: made.text()})
    (found, *_) = answer(case, target)
    first = found.first.id if found.first is not None else ""
    tried = repairs(case, found) if repair else ()
    healed = bool(tried) and tried[-1].left.state == "ok"
    return Asked(fault, seed, first, found.state.value, healed)


def states_of_sound(seeds: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield the worst state that `why` finds in each sound cluster."""
    from atlas.why.case import case_of_texts
    from atlas.why.walk import diagnose_all

    for seed in seeds:
        found = diagnose_all(case_of_texts({FILE: sound(seed).text()}))
        yield seed, found[0].state.value


def table(seeds: Sequence[int], sound_seeds: Sequence[int]) -> dict[str, Any]:
    """Return the table as plain values."""
    rows: list[dict[str, Any]] = []
    for fault in FAULTS:
        asked = [ask_one(fault, seed) for seed in seeds]
        rows.append(
            {
                "fault": fault.breaks.__name__,
                "finding": fault.id,
                "clusters": len(asked),
                "right": sum(one.first == fault.id for one in asked),
                "sound": sum(one.state == "ok" for one in asked),
                "repaired": sum(one.healed for one in asked),
                "wrong": sorted(
                    {f"{one.seed}: {one.first or 'ok'}" for one in asked if one.first != fault.id}
                ),
            }
        )
    found = dict(states_of_sound(sound_seeds))
    broken = [seed for seed, state in found.items() if state == "broken"]
    return {
        "faults": rows,
        "soundClusters": len(found),
        "soundCalledBroken": len(broken),
        "brokenSeeds": broken[:10],
    }


def in_the_kernel(seed: int) -> Iterator[tuple[Fault, dict[str, Any]]]:
    """Yield for each fault what came of one broken cluster in a lab: the connections that `why` speaks of, made for real."""
    from atlas.why.case import case_of_texts
    from atlas.why.question import answer
    from atlas_lab.agreement.run import agree, portion
    from atlas_lab.agreement.scenarios import Scenario
    from atlas_lab.bring_up import bring_up
    from atlas_lab.limits import not_tried

    for fault in FAULTS:
        made = sound(seed)
        target = fault.breaks(made)
        case = case_of_texts({FILE: made.text()})
        outcomes = answer(case, target)[0].outcomes
        tried = (one for one in outcomes if one.answer is not None and not not_tried(one.answer))
        flows = tuple(dict.fromkeys(one.flow for one in tried))
        scenario = Scenario.of(case.cluster, fault.breaks.__name__, flows=flows, fresh=True)
        told: dict[str, Any] = {"flows": 0, "failing": 0, "disagreements": 0, "leftOut": ""}
        if flows:
            failing = {one.flow for one in outcomes if one.fails}
            for result in agree([portion(scenario, len(flows), seed)], bring_up):
                told["flows"] = len(result.checked)
                told["failing"] = sum(one.said.flow in failing for one in result.checked)
                told["disagreements"] = len(result.disagreements)
                told["leftOut"] = result.left_out
        yield fault, told


def with_kernel(found: dict[str, Any], seed: int) -> int:
    """Add to the rows of the table what the kernel did; return how often it did not do what was said."""
    rows = {row["fault"]: row for row in found["faults"]}
    wrong = 0
    for fault, told in in_the_kernel(seed):
        rows[fault.breaks.__name__]["kernel"] = told
        wrong += told["disagreements"]
        print(f"{fault.breaks.__name__:<24} {told}", flush=True)
    return wrong


def among_the_others(
    rows: Sequence[dict[str, Any]], every: Sequence[Fault]
) -> list[dict[str, Any]]:
    """Return these rows of the table with those of all other faults that are kept, in the order of the faults."""
    kept = json.loads(RECORDED.read_text(encoding="utf-8"))["faults"]
    by_fault = {row["fault"]: row for row in (*kept, *rows)}
    return [by_fault[one.breaks.__name__] for one in every if one.breaks.__name__ in by_fault]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--clusters", type=int, default=25, help="clusters for each fault (default: 25)"
    )
    parser.add_argument("--sound", type=int, default=1000, help="healthy clusters (default: 1000)")
    parser.add_argument(
        "--only",
        default="",
        help="only faults whose finding has this id; with --record the other rows stay",
    )
    parser.add_argument(
        "--missing", action="store_true", help="likewise, only faults of which no row is kept"
    )
    parser.add_argument(
        "--record", action="store_true", help=f"keep the table in {RECORDED.relative_to(PROJECT)}"
    )
    parser.add_argument(
        "--kernel",
        action="store_true",
        help="make the connections of one cluster of each fault in a lab, too (Linux, see atlas lab)",
    )
    parser.add_argument(
        "--kernel-only", action="store_true", help="only that, added to the table that is kept"
    )
    options = parser.parse_args()
    if options.kernel_only:
        kept = json.loads(RECORDED.read_text(encoding="utf-8"))
        wrong = with_kernel(kept, 0)
        RECORDED.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return 4 if wrong else 0
    every = list(FAULTS)
    if options.only:
        FAULTS[:] = [one for one in FAULTS if one.id == options.only]
    if options.missing:
        known = {row["fault"] for row in json.loads(RECORDED.read_text(encoding="utf-8"))["faults"]}
        FAULTS[:] = [one for one in FAULTS if one.breaks.__name__ not in known]
    found = table(range(options.clusters), range(10_000, 10_000 + options.sound))
    for row in found["faults"]:
        wrong = f"   {', '.join(row['wrong'])}" if row["wrong"] else ""
        print(
            f"{row['fault']:<24} {row['finding']:<38} {row['right']:>3}/{row['clusters']} right "
            f"{row['repaired']:>3} repaired {row['sound']:>2} called ok{wrong}"
        )
    total = sum(row["clusters"] for row in found["faults"])
    right = sum(row["right"] for row in found["faults"])
    kinds = len({row["finding"] for row in found["faults"]})
    print(
        f"{len(found['faults'])} faults of {kinds} kinds, {total} clusters: {right} right ({right / total:.1%})"
    )
    print(
        f"{found['soundCalledBroken']} of {found['soundClusters']} healthy clusters called broken {found['brokenSeeds']}"
    )
    if options.kernel:
        with_kernel(found, 0)
    if options.record:
        kept = {key: value for key, value in found.items() if key != "brokenSeeds"}
        if options.only or options.missing:
            kept["faults"] = among_the_others(kept["faults"], every)
        RECORDED.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    good = right >= 0.99 * total and not found["soundCalledBroken"]
    return 0 if good and not any(row["sound"] for row in found["faults"]) else 1


if __name__ == "__main__":
    raise SystemExit(main())
