"""The field names of the Kubernetes API (v1.37), for every mapping that the decoders read.

The rule for unknown fields: we know all names of every mapping that we look into, whether we use the field or
not, and refuse any other, as `kubectl apply --validate=strict` does. Mappings that nothing here looks into
(volumes, probes, resources, managedFields, most of status) may hold anything. A test compares these lists with
the published JSON schemas; those of Gateway API (v1.6, with its experimental fields) and of
KubeProxyConfiguration are written by hand and not checked against a published schema.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


OBJECT = _names("apiVersion kind metadata spec status")
OBJECT_META = _names(
    """annotations creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generateName
    generation labels managedFields name namespace ownerReferences resourceVersion selfLink uid"""
)
OWNER_REFERENCE = _names("apiVersion blockOwnerDeletion controller kind name uid")
LABEL_SELECTOR = _names("matchExpressions matchLabels")
LABEL_SELECTOR_REQUIREMENT = _names("key operator values")

NODE_SPEC = _names(
    "configSource externalID podCIDR podCIDRs podPreemptionPolicy providerID taints unschedulable"
)
NODE_STATUS = _names(
    """addresses allocatable capacity conditions config daemonEndpoints declaredFeatures features images
    nodeInfo phase runtimeHandlers volumesAttached volumesInUse"""
)
NODE_ADDRESS = _names("address type")
NODE_CONDITION = _names("lastHeartbeatTime lastTransitionTime message reason status type")

TAINT = _names("effect key timeAdded value")

POD_SPEC = _names(
    """activeDeadlineSeconds affinity automountServiceAccountToken containers dnsConfig dnsPolicy
    enableServiceLinks ephemeralContainers evictionResponders hostAliases hostIPC hostNetwork hostPID hostUsers
    hostname hostnameOverride imagePullSecrets initContainers nodeName nodeSelector os overhead preemptionPolicy
    priority priorityClassName readinessGates resourceClaims resources restartPolicy runtimeClassName
    schedulerName schedulingGates schedulingGroup securityContext serviceAccount serviceAccountName
    setHostnameAsFQDN shareProcessNamespace subdomain terminationGracePeriodSeconds tolerations
    topologySpreadConstraints volumes"""
)
CONTAINER = _names(
    """args command env envFrom image imagePullPolicy lifecycle livenessProbe name ports readinessProbe
    resizePolicy resources restartPolicy restartPolicyRules securityContext startupProbe stdin stdinOnce
    terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir"""
)
CONTAINER_PORT = _names("containerPort hostIP hostPort name protocol")
POD_STATUS = _names(
    """allocatedResources conditions containerStatuses ephemeralContainerStatuses extendedResourceClaimStatus
    hostIP hostIPs initContainerStatuses message nodeAllocatableResourceClaimStatuses nominatedNodeName
    observedGeneration phase podIP podIPs qosClass reason resize resourceClaimStatuses resources startTime
    volumeHealth"""
)
POD_CONDITION = _names(
    "lastProbeTime lastTransitionTime message observedGeneration reason status type"
)
POD_IP = _names("ip")
TOLERATION = _names("effect key operator tolerationSeconds value")
AFFINITY = _names("nodeAffinity podAffinity podAntiAffinity")
POD_OR_NODE_AFFINITY = _names(
    "preferredDuringSchedulingIgnoredDuringExecution requiredDuringSchedulingIgnoredDuringExecution"
)
NODE_SELECTOR = _names("nodeSelectorTerms")
NODE_SELECTOR_TERM = _names("matchExpressions matchFields")
POD_AFFINITY_TERM = _names(
    "labelSelector matchLabelKeys mismatchLabelKeys namespaceSelector namespaces topologyKey"
)
TOPOLOGY_SPREAD_CONSTRAINT = _names(
    """labelSelector matchLabelKeys maxSkew minDomains nodeAffinityPolicy nodeTaintsPolicy topologyKey
    whenUnsatisfiable"""
)
POD_TEMPLATE = _names("metadata spec")

DEPLOYMENT_SPEC = _names(
    """minReadySeconds paused progressDeadlineSeconds replicas revisionHistoryLimit selector strategy
    template"""
)
REPLICA_SET_SPEC = _names("minReadySeconds replicas selector template")
STATEFUL_SET_SPEC = _names(
    """minReadySeconds ordinals persistentVolumeClaimRetentionPolicy podManagementPolicy replicas
    revisionHistoryLimit selector serviceName template updateStrategy volumeClaimTemplates"""
)
STATEFUL_SET_ORDINALS = _names("start")
DAEMON_SET_SPEC = _names("minReadySeconds revisionHistoryLimit selector template updateStrategy")
REPLICATION_CONTROLLER_SPEC = _names("minReadySeconds replicas selector template")
JOB_SPEC = _names(
    """activeDeadlineSeconds backoffLimit backoffLimitPerIndex completionMode completions managedBy
    manualSelector maxFailedIndexes parallelism podFailurePolicy podReplacementPolicy scheduling selector
    successPolicy suspend template ttlSecondsAfterFinished"""
)
JOB_TEMPLATE = _names("metadata spec")
CRON_JOB_SPEC = _names(
    """concurrencyPolicy failedJobsHistoryLimit jobTemplate schedule startingDeadlineSeconds
    successfulJobsHistoryLimit suspend timeZone"""
)

SERVICE_SPEC = _names(
    """allocateLoadBalancerNodePorts clusterIP clusterIPs externalIPs externalName externalTrafficPolicy
    healthCheckNodePort internalTrafficPolicy ipFamilies ipFamilyPolicy loadBalancerClass loadBalancerIP
    loadBalancerSourceRanges ports publishNotReadyAddresses selector sessionAffinity sessionAffinityConfig
    trafficDistribution type"""
)
SERVICE_PORT = _names("appProtocol name nodePort port protocol targetPort")
SERVICE_STATUS = _names("conditions loadBalancer")
LOAD_BALANCER_STATUS = _names("ingress")
LOAD_BALANCER_INGRESS = _names("hostname ip ipMode ports")
SESSION_AFFINITY_CONFIG = _names("clientIP")
CLIENT_IP_CONFIG = _names("timeoutSeconds")

ENDPOINTS = _names("apiVersion kind metadata subsets")
ENDPOINT_SUBSET = _names("addresses notReadyAddresses ports")
ENDPOINT_SUBSET_ADDRESS = _names("hostname ip nodeName targetRef")
ENDPOINT_SUBSET_PORT = _names("appProtocol name port protocol")
ENDPOINT_SLICE = _names("addressType apiVersion endpoints kind metadata ports")
ENDPOINT = _names("addresses conditions deprecatedTopology hints hostname nodeName targetRef zone")
ENDPOINT_CONDITIONS = _names("ready serving terminating")
ENDPOINT_HINTS = _names("forNodes forZones")
ENDPOINT_HINT = _names("name")
ENDPOINT_PORT = _names("appProtocol name port protocol")
OBJECT_REFERENCE = _names("apiVersion fieldPath kind name namespace resourceVersion uid")

INGRESS_SPEC = _names("defaultBackend ingressClassName rules tls")
INGRESS_RULE = _names("host http")
INGRESS_HTTP = _names("paths")
INGRESS_PATH = _names("backend path pathType")
INGRESS_BACKEND = _names("resource service")
INGRESS_SERVICE_BACKEND = _names("name port")
SERVICE_BACKEND_PORT = _names("name number")
INGRESS_TLS = _names("hosts secretName")
INGRESS_STATUS = _names("loadBalancer")
INGRESS_LOAD_BALANCER_INGRESS = _names("hostname ip ports")
INGRESS_CLASS_SPEC = _names("controller parameters")
SERVICE_CIDR_SPEC = _names("cidrs")
NAMESPACE_SPEC = _names("finalizers")

# Gateway API
GATEWAY_CLASS_SPEC = _names("controllerName description parametersRef")
GATEWAY_SPEC = _names(
    """addresses allowedListeners backendTLS defaultScope gatewayClassName infrastructure listeners tls"""
)
LISTENER = _names("allowedRoutes hostname name port protocol tls")
LISTENER_TLS = _names("certificateRefs frontendValidation mode options")
ALLOWED_ROUTES = _names("kinds namespaces")
ROUTE_GROUP_KIND = _names("group kind")
ROUTE_NAMESPACES = _names("from selector")
GATEWAY_STATUS = _names("addresses attachedListenerSets conditions listeners")
GATEWAY_ADDRESS = _names("type value")
HTTP_ROUTE_SPEC = _names("hostnames parentRefs rules useDefaultGateways")
PARENT_REFERENCE = _names("group kind name namespace port sectionName")
HTTP_ROUTE_RULE = _names("backendRefs filters matches name retry sessionPersistence timeouts")
HTTP_ROUTE_MATCH = _names("headers method path queryParams")
HTTP_PATH_MATCH = _names("type value")
HTTP_VALUE_MATCH = _names("name type value")
HTTP_BACKEND = _names("filters group kind name namespace port weight")
HTTP_FILTER = _names(
    """cors extensionRef externalAuth requestHeaderModifier requestMirror requestRedirect
    responseHeaderModifier type urlRewrite"""
)
HEADER_FILTER = _names("add remove set")
HTTP_HEADER = _names("name value")
URL_REWRITE = _names("hostname path")
REQUEST_REDIRECT = _names("hostname path port scheme statusCode")
PATH_MODIFIER = _names("replaceFullPath replacePrefixMatch type")
REQUEST_MIRROR = _names("backendRef fraction percent")
FRACTION = _names("denominator numerator")
BACKEND_REFERENCE = _names("group kind name namespace port")
ALLOWED_LISTENERS = _names("namespaces")
CERTIFICATE_REFERENCE = _names("group kind name namespace")
LISTENER_SET_SPEC = _names("listeners parentRef")
PARENT_GATEWAY = _names("group kind name namespace")
GRPC_ROUTE_SPEC = _names("hostnames parentRefs rules useDefaultGateways")
GRPC_ROUTE_RULE = _names("backendRefs filters matches name sessionPersistence")
GRPC_ROUTE_MATCH = _names("headers method")
GRPC_METHOD_MATCH = _names("method service type")
GRPC_FILTER = _names("extensionRef requestHeaderModifier requestMirror responseHeaderModifier type")
TLS_ROUTE_SPEC = _names("hostnames parentRefs rules useDefaultGateways")
STREAM_ROUTE_SPEC = _names("parentRefs rules useDefaultGateways")
STREAM_ROUTE_RULE = _names("backendRefs name")
STREAM_BACKEND = _names("group kind name namespace port weight")
BACKEND_TLS_POLICY_SPEC = _names("options targetRefs validation")
POLICY_TARGET = _names("group kind name sectionName")
BACKEND_TLS_VALIDATION = _names(
    "caCertificateRefs hostname subjectAltNames wellKnownCACertificates"
)
HTTP_TIMEOUTS = _names("backendRequest request")
HTTP_RETRY = _names("attempts backoff codes")
CORS_FILTER = _names("allowCredentials allowHeaders allowMethods allowOrigins exposeHeaders maxAge")
REFERENCE_GRANT_SPEC = _names("from to")
GRANT_FROM = _names("group kind namespace")
GRANT_TO = _names("group kind name")

# The configuration of kube-proxy
KUBE_PROXY = _names(
    """apiVersion bindAddress bindAddressHardFail clientConnection clusterCIDR configSyncPeriod conntrack
    detectLocal detectLocalMode enableProfiling featureGates healthzBindAddress hostnameOverride iptables ipvs
    kind logging metadata metricsBindAddress mode nftables nodePortAddresses oomScoreAdj portRange
    showHiddenMetricsForVersion windowsRunAsService winkernel"""
)
KUBE_PROXY_IPTABLES = _names(
    "localhostNodePorts masqueradeAll masqueradeBit minSyncPeriod syncPeriod"
)
KUBE_PROXY_NFTABLES = _names("masqueradeAll masqueradeBit minSyncPeriod syncPeriod")
KUBE_PROXY_DETECT_LOCAL = _names("bridgeInterface interfaceNamePrefix")

# Our own kinds (atlas.example/v1)
POD_NETWORK_SPEC = _names(
    "dnsDomain egressMasquerade egressSourcePort mode nodePortRange serviceMesh unusedAddresses"
)
CLIENT_SPEC = _names("addresses names")
LOAD_BALANCER_SPEC = _names("addresses classes forwarding pool proxyProtocol targets")
HTTP_PROXY_SPEC = _names("addresses controller gateways namespace pool selector")
