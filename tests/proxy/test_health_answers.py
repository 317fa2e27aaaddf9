"""What kube-proxy answers to health checks: status and body."""

from __future__ import annotations

from atlas.proxy.health import HEALTHZ_PORT, health_answer
from support.ask import changed
from support.cases import cases
from support.clusters import small_cluster

PORT = 32000


@cases(
    """
    changes             node    path      port   status  endpoints
    -                   node-a  /healthz  32000  200     1
    -                   node-b  /healthz  32000  200     2
    -                   node-c  /healthz  32000  503     0      # no endpoint here
    not-ready web-1     node-a  /healthz  32000  503     0
    terminating web-1   node-a  /healthz  32000  503     0      # it still gets packets
    -                   node-a  /healthz  10256  200     -
    deleting node-a     node-a  /healthz  10256  503     -
    deleting node-a     node-a  /livez    10256  200     -      # for probes of kube-proxy itself
    """,
    source="kubernetes/kubernetes pkg/proxy/healthcheck/service_health.go, proxy_health.go; KEP-3836",
)
def test_status_and_body(
    changes: str, node: str, path: str, port: str, status: str, endpoints: str
) -> None:
    words = f"local web-lb, health-check web-lb{', ' + changes if changes else ''}"
    cluster = changed(small_cluster(), words)
    found = health_answer(cluster, cluster.node_by_name[node], int(port), path)
    assert found.status == int(status)
    if int(port) == HEALTHZ_PORT:
        assert found.body == ({} if path == "/livez" else {"nodeEligible": found.status == 200})
        return
    assert found.body == {
        "service": {"namespace": "default", "name": "web-lb"},
        "localEndpoints": int(endpoints),
        "serviceProxyHealthy": True,
    }
