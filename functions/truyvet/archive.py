"""The archive: the files of the reports, in an encrypted and versioned S3 bucket."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Archive:
    """Files under keys such as `reports/2021-08-13/mail.eml`."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keeps a file; one already under this key remains as an older version."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType=content_type)

    def names(self, folder: str, after: str) -> list[str]:
        """The keys of a folder that come after this one, in their order, 1,000 at most."""
        found = self._client.list_objects_v2(Bucket=self._bucket, Prefix=folder, StartAfter=after)
        return [each["Key"] for each in found.get("Contents", [])]

    def get(self, key: str) -> bytes:
        """The newest version of a file."""
        return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
