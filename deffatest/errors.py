"""Everything that can go wrong on our side of the border, in one tree.

    DeffatestError
    ├── SettingsError          the configuration is incomplete or wrong; the message says what to set
    ├── DatabaseError
    │   ├── DatabaseUnavailable    no answer, or the connection was lost; worth trying again
    │   └── DatabaseRefused        the database said no; trying again changes nothing
    ├── StorageError
    │   ├── StorageUnavailable     no answer from the object storage; worth trying again
    │   └── StorageRefused         the object storage said no: keys, bucket or permissions
    ├── SealBroken             a sealed secret does not open: a missing key, or a text that is not what it should be
    ├── BillingError
    │   ├── BillingUnavailable     no answer from Paddle; worth trying again
    │   └── BillingRefused         Paddle said no, or what nobody understands
    ├── FollowingError         a test cannot be followed: it is not there, or Supabase does not answer
    └── DemoError              the demo cannot go on; the message says what to do

Foreign errors (psycopg, boto3, supabase, Paddle's SDK) are translated where they enter, with their cause kept.
"""


class DeffatestError(Exception):
    """Something went wrong, and the message says what to do."""


class SettingsError(DeffatestError):
    """The configuration is incomplete or wrong."""


class DatabaseError(DeffatestError):
    """PostgreSQL did not do what it was asked."""


class DatabaseUnavailable(DatabaseError):
    """PostgreSQL cannot be reached or the connection was lost."""


class DatabaseRefused(DatabaseError):
    """PostgreSQL refused the request; `code` is its SQLSTATE."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class StorageError(DeffatestError):
    """The object storage did not do what it was asked."""


class StorageUnavailable(StorageError):
    """The object storage cannot be reached."""


class StorageRefused(StorageError):
    """The object storage refused the request."""


class SealBroken(DeffatestError):
    """A sealed secret does not open."""


class BillingError(DeffatestError):
    """Paddle did not do what it was asked."""


class BillingUnavailable(BillingError):
    """Paddle cannot be reached, or has no time for us."""


class BillingRefused(BillingError):
    """Paddle refused the request, or answered what its own SDK does not understand."""


class FollowingError(DeffatestError):
    """A test cannot be followed."""


class DemoError(DeffatestError):
    """The demo cannot go on."""
