"""Guards that a wrong or incomplete configuration is refused at the start, with words that say what to set."""

from pathlib import Path

import pytest

from deffatest.errors import SettingsError
from deffatest.settings import Settings, load_settings, run_environment


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DEFFATEST_{name.upper()}", raising=False)


def test_everything_has_a_default_and_a_meaning() -> None:
    load_settings()
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFFATEST_LANES", "web, app")
    monkeypatch.setenv("DEFFATEST_ALLOWED_PRIVATE_TARGETS", "127.0.0.1:8080,10.0.0.0/8")
    settings = load_settings()
    assert settings.lanes == ["web", "app"]
    assert settings.allowed_private_targets == ["127.0.0.1:8080", "10.0.0.0/8"]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LANES", "web,sea", "web, app or both, separated by a comma, not sea"),
        ("LEASE_SECONDS", "soon", "valid integer"),
        ("LEASE_SECONDS", "1", "greater than or equal to 3"),
        ("DATABASE_URL", "mysql://x", "starts with postgresql://"),
        ("SUPABASE_URL", "abc.supabase.co", "starts with https://"),
        ("S3_ENDPOINT", "localhost:9000", "starts with https://"),
        ("CHROMIUM", "/does/not/exist", "there is no file /does/not/exist"),
        ("LOG_FORMAT", "xml", "'human' or 'json'"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(f"DEFFATEST_{name}", value)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert f"DEFFATEST_{name}: " in str(refusal.value)
    assert says in str(refusal.value)


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(supabase_url="http://x.example").need("supabase_url", "database_url", "s3_access_key")
    assert "DEFFATEST_DATABASE_URL" in str(refusal.value)
    assert "DEFFATEST_S3_ACCESS_KEY" in str(refusal.value)
    assert "DEFFATEST_SUPABASE_URL" not in str(refusal.value)


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = load_settings(database_url="postgresql://u:hunter2@h/d", secret_key="sb_secret_x", s3_secret_key="s3s")
    assert not {"hunter2", "sb_secret_x", "s3s"} & set(str(settings).replace("'", " ").split())
    assert "hunter2" not in repr(settings)


def test_a_run_gets_no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = load_settings()
    for name in (
        "DEFFATEST_DATABASE_URL",
        "DEFFATEST_S3_SECRET_KEY",
        "AWS_SECRET_ACCESS_KEY",
        "PGPASSWORD",
        "GH_TOKEN",
    ):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("DEFFATEST_CHROMIUM", str(tmp_path))
    given = run_environment(settings)
    assert "secret" not in given.values()
    assert given["DEFFATEST_CHROMIUM"] == str(tmp_path)
    assert "PATH" in given


def test_a_further_attempt_has_more_memory_for_heavy_pages() -> None:
    first, second = (
        run_environment(load_settings(driver_memory_mb=100), attempt)["NODE_OPTIONS"] for attempt in (1, 2)
    )
    assert "--max-old-space-size=100 " in first
    assert "--max-old-space-size=400 " in second
