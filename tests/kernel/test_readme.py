"""The README's commands for labs, run one after the other as a reader would."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

from atlas_lab.desk import running_labs
from support.manifests import PROJECT

COMMANDS = re.findall(
    r"^\.venv/bin/atlas (lab .+)$",
    (PROJECT / "README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
NAME = f"readme-{os.getpid()}"


def test_the_commands_of_the_readme_work_in_their_order() -> None:
    assert COMMANDS[0].startswith("lab up")
    assert COMMANDS[-1] == "lab down"
    try:
        for command in COMMANDS:
            _, verb, *words = shlex.split(command)
            done = subprocess.run(
                [sys.executable, "-m", "atlas", "lab", verb, "--name", NAME, *words],
                capture_output=True,
                text=True,
                cwd=PROJECT,
                timeout=600,
                check=False,
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
            assert done.stdout, command
        assert NAME not in running_labs()
    finally:
        if NAME in running_labs():
            subprocess.run(
                [sys.executable, "-m", "atlas", "lab", "down", "--name", NAME], check=False
            )
