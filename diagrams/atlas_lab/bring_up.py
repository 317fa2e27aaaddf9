"""bring_up: a cluster as a running lab, and the lab as seen from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import atlas
from atlas.model.cluster import Cluster
from atlas.model.reference import Reference
from atlas.tracer.trace import Flow
from atlas_lab.channel import receive, send
from atlas_lab.errors import LabError
from atlas_lab.observation import Observation
from atlas_lab.plan import obstacles
from atlas_lab.tools import missing_tools

_SECONDS_TO_END = 5.0


class Lab:
    """A running lab. It ends with `close`, and at the latest with this process."""

    def __init__(self, cluster: Cluster, seed: int = 0) -> None:
        """Bring the lab up. Raises LabError."""
        reasons = (*obstacles(cluster), *missing_tools(cluster))
        if reasons:
            raise LabError("\n".join(reasons))
        self.cluster = cluster
        self._end, theirs = socket.socketpair()
        try:
            self._keeper = _start_keeper(theirs)
        except OSError as error:
            self._end.close()
            raise LabError(f"the lab could not be started: {error.strerror}") from error
        finally:
            theirs.close()
        try:
            self.machines: dict[Reference, int] = self._ask("start", cluster, seed)
        except BaseException:
            self.close()
            raise

    def observe_all(
        self, flows: Sequence[Flow], connections: int = 1, timeout: float = 1.0
    ) -> list[tuple[Observation, ...]]:
        """Return what `connections` connections of each flow saw, all made side by side. Raises LabError."""
        return self._ask("observe", tuple(flows), connections, timeout)

    def observe(self, flow: Flow, timeout: float = 1.0) -> Observation:
        """Return what one connection of the flow saw. Raises LabError."""
        return self.observe_all((flow,), timeout=timeout)[0][0]

    def change(self, cluster: Cluster) -> None:
        """Have the lab follow the cluster: rules, machines and servers. Raises LabError."""
        reasons = obstacles(cluster)
        if reasons:
            raise LabError("\n".join(reasons))
        self.machines = self._ask("change", cluster)
        self.cluster = cluster

    @property
    def lifeline(self) -> socket.socket:
        """What becomes readable, between requests, when the lab has ended."""
        return self._end

    @property
    def process(self) -> int:
        """The number of the process that holds the lab's namespaces, as seen from here."""
        return self._ask("process")

    def close(self) -> None:
        """End the lab and wait until nothing is left of it."""
        self._end.close()
        try:
            self._keeper.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, *request: object) -> Any:
        try:
            send(self._end, request)
            word, answer = receive(self._end)
        except (EOFError, OSError) as error:
            raise LabError("the lab has ended unexpectedly: its process was killed") from error
        if word == "error":
            raise LabError(answer)
        if word == "crash":
            raise RuntimeError(answer)
        return answer


@contextmanager
def bring_up(cluster: Cluster, seed: int = 0) -> Iterator[Lab]:
    """Hold a lab of the cluster; it is gone when the context ends. Raises LabError."""
    with Lab(cluster, seed) as lab:
        yield lab


def _start_keeper(end: socket.socket) -> subprocess.Popen[bytes]:
    home = str(Path(atlas.__path__[0]).parent)
    return subprocess.Popen(
        [sys.executable, "-m", "atlas_lab.keeper", str(end.fileno()), str(os.getpid())],
        pass_fds=(end.fileno(),),
        # A lab that outlives its terminal must not hold the terminal's streams; what goes wrong comes as an answer.
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": home},
        # Ctrl-C is for the one who holds the lab; it ends the lab then.
        start_new_session=True,
    )
