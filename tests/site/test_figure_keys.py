"""The key of a figure in the cache covers every file of the project that is opened while the figure is made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from atlas.site.figures import PROJECT, _shared_files
from support.manifests import PROJECT as HERE
from support.thoroughness import by_day

MAKE = """
import json, os, sys
opened = set()
sys.addaudithook(lambda event, given: opened.add(str(given[0])) if event == "open" else None)
from pathlib import Path
from atlas.site.figures import StoredFigure, make
make(StoredFigure(sys.argv[1], Path(sys.argv[2])))
print(json.dumps(sorted(opened)))
"""


FIGURES = ["service-types", "dual-stack", "endpoints"]
HEAVY = ["gateway-api", "nodeport"]


@pytest.mark.parametrize("name", [*FIGURES, *by_day([], at_night=HEAVY)])
def test_no_other_file_is_opened(name: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPYCACHEPREFIX": str(tmp_path),
    }
    command = [sys.executable, "-c", MAKE, name, str(tmp_path / "figure")]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    opened = {Path(one) for one in json.loads(made.stdout) if one.startswith(str(HERE))}
    sources = {one for one in opened if ".venv" not in one.parts and ".cache" not in one.parts}
    script = PROJECT / "diagrams" / f"{name.replace('-', '_')}.py"
    init = {PROJECT / "diagrams/atlas/__init__.py", PROJECT / "diagrams/atlas/site/__init__.py"}
    assert script in sources
    assert {one for one in sources if one.is_file()} - {script, *init} <= set(_shared_files())
