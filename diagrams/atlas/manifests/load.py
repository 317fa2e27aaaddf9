"""TEMPORARY stand-in until the real loader lands."""
from __future__ import annotations
import re
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
import yaml
from atlas.model.cluster import *
from atlas.model.http import *
from atlas.model.network import *
from atlas.model.outside import *
from atlas.model.reference import Reference
from atlas.model.service import *
from atlas.model.workload import *

@dataclass
class Document:
    path: Path
    text: str
    data: dict

@dataclass
class Loaded:
    cluster: Cluster
    docs: list
    def document(self, ref):
        for d in self.docs:
            m = d.data["metadata"] if "metadata" in d.data else {}
            if d.data["kind"].lower() == ref.kind and m.get("name") == ref.name and m.get("namespace", ref.namespace) == ref.namespace:
                return d
        raise LookupError(str(ref))

def load(paths):
    docs = []
    for p in paths:
        for f in sorted(Path(p).glob("*.yaml")):
            for part in re.split(r"^---\n", f.read_text(), flags=re.M):
                d = yaml.safe_load(part)
                if d: docs.append(Document(f, part, d))
    K = lambda k: [d.data for d in docs if d.data["kind"] == k]
    nodes = tuple(Node(n["metadata"]["name"], n["metadata"]["labels"], tuple(ip_address(a["address"]) for a in n["status"]["addresses"] if a["type"]=="InternalIP"), (), (ip_network(n["spec"]["podCIDR"]),)) for n in K("Node"))
    want = []
    def ports(spec): return tuple(ContainerPort(p["containerPort"], p.get("name",""), Protocol(p.get("protocol","TCP"))) for c in spec["containers"] for p in c.get("ports",()))
    for p in K("Pod"): want.append((p["metadata"]["namespace"], p["metadata"]["name"], p["metadata"]["labels"], ports(p["spec"]), p["spec"].get("nodeName"), {}, "", "", ""))
    for kind in ("Deployment","StatefulSet"):
        for w in K(kind):
            for i in range(w["spec"]["replicas"]):
                n = w["metadata"]["name"]; nm = f"{n}-{i + (kind=='Deployment')}"
                t = w["spec"]["template"]
                ss = kind=="StatefulSet"
                want.append((w["metadata"]["namespace"], nm, t["metadata"]["labels"], ports(t["spec"]), None, t["spec"].get("nodeSelector",{}), n, nm if ss else "", w["spec"].get("serviceName","") if ss else ""))
    want.sort(key=lambda w: (w[0], w[1]))
    placed = []
    for w in want:
        if w[4]: node = w[4]
        else:
            ok = [n for n in nodes if all(n.labels.get(k)==v for k,v in w[5].items())]
            node = min(ok, key=lambda n: (sum(1 for x,m in placed if x[6]==w[6] and x[0]==w[0] and m==n.name), sum(1 for x,m in placed if m==n.name), n.name)).name
        placed.append((w,node))
    pods=[]; used={n.name:1 for n in nodes}
    for w,node in placed:
        used[node]+=1
        rng=[n for n in nodes if n.name==node][0].pod_ranges[0]
        pods.append(Pod(w[0],w[1],node,(rng[used[node]],),w[2],w[3],hostname=w[7],subdomain=w[8]))
    svcs=[]; slices=[]; lb=ip_network("203.0.113.0/26"); nlb=0; nextip=1
    for s in sorted(K("Service"), key=lambda s:(s["metadata"]["namespace"],s["metadata"]["name"])):
        sp=s["spec"]; m=s["metadata"]; typ=ServiceType(sp.get("type","ClusterIP")); hl=sp.get("clusterIP")=="None"
        nextip+=1
        cip=() if hl or typ is ServiceType.EXTERNAL_NAME else (ip_address(sp["clusterIP"]),) if sp.get("clusterIP") else (ip_address(f"10.96.{10+nextip}.{nextip*7}"),)
        ing=()
        if typ is ServiceType.LOAD_BALANCER: nlb+=1; ing=(LoadBalancerIngress(lb[nlb]),)
        ps=tuple(ServicePort(p["port"],p.get("targetPort",p["port"]),p.get("name",""),Protocol(p.get("protocol","TCP")),p.get("nodePort") or (31000+nextip if typ in (ServiceType.NODE_PORT,ServiceType.LOAD_BALANCER) else 0)) for p in sp.get("ports",()))
        svc=Service(m["namespace"],m["name"],typ,ps,sp.get("selector",{}),m.get("labels",{}),m.get("annotations",{}),hl,cip,external_name=sp.get("externalName",""),load_balancer_ingress=ing)
        svcs.append(svc)
        if svc.selector:
            tg=[p for p in pods if p.namespace==svc.namespace and matches(svc.selector,p.labels)]
            num=lambda t: t if isinstance(t,int) else next(c.number for c in tg[0].ports if c.name==t)
            slices.append(EndpointSlice(svc.namespace,svc.name+"-1",svc.name,Family.IPV4,tuple(EndpointPort(num(p.target_port),p.name,p.protocol) for p in ps),tuple(Endpoint(p.ips,node=p.node,zone=[n for n in nodes if n.name==p.node][0].zone,hostname=p.hostname if p.subdomain==svc.name else "",target=p.reference) for p in tg)))
    for e in K("EndpointSlice"):
        slices.append(EndpointSlice(e["metadata"]["namespace"],e["metadata"]["name"],e["metadata"]["labels"]["kubernetes.io/service-name"],Family.IPV4,tuple(EndpointPort(p["port"],p["name"]) for p in e["ports"]),tuple(Endpoint(tuple(map(ip_address,x["addresses"]))) for x in e["endpoints"])))
    cl=tuple(Client(c["metadata"]["name"],tuple(map(ip_address,c["spec"]["addresses"])),tuple(c["spec"].get("names",()))) for c in K("Client"))
    hp=[]
    for h in K("HttpProxy"):
        sp=h["spec"]; hp.append(HttpProxy(h["metadata"]["name"],sp["controller"],sp.get("namespace",""),sp.get("selector",{}),tuple(map(ip_network,sp.get("pool",()))),tuple(map(ip_address,sp.get("addresses",())))))
    def addr(controller):
        for h in hp:
            if h.controller==controller:
                if h.pool: return (h.pool[0][1],)
                for s in svcs:
                    if s.namespace==h.namespace and dict(s.selector)==dict(h.selector): return s.load_balancer_ips
        return ()
    ics=tuple(IngressClass(i["metadata"]["name"],i["spec"]["controller"]) for i in K("IngressClass"))
    ings=[]
    for i in K("Ingress"):
        m=i["metadata"]; sp=i["spec"]
        ctl=m.get("annotations",{}).get("kubernetes.io/ingress.class") or next(c.controller for c in ics if c.name==sp["ingressClassName"])
        be=lambda b: Backend(m["namespace"],b["service"]["name"],str(b["service"]["port"].get("name") or b["service"]["port"]["number"]))
        ings.append(Ingress(m["namespace"],m["name"],sp.get("ingressClassName",""),tuple(IngressRule(r.get("host",""),tuple(IngressPath(p["path"],PathType(p["pathType"]),be(p["backend"])) for p in r["http"]["paths"])) for r in sp["rules"]),annotations=m.get("annotations",{}),addresses=addr(ctl)))
    gcs=tuple(GatewayClass(g["metadata"]["name"],g["spec"]["controllerName"]) for g in K("GatewayClass"))
    gws=tuple(Gateway(g["metadata"]["namespace"],g["metadata"]["name"],g["spec"]["gatewayClassName"],tuple(Listener(l["name"],l["port"],l["protocol"],allowed_namespaces=l["allowedRoutes"]["namespaces"]["from"]) for l in g["spec"]["listeners"]),addr(gcs[0].controller)) for g in K("Gateway"))
    rts=tuple(HTTPRoute(r["metadata"]["namespace"],r["metadata"]["name"],tuple(ParentReference(p.get("namespace"),p["name"]) for p in r["spec"]["parentRefs"]),tuple(r["spec"]["hostnames"]),tuple(RouteRule(tuple(RouteMatch(x["path"]["value"]) for x in u.get("matches",())) or (RouteMatch(),),tuple(Backend("default",b["name"],str(b["port"])) for b in u["backendRefs"])) for u in r["spec"]["rules"])) for r in K("HTTPRoute"))
    return Loaded(Cluster(nodes,tuple(pods),tuple(svcs),tuple(slices),tuple(ings),ics,gws,gcs,rts,cl,(LoadBalancer("edge",(lb,)),),tuple(hp),{n["metadata"]["name"]:{} for n in K("Namespace")}), docs)
