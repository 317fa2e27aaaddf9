"""keeper: the process that a lab lives in.

Started as a process of its own, it moves into new namespaces and becomes process 1 of them. So whatever runs in the lab
ends with it, and the kernel takes all machines away; and it ends, at the latest, with the one who started it.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from atlas.model.cluster import Cluster
from atlas.model.reference import Reference
from atlas.tracer.trace import Flow
from atlas_lab.channel import receive, receive_in_loop, send, send_from_loop
from atlas_lab.errors import LabError
from atlas_lab.faults import load_faults
from atlas_lab.files import write_files
from atlas_lab.namespaces import (
    NEW_MOUNTS,
    NEW_NETWORK,
    NEW_PROCESSES,
    become_root,
    end_with_parent,
    keep_mounts_private,
    mount,
    show_in_proc,
    unshare,
)
from atlas_lab.observation import Observation
from atlas_lab.observe import Observer, SourcePorts, asked_port
from atlas_lab.plan import OUTSIDE_DNS, plan
from atlas_lab.rules import (
    balancer_routes,
    load_balancing,
    load_firewall,
    load_pod_tables,
    load_rules,
)
from atlas_lab.servers.balancer import Rotation
from atlas_lab.servers.listeners import Asked, listeners
from atlas_lab.servers.servers import Servers
from atlas_lab.world import World

_MOST_AT_ONCE = 128
"""Connections side by side; more would fill the queues of a small machine and be late for no reason of the network."""


class Keeper:
    """One running lab: its world, its servers and the cluster that both follow."""

    def __init__(self, number: int) -> None:
        """`number` is this process as seen from outside."""
        self.world = World()
        self.number = number
        self.chance = random.Random(0)
        self.ports = SourcePorts()
        self.asked: dict[Asked, None] = {}

    async def answer(self, word: str, *values: Any) -> object:
        """Return the answer to a request. Raises LabError, ValueError, OSError."""
        match word, values:
            case "start", (Cluster() as cluster, int() as seed):
                self.chance = random.Random(seed)
                await self.start(cluster)
                return self._machines()
            case "change", (Cluster() as cluster,):
                await self.change(cluster)
                return self._machines()
            case "observe", (flows, connections, timeout):
                return await self.observe(flows, connections, timeout)
            case "process", ():
                return self.number
            case _:
                raise LabError(f"unknown request: {word}")

    def _machines(self) -> dict[Reference, int]:
        return {one.reference: self.world.descriptor(one.reference) for one in self.plan.machines}

    async def start(self, cluster: Cluster) -> None:
        """Build everything. Raises LabError."""
        self.cluster, self.plan, self.asked = cluster, plan(cluster), {}
        self.world.build(self.plan)
        self._prepare_balancers()
        load_pod_tables(self.world, self.plan)
        load_rules(self.world, cluster)
        load_faults(self.world, self.plan, cluster)
        self._switch_nodes(cluster)
        write_files(cluster, self.plan)
        self.outside_dns = next(
            one.addresses for one in self.plan.machines if one.reference == OUTSIDE_DNS
        )
        self._open_doors(cluster)
        self.servers = Servers(self.world.socket, self._choose_nodes, self.outside_dns, self.chance)
        await self.servers.start(cluster)

    async def change(self, cluster: Cluster) -> None:
        """Follow the cluster: rules and servers, or everything if machines come, go or move."""
        if plan(cluster) == self.plan and cluster.proxy.mode is self.cluster.proxy.mode:
            self.cluster = cluster
            load_rules(self.world, cluster)
            load_faults(self.world, self.plan, cluster)
            self._switch_nodes(cluster)
            self._open_doors(cluster)
            await self.servers.update(cluster, self.asked)
        else:
            await self.servers.close()
            self.world.clear()
            await self.start(cluster)

    async def observe(
        self, flows: Sequence[Flow], connections: int, timeout: float
    ) -> list[tuple[Observation, ...]]:
        """Return what each connection of each flow saw; all of them are made side by side."""
        await self._expect(flows)
        observer = Observer(self.world, self.cluster, self.plan, timeout, self.chance, self.ports)
        free = asyncio.Semaphore(_MOST_AT_ONCE)

        async def one(flow: Flow) -> Observation:
            async with free:
                return await observer.observe(flow)

        seen = await asyncio.gather(*(one(flow) for flow in flows for _ in range(connections)))
        return [tuple(seen[at : at + connections]) for at in range(0, len(seen), connections)]

    async def _expect(self, flows: Sequence[Flow]) -> None:
        """Open the ports that the flows ask for, where the model assumes that any port is open."""
        asked = dict.fromkeys(one for flow in flows for one in asked_port(self.cluster, flow))
        if not asked.keys() <= self.asked.keys():
            self.asked |= asked
            await self.servers.update(self.cluster, self.asked)

    def _prepare_balancers(self) -> None:
        """Let balancers and clients name the node that a packet shall go through."""
        routes = [*balancer_routes(self.plan)]
        for one in self.plan.machines:
            if one.reference.kind in ("loadbalancer", "client"):
                versions = {ip.version for ip in one.addresses}
                if 4 in versions:
                    self.world.ip(one.reference, [line for line in routes if "::/0" not in line])
                if 6 in versions:
                    self.world.ip6(
                        one.reference, [line for line in routes if "default" not in line]
                    )

    def _open_doors(self, cluster: Cluster) -> None:
        load_firewall(self.world, listeners(cluster, self.outside_dns), self.plan)

    def _choose_nodes(self, balancer: Reference, rotation: Rotation) -> None:
        load_balancing(self.world, self.plan, balancer, rotation)

    def _switch_nodes(self, cluster: Cluster) -> None:
        """Unplug the nodes that are down, and nobody else."""
        lines = [
            f"link set {wire.near.device} {'up' if _is_up(cluster, wire.far.machine) else 'down'}"
            for wire in self.plan.wires
            if wire.far.machine.kind == "node"
        ]
        self.world.ip(self.plan.machines[0].reference, lines)


def _is_up(cluster: Cluster, node: Reference) -> bool:
    return cluster.node_by_name[node.name].up


async def serve(end: socket.socket, number: int) -> None:
    """Answer requests until the other end has gone. `number` is this process as seen from outside."""
    end.setblocking(False)
    keeper = Keeper(number)
    while True:
        try:
            request = await receive_in_loop(end)
        except (EOFError, ConnectionError):
            return
        try:
            message = ("done", await keeper.answer(*request))
        except (LabError, ValueError) as error:
            message = ("error", str(error))
        except MemoryError:
            message = ("error", "the machine has no memory left for the lab")
        except OSError as error:
            message = ("error", _refusal(error))
        except Exception:
            message = (
                "crash",
                traceback.format_exc(),
            )  # our own mistake, to be seen by whoever asked
        await send_from_loop(end, message)


def _refusal(error: OSError) -> str:
    """Return what the system refused, in words that help."""
    if error.errno in (11, 12, 23, 24):  # EAGAIN, ENOMEM, ENFILE, EMFILE
        return f"this machine has no room for the lab: {error.strerror}. Close other programs, or raise the limit (ulimit -a)"
    return f"the system refused something that the lab needs: {error}"


def isolate() -> None:
    """Move into namespaces of our own: as root straight away, else as root of a user namespace. Raises LabError."""
    wanted = NEW_NETWORK | NEW_MOUNTS | NEW_PROCESSES
    if os.geteuid() == 0:
        try:
            unshare(wanted)
            return
        except PermissionError:
            pass  # root without the right, as in a container: a user namespace may still be allowed
    try:
        become_root()
        unshare(wanted)
    except OSError as error:
        raise LabError(
            f"this machine does not let you make network namespaces ({error.strerror}). As an ordinary user, run the same "
            "command with sudo; or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, on Ubuntu "
            "kernel.apparmor_restrict_unprivileged_userns=0). In a container, start it with --privileged"
        ) from error


def _settle() -> None:
    """Give the lab a file system view of its own: nothing that it mounts or writes shows outside."""
    keep_mounts_private()
    mount("lab", "/run", "tmpfs", 0, "mode=755")
    try:
        mount("proc", "/proc", "proc")
    except OSError:
        return  # a container may forbid it; then `ps` in a lab shows more than the lab


def main() -> None:
    """Run as `python -m atlas_lab.keeper DESCRIPTOR PARENT`."""
    end = socket.socket(fileno=int(sys.argv[1]))
    end_with_parent()
    if os.getppid() != int(sys.argv[2]):
        return  # the parent was quicker to die than the request to die with it
    try:
        isolate()
    except LabError as error:
        receive(end)
        send(end, ("error", str(error)))
        return
    end_with_parent()  # new rights have cleared it
    show_in_proc()
    child = os.fork()
    if child:
        end.close()
        signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGKILL))
        os.waitpid(child, 0)
        return
    end_with_parent()
    number = int(str(Path("/proc/self").readlink()))
    _settle()
    asyncio.run(serve(end, number))


if __name__ == "__main__":
    main()
