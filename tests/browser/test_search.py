"""The search finds Korean words with their particles, and either language's word for a thing."""

from __future__ import annotations

import pytest

from support.visits import OpenPage


@pytest.mark.parametrize(
    ("bare", "inflected"),
    [
        ("서비스", "서비스를"),
        ("파드", "파드에서"),
        ("노드", "노드가"),
        ("kube-proxy", "kube-proxy가"),
    ],
)
def test_particles_make_no_difference(visit: OpenPage, bare: str, inflected: str) -> None:
    seen = visit("types/")
    found = seen.search(bare)
    assert found
    assert sorted(visit("types/").search(inflected)) == sorted(found)


@pytest.mark.parametrize(
    ("path", "words", "first"),
    [
        ("", "노드포트", "types/nodeport/"),
        ("", "NodePort", "types/nodeport/"),
        ("", "nodeport를", "types/nodeport/"),
        ("", "헤드리스", "types/headless/"),
        ("", "headless", "types/headless/"),
        ("", "로드밸런서", "types/loadbalancer/"),
        ("", "인그레스를", "http/ingress/"),
        ("", "EndpointSlice", "start/endpoints/"),
        ("en/", "노드포트", "types/nodeport/"),
        ("en/", "헤드리스", "types/headless/"),
        ("en/", "NodePort", "types/nodeport/"),
        ("en/", "endpoints", "start/endpoints/"),
        ("en/", "게이트웨이", "http/gateway-api/"),
    ],
)
def test_the_page_about_it_comes_among_the_first(
    visit: OpenPage, path: str, words: str, first: str
) -> None:
    found = visit(path).search(words)
    assert path + first in found[:3], found


def test_a_page_on_which_nobody_searches_fetches_no_documents(visit: OpenPage) -> None:
    seen = visit("types/nodeport/")
    assert [file for file in seen.fetched() if "documents" in file or "workers/" in file] == []


def test_exact_words_stay_exact(visit: OpenPage) -> None:
    assert visit("").search('"externalTrafficPolicy"')
