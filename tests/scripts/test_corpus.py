"""The script that counts what the model makes of a folder of manifests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_a_folder_is_counted_file_by_file(tmp_path: Path) -> None:
    """One file with an answer, one without a Pod in sight, one that is no YAML."""
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n"
    pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {containers: [{name: c}]}\n"
    (tmp_path / "whole.yaml").write_text(service + pod)
    (tmp_path / "alone.yaml").write_text(service)
    (tmp_path / "broken.yaml").write_text("{{ .Values.web }}\n: [\n")
    done = subprocess.run(
        [sys.executable, "scripts/corpus.py", str(tmp_path)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    told = dict(line.split(maxsplit=1) for line in done.stdout.splitlines()[:2])
    assert done.returncode == 0, done.stderr
    assert told == {"files": "3", "Services": "2"}
    assert "answered             2, of these unknown 1" in done.stdout
    assert "broken.yaml: Syntax error; this looks like a Helm template" in done.stdout
