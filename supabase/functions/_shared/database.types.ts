// Generated from the migrations by `make generate`; change those, not this.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  "public": {
    Tables: {
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
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      "cancel_test": { Args: { "p_test_id": string }; Returns: Json };
      "generate_api_key": { Args: Record<PropertyKey, never>; Returns: Json };
      "reset_monthly_tests": { Args: Record<PropertyKey, never>; Returns: undefined };
      "submit_test": {
        Args: {
          "p_requested_duration_minutes"?: number;
          "p_test_name": string;
          "p_test_source_url"?: string;
          "p_test_type": string;
          "p_user_id"?: string;
        };
        Returns: Json;
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
