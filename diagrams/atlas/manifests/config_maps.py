"""ConfigMaps that hold the configuration of kube-proxy: as kubeadm writes it, and EKS, and who follows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from atlas.manifests.document import Document
from atlas.manifests.source import SyntaxProblem

_KIND = "KubeProxyConfiguration"


def kube_proxy_configuration(document: Document) -> Iterator[Document]:
    """Yield the configuration in a ConfigMap as a document of its own; nothing if there is none.

    Which key it stands under differs (kubeadm: config.conf, EKS: config), so all are looked into that name the kind.
    """
    data = document.value.get("data") if document.kind == "ConfigMap" else None
    if not isinstance(data, dict):
        return
    for key, text in cast("dict[str, Any]", data).items():
        if isinstance(text, str) and _KIND in text:
            value = _parsed(text)
            if isinstance(value, dict) and value.get("kind") == _KIND:
                known = cast("Mapping[str, object]", value)
                yield replace(document, value=known, keys=(*document.keys, "data", key))


def _parsed(text: str) -> object:
    from atlas.manifests import yaml_text  # late: hardly any input has such a ConfigMap

    try:
        return yaml_text.parse(text)
    except SyntaxProblem:
        return None
