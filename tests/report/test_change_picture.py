"""The picture of a change: what is new, what is gone, where it fails; and no name is a sign of Mermaid."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from atlas.report.change_picture import change_picture
from atlas.report.difference import Difference
from atlas.report.endings import Ending
from atlas.text.text import Lang
from atlas.tracer.trace import Verdict

ARRIVES = Ending(Verdict.DELIVERED, "pod/web-1")
REFUSED = Ending(Verdict.REFUSED)


def test_what_is_gone_and_what_is_new_differ() -> None:
    one = Difference(("pod/a", "service/web:80", "ClusterIP", ""), (ARRIVES,), (REFUSED,))
    picture = change_picture([one], Lang.EN)
    assert 't0 -. "before" .-> t0e0(["pod/web-1"])' in picture
    assert 't0 == "after" ==x t0e1(["connection refused"])' in picture


def test_without_a_change_there_is_no_picture() -> None:
    assert change_picture([], Lang.KO) == ""


@given(st.text(st.sampled_from('"`[]()<>|#;&%{}\\ab한'), max_size=30))
def test_no_name_is_a_sign(name: str) -> None:
    one = Difference((name, name, name, name), None, (Ending(Verdict.DELIVERED, name or "x"),))
    lines = change_picture([one], Lang.KO).splitlines()
    assert lines[0] == "```mermaid" and lines[-1] == "```"
    for line in lines[2:-1]:
        bare = re.sub('"[^"]*"', "", line)
        assert re.fullmatch(r"[stex0-9 \[\]()=.>-]*", bare), line
        assert not re.search(r"[`<>|&%{}\\]", "".join(re.findall('"[^"]*"', line)))
