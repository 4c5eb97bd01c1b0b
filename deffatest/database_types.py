"""Generated from the migrations by `make generate`; change those, not this."""

import datetime
import uuid
from typing import (
    Annotated,
    NotRequired,
    TypedDict,
)

from pydantic import BaseModel, Field, JsonValue


class PublicApiKeyDetails(BaseModel):
    key_id: uuid.UUID = Field(alias="key_id")
    last_used_at: datetime.datetime | None = Field(alias="last_used_at")
    requests_per_minute: int | None = Field(alias="requests_per_minute")
    shown_hash: str = Field(alias="shown_hash")
    signs_since: datetime.datetime | None = Field(alias="signs_since")


class PublicApiKeyDetailsInsert(TypedDict):
    key_id: Annotated[uuid.UUID, Field(alias="key_id")]
    last_used_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="last_used_at")]]
    requests_per_minute: NotRequired[Annotated[int | None, Field(alias="requests_per_minute")]]
    shown_hash: Annotated[str, Field(alias="shown_hash")]
    signs_since: NotRequired[Annotated[datetime.datetime | None, Field(alias="signs_since")]]


class PublicApiKeyDetailsUpdate(TypedDict):
    key_id: NotRequired[Annotated[uuid.UUID, Field(alias="key_id")]]
    last_used_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="last_used_at")]]
    requests_per_minute: NotRequired[Annotated[int | None, Field(alias="requests_per_minute")]]
    shown_hash: NotRequired[Annotated[str, Field(alias="shown_hash")]]
    signs_since: NotRequired[Annotated[datetime.datetime | None, Field(alias="signs_since")]]


class PublicApiKeys(BaseModel):
    api_key_hash: str = Field(alias="api_key_hash")
    created_at: datetime.datetime = Field(alias="created_at")
    expires_at: datetime.datetime | None = Field(alias="expires_at")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    name: str = Field(alias="name")
    user_id: uuid.UUID = Field(alias="user_id")


class PublicApiKeysInsert(TypedDict):
    api_key_hash: Annotated[str, Field(alias="api_key_hash")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    expires_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="expires_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    name: Annotated[str, Field(alias="name")]
    user_id: Annotated[uuid.UUID, Field(alias="user_id")]


class PublicApiKeysUpdate(TypedDict):
    api_key_hash: NotRequired[Annotated[str, Field(alias="api_key_hash")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    expires_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="expires_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    user_id: NotRequired[Annotated[uuid.UUID, Field(alias="user_id")]]


class PublicBugDetails(BaseModel):
    attempts: int = Field(alias="attempts")
    bug_id: uuid.UUID = Field(alias="bug_id")
    category: str = Field(alias="category")
    cause: str = Field(alias="cause")
    fingerprint: str = Field(alias="fingerprint")
    fix: str = Field(alias="fix")
    ordinal: int = Field(alias="ordinal")
    page: str = Field(alias="page")
    pages: list[str] = Field(alias="pages")
    recording: str | None = Field(alias="recording")
    report_bug_id: str = Field(alias="report_bug_id")
    reproduced: int = Field(alias="reproduced")
    rule: str = Field(alias="rule")
    screenshots: list[str] = Field(alias="screenshots")
    tags: list[str] = Field(alias="tags")
    test_id: uuid.UUID = Field(alias="test_id")
    video_offset_ms: int | None = Field(alias="video_offset_ms")


class PublicBugDetailsInsert(TypedDict):
    attempts: Annotated[int, Field(alias="attempts")]
    bug_id: Annotated[uuid.UUID, Field(alias="bug_id")]
    category: Annotated[str, Field(alias="category")]
    cause: Annotated[str, Field(alias="cause")]
    fingerprint: Annotated[str, Field(alias="fingerprint")]
    fix: Annotated[str, Field(alias="fix")]
    ordinal: Annotated[int, Field(alias="ordinal")]
    page: Annotated[str, Field(alias="page")]
    pages: Annotated[list[str], Field(alias="pages")]
    recording: NotRequired[Annotated[str | None, Field(alias="recording")]]
    report_bug_id: NotRequired[Annotated[str, Field(alias="report_bug_id")]]
    reproduced: Annotated[int, Field(alias="reproduced")]
    rule: Annotated[str, Field(alias="rule")]
    screenshots: Annotated[list[str], Field(alias="screenshots")]
    tags: Annotated[list[str], Field(alias="tags")]
    test_id: Annotated[uuid.UUID, Field(alias="test_id")]
    video_offset_ms: NotRequired[Annotated[int | None, Field(alias="video_offset_ms")]]


class PublicBugDetailsUpdate(TypedDict):
    attempts: NotRequired[Annotated[int, Field(alias="attempts")]]
    bug_id: NotRequired[Annotated[uuid.UUID, Field(alias="bug_id")]]
    category: NotRequired[Annotated[str, Field(alias="category")]]
    cause: NotRequired[Annotated[str, Field(alias="cause")]]
    fingerprint: NotRequired[Annotated[str, Field(alias="fingerprint")]]
    fix: NotRequired[Annotated[str, Field(alias="fix")]]
    ordinal: NotRequired[Annotated[int, Field(alias="ordinal")]]
    page: NotRequired[Annotated[str, Field(alias="page")]]
    pages: NotRequired[Annotated[list[str], Field(alias="pages")]]
    recording: NotRequired[Annotated[str | None, Field(alias="recording")]]
    report_bug_id: NotRequired[Annotated[str, Field(alias="report_bug_id")]]
    reproduced: NotRequired[Annotated[int, Field(alias="reproduced")]]
    rule: NotRequired[Annotated[str, Field(alias="rule")]]
    screenshots: NotRequired[Annotated[list[str], Field(alias="screenshots")]]
    tags: NotRequired[Annotated[list[str], Field(alias="tags")]]
    test_id: NotRequired[Annotated[uuid.UUID, Field(alias="test_id")]]
    video_offset_ms: NotRequired[Annotated[int | None, Field(alias="video_offset_ms")]]


class PublicBugReports(BaseModel):
    created_at: datetime.datetime | None = Field(alias="created_at")
    description: str = Field(alias="description")
    id: uuid.UUID = Field(alias="id")
    reproduction_steps: str = Field(alias="reproduction_steps")
    screenshot_url: str | None = Field(alias="screenshot_url")
    severity: str = Field(alias="severity")
    test_id: uuid.UUID = Field(alias="test_id")
    title: str = Field(alias="title")
    video_url: str | None = Field(alias="video_url")


class PublicBugReportsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="created_at")]]
    description: Annotated[str, Field(alias="description")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    reproduction_steps: Annotated[str, Field(alias="reproduction_steps")]
    screenshot_url: NotRequired[Annotated[str | None, Field(alias="screenshot_url")]]
    severity: Annotated[str, Field(alias="severity")]
    test_id: Annotated[uuid.UUID, Field(alias="test_id")]
    title: Annotated[str, Field(alias="title")]
    video_url: NotRequired[Annotated[str | None, Field(alias="video_url")]]


class PublicBugReportsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="created_at")]]
    description: NotRequired[Annotated[str, Field(alias="description")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    reproduction_steps: NotRequired[Annotated[str, Field(alias="reproduction_steps")]]
    screenshot_url: NotRequired[Annotated[str | None, Field(alias="screenshot_url")]]
    severity: NotRequired[Annotated[str, Field(alias="severity")]]
    test_id: NotRequired[Annotated[uuid.UUID, Field(alias="test_id")]]
    title: NotRequired[Annotated[str, Field(alias="title")]]
    video_url: NotRequired[Annotated[str | None, Field(alias="video_url")]]


class PublicBugStandings(BaseModel):
    bug_id: uuid.UUID = Field(alias="bug_id")
    confidence: str = Field(alias="confidence")
    first_seen_at: datetime.datetime = Field(alias="first_seen_at")
    fixed_at: datetime.datetime | None = Field(alias="fixed_at")
    reach: list[str] = Field(alias="reach")
    standing: str = Field(alias="standing")
    test_id: uuid.UUID = Field(alias="test_id")


class PublicBugStandingsInsert(TypedDict):
    bug_id: Annotated[uuid.UUID, Field(alias="bug_id")]
    confidence: Annotated[str, Field(alias="confidence")]
    first_seen_at: Annotated[datetime.datetime, Field(alias="first_seen_at")]
    fixed_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="fixed_at")]]
    reach: Annotated[list[str], Field(alias="reach")]
    standing: Annotated[str, Field(alias="standing")]
    test_id: Annotated[uuid.UUID, Field(alias="test_id")]


class PublicBugStandingsUpdate(TypedDict):
    bug_id: NotRequired[Annotated[uuid.UUID, Field(alias="bug_id")]]
    confidence: NotRequired[Annotated[str, Field(alias="confidence")]]
    first_seen_at: NotRequired[Annotated[datetime.datetime, Field(alias="first_seen_at")]]
    fixed_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="fixed_at")]]
    reach: NotRequired[Annotated[list[str], Field(alias="reach")]]
    standing: NotRequired[Annotated[str, Field(alias="standing")]]
    test_id: NotRequired[Annotated[uuid.UUID, Field(alias="test_id")]]


class PublicKnownBugs(BaseModel):
    category: str = Field(alias="category")
    fingerprint: str = Field(alias="fingerprint")
    first_seen_at: datetime.datetime = Field(alias="first_seen_at")
    first_test_id: uuid.UUID = Field(alias="first_test_id")
    fixed_at: datetime.datetime | None = Field(alias="fixed_at")
    fixed_test_id: uuid.UUID | None = Field(alias="fixed_test_id")
    last_seen_at: datetime.datetime = Field(alias="last_seen_at")
    last_test_id: uuid.UUID = Field(alias="last_test_id")
    page: str = Field(alias="page")
    project: str = Field(alias="project")
    rule: str = Field(alias="rule")
    severity: str = Field(alias="severity")
    tests: int = Field(alias="tests")
    title: str = Field(alias="title")
    trial: JsonValue | None = Field(alias="trial")
    user_id: uuid.UUID = Field(alias="user_id")


class PublicKnownBugsInsert(TypedDict):
    category: Annotated[str, Field(alias="category")]
    fingerprint: Annotated[str, Field(alias="fingerprint")]
    first_seen_at: Annotated[datetime.datetime, Field(alias="first_seen_at")]
    first_test_id: Annotated[uuid.UUID, Field(alias="first_test_id")]
    fixed_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="fixed_at")]]
    fixed_test_id: NotRequired[Annotated[uuid.UUID | None, Field(alias="fixed_test_id")]]
    last_seen_at: Annotated[datetime.datetime, Field(alias="last_seen_at")]
    last_test_id: Annotated[uuid.UUID, Field(alias="last_test_id")]
    page: Annotated[str, Field(alias="page")]
    project: Annotated[str, Field(alias="project")]
    rule: Annotated[str, Field(alias="rule")]
    severity: Annotated[str, Field(alias="severity")]
    tests: NotRequired[Annotated[int, Field(alias="tests")]]
    title: Annotated[str, Field(alias="title")]
    trial: NotRequired[Annotated[JsonValue | None, Field(alias="trial")]]
    user_id: Annotated[uuid.UUID, Field(alias="user_id")]


class PublicKnownBugsUpdate(TypedDict):
    category: NotRequired[Annotated[str, Field(alias="category")]]
    fingerprint: NotRequired[Annotated[str, Field(alias="fingerprint")]]
    first_seen_at: NotRequired[Annotated[datetime.datetime, Field(alias="first_seen_at")]]
    first_test_id: NotRequired[Annotated[uuid.UUID, Field(alias="first_test_id")]]
    fixed_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="fixed_at")]]
    fixed_test_id: NotRequired[Annotated[uuid.UUID | None, Field(alias="fixed_test_id")]]
    last_seen_at: NotRequired[Annotated[datetime.datetime, Field(alias="last_seen_at")]]
    last_test_id: NotRequired[Annotated[uuid.UUID, Field(alias="last_test_id")]]
    page: NotRequired[Annotated[str, Field(alias="page")]]
    project: NotRequired[Annotated[str, Field(alias="project")]]
    rule: NotRequired[Annotated[str, Field(alias="rule")]]
    severity: NotRequired[Annotated[str, Field(alias="severity")]]
    tests: NotRequired[Annotated[int, Field(alias="tests")]]
    title: NotRequired[Annotated[str, Field(alias="title")]]
    trial: NotRequired[Annotated[JsonValue | None, Field(alias="trial")]]
    user_id: NotRequired[Annotated[uuid.UUID, Field(alias="user_id")]]


class PublicPlans(BaseModel):
    app_slots: int = Field(alias="app_slots")
    available_durations: list[int] = Field(alias="available_durations")
    concurrent_test_slots: int = Field(alias="concurrent_test_slots")
    display_name: str = Field(alias="display_name")
    features: list[str] = Field(alias="features")
    max_test_duration_minutes: int = Field(alias="max_test_duration_minutes")
    max_upload_bytes: int = Field(alias="max_upload_bytes")
    monthly_tests: int = Field(alias="monthly_tests")
    paddle_price_ids: list[str] = Field(alias="paddle_price_ids")
    plan_type: str = Field(alias="plan_type")
    priority: int = Field(alias="priority")
    requests_per_minute: int = Field(alias="requests_per_minute")
    shared_slots: int = Field(alias="shared_slots")
    web_slots: int = Field(alias="web_slots")


class PublicPlansInsert(TypedDict):
    app_slots: Annotated[int, Field(alias="app_slots")]
    available_durations: Annotated[list[int], Field(alias="available_durations")]
    concurrent_test_slots: NotRequired[Annotated[int, Field(alias="concurrent_test_slots")]]
    display_name: Annotated[str, Field(alias="display_name")]
    features: Annotated[list[str], Field(alias="features")]
    max_test_duration_minutes: Annotated[int, Field(alias="max_test_duration_minutes")]
    max_upload_bytes: Annotated[int, Field(alias="max_upload_bytes")]
    monthly_tests: Annotated[int, Field(alias="monthly_tests")]
    paddle_price_ids: NotRequired[Annotated[list[str], Field(alias="paddle_price_ids")]]
    plan_type: Annotated[str, Field(alias="plan_type")]
    priority: Annotated[int, Field(alias="priority")]
    requests_per_minute: Annotated[int, Field(alias="requests_per_minute")]
    shared_slots: Annotated[int, Field(alias="shared_slots")]
    web_slots: Annotated[int, Field(alias="web_slots")]


class PublicPlansUpdate(TypedDict):
    app_slots: NotRequired[Annotated[int, Field(alias="app_slots")]]
    available_durations: NotRequired[Annotated[list[int], Field(alias="available_durations")]]
    concurrent_test_slots: NotRequired[Annotated[int, Field(alias="concurrent_test_slots")]]
    display_name: NotRequired[Annotated[str, Field(alias="display_name")]]
    features: NotRequired[Annotated[list[str], Field(alias="features")]]
    max_test_duration_minutes: NotRequired[Annotated[int, Field(alias="max_test_duration_minutes")]]
    max_upload_bytes: NotRequired[Annotated[int, Field(alias="max_upload_bytes")]]
    monthly_tests: NotRequired[Annotated[int, Field(alias="monthly_tests")]]
    paddle_price_ids: NotRequired[Annotated[list[str], Field(alias="paddle_price_ids")]]
    plan_type: NotRequired[Annotated[str, Field(alias="plan_type")]]
    priority: NotRequired[Annotated[int, Field(alias="priority")]]
    requests_per_minute: NotRequired[Annotated[int, Field(alias="requests_per_minute")]]
    shared_slots: NotRequired[Annotated[int, Field(alias="shared_slots")]]
    web_slots: NotRequired[Annotated[int, Field(alias="web_slots")]]


class PublicProcessedWebhooks(BaseModel):
    event_type: str = Field(alias="event_type")
    id: str = Field(alias="id")
    processed_at: datetime.datetime = Field(alias="processed_at")
    status: str = Field(alias="status")


class PublicProcessedWebhooksInsert(TypedDict):
    event_type: Annotated[str, Field(alias="event_type")]
    id: Annotated[str, Field(alias="id")]
    processed_at: NotRequired[Annotated[datetime.datetime, Field(alias="processed_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]


class PublicProcessedWebhooksUpdate(TypedDict):
    event_type: NotRequired[Annotated[str, Field(alias="event_type")]]
    id: NotRequired[Annotated[str, Field(alias="id")]]
    processed_at: NotRequired[Annotated[datetime.datetime, Field(alias="processed_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]


class PublicProfiles(BaseModel):
    api_key: str | None = Field(alias="api_key")
    company_name: str | None = Field(alias="company_name")
    concurrent_test_slots: int = Field(alias="concurrent_test_slots")
    country: str | None = Field(alias="country")
    created_at: datetime.datetime | None = Field(alias="created_at")
    current_billing_period_ends_at: datetime.datetime | None = Field(alias="current_billing_period_ends_at")
    email: str = Field(alias="email")
    full_name: str | None = Field(alias="full_name")
    industry: str | None = Field(alias="industry")
    last_monthly_reset_date: datetime.date | None = Field(alias="last_monthly_reset_date")
    max_test_duration_minutes: int = Field(alias="max_test_duration_minutes")
    paddle_customer_id: str | None = Field(alias="paddle_customer_id")
    paddle_subscription_id: str | None = Field(alias="paddle_subscription_id")
    phone_number: str | None = Field(alias="phone_number")
    plan_price_amount: float | None = Field(alias="plan_price_amount")
    plan_price_currency: str | None = Field(alias="plan_price_currency")
    plan_type: str | None = Field(alias="plan_type")
    subscription_status: str = Field(alias="subscription_status")
    tests_this_month_count: int = Field(alias="tests_this_month_count")
    user_id: uuid.UUID = Field(alias="user_id")


class PublicProfilesInsert(TypedDict):
    api_key: NotRequired[Annotated[str | None, Field(alias="api_key")]]
    company_name: NotRequired[Annotated[str | None, Field(alias="company_name")]]
    concurrent_test_slots: NotRequired[Annotated[int, Field(alias="concurrent_test_slots")]]
    country: NotRequired[Annotated[str | None, Field(alias="country")]]
    created_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="created_at")]]
    current_billing_period_ends_at: NotRequired[
        Annotated[datetime.datetime | None, Field(alias="current_billing_period_ends_at")]
    ]
    email: Annotated[str, Field(alias="email")]
    full_name: NotRequired[Annotated[str | None, Field(alias="full_name")]]
    industry: NotRequired[Annotated[str | None, Field(alias="industry")]]
    last_monthly_reset_date: NotRequired[Annotated[datetime.date | None, Field(alias="last_monthly_reset_date")]]
    max_test_duration_minutes: NotRequired[Annotated[int, Field(alias="max_test_duration_minutes")]]
    paddle_customer_id: NotRequired[Annotated[str | None, Field(alias="paddle_customer_id")]]
    paddle_subscription_id: NotRequired[Annotated[str | None, Field(alias="paddle_subscription_id")]]
    phone_number: NotRequired[Annotated[str | None, Field(alias="phone_number")]]
    plan_price_amount: NotRequired[Annotated[float | None, Field(alias="plan_price_amount")]]
    plan_price_currency: NotRequired[Annotated[str | None, Field(alias="plan_price_currency")]]
    plan_type: NotRequired[Annotated[str | None, Field(alias="plan_type")]]
    subscription_status: NotRequired[Annotated[str, Field(alias="subscription_status")]]
    tests_this_month_count: NotRequired[Annotated[int, Field(alias="tests_this_month_count")]]
    user_id: Annotated[uuid.UUID, Field(alias="user_id")]


class PublicProfilesUpdate(TypedDict):
    api_key: NotRequired[Annotated[str | None, Field(alias="api_key")]]
    company_name: NotRequired[Annotated[str | None, Field(alias="company_name")]]
    concurrent_test_slots: NotRequired[Annotated[int, Field(alias="concurrent_test_slots")]]
    country: NotRequired[Annotated[str | None, Field(alias="country")]]
    created_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="created_at")]]
    current_billing_period_ends_at: NotRequired[
        Annotated[datetime.datetime | None, Field(alias="current_billing_period_ends_at")]
    ]
    email: NotRequired[Annotated[str, Field(alias="email")]]
    full_name: NotRequired[Annotated[str | None, Field(alias="full_name")]]
    industry: NotRequired[Annotated[str | None, Field(alias="industry")]]
    last_monthly_reset_date: NotRequired[Annotated[datetime.date | None, Field(alias="last_monthly_reset_date")]]
    max_test_duration_minutes: NotRequired[Annotated[int, Field(alias="max_test_duration_minutes")]]
    paddle_customer_id: NotRequired[Annotated[str | None, Field(alias="paddle_customer_id")]]
    paddle_subscription_id: NotRequired[Annotated[str | None, Field(alias="paddle_subscription_id")]]
    phone_number: NotRequired[Annotated[str | None, Field(alias="phone_number")]]
    plan_price_amount: NotRequired[Annotated[float | None, Field(alias="plan_price_amount")]]
    plan_price_currency: NotRequired[Annotated[str | None, Field(alias="plan_price_currency")]]
    plan_type: NotRequired[Annotated[str | None, Field(alias="plan_type")]]
    subscription_status: NotRequired[Annotated[str, Field(alias="subscription_status")]]
    tests_this_month_count: NotRequired[Annotated[int, Field(alias="tests_this_month_count")]]
    user_id: NotRequired[Annotated[uuid.UUID, Field(alias="user_id")]]


class PublicTargetCredentials(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    host: str = Field(alias="host")
    id: uuid.UUID = Field(alias="id")
    key_id: str = Field(alias="key_id")
    label: str = Field(alias="label")
    rotated_at: datetime.datetime | None = Field(alias="rotated_at")
    sealed: str = Field(alias="sealed")
    used_at: datetime.datetime | None = Field(alias="used_at")
    user_id: uuid.UUID = Field(alias="user_id")


class PublicTargetCredentialsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    host: Annotated[str, Field(alias="host")]
    id: Annotated[uuid.UUID, Field(alias="id")]
    key_id: NotRequired[Annotated[str, Field(alias="key_id")]]
    label: Annotated[str, Field(alias="label")]
    rotated_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="rotated_at")]]
    sealed: Annotated[str, Field(alias="sealed")]
    used_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="used_at")]]
    user_id: Annotated[uuid.UUID, Field(alias="user_id")]


class PublicTargetCredentialsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    host: NotRequired[Annotated[str, Field(alias="host")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    key_id: NotRequired[Annotated[str, Field(alias="key_id")]]
    label: NotRequired[Annotated[str, Field(alias="label")]]
    rotated_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="rotated_at")]]
    sealed: NotRequired[Annotated[str, Field(alias="sealed")]]
    used_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="used_at")]]
    user_id: NotRequired[Annotated[uuid.UUID, Field(alias="user_id")]]


class PublicTargetOwnership(BaseModel):
    challenge: str = Field(alias="challenge")
    check_at: datetime.datetime | None = Field(alias="check_at")
    checked_at: datetime.datetime | None = Field(alias="checked_at")
    created_at: datetime.datetime = Field(alias="created_at")
    expires_at: datetime.datetime | None = Field(alias="expires_at")
    host: str = Field(alias="host")
    id: uuid.UUID = Field(alias="id")
    method: str | None = Field(alias="method")
    outcome: str = Field(alias="outcome")
    state: str = Field(alias="state")
    user_id: uuid.UUID = Field(alias="user_id")
    verified_at: datetime.datetime | None = Field(alias="verified_at")


class PublicTargetOwnershipInsert(TypedDict):
    challenge: Annotated[str, Field(alias="challenge")]
    check_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="check_at")]]
    checked_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="checked_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    expires_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="expires_at")]]
    host: Annotated[str, Field(alias="host")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    method: NotRequired[Annotated[str | None, Field(alias="method")]]
    outcome: NotRequired[Annotated[str, Field(alias="outcome")]]
    state: NotRequired[Annotated[str, Field(alias="state")]]
    user_id: Annotated[uuid.UUID, Field(alias="user_id")]
    verified_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="verified_at")]]


class PublicTargetOwnershipUpdate(TypedDict):
    challenge: NotRequired[Annotated[str, Field(alias="challenge")]]
    check_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="check_at")]]
    checked_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="checked_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    expires_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="expires_at")]]
    host: NotRequired[Annotated[str, Field(alias="host")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    method: NotRequired[Annotated[str | None, Field(alias="method")]]
    outcome: NotRequired[Annotated[str, Field(alias="outcome")]]
    state: NotRequired[Annotated[str, Field(alias="state")]]
    user_id: NotRequired[Annotated[uuid.UUID, Field(alias="user_id")]]
    verified_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="verified_at")]]


class PublicTestComparisons(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    earlier_test_id: uuid.UUID | None = Field(alias="earlier_test_id")
    earlier_tested_at: datetime.datetime | None = Field(alias="earlier_tested_at")
    fixed: JsonValue = Field(alias="fixed")
    fixed_bugs: int = Field(alias="fixed_bugs")
    known_bugs: int = Field(alias="known_bugs")
    missed: JsonValue = Field(alias="missed")
    new_bugs: int = Field(alias="new_bugs")
    not_seen_again: int = Field(alias="not_seen_again")
    project: str = Field(alias="project")
    regressed_bugs: int = Field(alias="regressed_bugs")
    test_id: uuid.UUID = Field(alias="test_id")


class PublicTestComparisonsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    earlier_test_id: NotRequired[Annotated[uuid.UUID | None, Field(alias="earlier_test_id")]]
    earlier_tested_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="earlier_tested_at")]]
    fixed: Annotated[JsonValue, Field(alias="fixed")]
    fixed_bugs: Annotated[int, Field(alias="fixed_bugs")]
    known_bugs: Annotated[int, Field(alias="known_bugs")]
    missed: Annotated[JsonValue, Field(alias="missed")]
    new_bugs: Annotated[int, Field(alias="new_bugs")]
    not_seen_again: Annotated[int, Field(alias="not_seen_again")]
    project: Annotated[str, Field(alias="project")]
    regressed_bugs: Annotated[int, Field(alias="regressed_bugs")]
    test_id: Annotated[uuid.UUID, Field(alias="test_id")]


class PublicTestComparisonsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    earlier_test_id: NotRequired[Annotated[uuid.UUID | None, Field(alias="earlier_test_id")]]
    earlier_tested_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="earlier_tested_at")]]
    fixed: NotRequired[Annotated[JsonValue, Field(alias="fixed")]]
    fixed_bugs: NotRequired[Annotated[int, Field(alias="fixed_bugs")]]
    known_bugs: NotRequired[Annotated[int, Field(alias="known_bugs")]]
    missed: NotRequired[Annotated[JsonValue, Field(alias="missed")]]
    new_bugs: NotRequired[Annotated[int, Field(alias="new_bugs")]]
    not_seen_again: NotRequired[Annotated[int, Field(alias="not_seen_again")]]
    project: NotRequired[Annotated[str, Field(alias="project")]]
    regressed_bugs: NotRequired[Annotated[int, Field(alias="regressed_bugs")]]
    test_id: NotRequired[Annotated[uuid.UUID, Field(alias="test_id")]]


class PublicTestEvents(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    event: str = Field(alias="event")
    payload: JsonValue = Field(alias="payload")
    sequence: int = Field(alias="sequence")
    test_id: uuid.UUID = Field(alias="test_id")


class PublicTestEventsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    event: Annotated[str, Field(alias="event")]
    payload: Annotated[JsonValue, Field(alias="payload")]
    sequence: Annotated[int, Field(alias="sequence")]
    test_id: Annotated[uuid.UUID, Field(alias="test_id")]


class PublicTestEventsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    event: NotRequired[Annotated[str, Field(alias="event")]]
    payload: NotRequired[Annotated[JsonValue, Field(alias="payload")]]
    sequence: NotRequired[Annotated[int, Field(alias="sequence")]]
    test_id: NotRequired[Annotated[uuid.UUID, Field(alias="test_id")]]


class PublicTestReports(BaseModel):
    coverage: JsonValue = Field(alias="coverage")
    created_at: datetime.datetime = Field(alias="created_at")
    environment: JsonValue = Field(alias="environment")
    files_deleted_at: datetime.datetime | None = Field(alias="files_deleted_at")
    object_key: str = Field(alias="object_key")
    performance_metrics: JsonValue = Field(alias="performance_metrics")
    security_findings: JsonValue = Field(alias="security_findings")
    summary: JsonValue = Field(alias="summary")
    test_id: uuid.UUID = Field(alias="test_id")


class PublicTestReportsInsert(TypedDict):
    coverage: Annotated[JsonValue, Field(alias="coverage")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    environment: Annotated[JsonValue, Field(alias="environment")]
    files_deleted_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="files_deleted_at")]]
    object_key: Annotated[str, Field(alias="object_key")]
    performance_metrics: Annotated[JsonValue, Field(alias="performance_metrics")]
    security_findings: Annotated[JsonValue, Field(alias="security_findings")]
    summary: Annotated[JsonValue, Field(alias="summary")]
    test_id: Annotated[uuid.UUID, Field(alias="test_id")]


class PublicTestReportsUpdate(TypedDict):
    coverage: NotRequired[Annotated[JsonValue, Field(alias="coverage")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    environment: NotRequired[Annotated[JsonValue, Field(alias="environment")]]
    files_deleted_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="files_deleted_at")]]
    object_key: NotRequired[Annotated[str, Field(alias="object_key")]]
    performance_metrics: NotRequired[Annotated[JsonValue, Field(alias="performance_metrics")]]
    security_findings: NotRequired[Annotated[JsonValue, Field(alias="security_findings")]]
    summary: NotRequired[Annotated[JsonValue, Field(alias="summary")]]
    test_id: NotRequired[Annotated[uuid.UUID, Field(alias="test_id")]]


class PublicTestedProjects(BaseModel):
    last_test_id: uuid.UUID = Field(alias="last_test_id")
    last_tested_at: datetime.datetime = Field(alias="last_tested_at")
    project: str = Field(alias="project")
    tests: int = Field(alias="tests")
    user_id: uuid.UUID = Field(alias="user_id")


class PublicTestedProjectsInsert(TypedDict):
    last_test_id: Annotated[uuid.UUID, Field(alias="last_test_id")]
    last_tested_at: Annotated[datetime.datetime, Field(alias="last_tested_at")]
    project: Annotated[str, Field(alias="project")]
    tests: NotRequired[Annotated[int, Field(alias="tests")]]
    user_id: Annotated[uuid.UUID, Field(alias="user_id")]


class PublicTestedProjectsUpdate(TypedDict):
    last_test_id: NotRequired[Annotated[uuid.UUID, Field(alias="last_test_id")]]
    last_tested_at: NotRequired[Annotated[datetime.datetime, Field(alias="last_tested_at")]]
    project: NotRequired[Annotated[str, Field(alias="project")]]
    tests: NotRequired[Annotated[int, Field(alias="tests")]]
    user_id: NotRequired[Annotated[uuid.UUID, Field(alias="user_id")]]


class PublicTests(BaseModel):
    bug_count: int = Field(alias="bug_count")
    completed_at: datetime.datetime | None = Field(alias="completed_at")
    estimated_completion_time: datetime.datetime | None = Field(alias="estimated_completion_time")
    id: uuid.UUID = Field(alias="id")
    plan_type_at_submission: str = Field(alias="plan_type_at_submission")
    progress: int = Field(alias="progress")
    report_download_url: str | None = Field(alias="report_download_url")
    requested_duration_minutes: int = Field(alias="requested_duration_minutes")
    started_at: datetime.datetime | None = Field(alias="started_at")
    status: str | None = Field(alias="status")
    submitted_at: datetime.datetime | None = Field(alias="submitted_at")
    test_file_path: str | None = Field(alias="test_file_path")
    test_name: str = Field(alias="test_name")
    test_source_url: str | None = Field(alias="test_source_url")
    test_type: str = Field(alias="test_type")
    user_id: uuid.UUID = Field(alias="user_id")


class PublicTestsInsert(TypedDict):
    bug_count: NotRequired[Annotated[int, Field(alias="bug_count")]]
    completed_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="completed_at")]]
    estimated_completion_time: NotRequired[
        Annotated[datetime.datetime | None, Field(alias="estimated_completion_time")]
    ]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    plan_type_at_submission: NotRequired[Annotated[str, Field(alias="plan_type_at_submission")]]
    progress: NotRequired[Annotated[int, Field(alias="progress")]]
    report_download_url: NotRequired[Annotated[str | None, Field(alias="report_download_url")]]
    requested_duration_minutes: NotRequired[Annotated[int, Field(alias="requested_duration_minutes")]]
    started_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="started_at")]]
    status: NotRequired[Annotated[str | None, Field(alias="status")]]
    submitted_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="submitted_at")]]
    test_file_path: NotRequired[Annotated[str | None, Field(alias="test_file_path")]]
    test_name: Annotated[str, Field(alias="test_name")]
    test_source_url: NotRequired[Annotated[str | None, Field(alias="test_source_url")]]
    test_type: Annotated[str, Field(alias="test_type")]
    user_id: Annotated[uuid.UUID, Field(alias="user_id")]


class PublicTestsUpdate(TypedDict):
    bug_count: NotRequired[Annotated[int, Field(alias="bug_count")]]
    completed_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="completed_at")]]
    estimated_completion_time: NotRequired[
        Annotated[datetime.datetime | None, Field(alias="estimated_completion_time")]
    ]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    plan_type_at_submission: NotRequired[Annotated[str, Field(alias="plan_type_at_submission")]]
    progress: NotRequired[Annotated[int, Field(alias="progress")]]
    report_download_url: NotRequired[Annotated[str | None, Field(alias="report_download_url")]]
    requested_duration_minutes: NotRequired[Annotated[int, Field(alias="requested_duration_minutes")]]
    started_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="started_at")]]
    status: NotRequired[Annotated[str | None, Field(alias="status")]]
    submitted_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="submitted_at")]]
    test_file_path: NotRequired[Annotated[str | None, Field(alias="test_file_path")]]
    test_name: NotRequired[Annotated[str, Field(alias="test_name")]]
    test_source_url: NotRequired[Annotated[str | None, Field(alias="test_source_url")]]
    test_type: NotRequired[Annotated[str, Field(alias="test_type")]]
    user_id: NotRequired[Annotated[uuid.UUID, Field(alias="user_id")]]


class PublicUnconfirmedFindings(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    finding: JsonValue = Field(alias="finding")
    fingerprint: str = Field(alias="fingerprint")
    test_id: uuid.UUID = Field(alias="test_id")


class PublicUnconfirmedFindingsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    finding: Annotated[JsonValue, Field(alias="finding")]
    fingerprint: Annotated[str, Field(alias="fingerprint")]
    test_id: Annotated[uuid.UUID, Field(alias="test_id")]


class PublicUnconfirmedFindingsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    finding: NotRequired[Annotated[JsonValue, Field(alias="finding")]]
    fingerprint: NotRequired[Annotated[str, Field(alias="fingerprint")]]
    test_id: NotRequired[Annotated[uuid.UUID, Field(alias="test_id")]]


class PublicUploads(BaseModel):
    announced_at: datetime.datetime = Field(alias="announced_at")
    announced_bytes: int = Field(alias="announced_bytes")
    arrived_at: datetime.datetime | None = Field(alias="arrived_at")
    available_at: datetime.datetime = Field(alias="available_at")
    code: str | None = Field(alias="code")
    details: JsonValue = Field(alias="details")
    failures: int = Field(alias="failures")
    file_name: str = Field(alias="file_name")
    found_bytes: int | None = Field(alias="found_bytes")
    found_kind: str | None = Field(alias="found_kind")
    inspected_at: datetime.datetime | None = Field(alias="inspected_at")
    inspected_by: str | None = Field(alias="inspected_by")
    inspection: int = Field(alias="inspection")
    lease_expires_at: datetime.datetime | None = Field(alias="lease_expires_at")
    object_key: str = Field(alias="object_key")
    part_bytes: int | None = Field(alias="part_bytes")
    reason: str | None = Field(alias="reason")
    sha256: str | None = Field(alias="sha256")
    state: str = Field(alias="state")
    storage_upload_id: str | None = Field(alias="storage_upload_id")
    test_id: uuid.UUID = Field(alias="test_id")


class PublicUploadsInsert(TypedDict):
    announced_at: NotRequired[Annotated[datetime.datetime, Field(alias="announced_at")]]
    announced_bytes: Annotated[int, Field(alias="announced_bytes")]
    arrived_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="arrived_at")]]
    available_at: NotRequired[Annotated[datetime.datetime, Field(alias="available_at")]]
    code: NotRequired[Annotated[str | None, Field(alias="code")]]
    details: NotRequired[Annotated[JsonValue, Field(alias="details")]]
    failures: NotRequired[Annotated[int, Field(alias="failures")]]
    file_name: Annotated[str, Field(alias="file_name")]
    found_bytes: NotRequired[Annotated[int | None, Field(alias="found_bytes")]]
    found_kind: NotRequired[Annotated[str | None, Field(alias="found_kind")]]
    inspected_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="inspected_at")]]
    inspected_by: NotRequired[Annotated[str | None, Field(alias="inspected_by")]]
    inspection: NotRequired[Annotated[int, Field(alias="inspection")]]
    lease_expires_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="lease_expires_at")]]
    object_key: Annotated[str, Field(alias="object_key")]
    part_bytes: NotRequired[Annotated[int | None, Field(alias="part_bytes")]]
    reason: NotRequired[Annotated[str | None, Field(alias="reason")]]
    sha256: NotRequired[Annotated[str | None, Field(alias="sha256")]]
    state: NotRequired[Annotated[str, Field(alias="state")]]
    storage_upload_id: NotRequired[Annotated[str | None, Field(alias="storage_upload_id")]]
    test_id: Annotated[uuid.UUID, Field(alias="test_id")]


class PublicUploadsUpdate(TypedDict):
    announced_at: NotRequired[Annotated[datetime.datetime, Field(alias="announced_at")]]
    announced_bytes: NotRequired[Annotated[int, Field(alias="announced_bytes")]]
    arrived_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="arrived_at")]]
    available_at: NotRequired[Annotated[datetime.datetime, Field(alias="available_at")]]
    code: NotRequired[Annotated[str | None, Field(alias="code")]]
    details: NotRequired[Annotated[JsonValue, Field(alias="details")]]
    failures: NotRequired[Annotated[int, Field(alias="failures")]]
    file_name: NotRequired[Annotated[str, Field(alias="file_name")]]
    found_bytes: NotRequired[Annotated[int | None, Field(alias="found_bytes")]]
    found_kind: NotRequired[Annotated[str | None, Field(alias="found_kind")]]
    inspected_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="inspected_at")]]
    inspected_by: NotRequired[Annotated[str | None, Field(alias="inspected_by")]]
    inspection: NotRequired[Annotated[int, Field(alias="inspection")]]
    lease_expires_at: NotRequired[Annotated[datetime.datetime | None, Field(alias="lease_expires_at")]]
    object_key: NotRequired[Annotated[str, Field(alias="object_key")]]
    part_bytes: NotRequired[Annotated[int | None, Field(alias="part_bytes")]]
    reason: NotRequired[Annotated[str | None, Field(alias="reason")]]
    sha256: NotRequired[Annotated[str | None, Field(alias="sha256")]]
    state: NotRequired[Annotated[str, Field(alias="state")]]
    storage_upload_id: NotRequired[Annotated[str | None, Field(alias="storage_upload_id")]]
    test_id: NotRequired[Annotated[uuid.UUID, Field(alias="test_id")]]
