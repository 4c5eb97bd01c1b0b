"""Who may do what: the one table. `test_access_matrix.py` tries it whole, docs/access.md is written from it.

Whatever is not named here must fail, and whatever is in the database and not named here fails the test, which says the
line that is missing. Think before you paste it: each word below is something that somebody can do.

The words for who:

    anon       nobody has signed in; the publishable key is in every browser
    person     somebody who has signed in, or an API key of theirs in the functions
    service    a server of ours with the secret key; row level security does not hold it
    door       the edge functions, as the role that they log in with (deffatest_door)
    worker     a worker of the fleet (deffatest_worker)
    inspector  who looks into uploaded files (deffatest_inspector)
    scheduler  what runs by the clock (deffatest_scheduler)
    auth       Supabase Auth, which calls its hooks (supabase_auth_admin)

and for what: read, insert, update (of a column), delete (of a row), maintain (vacuum and analyze).
"""

from dataclasses import dataclass, field
from typing import Literal

ROLES = {
    "anon": "anon",
    "person": "authenticated",
    "service": "service_role",
    "door": "deffatest_door",
    "worker": "deffatest_worker",
    "inspector": "deffatest_inspector",
    "scheduler": "deffatest_scheduler",
    "auth": "supabase_auth_admin",
}
"""Each word for who, and the database's name for it."""

Rows = Literal["nobody's", "their own", "everybody's"]


@dataclass(frozen=True)
class Table:
    """What may be done with a table's columns, and with whose rows."""

    name: str
    rows: Rows = "nobody's"
    """The rows that a person meets. Somebody else's are not there for them."""
    columns: dict[str, str] = field(default_factory=dict[str, str])
    """What each role may do, and the columns that it may be done with. `*` names all there are."""
    whole: str = ""
    """What may be done with whole rows: delete, maintain."""
    policies: tuple[str, ...] = ()
    """The names of its policies; a view has none."""


def closed(name: str, policy: str, *, whole: str = "") -> Table:
    """A table that is entered through functions alone."""
    return Table(name, columns={"": "*"}, whole=whole, policies=(policy,))


def of_a_test(name: str, policy: str, columns: str, *, whole: str = "") -> Table:
    """A table of what came of a test: its owner reads it, the queue's functions write it."""
    return Table(name, "their own", {"person: read; service: read": columns}, whole=whole, policies=(policy,))


TABLES = [
    # ---- what clients reach -----------------------------------------------------------------------------------------
    Table(
        "public.profiles",
        "their own",
        {
            "person: read insert; service: read insert": "user_id",
            "person: read insert update; service: read insert update": """
                full_name company_name industry phone_number country
            """,
            "person: read; service: read update": """
                plan_type subscription_status paddle_customer_id paddle_subscription_id
                current_billing_period_ends_at plan_price_amount plan_price_currency
            """,
            "person: read; service: read": """
                email api_key created_at tests_this_month_count last_monthly_reset_date
                concurrent_test_slots max_test_duration_minutes
            """,
        },
        whole="scheduler: maintain",
        policies=(
            "Users can view their own profile",
            "Users can update their own profile",
            "Users can insert their own profile",
        ),
    ),
    Table(
        "public.plans",
        "everybody's",
        {
            "anon: read; person: read; service: read": """
                plan_type display_name priority monthly_tests web_slots app_slots shared_slots
                concurrent_test_slots max_test_duration_minutes available_durations max_upload_bytes
                requests_per_minute features paddle_price_ids
            """,
        },
        policies=("Everyone can view the plans",),
    ),
    Table(
        "public.tests",
        "their own",
        {
            "person: read insert update; service: read insert update": "test_name",
            "person: read insert; service: read insert": """
                user_id test_type test_source_url requested_duration_minutes plan_type_at_submission
            """,
            "person: read; service: read insert": "id",
            "person: read; service: read": """
                status progress estimated_completion_time submitted_at started_at completed_at
                test_file_path report_download_url bug_count
            """,
        },
        whole="scheduler: maintain",
        policies=(
            "Users can view their own tests",
            "Users can submit their own tests",
            "Users can update their own tests",
        ),
    ),
    Table(
        "public.uploads",
        "their own",
        {
            "person: read; service: read": """
                test_id file_name announced_bytes object_key state storage_upload_id part_bytes
                found_bytes found_kind sha256 details code reason announced_at arrived_at inspected_at
            """,
            "service: read": "inspection failures inspected_by lease_expires_at available_at",
        },
        policies=("Users can view the uploads of their own tests",),
    ),
    Table(
        "public.target_ownership",
        "their own",
        {
            "person: read; service: read": """
                id user_id host challenge state method outcome created_at checked_at verified_at expires_at check_at
            """,
        },
        policies=("Users can view their own targets",),
    ),
    Table(
        "public.target_credentials",
        "their own",
        {
            "person: read; service: read": "id user_id host label created_at rotated_at used_at",
            "": "sealed key_id",
        },
        whole="person: delete",
        policies=("Users can view their own credentials", "Users can delete their own credentials"),
    ),
    of_a_test(
        "public.test_events",
        "Users can view the events of their own tests",
        "test_id sequence event payload created_at",
        whole="scheduler: maintain",
    ),
    of_a_test(
        "public.bug_reports",
        "Users can view the bugs of their own tests",
        "id test_id severity title description reproduction_steps screenshot_url video_url created_at",
    ),
    of_a_test(
        "public.bug_details",
        "Users can view the bug details of their own tests",
        "bug_id test_id report_bug_id ordinal rule category cause fix tags fingerprint page pages screenshots recording"
        " video_offset_ms reproduced attempts",
    ),
    of_a_test(
        "public.unconfirmed_findings",
        "Users can view the unconfirmed findings of their own tests",
        "test_id fingerprint finding created_at",
        whole="scheduler: maintain",
    ),
    of_a_test(
        "public.test_reports",
        "Users can view the reports of their own tests",
        "test_id object_key summary environment performance_metrics security_findings coverage created_at"
        " files_deleted_at",
    ),
    of_a_test(
        "public.test_comparisons",
        "Users can view the comparisons of their own tests",
        "test_id project earlier_test_id earlier_tested_at new_bugs known_bugs regressed_bugs fixed_bugs not_seen_again"
        " fixed missed created_at",
    ),
    of_a_test(
        "public.bug_standings",
        "Users can view the standings of their own tests' bugs",
        "bug_id test_id standing confidence reach first_seen_at fixed_at",
    ),
    Table(
        "public.tested_projects",
        "their own",
        {"person: read; service: read": "user_id project tests last_test_id last_tested_at"},
        policies=("Users can view their own tested projects",),
    ),
    Table(
        "public.known_bugs",
        "their own",
        {
            "person: read; service: read": """
                user_id project fingerprint rule category severity title page trial tests first_seen_at first_test_id
                last_seen_at last_test_id fixed_at fixed_test_id
            """
        },
        policies=("Users can view their own known bugs",),
    ),
    Table(
        "public.api_keys",
        "their own",
        {
            "person: read; service: read": "id user_id created_at",
            "person: read update; service: read update": "name is_active",
            "person: read; service: read update": "expires_at",
            "service: read": "api_key_hash",
        },
        whole="person: delete; service: delete",
        policies=(
            "Users can view their own API keys",
            "Users can create their own API keys",
            "Users can revoke their own API keys",
            "Users can delete their own API keys",
        ),
    ),
    Table(
        "public.api_key_details",
        "their own",
        {
            "person: read; service: read": "key_id shown_hash signs_since last_used_at",
            "person: read update; service: read": "requests_per_minute",
        },
        policies=("Users can view the details of their own API keys", "Users can limit their own API keys"),
    ),
    Table(
        "public.processed_webhooks",
        columns={
            "service: read insert update": "id event_type processed_at status",
        },
        policies=("No client reads or writes webhooks",),
    ),
    # ---- what is entered through functions alone --------------------------------------------------------------------
    closed("private.bug_tallies", "No client reads or writes the tallies"),
    closed("private.quota_ledger", "No client reads or writes the ledger"),
    closed("queue.jobs", "No client reads or writes jobs", whole="scheduler: maintain"),
    closed("queue.attempts", "No client reads or writes attempts", whole="scheduler: maintain"),
    closed("queue.places", "No client reads or writes places", whole="scheduler: maintain"),
    closed("queue.settings", "No client reads or writes settings"),
    closed("queue.durations", "No client reads or writes durations"),
    closed("private.quota_starts", "No client reads or writes the starts"),
    closed("private.test_credentials", "No client reads or writes tests' credentials"),
    closed("private.target_exceptions", "No client reads or writes exceptions"),
    closed("sign_in.attempts", "No client reads or writes attempts"),
    closed("sign_in.guards", "No client reads or writes guards"),
    closed("sign_in.settings", "No client reads or writes the rules"),
    closed("doors.limits", "No client reads or writes limits"),
    closed("doors.counters", "No client reads or writes counters"),
    closed("doors.settings", "No client reads or writes settings"),
    closed("doors.answered_requests", "No client reads or writes answered requests"),
    closed("doors.signing_secrets", "No client reads or writes signing secrets"),
    closed("doors.used_nonces", "No client reads or writes nonces"),
    closed("doors.accesses", "No client reads or writes accesses"),
    closed("billing.accounts", "No client reads or writes accounts"),
    Table("billing.adjustments", columns={"": "*"}),
    closed("billing.adjustment_snapshots", "No client reads or writes adjustments"),
    closed("billing.checkouts", "No client reads or writes checkouts"),
    closed("billing.events", "No client reads or writes events"),
    closed("billing.owners", "No client reads or writes owners"),
    closed("billing.settings", "No client reads or writes settings"),
    closed("billing.snapshots", "No client reads or writes snapshots"),
    Table("billing.transactions", columns={"": "*"}),
    closed("billing.transaction_snapshots", "No client reads or writes transactions"),
    Table("billing.attention", columns={"": "*"}),
    closed("upkeep.archives", "No client reads or writes archives"),
    closed("upkeep.archived_tests", "No client reads or writes archived tests"),
    closed("upkeep.cursors", "No client reads or writes cursors"),
    closed("upkeep.last_runs", "No client reads or writes runs"),
]

FUNCTIONS = {
    # ---- what clients call ------------------------------------------------------------------------------------------
    "public.submit_test(text,text,text,integer,uuid,uuid)": "person service",
    "public.cancel_test(uuid)": "person service",
    "public.announce_upload(uuid,text,bigint)": "person service",
    "public.generate_api_key(timestamp with time zone)": "person",
    "public.claim_target(text)": "person",
    "public.verify_target(uuid)": "person",
    "public.forget_target(uuid)": "person",
    "public.my_profile()": "person",
    "public.my_plan()": "person",
    "public.test_history(integer,integer,text,text,text,text,text,text,text)": "person",
    "public.live_tests()": "person",
    "public.test_status(uuid)": "person",
    "public.dashboard_summary()": "person",
    "public.reset_monthly_tests()": "service",
    # ---- what stands behind them, in a schema that is not exposed ---------------------------------------------------
    "private.announce_upload(uuid,text,bigint)": "person service",
    "private.cancel_test(uuid)": "person service",
    "private.claim_target(text)": "person",
    "private.verify_target(uuid)": "person",
    "private.forget_target(uuid)": "person",
    "private.check_choice(text,text,text[])": "person",
    "private.check_number(text,integer,integer,integer)": "person",
    "private.may_receive(text)": "person",
    "private.mint_api_key(timestamp with time zone)": "person",
    "private.order_of_history(text)": "person",
    "private.own_month()": "person",
    "private.own_totals()": "person",
    "private.place_of_cursor(text,text,text[])": "person",
    "private.queue_place(uuid)": "person service",
    "private.shown_test(tests)": "person",
    "private.time_of_range(text,text,boolean)": "person",
    "private.use_credential(uuid,uuid)": "person service",
    "private.utc_text(timestamp with time zone)": "person",
    # ---- the edge functions -----------------------------------------------------------------------------------------
    "doors.enter(text,text,text,uuid,uuid,text)": "door",
    "doors.record(jsonb)": "door",
    "doors.begin_once(uuid,text,text)": "door",
    "doors.end_once(uuid,text,text,integer,text,text)": "door",
    "doors.keep_signing_secret(uuid,uuid,text)": "door",
    "doors.forget_signing_secret(uuid,uuid)": "door",
    "doors.use_nonce(uuid,text)": "door",
    "doors.store_credential(uuid,uuid,text,text,text)": "door",
    "doors.replace_credential(uuid,uuid,text,text)": "door",
    "uploads.begin(uuid,uuid,text,bigint)": "door",
    "uploads.arrive(uuid,uuid,bigint)": "door",
    "uploads.break_off(uuid,uuid,text,text)": "door",
    "uploads.forget_parts(uuid,uuid)": "door",
    "sign_in.start_attempt(text,text)": "door",
    "sign_in.finish_attempt(uuid,text,uuid)": "door",
    "sign_in.remember_network(uuid,text)": "door",
    "sign_in.is_fresh(uuid)": "door",
    "sign_in.end_sessions(uuid,uuid,text)": "door",
    "sign_in.check_refresh_token(text)": "door",
    "sign_in.describe_person(uuid)": "door",
    "sign_in.password_verification_attempt(jsonb)": "auth",
    "billing.receive(jsonb,timestamp with time zone)": "door",
    "billing.plan_change(uuid,text)": "door",
    "billing.record_checkout(uuid,text,text)": "door",
    "billing.portal(uuid)": "door",
    # ---- the inspector ----------------------------------------------------------------------------------------------
    "uploads.claim(text,integer)": "inspector",
    "uploads.heartbeat(uuid,integer,integer)": "inspector",
    "uploads.pass(uuid,integer,text,text,bigint,jsonb)": "inspector",
    "uploads.refuse(uuid,integer,text,text,text,text)": "inspector",
    "uploads.put_back(uuid,integer,text,integer)": "inspector",
    "uploads.reap(integer)": "inspector",
    # ---- billing, by the clock --------------------------------------------------------------------------------------
    "billing.settle_due(integer)": "scheduler",
    "billing.unseen_events(text[])": "scheduler",
    "billing.reconcile(jsonb)": "scheduler",
    "billing.retry_failed(integer)": "scheduler",
    "billing.count_attention()": "scheduler",
    "billing.forget_messages(integer)": "scheduler",
    # ---- uploads and probes: servers --------------------------------------------------------------------------------
    "queue.admit_upload(uuid,text)": "service",
    "queue.refuse_upload(uuid,text,text)": "service",
    "queue.enqueue_probe(uuid,text,jsonb)": "service",
    # ---- the fleet --------------------------------------------------------------------------------------------------
    "queue.credentials(uuid,integer)": "worker",
    "queue.earlier_tests(uuid,integer)": "worker",
    "queue.claim(text,text[],integer)": "worker",
    "queue.claim_many(text,text[],integer,integer)": "worker",
    "queue.heartbeat(uuid,integer,integer)": "worker",
    "queue.measure()": "worker scheduler",
    "queue.progress(uuid,integer,integer,text,jsonb,text)": "worker",
    "queue.reap()": "worker scheduler",
    "queue.refresh_estimates()": "worker scheduler",
    "queue.release(uuid,integer,text,text,integer,boolean)": "worker",
    "queue.settle(uuid,integer,text,jsonb)": "worker",
    "queue.settle_and_claim(uuid,integer,text,jsonb,text,text[],integer)": "worker",
    # ---- the clock --------------------------------------------------------------------------------------------------
    "doors.forget_the_past()": "scheduler",
    "doors.turn_pages()": "scheduler",
    "upkeep.due_target_checks(integer)": "scheduler",
    "upkeep.record_target_check(uuid,text,text,text)": "scheduler",
    "upkeep.credentials_of_other_keys(text,integer)": "scheduler",
    "upkeep.reseal_credential(uuid,text,text)": "scheduler",
    "upkeep.abandon_archives()": "scheduler",
    "upkeep.archivable_tests(integer,integer)": "scheduler",
    "upkeep.archives_of_deleted_accounts()": "scheduler",
    "upkeep.begin_archive()": "scheduler",
    "upkeep.expired_reports(integer,integer)": "scheduler",
    "upkeep.find_archive(text)": "scheduler",
    "upkeep.forget_archive(uuid)": "scheduler",
    "upkeep.measure_database()": "scheduler",
    "upkeep.measure_tables()": "scheduler",
    "upkeep.move_cursor(text,text)": "scheduler",
    "upkeep.needless_objects(text[])": "scheduler",
    "upkeep.read_cursor(text)": "scheduler",
    "upkeep.read_runs()": "scheduler",
    "upkeep.record_archive(uuid,jsonb,uuid[],bytea[])": "scheduler",
    "upkeep.record_deleted_files(uuid)": "scheduler",
    "upkeep.record_run(text,jsonb)": "scheduler",
    "upkeep.refuse_abandoned_uploads(integer,integer)": "scheduler",
    "upkeep.replace_archive(uuid,uuid,jsonb,uuid[])": "scheduler",
    "upkeep.reset_months(integer)": "scheduler",
    "upkeep.restore_test(uuid,text)": "scheduler",
    "upkeep.test_document(uuid)": "scheduler",
    "upkeep.tests_to_keep(uuid)": "scheduler",
}
"""Each function that somebody besides its owner may execute, and who."""

INNER_FUNCTIONS = {
    "private": """
        add_api_key_details admit_test billing_month_start broadcast check_duration check_object_key
        check_personal_fields check_quota check_upload_size checked_address checked_file_name
        checked_line checked_test_name copy_tests_used create_profile credential_as_shown emit_event
        end_upload ends_with_name enqueue_test fill_profile fit_places_to_limit fit_slots_to_plan
        follow_email follow_plan give_back_test guard_test_status hand_on_slot is_exception
        kind_of_embedded kind_of_name kind_of_special may_probe quota_month_end quota_month_start
        project_of random_characters read_address read_host read_ipv4 record_bug record_findings refresh_tests_used
        refuse_credential remember_bugs rename_test reserve_test shown_severity special_networks tally_bugs tests_used
        time_ordered_id unwrapped upload_key
    """,
    "queue": """
        admit announce busy_lanes cancel complete end_back_offs enqueue expected_seconds finish
        fit_slots foresee hand_on head_start held_job keeps_slot lock_owner mend_slots move_test
        payload_of play_forward put_back report_progress room try_lock_owner waiting_upload
    """,
    "uploads": """
        held
    """,
    "doors": """
        count_request counted find_key find_session make_partition network_of refusal
    """,
    "billing": """
        adopt apply entitlements find_owner follow_customer follow_prices follow_settings is_paid_back
        keep_adjustment keep_snapshot keep_transaction plan_of settle sole_owner status_rank whole_units
    """,
    "upkeep": """
        hot_tables tables_of_a_test
    """,
    "sign_in": """
        account_of account_of_user count_failure count_success forgive network_of one_at_a_time wait_for
    """,
}
"""Functions that their owner alone executes: triggers, and the inside of those above."""

SUPABASES_POLICIES = {
    "realtime.messages": {"Users can receive the events of their own tests"},
}
"""Policies of ours on tables of Supabase's. Storage has none: nobody reaches an object but by a signed address."""


def uses(told: str) -> dict[str, set[str]]:
    """`person: read insert; service: read` by role."""
    parts = (part.partition(":") for part in told.split(";") if part.strip())
    return {who.strip(): set(what.split()) for who, _, what in parts}
