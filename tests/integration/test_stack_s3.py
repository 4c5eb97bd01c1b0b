"""The S3 server of the local stack: what is signed works, everything else is refused."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import boto3
import botocore.auth
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.stack_fixture import Stack

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def connect(stack: Stack, *, access_key: str = "", secret_key: str = "", **config: Any) -> "S3Client":
    settings: dict[str, Any] = {
        "signature_version": "s3v4",
        "s3": {"addressing_style": "path"},
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
        "retries": {"max_attempts": 1},
        **config,
    }
    return boto3.client(  # pyright: ignore[reportUnknownMemberType]
        "s3",
        endpoint_url=stack.s3.endpoint,
        region_name=stack.s3.region,
        aws_access_key_id=access_key or stack.s3.access_key,
        aws_secret_access_key=secret_key or stack.s3.secret_key,
        config=Config(**settings),
    )


@pytest.fixture(scope="module")
def s3(stack: Stack) -> "S3Client":
    return connect(stack)


@pytest.fixture
def key() -> str:
    return f"test-reports/{uuid.uuid4()}/a file (1) +&=ü~.txt"


def error_code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return error.value.response.get("Error", {}).get("Code", "")


def test_an_object_comes_back_as_it_was_put(stack: Stack, s3: "S3Client", key: str) -> None:
    body = bytes(range(256)) * 20_000

    s3.put_object(Bucket=stack.s3.bucket, Key=key, Body=body, ContentType="application/zip")

    answer = s3.get_object(Bucket=stack.s3.bucket, Key=key)
    assert answer["Body"].read() == body
    assert answer["ContentType"] == "application/zip"
    assert s3.head_object(Bucket=stack.s3.bucket, Key=key)["ContentLength"] == len(body)


def test_objects_are_listed_below_a_prefix_and_deleted(stack: Stack, s3: "S3Client") -> None:
    prefix = f"listed-{uuid.uuid4()}/"
    for name in ("b.txt", "a.txt"):
        s3.put_object(Bucket=stack.s3.bucket, Key=prefix + name, Body=b"x")

    listed = s3.list_objects_v2(Bucket=stack.s3.bucket, Prefix=prefix)
    assert [entry.get("Key") for entry in listed.get("Contents", [])] == [prefix + "a.txt", prefix + "b.txt"]
    s3.delete_object(Bucket=stack.s3.bucket, Key=prefix + "a.txt")

    with pytest.raises(ClientError) as error:
        s3.head_object(Bucket=stack.s3.bucket, Key=prefix + "a.txt")
    assert error_code(error) == "404"


def test_a_large_file_goes_up_in_parts(stack: Stack, s3: "S3Client", key: str) -> None:
    upload = s3.create_multipart_upload(Bucket=stack.s3.bucket, Key=key)
    parts = [b"a" * 5 * 1024 * 1024, b"the end"]
    sent = [
        s3.upload_part(Bucket=stack.s3.bucket, Key=key, UploadId=upload["UploadId"], PartNumber=number, Body=part)[
            "ETag"
        ]
        for number, part in enumerate(parts, start=1)
    ]
    s3.complete_multipart_upload(
        Bucket=stack.s3.bucket,
        Key=key,
        UploadId=upload["UploadId"],
        MultipartUpload={"Parts": [{"ETag": tag, "PartNumber": number} for number, tag in enumerate(sent, start=1)]},
    )

    assert s3.get_object(Bucket=stack.s3.bucket, Key=key)["Body"].read() == b"".join(parts)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "POST"])
def test_an_unsigned_request_is_refused(stack: Stack, s3: "S3Client", method: str) -> None:
    s3.put_object(Bucket=stack.s3.bucket, Key="kept.txt", Body=b"kept")

    answer = httpx.request(method, f"{stack.s3.endpoint}/{stack.s3.bucket}/kept.txt")

    assert answer.status_code == 403
    assert s3.get_object(Bucket=stack.s3.bucket, Key="kept.txt")["Body"].read() == b"kept"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"secret_key": "wrong"}, "SignatureDoesNotMatch"), ({"access_key": "unknown"}, "InvalidAccessKeyId")],
)
def test_a_forged_signature_is_refused(stack: Stack, wrong: dict[str, str], code: str) -> None:
    with pytest.raises(ClientError) as error:
        connect(stack, **wrong).put_object(Bucket=stack.s3.bucket, Key="forged.txt", Body=b"x")
    assert error_code(error) == code


def test_presigned_addresses_put_and_get(stack: Stack, s3: "S3Client", key: str) -> None:
    place = {"Bucket": stack.s3.bucket, "Key": key}
    put = s3.generate_presigned_url("put_object", Params={**place, "ContentType": "text/plain", "ContentLength": 5})
    get = s3.generate_presigned_url(
        "get_object", Params={**place, "ResponseContentDisposition": 'attachment; filename="x"'}
    )

    stored = httpx.put(put, content=b"hello", headers={"content-type": "text/plain"})
    assert stored.is_success, stored.text

    answer = httpx.get(get)
    assert answer.content == b"hello"
    assert answer.headers["content-disposition"] == 'attachment; filename="x"'


def test_a_presigned_upload_takes_only_the_type_that_was_signed(stack: Stack, s3: "S3Client", key: str) -> None:
    put = s3.generate_presigned_url(
        "put_object",
        Params={"Bucket": stack.s3.bucket, "Key": key, "ContentType": "application/zip", "ContentLength": 2},
    )

    assert httpx.put(put, content=b"hi", headers={"content-type": "text/html"}).status_code == 403
    assert httpx.put(put, content=b"longer", headers={"content-type": "application/zip"}).status_code == 403


def test_a_presigned_address_is_bound_to_its_object(stack: Stack, s3: "S3Client") -> None:
    s3.put_object(Bucket=stack.s3.bucket, Key="other.txt", Body=b"x")
    address = urlsplit(s3.generate_presigned_url("get_object", Params={"Bucket": stack.s3.bucket, "Key": "mine.txt"}))

    other = address._replace(path=address.path.replace("mine.txt", "other.txt")).geturl()
    longer = address._replace(query=urlencode({**dict(parse_qsl(address.query)), "X-Amz-Expires": "600000"})).geturl()

    assert httpx.get(other).status_code == 403
    assert httpx.get(longer).status_code == 403
    assert httpx.put(address.geturl(), content=b"x").status_code == 403


def test_a_presigned_address_that_is_over_is_refused(
    stack: Stack, s3: "S3Client", key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.put_object(Bucket=stack.s3.bucket, Key=key, Body=b"x")
    an_hour_ago = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=1)

    def earlier(**_: Any) -> datetime:
        return an_hour_ago

    monkeypatch.setattr(botocore.auth, "get_current_datetime", earlier)
    address = s3.generate_presigned_url("get_object", Params={"Bucket": stack.s3.bucket, "Key": key}, ExpiresIn=3599)

    answer = httpx.get(address)

    assert answer.status_code == 403
    assert "Request has expired" in answer.text
