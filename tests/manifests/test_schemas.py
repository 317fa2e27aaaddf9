"""The manifests of the site, and our lists of field names, against the published Kubernetes schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import kubernetes_validate
import pytest

from atlas.manifests import api_fields
from atlas.manifests.decode import KINDS
from atlas.manifests.document import Document
from atlas.manifests.read import read
from support.manifests import CLUSTER, EVERY_KIND, KUBECTL, ORACLE, OTHER_CLUSTERS

VERSION = "1.37.0"
"""The release that the site describes."""
NOT_IN_THE_SCHEMAS = {
    "gateway.networking.k8s.io/v1": "a CRD; its field names are checked by the decoder",
    "gateway.networking.k8s.io/v1alpha2": "the same",
    "gateway.networking.k8s.io/v1alpha3": "the same",
    "gateway.networking.x-k8s.io/v1alpha1": "the same",
    "metallb.io/v1beta1": "a CRD",
    "kubeproxy.config.k8s.io/v1alpha1": "a file, not an object; its field names are checked by the decoder",
    "atlas.example/v1": "our own kinds; the decoder is their definition",
}
SCHEMAS = {
    "OBJECT_META": "objectmeta-meta-v1",
    "OWNER_REFERENCE": "ownerreference-meta-v1",
    "LABEL_SELECTOR": "labelselector-meta-v1",
    "LABEL_SELECTOR_REQUIREMENT": "labelselectorrequirement-meta-v1",
    "OBJECT": "service-v1",
    "NAMESPACE_SPEC": "namespacespec-v1",
    "NODE_SPEC": "nodespec-v1",
    "NODE_STATUS": "nodestatus-v1",
    "NODE_ADDRESS": "nodeaddress-v1",
    "NODE_CONDITION": "nodecondition-v1",
    "TAINT": "taint-v1",
    "TOLERATION": "toleration-v1",
    "AFFINITY": "affinity-v1",
    "POD_OR_NODE_AFFINITY": "podaffinity-v1",
    "NODE_SELECTOR": "nodeselector-v1",
    "NODE_SELECTOR_TERM": "nodeselectorterm-v1",
    "POD_AFFINITY_TERM": "podaffinityterm-v1",
    "TOPOLOGY_SPREAD_CONSTRAINT": "topologyspreadconstraint-v1",
    "POD_SPEC": "podspec-v1",
    "CONTAINER": "container-v1",
    "CONTAINER_PORT": "containerport-v1",
    "POD_STATUS": "podstatus-v1",
    "POD_CONDITION": "podcondition-v1",
    "POD_IP": "podip-v1",
    "POD_TEMPLATE": "podtemplatespec-v1",
    "DEPLOYMENT_SPEC": "deploymentspec-apps-v1",
    "REPLICA_SET_SPEC": "replicasetspec-apps-v1",
    "STATEFUL_SET_SPEC": "statefulsetspec-apps-v1",
    "STATEFUL_SET_ORDINALS": "statefulsetordinals-apps-v1",
    "DAEMON_SET_SPEC": "daemonsetspec-apps-v1",
    "REPLICATION_CONTROLLER_SPEC": "replicationcontrollerspec-v1",
    "JOB_SPEC": "jobspec-batch-v1",
    "JOB_TEMPLATE": "jobtemplatespec-batch-v1",
    "CRON_JOB_SPEC": "cronjobspec-batch-v1",
    "SERVICE_SPEC": "servicespec-v1",
    "SERVICE_PORT": "serviceport-v1",
    "SERVICE_STATUS": "servicestatus-v1",
    "LOAD_BALANCER_STATUS": "loadbalancerstatus-v1",
    "LOAD_BALANCER_INGRESS": "loadbalanceringress-v1",
    "SESSION_AFFINITY_CONFIG": "sessionaffinityconfig-v1",
    "CLIENT_IP_CONFIG": "clientipconfig-v1",
    "SERVICE_CIDR_SPEC": "servicecidrspec-networking-v1",
    "ENDPOINTS": "endpoints-v1",
    "ENDPOINT_SUBSET": "endpointsubset-v1",
    "ENDPOINT_SUBSET_ADDRESS": "endpointaddress-v1",
    "ENDPOINT_SUBSET_PORT": "endpointport-v1",
    "ENDPOINT_SLICE": "endpointslice-discovery-v1",
    "ENDPOINT": "endpoint-discovery-v1",
    "ENDPOINT_CONDITIONS": "endpointconditions-discovery-v1",
    "ENDPOINT_HINTS": "endpointhints-discovery-v1",
    "ENDPOINT_HINT": "forzone-discovery-v1",
    "ENDPOINT_PORT": "endpointport-discovery-v1",
    "OBJECT_REFERENCE": "objectreference-v1",
    "INGRESS_SPEC": "ingressspec-networking-v1",
    "INGRESS_RULE": "ingressrule-networking-v1",
    "INGRESS_HTTP": "httpingressrulevalue-networking-v1",
    "INGRESS_PATH": "httpingresspath-networking-v1",
    "INGRESS_BACKEND": "ingressbackend-networking-v1",
    "INGRESS_SERVICE_BACKEND": "ingressservicebackend-networking-v1",
    "SERVICE_BACKEND_PORT": "servicebackendport-networking-v1",
    "INGRESS_TLS": "ingresstls-networking-v1",
    "INGRESS_STATUS": "ingressstatus-networking-v1",
    "INGRESS_LOAD_BALANCER_INGRESS": "ingressloadbalanceringress-networking-v1",
    "INGRESS_CLASS_SPEC": "ingressclassspec-networking-v1",
}
DOCUMENTS = read([CLUSTER, *OTHER_CLUSTERS, ORACLE, EVERY_KIND, KUBECTL])
OF_KUBERNETES = [one for one in DOCUMENTS if one.api_version not in NOT_IN_THE_SCHEMAS]


def schema(name: str) -> dict[str, Any]:
    """Return one published JSON schema."""
    folder = files("kubernetes_validate") / "kubernetes-json-schema" / f"v{VERSION}-local"
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("document", OF_KUBERNETES, ids=lambda one: f"{one.path.name}: {one.title}")
def test_manifests_are_valid(document: Document) -> None:
    kubernetes_validate.validate(whole(document.value), VERSION, strict=True)


def whole(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object with all that a kubelet says of its machine; the manifests name its release only."""
    status = value.get("status") or {}
    if "nodeInfo" not in status:
        return dict(value)
    info = {**dict.fromkeys(schema("nodesysteminfo-v1")["required"], ""), **status["nodeInfo"]}
    return {**value, "status": {**status, "nodeInfo": info}}


def test_every_kind_of_kubernetes_is_among_the_manifests() -> None:
    """Else the schemas would say nothing about a kind that the loader reads."""
    assert {one.kind for one in OF_KUBERNETES} >= {
        "Namespace",
        "Node",
        "Pod",
        "Deployment",
        "ReplicaSet",
        "StatefulSet",
        "DaemonSet",
        "ReplicationController",
        "Job",
        "CronJob",
        "Service",
        "Endpoints",
        "EndpointSlice",
        "ServiceCIDR",
        "Ingress",
        "IngressClass",
    }


@pytest.mark.parametrize("name", SCHEMAS)
def test_field_names(name: str) -> None:
    assert getattr(api_fields, name) == set(schema(SCHEMAS[name])["properties"])


def test_fields_that_the_schemas_require_are_kept_apart() -> None:
    """An EndpointSlice has no spec, so it has a list of its own."""
    assert set(schema("endpointslice-discovery-v1")["required"]) <= api_fields.ENDPOINT_SLICE


def test_which_kinds_are_read() -> None:
    versions = {version for kind in KINDS.values() for version in kind.api_versions}
    assert set(NOT_IN_THE_SCHEMAS) <= versions
