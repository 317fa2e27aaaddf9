"""One control plane: a what-if on a cluster is the same thing written in its manifests."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from atlas.controlplane.reconcile import reconcile
from atlas.model.cluster import Cluster
from atlas.model.network import Family
from atlas.model.reference import Reference
from atlas.model.service import Endpoint
from support.written import (
    Change,
    Written,
    changes_of,
    cluster_from,
    dumped,
    manifests,
    written_like_that,
)


def changed(cluster: Cluster, *changes: Change) -> Cluster:
    for one in changes:
        cluster = one.what_if(cluster)
    return cluster


@given(st.data(), manifests())
def test_a_what_if_is_the_same_thing_written_in_the_manifests(
    data: DataObject, written: Written
) -> None:
    """Equal clusters: so are slices, Services and all that is traced through them."""
    changes = data.draw(st.lists(changes_of(written), min_size=1, max_size=3, unique_by=str))
    assume(not _undone(changes))
    after = changed(cluster_from(written), *changes)
    assert after == cluster_from(written_like_that(written, changes, after))


def _undone(changes: list[Change]) -> bool:
    """Return whether a Pod that is gone is changed once more."""
    gone = [one.subject for one in changes if one.name == "gone"]
    return any(one.subject in gone and one.name != "gone" for one in changes)


@given(st.data(), manifests())
def test_changes_of_different_objects_commute(data: DataObject, written: Written) -> None:
    first, second = data.draw(changes_of(written)), data.draw(changes_of(written))
    assume(first.subject != second.subject)
    # Whoever moves first gets the first address: both touch the node.
    assume(not (first.name.startswith("moved") and first.name == second.name))
    cluster = cluster_from(written)
    assert changed(cluster, first, second) == changed(cluster, second, first)


@given(manifests())
def test_nothing_follows_from_nothing(written: Written) -> None:
    """Completed manifests are reconciled, also if every controller looks at everything again."""
    cluster = cluster_from(written)
    nobody = replace(cluster, nodes=(), pods=(), services=(), load_balancers=())
    assert reconcile(cluster, nobody) == cluster


@given(st.data(), manifests())
def test_slices_of_a_real_controller_follow_as_ours_do(data: DataObject, written: Written) -> None:
    made = cluster_from(written)
    stored = cluster_from(dumped(written, made))
    assert endpoints(stored) == endpoints(made)
    changes = data.draw(st.lists(changes_of(written), min_size=1, max_size=3, unique_by=str))
    assume(not _undone(changes))
    assert endpoints(changed(stored, *changes)) == endpoints(changed(made, *changes))


Endpoints = dict[tuple[str, Family, Reference | None], Endpoint]


def endpoints(cluster: Cluster) -> Endpoints:
    return {
        (part.service, part.family, one.target): one
        for part in cluster.endpoint_slices
        for one in part.endpoints
    }
