"""DNS messages of a lab, as bytes: what other programs read in them (RFC 1035, 2782, 3596, 6891)."""

from __future__ import annotations

import random
import struct

import pytest

from atlas.model.cluster import Cluster
from atlas.tracer.dns.answer import Record, RecordType
from atlas.world.load import load
from atlas_lab.servers.dns_messages import BadMessage, ask, read_addresses, read_question, shortened
from atlas_lab.servers.dns_messages import reply as reply_to
from atlas_lab.servers.dns_server import answer_question
from support.cases import cases
from support.manifests import CLUSTER

NO_ERROR, NO_SUCH_NAME = 0, 3
TYPES = {"A": 1, "CNAME": 5, "PTR": 12, "AAAA": 28, "SRV": 33}


@pytest.fixture(scope="module")
def site() -> Cluster:
    return load([str(CLUSTER)]).cluster


def read(message: bytes) -> tuple[int, list[tuple[str, int, bytes]]]:
    """Return code and records of a reply: an independent, small reader."""

    def name(at: int) -> tuple[str, int]:
        labels, end = [], 0
        while message[at]:
            if message[at] >= 0xC0:
                end = end or at + 2
                at = struct.unpack_from("!H", message, at)[0] & 0x3FFF
                continue
            labels.append(message[at + 1 : at + 1 + message[at]].decode())
            at += 1 + message[at]
        return ".".join(labels), end or at + 1

    _, flags, questions, answers, _, _ = struct.unpack_from("!6H", message)
    assert flags & 0x8000
    at = 12
    for _ in range(questions):
        at = name(at)[1] + 4
    found = []
    for _ in range(answers):
        owner, at = name(at)
        kind, _, _, length = struct.unpack_from("!HHIH", message, at)
        found.append((owner, kind, message[at + 10 : at + 10 + length]))
        at += 10 + length
    assert at == len(message)
    return flags & 15, found


@cases(
    """
    name                                 kind   code  kinds  remark
    web.default.svc.cluster.local        A      0     A      -
    web.default.svc.cluster.local        AAAA   0     -      there is such a name, but no such record
    nobody.default.svc.cluster.local     A      3     -      -
    cluster.local                        A      3     -      handed on; nobody outside knows it
    _http._tcp.web.default.svc.cluster.local  SRV  0  SRV  -
    _http._tcp.web.default.svc.cluster.local  A    0  -    -
    1.0.96.10.in-addr.arpa               PTR    0     PTR    -
    9.9.9.9.in-addr.arpa                 PTR    3     -      -
    db.example.com                       A      0     A      -
    """,
    source="kubernetes/dns docs/specification.md; RFC 2308",
)
def test_codes_and_records(site, name, kind, code, kinds, remark):
    if name.startswith("1.0.96.10"):
        address = next(one for one in site.services if one.name == "web").cluster_ips[0]
        name = address.reverse_pointer
    said = answer_question(site, ask(name, kind, 7), inside=True)
    assert said is not None
    found_code, records = read(said)
    assert found_code == int(code), remark
    assert [number for _, number, _ in records] == [TYPES[one] for one in kinds.split()]


def test_an_alias_comes_with_what_it_leads_to(site):
    aliased = next(one for one in site.services if one.external_name)
    name = f"{aliased.name}.{aliased.namespace}.svc.cluster.local"
    said = answer_question(site, ask(name, "A", 7), inside=True)
    assert said is not None
    _, records = read(said)
    assert [number for _, number, _ in records] == [TYPES["CNAME"], TYPES["A"]]
    assert (records[0][0], records[1][0]) == (name, aliased.external_name)


def test_the_dns_outside_says_that_there_are_no_cluster_names(site):
    said = answer_question(site, ask("web.default.svc.cluster.local", "A", 7), inside=False)
    assert said is not None
    assert read(said) == (NO_SUCH_NAME, [])


def test_the_root_has_no_addresses(site):
    said = answer_question(site, ask("", "A", 7), inside=True)
    assert said is not None
    assert read(said) == (NO_ERROR, [])


def test_a_service_record_holds_four_numbers_and_a_name():
    record = Record("_p._tcp.x", RecordType.SRV, "0 100 80 web.x")
    said = reply_to(ask("_p._tcp.x", "SRV", 7), [record], exists=True)
    assert read(said)[1][0][2] == struct.pack("!HHH", 0, 100, 80) + b"\3web\1x\0"


def test_addresses_of_both_families_come_through():
    records = [
        Record("x", RecordType.A, "192.0.2.1"),
        Record("x", RecordType.AAAA, "2001:db8::1"),
    ]
    said = reply_to(ask("x", "A", 7), records, exists=True)
    assert list(map(str, read_addresses(said))) == ["192.0.2.1", "2001:db8::1"]


@cases(
    """
    records  room  shortened_
    25       -     no      # 12 + 17 + 25 * 16 bytes
    40       -     yes     # 512 is what a client takes that says nothing
    40       1232  no
    40       100   yes     # less than 512 means 512
    400      9999  yes     # more than 4096 means 4096
    """,
    source="RFC 1035, 4.2.1; RFC 6891, 6.2.3",
)
def test_a_reply_that_is_too_long_for_a_datagram_is_marked(records, room, shortened_):
    name = "web.example.com"
    options = b"\0" + struct.pack("!HHIH", 41, int(room), 0, 0) if room else b""
    question = ask(name, "A", 7)[:33] + options
    listed = [Record(name, RecordType.A, f"10.0.{n >> 8}.{n & 255}") for n in range(int(records))]
    said = reply_to(question, listed, exists=True)
    sent = shortened(question, said)
    assert (sent != said) is (shortened_ == "yes")
    if sent != said:
        assert struct.unpack_from("!H", sent, 2)[0] & 0x0200
        assert read(sent) == (NO_ERROR, [])


@cases(
    """
    message
    -
    00
    000701000001000000000000
    000701000001000000000000c00c00010001
    000781000001000000000000000001000100
    000709000001000000000000000001000100
    000701000002000000000000000001000100
    0007010000010000000000003f61
    000701000001000000000000ff
    00070100000100000000000001ff0000010001
    """,
    source="RFC 1035, 4.1",
)
def test_what_is_no_question_gets_no_answer(site, message):
    with pytest.raises(BadMessage):
        read_question(bytes.fromhex(message))
    assert answer_question(site, bytes.fromhex(message), inside=True) is None


def test_no_bytes_bring_a_server_down(site):
    chance = random.Random(7)
    good = ask("web.default.svc.cluster.local", "A", 7)
    for _ in range(2000):
        broken = bytearray(good[: chance.randrange(len(good) + 1)])
        for _ in range(chance.randrange(1, 4)):
            if broken:
                broken[chance.randrange(len(broken))] = chance.randrange(256)
        said = answer_question(site, bytes(broken), inside=True)
        if said is not None:
            shortened(bytes(broken), said)


@pytest.mark.parametrize("name", ["a..b", "x" * 64, ".".join(["x" * 60] * 5)])
def test_a_name_that_dns_cannot_carry_is_no_question(name):
    with pytest.raises(BadMessage):
        ask(name, "A", 7)
