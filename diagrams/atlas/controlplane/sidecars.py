"""The part of the control plane that gives Pods a sidecar when they are made: the webhook of a service mesh.

A Pod that runs already shows all its containers; a label that its Namespace got since changes nothing about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from atlas.manifests.objects import WrittenPod


def with_sidecar_of_namespace(one: WrittenPod, sidecars: Mapping[str, str]) -> WrittenPod:
    """Return the Pod with the sidecar that every new Pod of its Namespace gets, unless it declines.

    Pods in the network of their node get none: its rules would lead the node's own connections to it.
    """
    pod = one.pod
    sidecar = sidecars.get(pod.namespace, "")
    known = pod.listening
    if not sidecar or one.observed or pod.host_network or known.sidecar or known.declines_sidecar:
        return one
    return replace(one, pod=replace(pod, listening=replace(known, sidecar=sidecar)))
