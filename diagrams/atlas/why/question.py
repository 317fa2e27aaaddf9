"""Questions: what `atlas why` can be asked about, and what is found about a single connection."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from atlas.model.http import Ingress, IngressPath
from atlas.model.reference import DEFAULT_NAMESPACE, Reference, parse_reference
from atlas.tracer.dns.resolve import full_name
from atlas.tracer.finding import FlowError, nearest
from atlas.tracer.http.request import host_patterns, is_prefix, matches_hostname
from atlas.tracer.trace import Flow
from atlas.why import kinds_entries as entries
from atlas.why import kinds_http as http
from atlas.why.case import Case
from atlas.why.finding import Finding, finding
from atlas.why.kind import HTTP_LINKS, SERVICE_LINKS, Link, State
from atlas.why.probes import Outcome, ask, outside_source
from atlas.why.proposals import near, put
from atlas.why.walk import (
    Diagnosis,
    diagnose,
    diagnose_all,
    judged,
    made,
    service_findings,
    targets,
)

_SHORT = {"svc": "service", "services": "service", "ing": "ingress", "ingresses": "ingress"}


def answer(case: Case, question: str) -> tuple[Diagnosis, ...]:
    """Return what is found about a question: `service/web`, `ingress/shop`, a URL, `pod/a->service/b`; "" is everything.

    Raises FlowError for what is not there.
    """
    if not question:
        return diagnose_all(case)
    source, arrow, to = question.replace("→", "->").partition("->")
    source, to = (source.strip(), to.strip()) if arrow else ("", question.strip())
    if "://" in to:
        return (_of_url(case, source, to),)
    kind, slash, rest = to.partition("/")
    if slash:
        kind = _SHORT.get(kind.lower(), kind.lower())
        return (diagnose(case, _known(case, f"{kind}/{rest}"), _sender(case, source)),)
    if arrow:
        return (_of_name(case, _sender(case, source), to),)
    raise FlowError(f"{question}: expected service/NAME, ingress/NAME, a URL, or pod/A->service/B")


def _known(case: Case, text: str) -> Reference:
    """Return the written object that a text names. Raises FlowError."""
    try:
        wanted = parse_reference(text).without_port()
    except ValueError as error:
        raise FlowError(str(error)) from None
    known = targets(case)
    if wanted in known:
        return wanted
    same = [one for one in known if (one.kind, one.name) == (wanted.kind, wanted.name)]
    if len(same) == 1 and wanted.namespace == DEFAULT_NAMESPACE:
        return same[0]
    close = nearest(str(wanted), map(str, known)) or (str(same[0]) if same else "")
    raise FlowError(f"{wanted} is not in the input" + (f"; did you mean {close}?" if close else ""))


def _sender(case: Case, source: str) -> str:
    """Return the source as the tracer knows it: a Pod, or one of those of a workload. Raises FlowError."""
    if not source:
        return ""
    kind, slash, _ = source.partition("/")
    if not slash or kind in ("node", "client"):
        return source
    reference = parse_reference(source)
    if reference in case.cluster.pod_by_reference:
        return source
    for pod in case.cluster.pods:
        recipe = case.recipe_of(pod)
        same = recipe is not None and recipe.reference.name == reference.name
        if same and pod.namespace == reference.namespace:
            return str(pod.reference)
    close = nearest(source, (str(one.reference) for one in case.cluster.pods))
    raise FlowError(f"{source} is not in the input" + (f"; did you mean {close}?" if close else ""))


# A single connection


def _of_url(case: Case, source: str, url: str) -> Diagnosis:
    sender = _sender(case, source) or _sender_for(case, url)
    outcome = ask_or_raise(case, Flow(sender, url))
    parts = urlsplit(url)
    host, path = (parts.hostname or "").lower(), parts.path or "/"
    found = tuple(_of_host(case, sender, host, path, url)) if _is_bad(outcome) else ()
    target = f"{source} → {url}" if source else url
    links = (Link.NAME, Link.OBJECT, *HTTP_LINKS, *SERVICE_LINKS[2:])
    details = {Link.NAME: host, Link.HOST: host, Link.PATH: path}
    return made(target, None, judged(found, (outcome,)), (outcome,), links, details)


def _of_name(case: Case, source: str, to: str) -> Diagnosis:
    outcome = ask_or_raise(case, Flow(source, to))
    name = to.rpartition(":")[0]
    found = tuple(_of_service_name(case, source, name)) if _is_bad(outcome) else ()
    judged_ = judged(found, (outcome,))
    return made(f"{source} → {to}", None, judged_, (outcome,), SERVICE_LINKS, {Link.NAME: name})


def ask_or_raise(case: Case, flow: Flow) -> Outcome:
    """Return how a connection ends. Raises FlowError if it cannot be asked."""
    from atlas.tracer.tracer import trace

    outcome = ask(case.cluster, flow)
    if outcome.answer is None:
        trace(case.cluster, flow)
    return outcome


def _is_bad(outcome: Outcome) -> bool:
    return outcome.fails or outcome.is_unknown


def _sender_for(case: Case, url: str) -> str:
    """Return who would ask for a URL: a client outside, or for the name of a Service a Pod."""
    host = (urlsplit(url).hostname or "").lower()
    inside = any(_called(case, one.reference, host) for one in case.cluster.services)
    if inside:
        for pod in case.cluster.pods:
            if pod.reference not in case.cluster.gaps.assumed:
                return str(pod.reference)
    return outside_source(case.cluster)


def _called(case: Case, service: Reference, host: str) -> bool:
    whole = full_name(case.cluster, service).rstrip(".")
    return host == service.name or (
        host.startswith(f"{service.name}.{service.namespace}") and whole.startswith(host)
    )


def _of_host(case: Case, sender: str, host: str, path: str, url: str) -> Iterator[Finding]:
    """Yield why a request fails: rules for its host, for its path, else what is wrong with who takes it."""
    ingresses = [one for one in case.cluster.ingresses if _has_host(one, host)]
    routes = [
        one
        for one in case.cluster.http_routes
        if any(matches_hostname(name, host) for name in one.hostnames)
    ]
    if not ingresses and not routes:
        yield from _of_other_host(case, sender, host)
        return
    for ingress in ingresses:
        yield from _broken(case, ingress.reference)
        yield from _of_path(ingress, host, path)
    for route in routes:
        yield from _broken(case, route.reference)


def _broken(case: Case, target: Reference) -> Iterator[Finding]:
    """Yield what is broken about an object, but not that a connection of its own fails somehow."""
    for one in diagnose(case, target).findings:
        if one.state is State.BROKEN and one.id != entries.WAY_FAILS.id:
            yield one


def _has_host(ingress: Ingress, host: str) -> bool:
    return any(rule.host in host_patterns(host) and rule.host for rule in ingress.rules)


def _of_path(ingress: Ingress, host: str, path: str) -> Iterator[Finding]:
    paths = [
        (number, index, one)
        for number, rule in enumerate(ingress.rules)
        if rule.host in host_patterns(host)
        for index, one in enumerate(rule.paths)
    ]
    if (
        not paths
        or ingress.default_backend is not None
        or any(_fits(one, path) for *_, one in paths)
    ):
        return
    number, index, close = max(paths, key=lambda one: _common(one[2].path, path))
    keys = ("spec", "rules", number, "http", "paths", index)
    proposals = [put(ingress.reference, (*keys, "path"), path)]
    if is_prefix(close.path, path):
        proposals.insert(0, put(ingress.reference, (*keys, "pathType"), "Prefix"))
    yield finding(
        http.HTTP_PATH,
        ingress.reference,
        (*keys, "path"),
        *proposals,
        path=path,
        has=close.path or "/",
        type=close.path_type,
    )


def _fits(one: IngressPath, path: str) -> bool:
    return one.path == path if one.path_type == "Exact" else is_prefix(one.path, path)


def _common(first: str, second: str) -> int:
    return next(
        (n for n, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]),
        min(len(first), len(second)),
    )


def _of_other_host(case: Case, sender: str, host: str) -> Iterator[Finding]:
    services = list(_of_service_name(case, sender, host))
    if services:
        yield from services
        return
    hosts = {
        rule.host: (one.reference, ("spec", "rules", number, "host"))
        for one in case.cluster.ingresses
        for number, rule in enumerate(one.rules)
        if rule.host
    } | {
        name: (one.reference, ("spec", "hostnames", index))
        for one in case.cluster.http_routes
        for index, name in enumerate(one.hostnames)
    }
    close = near(host, hosts)
    if close:
        reference, keys = hosts[close]
        yield finding(
            http.HTTP_HOST, reference, keys, put(reference, keys, host), host=host, has=close
        )


def _of_service_name(case: Case, sender: str, name: str) -> Iterator[Finding]:
    """Yield why the name of a Service is not found, or what is wrong with the Service of that name."""
    namespace = parse_reference(sender).namespace if "/" in sender else ""
    first, *rest = name.lower().rstrip(".").split(".")
    if len(rest) > 1 and rest[1] != "svc":
        return  # a name outside the cluster
    same = [one for one in case.cluster.services if one.name == first]
    here = [
        one
        for one in same
        if _called(case, one.reference, name) and ("." in name or one.namespace == namespace)
    ]
    if here:
        yield from (
            one for one in service_findings(case, here[0]) if one.state is not State.WARNING
        )
        return
    if same:
        right = f"{first}.{same[0].namespace}"
        yield finding(
            entries.NAME_NAMESPACE,
            same[0].reference,
            (),
            name=name,
            source=namespace or "-",
            service=same[0].reference,
            right=right,
        )
        return
    close = near(first, (one.name for one in case.cluster.services if one.namespace == namespace))
    if close and namespace:
        yield finding(
            entries.NAME_TYPO, Reference("service", close, namespace), (), name=name, near=close
        )
