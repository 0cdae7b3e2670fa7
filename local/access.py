"""AWS clients for a MiniStack, as its administrator: for deployment, seeding and tests, never for the functions."""

from typing import TYPE_CHECKING, Any, Final, Literal, overload

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client

REGION: Final = "ap-southeast-1"
Service = Literal[
    "cloudformation",
    "cognito-idp",
    "dynamodb",
    "dynamodbstreams",
    "events",
    "lambda",
    "logs",
    "s3",
    "secretsmanager",
    "sesv2",
    "sqs",
]


class Access:
    """Makes clients of the MiniStack at an endpoint; a client is made once per service."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._clients: dict[str, Any] = {}
        self._session = boto3.Session(
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - MiniStack's administrator, on loopback only
            region_name=REGION,
        )

    @overload
    def client(self, service: Literal["cloudformation"]) -> "CloudFormationClient": ...
    @overload
    def client(self, service: Literal["dynamodb"]) -> "DynamoDBClient": ...
    @overload
    def client(self, service: Literal["events"]) -> "EventBridgeClient": ...
    @overload
    def client(self, service: Literal["lambda"]) -> "LambdaClient": ...
    @overload
    def client(self, service: Literal["s3"]) -> "S3Client": ...
    @overload
    def client(self, service: Literal["secretsmanager"]) -> "SecretsManagerClient": ...
    @overload
    def client(self, service: Literal["sesv2"]) -> "SESV2Client": ...
    @overload
    def client(self, service: Literal["cognito-idp", "dynamodbstreams", "logs", "sqs"]) -> Any: ...

    def client(self, service: Service) -> Any:
        """A client without retries, so that what fails shows; a call may take as long as a function runs."""
        if service not in self._clients:
            config = Config(
                retries={"total_max_attempts": 1},
                read_timeout=900,
                max_pool_connections=32,
                proxies={},
                s3={"addressing_style": "path"},
            )
            self._clients[service] = self._session.client(service, endpoint_url=self.endpoint, config=config)
        return self._clients[service]
