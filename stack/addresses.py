"""How to reach a running stack: addresses, keys, and the forms they are printed in."""

from dataclasses import dataclass, field
from pathlib import Path

from stack.state import DOOR_ROLE, INSPECTOR_ROLE, SCHEDULER_ROLE, WORKER_ROLE, State


@dataclass(frozen=True)
class S3Address:
    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str
    bucket: str


@dataclass(frozen=True)
class PaddleAddress:
    url: str
    """Where the functions look for Paddle; nobody is there unless somebody starts a local one."""
    api_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)


@dataclass(frozen=True)
class StackAddresses:
    url: str
    """The gateway: /rest/v1, /auth/v1, /storage/v1, /functions/v1 are below it."""
    publishable_key: str
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    """As `postgres`, who runs migrations; no superuser, as on the hosted platform."""
    superuser_database_url: str = field(repr=False)
    worker_database_url: str = field(repr=False)
    """As `deffatest_worker`, who may call the queue's functions and nothing else."""
    scheduler_database_url: str = field(repr=False)
    """As `deffatest_scheduler`, who may call the functions made for what runs by the clock."""
    inspector_database_url: str = field(repr=False)
    """As `deffatest_inspector`, who may call the functions made for inspectors of uploads."""
    door_database_url: str = field(repr=False)
    """As `deffatest_door`, whom the edge functions log in as."""
    encryption_keys: str = field(repr=False)
    s3: S3Address
    paddle: PaddleAddress
    folder: Path

    def environment(self) -> dict[str, str]:
        """The variables that DEFFATEST's own processes read."""
        return {
            "DEFFATEST_SUPABASE_URL": self.url,
            "DEFFATEST_PUBLISHABLE_KEY": self.publishable_key,
            "DEFFATEST_SECRET_KEY": self.secret_key,
            "DEFFATEST_DATABASE_URL": self.worker_database_url,
            "DEFFATEST_SCHEDULER_DATABASE_URL": self.scheduler_database_url,
            "DEFFATEST_INSPECTOR_DATABASE_URL": self.inspector_database_url,
            "DEFFATEST_ADMIN_DATABASE_URL": self.database_url,
            "DEFFATEST_ENCRYPTION_KEYS": self.encryption_keys,
            "DEFFATEST_S3_ENDPOINT": self.s3.endpoint,
            "DEFFATEST_S3_ACCESS_KEY": self.s3.access_key,
            "DEFFATEST_S3_SECRET_KEY": self.s3.secret_key,
            "DEFFATEST_S3_REGION": self.s3.region,
            "DEFFATEST_S3_BUCKET": self.s3.bucket,
        }

    def described(self) -> dict[str, str]:
        """Under the headings that `supabase status` uses."""
        return {
            "API URL": self.url,
            "REST URL": f"{self.url}/rest/v1",
            "Functions URL": f"{self.url}/functions/v1",
            "Storage S3 URL": self.s3.endpoint,
            "Database URL": self.database_url,
            "Worker database URL": self.worker_database_url,
            "Scheduler database URL": self.scheduler_database_url,
            "Inspector database URL": self.inspector_database_url,
            "Door database URL": self.door_database_url,
            "Publishable key": self.publishable_key,
            "Secret key": self.secret_key,
            "S3 access key": self.s3.access_key,
            "S3 secret key": self.s3.secret_key,
            "S3 region": self.s3.region,
            "S3 bucket": self.s3.bucket,
            "Folder": str(self.folder),
        }


def database_url(state: State, role: str) -> str:
    return f"postgresql://{role}:{state.passwords[role]}@127.0.0.1:{state.database_port}/postgres"


def addresses_of(state: State, folder: Path) -> StackAddresses:
    url = f"http://127.0.0.1:{state.port}"
    return StackAddresses(
        url=url,
        publishable_key=state.publishable_key,
        secret_key=state.secret_key,
        database_url=database_url(state, "postgres"),
        superuser_database_url=database_url(state, "supabase_admin"),
        worker_database_url=database_url(state, WORKER_ROLE),
        scheduler_database_url=database_url(state, SCHEDULER_ROLE),
        inspector_database_url=database_url(state, INSPECTOR_ROLE),
        door_database_url=database_url(state, DOOR_ROLE),
        encryption_keys=state.encryption_keys,
        s3=S3Address(
            endpoint=f"{url}/storage/v1/s3",
            access_key=state.s3_access_key,
            secret_key=state.s3_secret_key,
            region=state.s3_region,
            bucket=state.s3_bucket,
        ),
        paddle=PaddleAddress(
            url=f"http://127.0.0.1:{state.paddle_port}",
            api_key=state.paddle_api_key,
            webhook_secret=state.paddle_webhook_secret,
        ),
        folder=folder,
    )
