"""The rule walker finds what the kernel would: order of rules, marks, every endpoint that chance may pick."""

from __future__ import annotations

from support.walk import Iptables, Nftables, Walk

OWN = frozenset({"10.0.0.11"})

IPTABLES = """
*nat
-A PREROUTING -j KUBE-SERVICES
-A OUTPUT -j KUBE-SERVICES
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m tcp --dport 80 -j KUBE-SVC
-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
-A KUBE-NODEPORTS -p tcp -m tcp --dport 30080 -j KUBE-EXT
-A KUBE-EXT -j KUBE-MARK-MASQ
-A KUBE-EXT -j KUBE-SVC
-A KUBE-SVC ! -s 10.244.0.0/16 -d 10.96.0.1/32 -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC -m statistic --mode random --probability 0.5 -j KUBE-SEP-1
-A KUBE-SVC -j KUBE-SEP-2
-A KUBE-SEP-1 -s 10.244.1.1/32 -j KUBE-MARK-MASQ
-A KUBE-SEP-1 -p tcp -m tcp -j DNAT --to-destination 10.244.1.1:8080
-A KUBE-SEP-2 -p tcp -m tcp -j DNAT --to-destination 10.244.2.1:8080
COMMIT
*filter
-A FORWARD -m conntrack --ctstate NEW -j KUBE-NONE
-A KUBE-NONE -d 10.96.0.2/32 -p tcp -m tcp --dport 80 -j REJECT
COMMIT
"""

NFTABLES = """
table ip kube-proxy {
	set nodeport-ips {
		type ipv4_addr
		elements = { 10.0.0.11 }
	}
	map no-endpoint-services {
		elements = { 10.96.0.2 . tcp . 80 comment "x" : goto reject-chain }
	}
	map service-ips {
		elements = { 10.96.0.1 . tcp . 80 : goto service-1 }
	}
	map service-nodeports {
		elements = { tcp . 30080 : goto external-1 }
	}
	chain filter-forward {
		type filter hook forward priority -110; policy accept;
		ct state new jump check
	}
	chain check {
		ip daddr . meta l4proto . th dport vmap @no-endpoint-services
	}
	chain reject-chain {
		reject
	}
	chain nat-prerouting {
		jump services
	}
	chain services {
		ip daddr . meta l4proto . th dport vmap @service-ips
		ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports
	}
	chain service-1 {
		ip daddr 10.96.0.1 tcp dport 80 ip saddr != 10.244.0.0/16 jump mark-for-masquerade
		numgen random mod 2 vmap { 0 : goto endpoint-1, 1 : goto endpoint-2 }
	}
	chain external-1 {
		jump mark-for-masquerade
		goto service-1
	}
	chain endpoint-1 {
		ip saddr 10.244.1.1 jump mark-for-masquerade
		meta l4proto tcp dnat to 10.244.1.1:8080
	}
	chain endpoint-2 {
		meta l4proto tcp dnat to 10.244.2.1:8080
	}
	chain mark-for-masquerade {
		meta mark set meta mark | 0x00004000
	}
}
"""


def test_both_walkers_follow_the_same_rules_to_the_same_end() -> None:
    for rules in (Iptables(IPTABLES), Nftables(NFTABLES)):
        from_pod = rules.outcomes(Walk("10.244.1.1", "10.96.0.1", 80, "tcp", OWN))
        assert from_pod == {
            ("endpoints", "10.244.1.1:8080", True),  # hairpin
            ("endpoints", "10.244.2.1:8080", False),
        }
        from_outside = rules.outcomes(Walk("198.51.100.7", "10.0.0.11", 30080, "tcp", OWN))
        assert from_outside == {
            ("endpoints", "10.244.1.1:8080", True),
            ("endpoints", "10.244.2.1:8080", True),
        }
        assert rules.outcomes(Walk("10.244.1.1", "10.96.0.2", 80, "tcp", OWN)) == {
            ("reject", "", False)
        }
        assert rules.outcomes(Walk("10.244.1.1", "10.96.0.1", 80, "udp", OWN)) == {
            ("none", "", False)
        }
