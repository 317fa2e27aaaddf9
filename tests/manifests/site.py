"""The manifests that the tests of loading share."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).parents[2]
CLUSTER = PROJECT / "diagrams" / "cluster"
ORACLE = PROJECT / "tests" / "data" / "oracle" / "cluster.yaml"
