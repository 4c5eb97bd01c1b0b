// Generated from the migrations by `make generate`; change those, not this.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  "public": {
    Tables: {
      "api_key_details": {
        Row: {
          "key_id": string;
          "last_used_at": string | null;
          "requests_per_minute": number | null;
          "shown_hash": string;
          "signs_since": string | null;
        };
        ComputedFields: never;
        Insert: {
          "key_id": string;
          "last_used_at"?: string | null;
          "requests_per_minute"?: number | null;
          "shown_hash": string;
          "signs_since"?: string | null;
        };
        Update: {
          "key_id"?: string;
          "last_used_at"?: string | null;
          "requests_per_minute"?: number | null;
          "shown_hash"?: string;
          "signs_since"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "api_key_details_key_id_fkey";
            columns: ["key_id"];
            isOneToOne: true;
            referencedRelation: "api_keys";
            referencedColumns: ["id"];
          },
        ];
      };
      "api_keys": {
        Row: {
          "api_key_hash": string;
          "created_at": string;
          "expires_at": string | null;
          "id": string;
          "is_active": boolean;
          "name": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "api_key_hash": string;
          "created_at"?: string;
          "expires_at"?: string | null;
          "id"?: string;
          "is_active"?: boolean;
          "name": string;
          "user_id": string;
        };
        Update: {
          "api_key_hash"?: string;
          "created_at"?: string;
          "expires_at"?: string | null;
          "id"?: string;
          "is_active"?: boolean;
          "name"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "api_keys_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["user_id"];
          },
        ];
      };
      "bug_details": {
        Row: {
          "attempts": number;
          "bug_id": string;
          "category": string;
          "cause": string;
          "fingerprint": string;
          "fix": string;
          "ordinal": number;
          "page": string;
          "pages": (string)[];
          "recording": string | null;
          "report_bug_id": string;
          "reproduced": number;
          "rule": string;
          "screenshots": (string)[];
          "tags": (string)[];
          "test_id": string;
          "video_offset_ms": number | null;
        };
        ComputedFields: never;
        Insert: {
          "attempts": number;
          "bug_id": string;
          "category": string;
          "cause": string;
          "fingerprint": string;
          "fix": string;
          "ordinal": number;
          "page": string;
          "pages": (string)[];
          "recording"?: string | null;
          "report_bug_id"?: never;
          "reproduced": number;
          "rule": string;
          "screenshots": (string)[];
          "tags": (string)[];
          "test_id": string;
          "video_offset_ms"?: number | null;
        };
        Update: {
          "attempts"?: number;
          "bug_id"?: string;
          "category"?: string;
          "cause"?: string;
          "fingerprint"?: string;
          "fix"?: string;
          "ordinal"?: number;
          "page"?: string;
          "pages"?: (string)[];
          "recording"?: string | null;
          "report_bug_id"?: never;
          "reproduced"?: number;
          "rule"?: string;
          "screenshots"?: (string)[];
          "tags"?: (string)[];
          "test_id"?: string;
          "video_offset_ms"?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: "bug_details_bug_id_fkey";
            columns: ["bug_id"];
            isOneToOne: true;
            referencedRelation: "bug_reports";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "bug_details_test_id_fkey";
            columns: ["test_id"];
            isOneToOne: false;
            referencedRelation: "tests";
            referencedColumns: ["id"];
          },
        ];
      };
      "bug_reports": {
        Row: {
          "created_at": string | null;
          "description": string;
          "id": string;
          "reproduction_steps": string;
          "screenshot_url": string | null;
          "severity": string;
          "test_id": string;
          "title": string;
          "video_url": string | null;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string | null;
          "description": string;
          "id"?: string;
          "reproduction_steps": string;
          "screenshot_url"?: string | null;
          "severity": string;
          "test_id": string;
          "title": string;
          "video_url"?: string | null;
        };
        Update: {
          "created_at"?: string | null;
          "description"?: string;
          "id"?: string;
          "reproduction_steps"?: string;
          "screenshot_url"?: string | null;
          "severity"?: string;
          "test_id"?: string;
          "title"?: string;
          "video_url"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "bug_reports_test_id_fkey";
            columns: ["test_id"];
            isOneToOne: false;
            referencedRelation: "tests";
            referencedColumns: ["id"];
          },
        ];
      };
      "bug_standings": {
        Row: {
          "bug_id": string;
          "confidence": string;
          "first_seen_at": string;
          "fixed_at": string | null;
          "reach": (string)[];
          "standing": string;
          "test_id": string;
        };
        ComputedFields: never;
        Insert: {
          "bug_id": string;
          "confidence": string;
          "first_seen_at": string;
          "fixed_at"?: string | null;
          "reach": (string)[];
          "standing": string;
          "test_id": string;
        };
        Update: {
          "bug_id"?: string;
          "confidence"?: string;
          "first_seen_at"?: string;
          "fixed_at"?: string | null;
          "reach"?: (string)[];
          "standing"?: string;
          "test_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "bug_standings_bug_id_fkey";
            columns: ["bug_id"];
            isOneToOne: true;
            referencedRelation: "bug_reports";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "bug_standings_test_id_fkey";
            columns: ["test_id"];
            isOneToOne: false;
            referencedRelation: "tests";
            referencedColumns: ["id"];
          },
        ];
      };
      "known_bugs": {
        Row: {
          "category": string;
          "fingerprint": string;
          "first_seen_at": string;
          "first_test_id": string;
          "fixed_at": string | null;
          "fixed_test_id": string | null;
          "last_seen_at": string;
          "last_test_id": string;
          "page": string;
          "project": string;
          "rule": string;
          "severity": string;
          "tests": number;
          "title": string;
          "trial": Json | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "category": string;
          "fingerprint": string;
          "first_seen_at": string;
          "first_test_id": string;
          "fixed_at"?: string | null;
          "fixed_test_id"?: string | null;
          "last_seen_at": string;
          "last_test_id": string;
          "page": string;
          "project": string;
          "rule": string;
          "severity": string;
          "tests"?: number;
          "title": string;
          "trial"?: Json | null;
          "user_id": string;
        };
        Update: {
          "category"?: string;
          "fingerprint"?: string;
          "first_seen_at"?: string;
          "first_test_id"?: string;
          "fixed_at"?: string | null;
          "fixed_test_id"?: string | null;
          "last_seen_at"?: string;
          "last_test_id"?: string;
          "page"?: string;
          "project"?: string;
          "rule"?: string;
          "severity"?: string;
          "tests"?: number;
          "title"?: string;
          "trial"?: Json | null;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "known_bugs_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["user_id"];
          },
        ];
      };
      "plans": {
        Row: {
          "app_slots": number;
          "available_durations": (number)[];
          "concurrent_test_slots": number;
          "display_name": string;
          "features": (string)[];
          "max_test_duration_minutes": number;
          "max_upload_bytes": number;
          "monthly_tests": number;
          "paddle_price_ids": (string)[];
          "plan_type": string;
          "priority": number;
          "requests_per_minute": number;
          "shared_slots": number;
          "web_slots": number;
        };
        ComputedFields: never;
        Insert: {
          "app_slots": number;
          "available_durations": (number)[];
          "concurrent_test_slots"?: never;
          "display_name": string;
          "features": (string)[];
          "max_test_duration_minutes": number;
          "max_upload_bytes": number;
          "monthly_tests": number;
          "paddle_price_ids"?: (string)[];
          "plan_type": string;
          "priority": number;
          "requests_per_minute": number;
          "shared_slots": number;
          "web_slots": number;
        };
        Update: {
          "app_slots"?: number;
          "available_durations"?: (number)[];
          "concurrent_test_slots"?: never;
          "display_name"?: string;
          "features"?: (string)[];
          "max_test_duration_minutes"?: number;
          "max_upload_bytes"?: number;
          "monthly_tests"?: number;
          "paddle_price_ids"?: (string)[];
          "plan_type"?: string;
          "priority"?: number;
          "requests_per_minute"?: number;
          "shared_slots"?: number;
          "web_slots"?: number;
        };
        Relationships: [];
      };
      "processed_webhooks": {
        Row: {
          "event_type": string;
          "id": string;
          "processed_at": string;
          "status": string;
        };
        ComputedFields: never;
        Insert: {
          "event_type": string;
          "id": string;
          "processed_at"?: string;
          "status"?: string;
        };
        Update: {
          "event_type"?: string;
          "id"?: string;
          "processed_at"?: string;
          "status"?: string;
        };
        Relationships: [];
      };
      "profiles": {
        Row: {
          "api_key": string | null;
          "company_name": string | null;
          "concurrent_test_slots": number;
          "country": string | null;
          "created_at": string | null;
          "current_billing_period_ends_at": string | null;
          "email": string;
          "full_name": string | null;
          "industry": string | null;
          "last_monthly_reset_date": string | null;
          "max_test_duration_minutes": number;
          "paddle_customer_id": string | null;
          "paddle_subscription_id": string | null;
          "phone_number": string | null;
          "plan_price_amount": number | null;
          "plan_price_currency": string | null;
          "plan_type": string | null;
          "subscription_status": string;
          "tests_this_month_count": number;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "api_key"?: string | null;
          "company_name"?: string | null;
          "concurrent_test_slots"?: number;
          "country"?: string | null;
          "created_at"?: string | null;
          "current_billing_period_ends_at"?: string | null;
          "email": string;
          "full_name"?: string | null;
          "industry"?: string | null;
          "last_monthly_reset_date"?: string | null;
          "max_test_duration_minutes"?: number;
          "paddle_customer_id"?: string | null;
          "paddle_subscription_id"?: string | null;
          "phone_number"?: string | null;
          "plan_price_amount"?: number | null;
          "plan_price_currency"?: string | null;
          "plan_type"?: string | null;
          "subscription_status"?: string;
          "tests_this_month_count"?: number;
          "user_id": string;
        };
        Update: {
          "api_key"?: string | null;
          "company_name"?: string | null;
          "concurrent_test_slots"?: number;
          "country"?: string | null;
          "created_at"?: string | null;
          "current_billing_period_ends_at"?: string | null;
          "email"?: string;
          "full_name"?: string | null;
          "industry"?: string | null;
          "last_monthly_reset_date"?: string | null;
          "max_test_duration_minutes"?: number;
          "paddle_customer_id"?: string | null;
          "paddle_subscription_id"?: string | null;
          "phone_number"?: string | null;
          "plan_price_amount"?: number | null;
          "plan_price_currency"?: string | null;
          "plan_type"?: string | null;
          "subscription_status"?: string;
          "tests_this_month_count"?: number;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "target_credentials": {
        Row: {
          "created_at": string;
          "host": string;
          "id": string;
          "key_id": string;
          "label": string;
          "rotated_at": string | null;
          "sealed": string;
          "used_at": string | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "host": string;
          "id": string;
          "key_id"?: never;
          "label": string;
          "rotated_at"?: string | null;
          "sealed": string;
          "used_at"?: string | null;
          "user_id": string;
        };
        Update: {
          "created_at"?: string;
          "host"?: string;
          "id"?: string;
          "key_id"?: never;
          "label"?: string;
          "rotated_at"?: string | null;
          "sealed"?: string;
          "used_at"?: string | null;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "target_credentials_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["user_id"];
          },
        ];
      };
      "target_ownership": {
        Row: {
          "challenge": string;
          "check_at": string | null;
          "checked_at": string | null;
          "created_at": string;
          "expires_at": string | null;
          "host": string;
          "id": string;
          "method": string | null;
          "outcome": string;
          "state": string;
          "user_id": string;
          "verified_at": string | null;
        };
        ComputedFields: never;
        Insert: {
          "challenge": string;
          "check_at"?: string | null;
          "checked_at"?: string | null;
          "created_at"?: string;
          "expires_at"?: string | null;
          "host": string;
          "id"?: string;
          "method"?: string | null;
          "outcome"?: string;
          "state"?: string;
          "user_id": string;
          "verified_at"?: string | null;
        };
        Update: {
          "challenge"?: string;
          "check_at"?: string | null;
          "checked_at"?: string | null;
          "created_at"?: string;
          "expires_at"?: string | null;
          "host"?: string;
          "id"?: string;
          "method"?: string | null;
          "outcome"?: string;
          "state"?: string;
          "user_id"?: string;
          "verified_at"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "target_ownership_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["user_id"];
          },
        ];
      };
      "test_comparisons": {
        Row: {
          "created_at": string;
          "earlier_test_id": string | null;
          "earlier_tested_at": string | null;
          "fixed": NonNullable<Json>;
          "fixed_bugs": number;
          "known_bugs": number;
          "missed": NonNullable<Json>;
          "new_bugs": number;
          "not_seen_again": number;
          "project": string;
          "regressed_bugs": number;
          "test_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "earlier_test_id"?: string | null;
          "earlier_tested_at"?: string | null;
          "fixed": NonNullable<Json>;
          "fixed_bugs": number;
          "known_bugs": number;
          "missed": NonNullable<Json>;
          "new_bugs": number;
          "not_seen_again": number;
          "project": string;
          "regressed_bugs": number;
          "test_id": string;
        };
        Update: {
          "created_at"?: string;
          "earlier_test_id"?: string | null;
          "earlier_tested_at"?: string | null;
          "fixed"?: NonNullable<Json>;
          "fixed_bugs"?: number;
          "known_bugs"?: number;
          "missed"?: NonNullable<Json>;
          "new_bugs"?: number;
          "not_seen_again"?: number;
          "project"?: string;
          "regressed_bugs"?: number;
          "test_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "test_comparisons_test_id_fkey";
            columns: ["test_id"];
            isOneToOne: true;
            referencedRelation: "tests";
            referencedColumns: ["id"];
          },
        ];
      };
      "test_events": {
        Row: {
          "created_at": string;
          "event": string;
          "payload": NonNullable<Json>;
          "sequence": number;
          "test_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "event": string;
          "payload": NonNullable<Json>;
          "sequence": number;
          "test_id": string;
        };
        Update: {
          "created_at"?: string;
          "event"?: string;
          "payload"?: NonNullable<Json>;
          "sequence"?: number;
          "test_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "test_events_test_id_fkey";
            columns: ["test_id"];
            isOneToOne: false;
            referencedRelation: "tests";
            referencedColumns: ["id"];
          },
        ];
      };
      "test_reports": {
        Row: {
          "coverage": NonNullable<Json>;
          "created_at": string;
          "environment": NonNullable<Json>;
          "files_deleted_at": string | null;
          "object_key": string;
          "performance_metrics": NonNullable<Json>;
          "security_findings": NonNullable<Json>;
          "summary": NonNullable<Json>;
          "test_id": string;
        };
        ComputedFields: never;
        Insert: {
          "coverage": NonNullable<Json>;
          "created_at"?: string;
          "environment": NonNullable<Json>;
          "files_deleted_at"?: string | null;
          "object_key": string;
          "performance_metrics": NonNullable<Json>;
          "security_findings": NonNullable<Json>;
          "summary": NonNullable<Json>;
          "test_id": string;
        };
        Update: {
          "coverage"?: NonNullable<Json>;
          "created_at"?: string;
          "environment"?: NonNullable<Json>;
          "files_deleted_at"?: string | null;
          "object_key"?: string;
          "performance_metrics"?: NonNullable<Json>;
          "security_findings"?: NonNullable<Json>;
          "summary"?: NonNullable<Json>;
          "test_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "test_reports_test_id_fkey";
            columns: ["test_id"];
            isOneToOne: true;
            referencedRelation: "tests";
            referencedColumns: ["id"];
          },
        ];
      };
      "tested_projects": {
        Row: {
          "last_test_id": string;
          "last_tested_at": string;
          "project": string;
          "tests": number;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "last_test_id": string;
          "last_tested_at": string;
          "project": string;
          "tests"?: number;
          "user_id": string;
        };
        Update: {
          "last_test_id"?: string;
          "last_tested_at"?: string;
          "project"?: string;
          "tests"?: number;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "tested_projects_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["user_id"];
          },
        ];
      };
      "tests": {
        Row: {
          "bug_count": number;
          "completed_at": string | null;
          "estimated_completion_time": string | null;
          "id": string;
          "plan_type_at_submission": string;
          "progress": number;
          "report_download_url": string | null;
          "requested_duration_minutes": number;
          "started_at": string | null;
          "status": string | null;
          "submitted_at": string | null;
          "test_file_path": string | null;
          "test_name": string;
          "test_source_url": string | null;
          "test_type": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "bug_count"?: number;
          "completed_at"?: string | null;
          "estimated_completion_time"?: string | null;
          "id"?: string;
          "plan_type_at_submission"?: string;
          "progress"?: number;
          "report_download_url"?: string | null;
          "requested_duration_minutes"?: number;
          "started_at"?: string | null;
          "status"?: string | null;
          "submitted_at"?: string | null;
          "test_file_path"?: string | null;
          "test_name": string;
          "test_source_url"?: string | null;
          "test_type": string;
          "user_id": string;
        };
        Update: {
          "bug_count"?: number;
          "completed_at"?: string | null;
          "estimated_completion_time"?: string | null;
          "id"?: string;
          "plan_type_at_submission"?: string;
          "progress"?: number;
          "report_download_url"?: string | null;
          "requested_duration_minutes"?: number;
          "started_at"?: string | null;
          "status"?: string | null;
          "submitted_at"?: string | null;
          "test_file_path"?: string | null;
          "test_name"?: string;
          "test_source_url"?: string | null;
          "test_type"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "tests_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["user_id"];
          },
        ];
      };
      "unconfirmed_findings": {
        Row: {
          "created_at": string;
          "finding": NonNullable<Json>;
          "fingerprint": string;
          "test_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "finding": NonNullable<Json>;
          "fingerprint": string;
          "test_id": string;
        };
        Update: {
          "created_at"?: string;
          "finding"?: NonNullable<Json>;
          "fingerprint"?: string;
          "test_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "unconfirmed_findings_test_id_fkey";
            columns: ["test_id"];
            isOneToOne: false;
            referencedRelation: "tests";
            referencedColumns: ["id"];
          },
        ];
      };
      "uploads": {
        Row: {
          "announced_at": string;
          "announced_bytes": number;
          "arrived_at": string | null;
          "available_at": string;
          "code": string | null;
          "details": NonNullable<Json>;
          "failures": number;
          "file_name": string;
          "found_bytes": number | null;
          "found_kind": string | null;
          "inspected_at": string | null;
          "inspected_by": string | null;
          "inspection": number;
          "lease_expires_at": string | null;
          "object_key": string;
          "part_bytes": number | null;
          "reason": string | null;
          "sha256": string | null;
          "state": string;
          "storage_upload_id": string | null;
          "test_id": string;
        };
        ComputedFields: never;
        Insert: {
          "announced_at"?: string;
          "announced_bytes": number;
          "arrived_at"?: string | null;
          "available_at"?: string;
          "code"?: string | null;
          "details"?: NonNullable<Json>;
          "failures"?: number;
          "file_name": string;
          "found_bytes"?: number | null;
          "found_kind"?: string | null;
          "inspected_at"?: string | null;
          "inspected_by"?: string | null;
          "inspection"?: number;
          "lease_expires_at"?: string | null;
          "object_key": string;
          "part_bytes"?: number | null;
          "reason"?: string | null;
          "sha256"?: string | null;
          "state"?: string;
          "storage_upload_id"?: string | null;
          "test_id": string;
        };
        Update: {
          "announced_at"?: string;
          "announced_bytes"?: number;
          "arrived_at"?: string | null;
          "available_at"?: string;
          "code"?: string | null;
          "details"?: NonNullable<Json>;
          "failures"?: number;
          "file_name"?: string;
          "found_bytes"?: number | null;
          "found_kind"?: string | null;
          "inspected_at"?: string | null;
          "inspected_by"?: string | null;
          "inspection"?: number;
          "lease_expires_at"?: string | null;
          "object_key"?: string;
          "part_bytes"?: number | null;
          "reason"?: string | null;
          "sha256"?: string | null;
          "state"?: string;
          "storage_upload_id"?: string | null;
          "test_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "uploads_test_id_fkey";
            columns: ["test_id"];
            isOneToOne: true;
            referencedRelation: "tests";
            referencedColumns: ["id"];
          },
        ];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      "announce_upload": { Args: { "p_file_name": string; "p_file_size": number; "p_test_id": string }; Returns: Json };
      "cancel_test": { Args: { "p_test_id": string }; Returns: Json };
      "claim_target": {
        Args: { "p_host": string };
        Returns: {
          "challenge": string;
          "check_at": string | null;
          "checked_at": string | null;
          "created_at": string;
          "expires_at": string | null;
          "host": string;
          "id": string;
          "method": string | null;
          "outcome": string;
          "state": string;
          "user_id": string;
          "verified_at": string | null;
        };
        SetofOptions: {
          from: "*";
          to: "target_ownership";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      "dashboard_summary": { Args: Record<PropertyKey, never>; Returns: Json };
      "forget_target": { Args: { "p_target_id": string }; Returns: undefined };
      "generate_api_key": { Args: { "p_expires_at"?: string }; Returns: Json };
      "live_tests": { Args: Record<PropertyKey, never>; Returns: Json };
      "my_plan": { Args: Record<PropertyKey, never>; Returns: Json };
      "my_profile": { Args: Record<PropertyKey, never>; Returns: Json };
      "reset_monthly_tests": { Args: Record<PropertyKey, never>; Returns: undefined };
      "submit_test": {
        Args: {
          "p_credential_id"?: string;
          "p_requested_duration_minutes"?: number;
          "p_test_name": string;
          "p_test_source_url"?: string;
          "p_test_type": string;
          "p_user_id"?: string;
        };
        Returns: Json;
      };
      "test_history": {
        Args: {
          "p_cursor"?: string;
          "p_end_date"?: string;
          "p_filter_by_status"?: string;
          "p_filter_by_type"?: string;
          "p_limit"?: number;
          "p_offset"?: number;
          "p_search"?: string;
          "p_sort_by"?: string;
          "p_start_date"?: string;
        };
        Returns: Json;
      };
      "test_status": { Args: { "p_test_id": string }; Returns: Json };
      "verify_target": {
        Args: { "p_target_id": string };
        Returns: {
          "challenge": string;
          "check_at": string | null;
          "checked_at": string | null;
          "created_at": string;
          "expires_at": string | null;
          "host": string;
          "id": string;
          "method": string | null;
          "outcome": string;
          "state": string;
          "user_id": string;
          "verified_at": string | null;
        };
        SetofOptions: {
          from: "*";
          to: "target_ownership";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof (
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
    )
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals } ? (
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
  )[TableName] extends {
    Row: infer R;
  } ? R
  : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R;
    } ? R
    : never
  : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
    Insert: infer I;
  } ? I
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I;
    } ? I
    : never
  : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
    Update: infer U;
  } ? U
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U;
    } ? U
    : never
  : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never;

export const Constants = {
  "public": {
    Enums: {},
  },
} as const;
