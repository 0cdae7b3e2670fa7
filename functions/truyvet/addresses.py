"""Network addresses: what counts as one client."""

from ipaddress import IPv6Address, ip_address


def network(address: str) -> str:
    """The network of an address: all of an IPv6 /64 are one, since every household and phone has that many."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or int(parsed) >> 64)
    return str(parsed)
