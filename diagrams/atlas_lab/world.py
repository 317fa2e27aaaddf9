"""World: the machines of one lab, as network namespaces that this process holds."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from atlas.model.reference import Reference
from atlas_lab.errors import LabError
from atlas_lab.namespaces import NEW_NETWORK, enter, inside, new_network, this_network
from atlas_lab.plan import IPV6, Plan, Wire
from atlas_lab.tools import find, missing


class World:
    """All machines of a plan. What a namespace holds goes away with its descriptor, or with this process."""

    def __init__(self) -> None:
        self.home = this_network()
        self._machines: dict[Reference, int] = {}

    def build(self, plan: Plan) -> None:
        """Make machines and wires. Raises LabError; what is there already is left for `clear`."""
        for one in plan.machines:
            self._machines[one.reference] = new_network()
        enter(self.home, NEW_NETWORK)
        for machine, wires in _by_machine(plan.wires).items():
            self.ip(machine, [self._join(wire) for wire in wires])
        for one in plan.machines:
            self.set(one.reference, one.settings)
            self.ip(one.reference, [line for line in one.commands if not line.startswith(IPV6)])
            self.ip6(
                one.reference,
                [line.removeprefix(IPV6) for line in one.commands if line.startswith(IPV6)],
            )

    def clear(self) -> None:
        """Let go of all machines."""
        for descriptor in self._machines.values():
            os.close(descriptor)
        self._machines.clear()

    def descriptor(self, machine: Reference) -> int:
        """Return what stands for the machine's namespace in this process. Raises LabError if there is no such machine."""
        try:
            return self._machines[machine]
        except KeyError:
            raise LabError(f"{machine} is not a machine of this lab") from None

    def socket(
        self,
        machine: Reference,
        family: socket.AddressFamily,
        kind: socket.SocketKind,
        protocol: int = 0,
    ) -> socket.socket:
        """Return a new, non-blocking socket of the machine. Raises LabError, OSError."""
        with inside(self.descriptor(machine), self.home):
            made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    def set(self, machine: Reference, settings: Sequence[tuple[str, str]]) -> None:
        """Write kernel settings of the machine. Raises LabError where /proc/sys is closed."""
        with inside(self.descriptor(machine), self.home):
            for name, value in settings:
                path = Path("/proc/sys", name)
                if not path.exists():
                    continue  # a kernel without IPv6, or without bridge filtering
                try:
                    path.write_text(value)
                except OSError as error:
                    raise LabError(
                        f"{path} cannot be written ({error.strerror}): this container may not change kernel settings; "
                        "start it with more rights, or run the lab outside of it"
                    ) from error

    def ip(self, machine: Reference, commands: Sequence[str]) -> None:
        """Run lines of `ip -batch` on the machine. Raises LabError."""
        if commands:
            self.run(machine, ("ip", "-batch", "-"), "\n".join(commands) + "\n")

    def ip6(self, machine: Reference, commands: Sequence[str]) -> None:
        """Like `ip`, for commands that do not say that they mean IPv6. Raises LabError."""
        if commands:
            self.run(machine, ("ip", "-6", "-batch", "-"), "\n".join(commands) + "\n")

    def run(self, machine: Reference, command: Sequence[str], text: str) -> None:
        """Run a command on the machine with `text` as its input. Raises LabError with what it complained about."""
        descriptor = self.descriptor(machine)
        try:
            done = subprocess.run(
                (find(command[0]) or command[0], *command[1:]),
                input=text,
                text=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                check=False,
                preexec_fn=lambda: enter(descriptor, NEW_NETWORK),
            )
        except FileNotFoundError:
            raise LabError(missing(command[0])) from None
        except (OSError, subprocess.SubprocessError) as error:
            raise LabError(f"{command[0]} could not be started on {machine}: {error}") from error
        if done.returncode != 0:
            first = (done.stderr.strip().splitlines() or ["no message"])[0]
            raise LabError(f"{' '.join(command)} failed on {machine}: {first}")

    def _join(self, wire: Wire) -> str:
        near, far = wire.near, wire.far
        # The number of this process as /proc shows it, which need not be the one of its own namespace.
        there = f"/proc/{Path('/proc/self').readlink()}/fd/{self.descriptor(far.machine)}"
        return (
            f"link add {near.device} address {near.hardware} type veth "
            f"peer name {far.device} address {far.hardware} netns {there}"
        )


def _by_machine(wires: Sequence[Wire]) -> dict[Reference, list[Wire]]:
    found: dict[Reference, list[Wire]] = {}
    for wire in wires:
        found.setdefault(wire.near.machine, []).append(wire)
    return found
