"""Which endpoints a node uses: categories, policies, hints."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from ipaddress import ip_address

import pytest

from atlas.model.network import Family
from atlas.model.service import Endpoint, EndpointPort, EndpointSlice, ServiceType, TrafficPolicy
from atlas.model.targets import targets_of
from atlas.model.workload import ZONE_LABEL
from atlas.proxy.endpoints import UsableEndpoints, categorize_endpoints
from support.cases import cases
from support.clusters import node, node_port, service, small_cluster

SOURCE = "kubernetes/kubernetes pkg/proxy/topology.go, topology_test.go"


def endpoints(text: str) -> tuple[Endpoint, ...]:
    """Return endpoints written as `a:ready b:serving c:dead`; the letter is the node, `a@a@1` adds hints.

    `serving` is terminating but still serving, `ending` terminating and not serving, `starting` not ready yet,
    `odd` says that it serves but neither that it is ready nor that it ends.
    """
    conditions = {
        "ready": (True, True, False),
        "serving": (False, True, True),
        "ending": (False, False, True),
        "starting": (False, False, False),
        "odd": (False, True, False),
    }
    found: list[Endpoint] = []
    for number, word in enumerate(text.split(), start=1):
        where, _, state = word.partition(":")
        letter, *hints = where.split("@")
        ready, serving, terminating = conditions[state or "ready"]
        found.append(
            Endpoint(
                (ip_address(f"10.244.9.{number}"),),
                ready,
                serving,
                terminating,
                node=f"node-{letter}",
                hints_nodes=tuple(f"node-{one}" for one in hints if one.isalpha()),
                hints_zones=tuple(f"zone-{one}" for one in hints if one.isdecimal()),
            )
        )
    return tuple(found)


def categorize(
    text: str, internal: str, external: str, node_name: str = "node-a", zone: str = ""
) -> UsableEndpoints:
    owner = service(
        "web",
        "10.96.0.10",
        kind=ServiceType.NODE_PORT if external else ServiceType.CLUSTER_IP,
        ports=[node_port(30080)] if external else [],
        internal_traffic_policy=TrafficPolicy(internal),
        external_traffic_policy=TrafficPolicy(external or "Cluster"),
    )
    cluster = replace(
        small_cluster(),
        services=(owner,),
        endpoint_slices=(
            EndpointSlice(
                "default",
                "web-1",
                "web",
                ports=(EndpointPort(8080, "http"),),
                endpoints=endpoints(text),
            ),
        ),
    )
    targets = targets_of(cluster, owner, owner.ports[0], Family.IPV4)
    here = cluster.node_by_name[node_name]
    if zone:
        here = replace(here, labels={ZONE_LABEL: zone})
    return categorize_endpoints(owner, owner.ports[0], targets, here)


def numbers(found: tuple[object, ...]) -> str:
    return " ".join(str(one).split(".")[-1].split(":")[0] for one in found)


@cases(
    """
    endpoints                  internal  external  cluster  local  reachable  anywhere
    a b c                      Cluster   -         1 2 3    -      1 2 3      True
    a b c                      Local     -         -        1      1          True
    b c                        Local     -         -        -      -          True
    a b c                      Cluster   Cluster   1 2 3    -      1 2 3      True
    a b c                      Cluster   Local     1 2 3    1      1 2 3      True
    a b c                      Local     Local     1 2 3    1      1 2 3      True
    a:starting b               Cluster   Local     2        -      2          True
    a:starting b:starting      Cluster   Local     -        -      -          False
    a:serving b                Cluster   Local     2        1      2 1        True    # each policy falls back for itself
    a:serving b:serving        Cluster   Local     1 2      1      1 2        True
    a:serving b:ending         Cluster   Local     1        1      1          True
    a:ending b:ending          Cluster   Local     -        -      -          False
    a:serving                  Local     -         -        1      1          True
    a:odd                      Cluster   Local     -        -      -          False
    a:serving a                Local     -         -        2      2          True    # ready ones first
    b:serving                  Local     -         -        -      -          True
    -                          Cluster   -         -        -      -          False
    """,
    source=SOURCE,
)
def test_categories(
    endpoints: str,
    internal: str,
    external: str,
    cluster: str,
    local: str,
    reachable: str,
    anywhere: str,
) -> None:
    found = categorize(endpoints, internal, external)
    assert numbers(found.cluster) == cluster
    assert numbers(found.local) == local
    assert numbers(found.reachable) == reachable
    assert str(found.exist_anywhere) == anywhere


@cases(
    """
    endpoints               node    chosen  topology
    a@1 b@2 c@2             node-a  1       PreferSameZone
    a@1 b@2 c@2             node-b  2 3     PreferSameZone
    a@1 b@2 c               node-a  1 2 3   -                # one ready endpoint without a hint: none counts
    a@2 b@2 c@2             node-a  1 2 3   -                # none for this zone
    a@a@1 b@b@2 c@c@2       node-a  1       PreferSameNode
    a@a@1 a@a@1 c@c@2       node-b  3       PreferSameZone   # no node hint for node-b, so zones decide
    b@b@1 c@c@1             node-a  1 2     PreferSameZone
    a@a b@b                 node-c  1 2     -
    a@1:starting b@2        node-a  2       -                # hints of unready endpoints do not count
    a@1:serving b@2         node-a  2       -
    a@1:serving b@2:serving  node-a  1 2  -                  # no ready endpoint: hints do not narrow
    """,
    source=SOURCE + ": topologyModeFromHints; KEP-3015",
)
def test_hints(endpoints: str, node: str, chosen: str, topology: str) -> None:
    found = categorize(endpoints, "Cluster", "", node)
    assert (numbers(found.cluster), found.topology.value) == (chosen, topology)


@cases(
    """
    endpoints                    internal  external  node    cluster  local  reachable  anywhere
    a@1 b@2 c@3 b@1              Cluster   -         node-a  1 4      -      1 4        True
    a@1 a@2 c@3 b@1              Cluster   Local     node-a  1 4      1 2    1 4 2      True   # hints do not narrow Local
    a@1 a@2 c@3 b@1              Local     Cluster   node-a  1 4      1 2    1 4 2      True
    a@1 a@2 b@1 b@2              Cluster   Local     node-a  1 3      1 2    1 3 2      True
    a@1 a@2 b@1 b@2              Local     -         node-a  -        1 2    1 2        True
    b@1                          Cluster   -         node-b  1        -      1          True   # hinted for another zone only
    a@1 b@2 c@3 b@1:starting     Cluster   -         node-a  1        -      1          True
    a@1:starting b@2 c@3 b@1:starting  Cluster  -    node-a  2 3      -      2 3        True
    a@1 b@2 c b@1                Cluster   -         node-a  1 2 3 4  -      1 2 3 4    True
    a@1@2@3 b@2@3 b@2@4 c@3      Cluster   -         node-c  1 2 4    -      1 2 4      True   # any of several zones
    a@a b@b c@c                  Cluster   -         node-a  1        -      1          True
    a@a b@b c                    Cluster   -         node-a  1 2 3    -      1 2 3      True
    b@b c@c                      Cluster   -         node-a  1 2      -      1 2        True
    b@a c@c                      Cluster   -         node-a  1        -      1          True   # a hint need not be for the own node
    a@a@1 b@b@1 c@c@2            Cluster   -         node-b  2        -      2          True
    a@1 b@b@1 c@c@2              Cluster   -         node-b  3        -      3          True   # a node hint is missing: zones decide
    a@1 b@b@1 c@c@2              Cluster   -         node-a  1 2      -      1 2        True
    a@a:starting b@b             Cluster   -         node-a  2        -      2          True
    a@a:serving b@b:serving      Cluster   -         node-a  1 2      -      1 2        True   # no ready one: no hints
    b@b a@b                      Cluster   Local     node-a  1 2      2      1 2        True
    """,
    source="kubernetes/kubernetes pkg/proxy/topology_test.go TestCategorizeEndpoints; KEP-2433, KEP-3015",
)
def test_hints_and_policies(
    endpoints: str,
    internal: str,
    external: str,
    node: str,
    cluster: str,
    local: str,
    reachable: str,
    anywhere: str,
) -> None:
    """Zones: node-a is in zone-1, node-b in zone-2, node-c in zone-3."""
    found = categorize(
        endpoints, internal, external, node, zone=f"zone-{'abc'.index(node[-1]) + 1}"
    )
    assert numbers(found.cluster) == cluster
    assert numbers(found.local) == local
    assert numbers(found.reachable) == reachable
    assert str(found.exist_anywhere) == anywhere


@cases(
    """
    endpoints                internal  external  cluster  local  reachable  anywhere
    -                        Local     -         -        -      -          False
    b b                      Local     -         -        -      -          True
    a a                      Local     -         -        1 2    1 2        True
    a b                      Local     -         -        1      1          True
    a:starting b:starting    Cluster   -         -        -      -          False
    a:starting b             Cluster   -         2        -      2          True
    a:serving b:serving      Cluster   -         1 2      -      1 2        True
    a b                      Local     Cluster   1 2      1      1 2        True
    a b                      Cluster   Local     1 2      1      1 2        True
    a b                      Local     Local     1 2      1      1 2        True
    b b                      Local     Local     1 2      -      1 2        True
    b:serving b:serving      Local     Local     1 2      -      1 2        True
    b a:starting a:serving b:serving  Cluster  Local  1   3      1 3        True
    b a:starting a:serving b:serving  Local    -      -   3      3          True
    b a                      Local     -         -        2      2          True
    """,
    source="kubernetes/kubernetes pkg/proxy/topology_test.go TestCategorizeEndpoints",
)
def test_policies(
    endpoints: str,
    internal: str,
    external: str,
    cluster: str,
    local: str,
    reachable: str,
    anywhere: str,
) -> None:
    found = categorize(endpoints, internal, external)
    assert numbers(found.cluster) == cluster
    assert numbers(found.local) == local
    assert numbers(found.reachable) == reachable
    assert str(found.exist_anywhere) == anywhere


def test_the_external_policy_means_nothing_without_outside_addresses() -> None:
    """(topology_test.go: externalTrafficPolicy ignored if not externally accessible.)"""
    owner = service("web", "10.96.0.10", external_traffic_policy=TrafficPolicy.LOCAL)
    port = (EndpointPort(8080, "http"),)
    made = EndpointSlice("default", "web-1", "web", ports=port, endpoints=endpoints("b a"))
    cluster = replace(small_cluster(), endpoint_slices=(made,))
    targets = targets_of(cluster, owner, owner.ports[0], Family.IPV4)
    found = categorize_endpoints(owner, owner.ports[0], targets, cluster.nodes[0])
    assert (numbers(found.cluster), numbers(found.local)) == ("1 2", "")


def test_a_node_without_a_zone_uses_all_endpoints() -> None:
    owner = service("web", "10.96.0.10")
    cluster = replace(
        small_cluster(),
        endpoint_slices=(
            EndpointSlice(
                "default",
                "web-1",
                "web",
                ports=(EndpointPort(8080, "http"),),
                endpoints=endpoints("a@1 b@2"),
            ),
        ),
    )
    targets = targets_of(cluster, owner, owner.ports[0], Family.IPV4)
    homeless = replace(node("a", ""), labels={ZONE_LABEL: ""})
    assert len(categorize_endpoints(owner, owner.ports[0], targets, homeless).cluster) == 2


@pytest.mark.parametrize(
    "label", ["service.kubernetes.io/service-proxy-name", "service.kubernetes.io/headless"]
)
def test_slices_that_are_left_to_others_do_not_count(label: str) -> None:
    owner = service("web", "10.96.0.10")
    mine, other = endpoints("a b")
    ports = (EndpointPort(8080, "http"),)
    cluster = replace(
        small_cluster(),
        endpoint_slices=(
            EndpointSlice("default", "web-1", "web", ports=ports, endpoints=(mine,)),
            EndpointSlice(
                "default", "web-2", "web", ports=ports, endpoints=(other,), labels={label: ""}
            ),
        ),
    )
    of_port = partial(targets_of, cluster, owner, owner.ports[0], Family.IPV4)
    assert [one.endpoint for one in of_port(watched=True)] == [mine]
    assert [one.endpoint for one in of_port()] == [mine, other]


@cases(
    """
    entries                     node-a   node-b
    a:starting a:ready          yes      no
    a:ready a:starting          no       yes
    a:ready b:starting          yes      no
    b:starting a:ready          yes      no
    a:ready a:starting a:ready  yes      yes
    b:ready a:starting          no       yes
    """.replace("node-", "node_"),
    source="kubernetes/kubernetes pkg/proxy/endpointslicecache.go addEndpoints: !exists || isLocal",
)
def test_of_entries_for_one_address_a_node_believes_its_own_last_one(
    entries: str, node_a: str, node_b: str
) -> None:
    owner = service("web", "10.96.0.10")
    made = tuple(replace(one, addresses=(ip_address("10.244.9.1"),)) for one in endpoints(entries))
    cluster = replace(
        small_cluster(),
        endpoint_slices=(
            EndpointSlice(
                "default", "web-1", "web", ports=(EndpointPort(8080, "http"),), endpoints=made
            ),
        ),
    )
    targets = targets_of(cluster, owner, owner.ports[0], Family.IPV4, watched=True)
    usable = [
        bool(categorize_endpoints(owner, owner.ports[0], targets, one).cluster)
        for one in cluster.nodes[:2]
    ]
    assert usable == [node_a == "yes", node_b == "yes"]


def test_slices_are_joined_and_doubles_count_once() -> None:
    owner = service("web", "10.96.0.10")
    first, second, third = endpoints("a b c")
    ports = (EndpointPort(8080, "http"), EndpointPort(9090, "metrics"))
    cluster = replace(
        small_cluster(),
        endpoint_slices=(
            EndpointSlice("default", "web-1", "web", ports=ports, endpoints=(second, first)),
            EndpointSlice("default", "web-2", "web", ports=ports, endpoints=(second, third)),
            EndpointSlice("other", "web-1", "web", ports=ports, endpoints=(third,)),
        ),
    )
    targets = targets_of(cluster, owner, owner.ports[0], Family.IPV4)
    assert [str(one) for one in targets] == [
        "10.244.9.1:8080",
        "10.244.9.2:8080",
        "10.244.9.3:8080",
    ]
