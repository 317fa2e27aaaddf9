"""Ingresses and Gateways: the hosts that they serve, and their addresses."""

from collections.abc import Iterator

from atlas.model.cluster import Cluster
from atlas.model.http import Gateway, Ingress
from atlas.tables import Column, Table, main
from atlas.tables.cells import joined
from atlas.text import table_words as words
from atlas.text.text import Text


def ingresses_and_gateways(cluster: Cluster) -> Iterator[Ingress | Gateway]:
    yield from cluster.ingresses
    yield from cluster.gateways


def name(_cluster: Cluster, each: Ingress | Gateway) -> str:
    return f"{type(each).__name__} {each.name}"


def hosts(cluster: Cluster, each: Ingress | Gateway) -> str:
    """Return the hosts of an Ingress, or those of the routes that hang on a Gateway."""
    if isinstance(each, Ingress):
        return joined([rule.host for rule in each.rules])
    routes = [
        route
        for route in cluster.http_routes
        if each.name in {parent.name for parent in route.parents}
    ]
    return joined([host for route in routes for host in route.hostnames])


TABLE = Table(
    title=Text(ko="인그레스와 게이트웨이", en="Ingresses and Gateways"),
    cases=ingresses_and_gateways,
    columns=(
        Column(Text(ko="오브젝트", en="Object"), name),
        Column(Text(ko="호스트", en="Hosts"), hosts),
        Column(words.ADDRESS, lambda _, each: joined(each.addresses)),
    ),
)

if __name__ == "__main__":
    main(TABLE)
