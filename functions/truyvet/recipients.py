"""Recipients (nơi nhận): to which mail addresses each addressee's report goes; the settings group `recipients`.

Addressees: `province`; `district:689`; `commune:25195`; `kind:market`, the department of a trade; `agency:UBND phường
Tân Phú`, a responsible body as venues name it; `front`, the Fatherland Front. Who is not listed gets nothing.
"""

import json
import re
from collections.abc import Mapping

from truyvet.texts import tidy
from truyvet.venues import Kind

Recipients = Mapping[str, tuple[str, ...]]
MOST_ADDRESSES = 20
_CODED = re.compile(r"(district|commune):\d{1,5}")
_AGENCY = re.compile(r"agency:.{1,120}")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


def known(addressee: str) -> bool:
    """Whether there is such an addressee."""
    if addressee in {"province", "front"} or _CODED.fullmatch(addressee):
        return True
    if _AGENCY.fullmatch(addressee):
        return tidy(addressee) == addressee
    return addressee.removeprefix("kind:") in set(Kind) and addressee.startswith("kind:")


def from_json(text: str) -> Recipients:
    """The recipients of a JSON object `{addressee: [address, …]}`. Raises ValueError, which names what is wrong."""
    listed = json.loads(text)
    if not isinstance(listed, dict):
        raise ValueError("recipients are an object")  # noqa: TRY004 - a value, not a call, is wrong
    return {addressee: _addresses(addressee, addresses) for addressee, addresses in listed.items()}


def to_json(recipients: Recipients) -> str:
    """The JSON object of `from_json`; addressees without an address are left out."""
    listed = {addressee: list(addresses) for addressee, addresses in sorted(recipients.items()) if addresses}
    return json.dumps(listed, ensure_ascii=False)


def _addresses(addressee: str, addresses: object) -> tuple[str, ...]:
    if not known(addressee):
        raise ValueError(addressee)
    if not isinstance(addresses, list) or len(addresses) > MOST_ADDRESSES:
        raise ValueError(addressee)
    if not all(
        isinstance(address, str) and len(address) <= 254 and _ADDRESS.fullmatch(address) for address in addresses
    ):
        raise ValueError(addressee)
    return tuple(dict.fromkeys(addresses))
