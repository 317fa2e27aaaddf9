"""The explorable file: one page with everything in it, whose policy lets nothing else in."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from atlas.cli.main import run
from atlas.draw.bundle import UnknownModuleForm, bundled
from atlas.draw.explorable import explorable
from atlas.text.text import Lang
from atlas.tracer.trace import Entry, Flow
from atlas.world.load import load

PROJECT = Path(__file__).parents[2]
TRIALS = PROJECT / "tests" / "data" / "trials"
SAID = dict.fromkeys(Lang, "")


@pytest.fixture(scope="module")
def page() -> str:
    cluster = load([PROJECT / "diagrams" / "cluster"]).cluster
    flow = Flow("client/laptop", "service/web-nodeport", Entry.NODE_PORT)
    return explorable(cluster, flow, Lang.EN, SAID)


def test_it_fetches_nothing(page: str) -> None:
    addresses = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert addresses
    assert all(one.startswith(("data:", "#", "?lang=")) for one in addresses), addresses
    style = page.split("<style>")[1].split("</style>")[0]
    assert all(one.startswith('"data:') for one in re.findall(r"url\(([^)]*)\)", style))


def test_its_policy_names_its_own_script_and_style(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)[-1]
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0]
    for text, where in ((script, "script-src"), (style, "style-src")):
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{where} 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'") and "connect-src" not in policy[1]
    assert not re.search(r'\sstyle="|\son\w+="', page.split("<script")[0])


@pytest.mark.parametrize("lang", Lang)
def test_it_has_all_states_in_both_languages(page: str, lang: Lang) -> None:
    text = page.split(f'id="states-{lang}">')[1].split("</script>")[0]
    content = json.loads(text)
    keys = [one["key"] for one in content["controls"]]
    assert keys == ["entry", "external", "web-1", "down", "mode"]
    count = 1
    for one in content["controls"]:
        count *= len(one["options"])
    assert len(content["states"]) == count


def test_a_flow_without_anything_to_change_is_a_page_too() -> None:
    cluster = load([TRIALS / "07-externalname-egress.yaml"]).cluster
    service = next(one for one in cluster.services if one.external_name)
    flow = Flow(str(cluster.nodes[0].reference), str(service.reference), Entry.NAME)
    assert "<h1>" in explorable(cluster, flow, Lang.KO, SAID)


def test_a_service_is_explored_by_its_usual_flow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.html"
    assert run(["draw", "--sample", "--service", "web", "-o", str(out), "-q"]) == 0
    capsys.readouterr()
    assert "internalTrafficPolicy" in out.read_text(encoding="utf-8")


def test_modules_become_one_script(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one.js").write_text("export const one = 1;\nexport function two() {}\n")
    (tmp_path / "main.js").write_text('import { one, two as b } from "./parts/one.js";\nb(one);\n')
    script = bundled(tmp_path, "main.js")
    assert "const {one, two: b} = module_parts_one;" in script
    assert script.index("return {one, two};") < script.index("b(one)")
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)


def test_a_form_that_is_not_known_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text("export default 1;\n")
    with pytest.raises(UnknownModuleForm, match="export default"):
        bundled(tmp_path, "main.js")
