"""Who sends the packets of a flow."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Family, family_of
from atlas.tracer.finding import (
    FlowError,
    address_of,
    find_client,
    find_node,
    find_pod,
    meant,
    reference_of,
)
from atlas.tracer.network import node_place, pod_place
from atlas.tracer.trace import Place, PlaceKind


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: its place and its addresses."""

    place: Place
    addresses: tuple[Address, ...]

    @property
    def is_outside(self) -> bool:
        return self.place.kind is PlaceKind.CLIENT

    def address(self, family: Family) -> Address | None:
        """Return the sender's address of that family."""
        return next((one for one in self.addresses if family_of(one) is family), None)


def sender_of(cluster: Cluster, text: str) -> Sender:
    """Return the sender that `text` names: `pod/web-1`, `node/node-a`, `client/laptop` or an address.

    An address outside the cluster belongs to a client of that name. Raises FlowError.
    """
    address = address_of(text)
    if address is not None:
        return _sender_at(cluster, address)
    if "/" not in text:
        hint = meant(cluster, text, ("pod", "node", "client"))
        raise FlowError(f"{text!r} is not a reference like pod/NAME or client/NAME{hint}")
    reference = reference_of(text)
    match reference.kind:
        case "pod":
            pod = find_pod(cluster, reference)
            return Sender(pod_place(pod), pod.ips)
        case "node":
            node = find_node(cluster, reference.name)
            return Sender(node_place(node), (*node.internal_ips, *node.external_ips))
        case "client":
            client = find_client(cluster, reference.name)
            return Sender(Place(PlaceKind.CLIENT, client.name), client.ips)
        case _:
            hint = meant(cluster, text, ("pod", "node", "client"))
            raise FlowError(f"{text}: a flow starts at a Pod, a node, a client or an address{hint}")


def _sender_at(cluster: Cluster, address: Address) -> Sender:
    pod = cluster.pod_by_ip.get(address)
    if pod is not None:
        return Sender(pod_place(pod), (address,))
    node = cluster.node_by_ip.get(address)
    if node is not None:
        return Sender(node_place(node), (address,))
    client = cluster.client_by_ip.get(address)
    name = client.name if client is not None else str(address)
    return Sender(Place(PlaceKind.CLIENT, name), (address,))
