"""assumed: the cluster of some manifests, with all that nobody has written, as the commands load it."""

from __future__ import annotations

from pathlib import Path

from atlas.controlplane.complete import complete
from atlas.manifests.decode import decode
from atlas.manifests.read import parse
from atlas.model.cluster import Cluster
from atlas.world.assume import assume
from atlas.world.assumption import Assumption, Wishes


def assumed_cluster(*texts: str) -> Cluster:
    """Return the cluster that the manifests in the texts describe, and what is assumed for the rest."""
    return assumed(*texts)[0]


def assumed(*texts: str, wishes: Wishes | None = None) -> tuple[Cluster, list[Assumption]]:
    """Return the cluster and what was assumed for it."""
    objects = decode(parse("\n---\n".join(texts), Path("test.yaml")))
    assumptions, _ = assume(objects, wishes or Wishes())
    return complete(objects), assumptions
