"""Imported once, before processes fork: botocore's descriptions of services are read from the disk a single time."""

from typing import Any

import botocore.loaders
import botocore.session

_loader = botocore.loaders.create_loader()


def _shared(*_: Any) -> botocore.loaders.Loader:
    return _loader


botocore.session.create_loader = _shared  # type: ignore[assignment]
for _service in ("dynamodb", "s3", "sesv2", "secretsmanager"):
    botocore.session.get_session().create_client(
        _service,
        region_name="ap-southeast-1",
        aws_access_key_id="chaos",
        aws_secret_access_key="chaos",  # noqa: S106
    ).close()
