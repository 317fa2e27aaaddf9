"""Journey: a packet on its way, and how the way ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from atlas.model.network import Packet
from atlas.model.reason import Reason
from atlas.tracer.exchange import Exchange
from atlas.tracer.trace import Action, Hop, Place, Verdict, checked_hop

CERTAIN = Fraction(1)


@dataclass(frozen=True, slots=True)
class Translation:
    """What a place remembers of a connection that it changed, to change the reply back.

    A node remembers in conntrack; a proxy remembers which connection of its own belongs to which client.
    """

    place: Place
    before: Packet
    after: Packet


@dataclass(frozen=True, slots=True)
class Journey:
    """The way so far, with its probability and all that has to be undone for the reply."""

    probability: Fraction
    hops: tuple[Hop, ...]
    translations: tuple[Translation, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    """What HTTP proxies on the way have done."""
    wanted: str = ""
    """The node that the first load balancer on the way is asked to pick; "" is any."""

    @property
    def place(self) -> Place:
        return self.hops[-1].place

    @property
    def packet(self) -> Packet:
        """The packet as it is now."""
        return self.hops[-1].after

    def share(self, probability: Fraction) -> Journey:
        """Return the journey as one of several: its probability is multiplied."""
        # Fractions are slow, and most journeys have not been shared before.
        own = probability if self.probability is CERTAIN else self.probability * probability
        return Journey(own, self.hops, self.translations, self.exchanges, self.wanted)

    def hop(
        self,
        place: Place,
        action: Action,
        reason: Reason,
        after: Packet | None = None,
        **facts: object,
    ) -> Journey:
        """Return the journey one hop further; without `after` the packet stays as it is."""
        before = self.hops[-1].after
        made = checked_hop(place, action, before, before if after is None else after, reason, facts)
        return Journey(
            self.probability, (*self.hops, made), self.translations, self.exchanges, self.wanted
        )

    def instead_of_delivery(
        self, action: Action, reason: Reason, after: Packet, **facts: object
    ) -> Journey:
        """Return the journey whose receiver passes on what it got, rather than keeping it."""
        delivery = self.hops[-1]
        made = checked_hop(delivery.place, action, delivery.before, after, reason, facts)
        hops = (*self.hops[:-1], made)
        return Journey(self.probability, hops, self.translations, self.exchanges, self.wanted)

    def picked(self) -> Journey:
        """Return the journey after the first load balancer: the next one picks as it likes."""
        return replace(self, wanted="") if self.wanted else self

    def remember(self, place: Place, before: Packet) -> Journey:
        """Return the journey with a note at `place` that turned `before` into the present packet."""
        note = Translation(place, before, self.packet)
        translations = (*self.translations, note)
        return Journey(self.probability, self.hops, translations, self.exchanges, self.wanted)

    def exchanged(self, one: Exchange) -> Journey:
        """Return the journey with what an HTTP proxy has done at its present place."""
        exchanges = (*self.exchanges, one)
        return Journey(self.probability, self.hops, self.translations, exchanges, self.wanted)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A journey that has ended, and what its sender feels.

    `answered_by` is where the journey was when something answered that is not at its end: a proxy in whose name a
    backend did not answer.
    """

    journey: Journey
    verdict: Verdict
    answered_by: Journey | None = None


def start(
    place: Place, packet: Packet, probability: Fraction = CERTAIN, wanted: str = ""
) -> Journey:
    """Return the journey of a packet that `place` has just sent."""
    facts = {"destination": packet.destination}
    sent = checked_hop(place, Action.SEND, packet, packet, Reason.SENT, facts)
    return Journey(probability, (sent,), wanted=wanted)
