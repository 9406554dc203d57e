"""Who counts as very many: a network, for a while, and nobody can be found in it."""

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from site_api.crowds import KEY_SECONDS, Crowds


def request(address, **headers):
    """A request from that address."""
    builder = EnvironBuilder(headers=headers, environ_overrides={"REMOTE_ADDR": address} if address else None)
    return Request(builder.get_environ())


def test_a_network_is_its_first_three_numbers():
    """A school's pupils share one; the house next door is another."""
    crowds = Crowds(3, 1)
    said = [crowds.count(request(f"192.0.2.{number}"), "exams")[0] for number in range(5)]
    assert said == [False, False, False, True, True]
    assert crowds.look(request("192.0.2.200")) is True
    assert crowds.look(request("192.0.3.1")) is False
    assert crowds.count(request("2001:db8:1::1"), "exams")[0] is False


def test_looking_counts_nothing():
    """Whoever opens the form hasn't answered."""
    crowds = Crowds(3, 1)
    assert [crowds.look(request("192.0.2.1")) for _ in range(20)] == [False] * 20


def test_a_whole_poll_can_be_unusual():
    """From many networks at once: nobody waits for it, an editor hears of it."""
    crowds = Crowds(3, 1)
    said = [crowds.count(request(f"192.0.{number}.1"), "exams") for number in range(14)]
    assert [many for many, _ in said] == [False] * 14
    assert [unusual for _, unusual in said] == [False] * 12 + [True] * 2
    assert crowds.count(request("198.51.100.1"), "sleep") == (False, False)


def test_names_of_networks_change_and_say_nothing():
    """Every ten minutes the key is thrown away; the address is in none of them."""
    clock = [0.0]
    crowds = Crowds(3, 1, clock=lambda: clock[0])
    first = crowds._name(request("192.0.2.1"))
    again = crowds._name(request("192.0.2.77"))
    clock[0] += KEY_SECONDS + 1
    later = crowds._name(request("192.0.2.1"))
    assert (first == again, first == later, "192" in first) == (True, False, False)


@pytest.mark.parametrize("address", [None, "", "nonsense", "unix:"])
def test_an_address_that_is_none_is_one_network(address):
    """A server on a socket has no address: everybody shares a bucket, and nobody is refused for it."""
    crowds = Crowds(1, 1)
    assert crowds.count(request(address), "exams")[0] is False
