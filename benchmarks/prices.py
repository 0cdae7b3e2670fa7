"""What AWS asks in ap-southeast-1 (Singapore), in US dollars: settings of the cost page, with their date and source.

`read`: found in a public text that could be read. `remembered`: not confirmed by any; look it up before a budget is
made of it. Free tiers, taxes and discounts for commitment are left out.
"""

from dataclasses import dataclass
from datetime import date

AS_OF = date(2026, 11, 24)


@dataclass(frozen=True)
class Price:
    """Dollars for one `unit`; `source` says how far it is confirmed."""

    dollars: float
    unit: str
    source: str


_SAME = "read for us-east-1; that Singapore is the same is remembered"
_REMEMBERED = "remembered"

WRITE_UNIT = Price(0.7115e-6, "write request unit", f"{_REMEMBERED}; read for us-east-1: 0.625 a million")
READ_UNIT = Price(0.1425e-6, "read request unit", f"{_REMEMBERED}; read for us-east-1: 0.125 a million")
TABLE_STORAGE = Price(0.285, "GB-month in tables and indexes", _REMEMBERED)
TABLE_BACKUP = Price(0.228, "GB-month of point-in-time backup", _REMEMBERED)
LAMBDA_CALL = Price(0.20e-6, "call", _SAME)
LAMBDA_TIME = Price(13.3334e-6, "GB-second on arm64", _SAME)
API_CALL = Price(1.25e-6, "HTTP API call", f"{_REMEMBERED}; read for us-east-1: 1.00 a million")
LOG_STORED = Price(0.70, "GB of log taken in", _REMEMBERED)
DATA_OUT = Price(0.12, "GB out to the internet", _REMEMBERED)
MAIL = Price(0.10e-3, "mail", _REMEMBERED)
SECRET = Price(0.40, "secret and month", _REMEMBERED)
ALARM = Price(0.10, "alarm and month", _REMEMBERED)
FILES_STORED = Price(0.025, "GB-month in S3", _REMEMBERED)
OFFICIAL = Price(0.015, "official who signs in within a month (Cognito)", _REMEMBERED)
EDGE_REQUEST = Price(1.2e-6, "HTTPS request of CloudFront in Asia", _REMEMBERED)
WAF_LIST = Price(5.0, "list of rules of WAF and month", _REMEMBERED)
WAF_RULE = Price(1.0, "rule of WAF and month", _REMEMBERED)
WAF_REQUEST = Price(0.60e-6, "request that WAF looks at", _REMEMBERED)

ALL = (
    WRITE_UNIT, READ_UNIT, TABLE_STORAGE, TABLE_BACKUP, LAMBDA_CALL, LAMBDA_TIME, API_CALL, LOG_STORED, DATA_OUT,
    MAIL, SECRET, ALARM, FILES_STORED, OFFICIAL, EDGE_REQUEST, WAF_LIST, WAF_RULE, WAF_REQUEST,
)  # fmt: skip
