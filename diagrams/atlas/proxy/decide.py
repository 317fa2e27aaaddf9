"""decide: what kube-proxy's rules on one node do with one new connection.

Written from kubernetes/kubernetes pkg/proxy/iptables/proxier.go (syncProxyRules), pkg/proxy/nftables/proxier.go and
pkg/proxy/nftables/README.md. The two modes share their service chains; where they differ, the branch says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atlas.model.addresses import owns
from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.network import Packet, Protocol, contains, family_of
from atlas.model.reason import Reason
from atlas.model.release import Since
from atlas.model.service import Service, ServicePort
from atlas.model.service_rules import needs_health_check
from atlas.model.targets import Target, targets_of
from atlas.model.workload import Node
from atlas.proxy.addresses import (
    detects_pods,
    gate_minds_localhost,
    is_local_pod,
    localhost_is_guarded,
    process_serves_localhost,
    takes_node_ports,
)
from atlas.proxy.affinity import remembered
from atlas.proxy.decision import Decision, Outcome, choose
from atlas.proxy.endpoints import (
    UsableEndpoints,
    endpoints_used,
    has_local_external_policy,
    has_local_internal_policy,
    is_proxied,
    virtual_load_balancer_ips,
)
from atlas.proxy.source_ranges import admits


def decide(cluster: Cluster, node: Node, packet: Packet, *, came_back: bool = False) -> Decision:
    """Return what the rules on `node` do with a packet that opens a connection.

    Whether the packet comes from a Pod or from the node itself is judged by its source address, as the rules do. One of
    the node's own passes the rules for outgoing packets, unless it `came_back` from a balancer: then those for packets
    that arrive. Where kube-proxy has stopped, the rules are those of an earlier cluster.
    """
    wrote = cluster.rules_written_from.get(node.name)
    if wrote is None:
        return _decide(cluster, cluster, node, packet, came_back)
    return _decide(cluster, wrote, wrote.node_by_name.get(node.name, node), packet, came_back)


def _decide(
    now: Cluster, cluster: Cluster, node: Node, packet: Packet, came_back: bool
) -> Decision:
    """Decide by the rules written from `cluster`; what the kernel remembers of clients stands in `now`."""
    for service, port in _owners(cluster, packet):
        if is_proxied(service):
            rules = _Rules.of(now, cluster, node, packet, service, port, came_back=came_back)
            decision = rules.for_service_address()
            if decision is not None:
                return decision
    if owns(cluster, node, packet.destination):
        return _for_own_address(now, cluster, node, packet)
    return _for_stray_cluster_ip(cluster, node, packet)


def _owners(cluster: Cluster, packet: Packet) -> Iterator[tuple[Service, ServicePort]]:
    """Yield the Service ports with the packet's destination: at most one, unless Services share an outside address."""
    key = (packet.destination, packet.destination_port, packet.protocol)
    found = cluster.service_by_address.get(key)
    if found is not None:
        yield found
        yield from cluster.rivals_by_address.get(key, ())


def _for_own_address(now: Cluster, cluster: Cluster, node: Node, packet: Packet) -> Decision:
    """Decide about a packet to one of the node's own addresses: node ports and health checks."""
    found = cluster.service_by_node_port.get((packet.destination_port, packet.protocol))
    decision = None
    if found is not None and is_proxied(found[0]):
        decision = _Rules.of(now, cluster, node, packet, *found).for_node_port()
    if _is_blocked(cluster, node, packet) and (decision is None or not decision.targets):
        return Decision(Outcome.DROP, Reason.LOCALNET_BLOCKED)
    return decision or _for_health_check(cluster, packet)


def _for_health_check(cluster: Cluster, packet: Packet) -> Decision:
    """Decide about a packet that is not for a node port: only iptables mode lets health checks past other rules."""
    if cluster.proxy.mode is ProxyMode.IPTABLES and packet.protocol is Protocol.TCP:
        service = cluster.service_by_health_check_port.get(packet.destination_port)
        if (
            service is not None
            and is_proxied(service)
            and needs_health_check(service)
            and service.cluster_ip(family_of(packet.destination)) is not None
        ):
            return Decision(Outcome.ACCEPT, Reason.HEALTH_CHECK_PORT, service=service)
    return Decision(Outcome.NONE, Reason.NO_RULE)


def _is_blocked(cluster: Cluster, node: Node, packet: Packet) -> bool:
    """Return whether KUBE-FIREWALL keeps the packet from localhost: it stands before all other filter rules."""
    return (
        packet.destination.version == 4
        and packet.destination.is_loopback
        and not packet.source.is_loopback
        and localhost_is_guarded(cluster, node)
    )


def _for_stray_cluster_ip(cluster: Cluster, node: Node, packet: Packet) -> Decision:
    """Decide about a packet that no Service port matches: only nftables mode looks after the rest of the range."""
    if cluster.proxy.mode is ProxyMode.NFTABLES:
        service = cluster.service_by_cluster_ip.get(packet.destination)
        if service is not None and is_proxied(service):
            # The rule asks for the address alone, so that it meets an echo request, too.
            reason = Reason.UNUSED_PORT if packet.has_ports else Reason.ECHO_REJECTED
            return Decision(Outcome.REJECT, reason, service=service)
        network = cluster.network
        guards = network.service_cidrs_are_stated and Since.UNALLOCATED_DROPPED.holds_in(
            cluster.release_on(node)
        )
        if guards and contains(network.service_cidrs, packet.destination):
            return Decision(Outcome.DROP, Reason.UNALLOCATED_CLUSTER_IP)
    return Decision(Outcome.NONE, Reason.NO_RULE)


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one Service port on one node, and the packet that runs through them.

    `cluster` is what the rules were written from, `now` what is true while the packet passes.
    """

    now: Cluster
    cluster: Cluster
    node: Node
    packet: Packet
    service: Service
    port: ServicePort
    endpoints: UsableEndpoints
    is_from_node: bool
    is_from_pod: bool
    knows_pods: bool
    came_back: bool

    @classmethod
    def of(
        cls,
        now: Cluster,
        cluster: Cluster,
        node: Node,
        packet: Packet,
        service: Service,
        port: ServicePort,
        *,
        came_back: bool = False,
    ) -> _Rules:
        family = family_of(packet.destination)
        targets = targets_of(cluster, service, port, family, watched=True)
        return cls(
            now=now,
            cluster=cluster,
            node=node,
            packet=packet,
            service=service,
            port=port,
            endpoints=endpoints_used(cluster, node, service, port, targets),
            is_from_node=owns(cluster, node, packet.source),
            is_from_pod=is_local_pod(cluster, node, packet.source),
            knows_pods=detects_pods(cluster, node, family),
            came_back=came_back,
        )

    def for_service_address(self) -> Decision | None:
        """Decide by what kind of address the destination is; None if the rules do not hold it."""
        destination = self.packet.destination
        family = family_of(destination)
        if destination in self.service.cluster_ips:
            return self._internal()
        if self.service.cluster_ip(family) is None:
            # A Service without a ClusterIP of this family has no rules in this family at all.
            return None
        is_balancers = destination in virtual_load_balancer_ips(self.service, family)
        if not (is_balancers or destination in self.service.external_ips):
            return None
        if self._is_checked_early and not self._has_external_endpoints:
            return self._unserved(Reason.CHECKED_BEFORE_DNAT)
        if is_balancers:
            return self._load_balancer()
        return self._external(Reason.EXTERNAL_IP) or self._unserved_outside_address()

    def for_node_port(self) -> Decision | None:
        """Decide about a packet to the node port; None if this address of the node does not serve node ports."""
        if self.service.cluster_ip(family_of(self.packet.destination)) is None:
            return None
        if self.packet.destination.is_loopback and gate_minds_localhost(self.cluster, self.node):
            return self._at_localhost()
        if takes_node_ports(self.cluster, self.node, self.packet.destination):
            return self._external(Reason.NODE_PORT) or self._unserved()
        if self.cluster.proxy.mode is ProxyMode.IPTABLES and not self._has_external_endpoints:
            # The REJECT and DROP rules of iptables mode match any address of the node.
            return self._unserved()
        return None

    def _at_localhost(self) -> Decision | None:
        """Decide about a node port at localhost in nftables mode, where a process serves it, and only TCP.

        The process keeps to the endpoints of the policy, without the shortcut of the rules; without any it does not
        listen. Where it is not meant to, a rule refuses at once.
        """
        if not self.is_from_node:
            return None
        served = process_serves_localhost(self.cluster, self.node, self.packet.destination)
        if not served or self.packet.protocol is not Protocol.TCP:
            return self._decision(Outcome.REJECT, Reason.LOCALHOST_UNSERVED)
        local = has_local_external_policy(self.service)
        targets = self.endpoints.local if local else self.endpoints.cluster
        if not targets or self.node.name in self.now.rules_written_from:
            return None
        return self._choose(targets, Reason.LOCALHOST_NODE_PORT, Reason.MASQUERADE_BY_PROCESS)

    def _internal(self) -> Decision:
        """Decide about a packet to the ClusterIP."""
        local = has_local_internal_policy(self.service)
        targets = self.endpoints.local if local else self.endpoints.cluster
        if targets:
            reason = Reason.CLUSTER_IP_LOCAL if local else Reason.CLUSTER_IP
            return self._choose(targets, reason, self._internal_masquerade())
        if self.endpoints.exist_anywhere:
            return self._decision(Outcome.DROP, Reason.NO_LOCAL_ENDPOINTS_INTERNAL)
        return self._decision(Outcome.REJECT, Reason.NO_ENDPOINTS)

    def _internal_masquerade(self) -> Reason:
        if self.cluster.proxy.masquerade_all:
            return Reason.MASQUERADE_ALL
        if self.knows_pods and not self.is_from_pod:
            return Reason.MASQUERADE_NOT_A_POD
        return Reason.SOURCE_KEPT

    def _load_balancer(self) -> Decision:
        """Decide about a packet to a load balancer address: its firewall comes first.

        iptables mode has no firewall chain without endpoints (usesFWChain), and an external IP of the same Service
        comes before it; nftables mode always checks it.
        """
        is_external_ip = self.packet.destination in self.service.external_ips
        checked = (
            self.endpoints.exist_anywhere and not is_external_ip
        ) or self.cluster.proxy.mode is ProxyMode.NFTABLES
        if checked and not admits(self.service, self.node, self.packet.source):
            return self._decision(Outcome.DROP, Reason.SOURCE_RANGES)
        return self._external(Reason.LOAD_BALANCER_IP) or self._unserved_outside_address()

    def _external(self, reason: Reason) -> Decision | None:
        """Decide in the external chain, which all outside addresses and node ports share; None if it picks nothing."""
        if not self.endpoints.exist_anywhere:
            return None
        if not has_local_external_policy(self.service):
            return self._choose(self.endpoints.cluster, reason, Reason.MASQUERADE_EXTERNAL)
        # Clients inside the cluster are treated as if they went out to the load balancer and came back.
        if self.is_from_pod:
            return self._choose(
                self.endpoints.cluster, Reason.SHORTCUT_FROM_POD, Reason.SOURCE_KEPT
            )
        if self.is_from_node:
            return self._choose(
                self.endpoints.cluster, Reason.SHORTCUT_FROM_NODE, Reason.MASQUERADE_FROM_NODE
            )
        if self.endpoints.local:
            return self._choose(self.endpoints.local, Reason.EXTERNAL_LOCAL, Reason.SOURCE_KEPT)
        return None

    @property
    def _is_checked_early(self) -> bool:
        """Whether the rules ask for endpoints before any other rule sees the packet: a node's own, to an outside address.

        Node ports are not asked for on the way out.
        """
        return (
            self.cluster.proxy.mode is ProxyMode.NFTABLES
            and not Since.CHECKED_AFTER_DNAT.holds_in(self.cluster.release_on(self.node))
            and self.is_from_node
            and not self.came_back
        )

    @property
    def _has_external_endpoints(self) -> bool:
        if has_local_external_policy(self.service):
            return bool(self.endpoints.local)
        return self.endpoints.exist_anywhere

    def _unserved_outside_address(self) -> Decision:
        """Decide about an outside address that no endpoint serves.

        iptables mode refuses such packets on the way in and through (KUBE-EXTERNAL-SERVICES hangs in INPUT and
        FORWARD, not in OUTPUT), so the node's own packets leave for the real balancer. nftables mode refuses both.
        """
        leaves = (
            self.is_from_node
            and not self.came_back
            and self.cluster.proxy.mode is ProxyMode.IPTABLES
            and not owns(self.cluster, self.node, self.packet.destination)
        )
        return self._decision(Outcome.NONE, Reason.NO_RULE) if leaves else self._unserved()

    def _unserved(self, reason: Reason = Reason.NO_LOCAL_ENDPOINTS_EXTERNAL) -> Decision:
        """Decide without an endpoint: the reason is for the case that other nodes have one."""
        if self.endpoints.exist_anywhere:
            return self._decision(Outcome.DROP, reason)
        return self._decision(Outcome.REJECT, Reason.NO_ENDPOINTS)

    def _choose(self, targets: tuple[Target, ...], reason: Reason, masquerade: Reason) -> Decision:
        """Pick one of the targets, or the one that the node remembers for this client.

        A client that picks itself is masqueraded in any case (hairpin).
        """
        source = self.packet.source
        known = remembered(self.now, self.node, source, self.service, self.port, targets)
        if known is not None:
            targets, reason = (known,), Reason.SESSION_AFFINITY
        if masquerade is Reason.SOURCE_KEPT:
            hairpin = Reason.MASQUERADE_HAIRPIN
            why = [hairpin if one.address == source else masquerade for one in targets]
        else:
            why = [masquerade] * len(targets)
        return choose(self.service, self.port, targets, reason, why)

    def _decision(self, outcome: Outcome, reason: Reason) -> Decision:
        return Decision(outcome, reason, service=self.service, port=self.port)
