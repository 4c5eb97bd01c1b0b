/**
 * An example of each endpoint's request and of its answer when it goes well. The tests send every request and hold the
 * answers against the document, and hold these against it too.
 */

export interface Example {
  request?: unknown;
  response?: unknown;
}

const TEST_ID = "550e8400-e29b-41d4-a716-446655440000";
const REPORTS = `https://storage.r2.cloudflarestorage.com/test-reports/${TEST_ID}`;

const SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const TIME = "2025-07-01T12:00:00Z";
const ETAG = '"5d41402abc4b2a76b9719d911017c592"';
const PARTS = `https://storage.r2.cloudflarestorage.com/deffatest-storage/test-uploads/${TEST_ID}/shop.zip`;

const INSTRUCTIONS = {
  upload_id: "ibZBv_75gd9r8lH_gqXatLdxMVpAlj6ZQjEs",
  part_size: 8388608,
  parts: [{ number: 1, url: `${PARTS}?partNumber=1&X-Amz-Signature=...`, size: 1024 }],
  expires: "2025-07-01T13:00:00Z",
  arrived: [],
};
const UPLOAD = {
  test_id: TEST_ID,
  file_name: "shop.zip",
  file_size: 1024,
  state: "awaited",
  code: null,
  reason: null,
  found: null,
  upload: INSTRUCTIONS,
};
const TARGET = {
  id: TEST_ID,
  host: "shop.example.com",
  state: "pending",
  method: null,
  outcome: "Waiting to be checked.",
  challenge: {
    dns: { type: "TXT", name: "_deffatest.shop.example.com", value: `deffatest=${SHA256.slice(0, 32)}` },
    file: { url: "https://shop.example.com/.well-known/deffatest.txt", content: SHA256.slice(0, 32) },
  },
  created_at: TIME,
  checked_at: null,
  verified_at: null,
  expires_at: null,
};
const CREDENTIAL = {
  id: TEST_ID,
  host: "shop.example.com",
  label: "A customer",
  created_at: TIME,
  rotated_at: null,
  used_at: null,
};
const ACCOUNT = { username: "ann@example.com", password: "correct horse battery", fields: { tenant: "acme" } };

export const EXAMPLES: Record<string, Example> = {
  "POST /auth/register": {
    request: { email: "user@example.com", password: "securepassword", full_name: "John Doe" },
    response: {
      success: true,
      data: { user_id: TEST_ID, email: "user@example.com" },
      message: "Registration successful",
    },
  },
  "POST /auth/login": {
    request: { email: "user@example.com", password: "securepassword" },
    response: {
      success: true,
      data: {
        access_token: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
        refresh_token: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
        expires_at: 1625097600,
        user: { id: TEST_ID, email: "user@example.com", full_name: "John Doe" },
      },
    },
  },
  "POST /auth/refresh": {
    request: { refresh_token: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..." },
    response: {
      success: true,
      data: {
        access_token: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
        refresh_token: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
        expires_at: 1625097600,
        user: { id: TEST_ID, email: "user@example.com", full_name: "John Doe" },
      },
    },
  },
  "POST /auth/reset-password": {
    request: { email: "user@example.com" },
    response: { success: true, message: "Password reset email sent" },
  },
  "POST /auth/update-password": {
    request: { password: "newSecurePassword" },
    response: { success: true, message: "Password updated successfully" },
  },
  "POST /auth/logout": { response: { success: true, message: "Logged out successfully" } },
  "GET /api/user/profile": {
    response: {
      success: true,
      data: {
        user_id: TEST_ID,
        email: "user@example.com",
        full_name: "John Doe",
        company_name: "Acme Inc",
        industry: "Software Development",
        plan_type: "pro",
        created_at: "2025-01-01T00:00:00Z",
        subscription_status: "ACTIVE",
        tests_this_month_count: 5,
        concurrent_test_slots: 4,
        phone_number: "+1234567890",
        country: "United States",
      },
    },
  },
  "PUT /api/user/profile": {
    request: { full_name: "John Smith", company_name: "New Company Inc", industry: "Finance" },
    response: {
      success: true,
      data: { user_id: TEST_ID, full_name: "John Smith", company_name: "New Company Inc", industry: "Finance" },
      message: "Profile updated successfully",
    },
  },
  "GET /api/user/plan": {
    response: {
      success: true,
      data: {
        plan_type: "pro",
        subscription_status: "ACTIVE",
        current_billing_period_ends_at: "2025-07-01T00:00:00Z",
        tests_this_month_count: 5,
        testsThisMonthRemaining: 20,
        concurrent_test_slots: 4,
        paddle_customer_id: "customer_12345",
        max_test_duration_minutes: 120,
        available_durations: [5, 10, 20, 30, 45, 70, 90, 110, 120],
        features: ["Priority Queue", "Concurrent Tests", "Detailed Reports"],
      },
    },
  },
  "GET /api/user/paddle-portal-link": {
    response: { success: true, data: { url: "https://customers.paddle.com/customer/portal/12345" } },
  },
  "POST /api/tests/submit": {
    request: {
      test_name: "E-commerce Website Test",
      test_type: "web_url",
      test_source_url: "https://example.com",
      requested_duration_minutes: 5,
      plan_type_at_submission: "pro",
    },
    response: {
      success: true,
      data: {
        test_id: TEST_ID,
        status: "queued",
        estimated_start_time: "2025-07-01T12:30:45Z",
        queue_position: 2,
      },
    },
  },
  "GET /api/tests/history": {
    response: {
      success: true,
      data: [{
        id: TEST_ID,
        user_id: TEST_ID,
        test_name: "E-commerce Website Test",
        test_type: "web_url",
        test_source_url: "https://example.com",
        requested_duration_minutes: 15,
        status: "completed",
        progress: 100,
        submitted_at: "2025-07-01T12:00:00Z",
        completed_at: "2025-07-01T12:15:00Z",
        bug_count: 15,
        report_download_url: `https://storage.example.com/reports/${TEST_ID}.zip`,
      }],
      pagination: { page: 1, limit: 10, total: 45, hasMore: true, nextCursor: "eyJhIjoiMjAyNS0wNy0wMSJ9" },
    },
  },
  "GET /api/tests/live": {
    response: {
      success: true,
      data: [{
        id: TEST_ID,
        test_name: "Mobile App Test",
        test_type: "android_apk",
        status: "running",
        submitted_at: "2025-07-01T12:00:00Z",
        estimated_completion_time: "2025-07-01T12:30:00Z",
        progress: 65,
      }],
    },
  },
  "GET /api/tests/{testId}/status": {
    response: {
      success: true,
      data: {
        test_id: TEST_ID,
        status: "running",
        progress: 65,
        estimated_completion_time: "2025-07-01T12:30:00Z",
        queue_position: null,
        estimated_start_time: null,
      },
    },
  },
  "GET /api/tests/{testId}/report": {
    response: {
      success: true,
      data: {
        test_id: TEST_ID,
        test_name: "E-commerce Website Test",
        status: "completed",
        test_type: "web_url",
        submitted_at: "2025-07-01T12:00:00Z",
        requested_duration_minutes: 15,
        environment_info: { browser: "Chrome 120.0.6099.129", os: "Windows 11", device: "Desktop (1920x1080)" },
        total_bugs_found: { critical: 2, major: 5, minor: 8 },
        report_download_url: `${REPORTS}/full_report.zip`,
        bugs: [{
          bug_id: "bug-1",
          title: "Checkout button unresponsive on mobile viewport",
          severity: "Critical",
          reproduction_steps: [
            "Navigate to the checkout page at /checkout",
            "Resize browser window to mobile viewport (375px width)",
            "Add at least one item to the shopping cart",
            "Proceed to the payment section",
            "Attempt to click the 'Complete Purchase' button",
            "Observe that the button does not respond to clicks or touch events",
          ],
          screenshots: [`${REPORTS}/bugs/bug-1/screenshot-1.png`, `${REPORTS}/bugs/bug-1/screenshot-2.png`],
          bug_video_link: `${REPORTS}/bugs/bug-1/recording.mp4`,
          additional_context: "CSS z-index issue causing an invisible overlay element to block button interaction.",
        }],
        performance_metrics: {
          page_load_time_ms: 1823,
          avg_fps: 58,
          max_memory_mb: 186,
          cpu_usage_percent: 42,
          network_latency_ms: 78,
        },
        security_findings: [{
          type: "XSS Vulnerability",
          description: "Input field vulnerable to cross-site scripting attacks on the login page.",
          affected_area: "Login Form - Username Field",
        }],
      },
    },
  },
  "GET /api/tests/{testId}/report/download": {
    response: { success: true, data: { report_download_url: `${REPORTS}/full_report.zip` } },
  },
  "DELETE /api/tests/{testId}": {
    response: {
      success: true,
      data: { test_id: TEST_ID, status: "cancelled" },
      message: "Test cancelled successfully",
    },
  },
  "GET /api/tests/summary": {
    response: {
      success: true,
      data: {
        totalTestsRun: 45,
        totalBugsFound: 237,
        testsThisMonth: { count: 5, limit: 25 },
        bugSeverityDistribution: { critical: 12, major: 48, minor: 177 },
        planInfo: { plan_type: "pro" },
        recentActivity: [],
      },
    },
  },
  "GET /api/tests/{testId}/upload": { response: { success: true, data: UPLOAD } },
  "POST /api/tests/{testId}/upload": {
    request: { file_name: "shop.zip", file_size: 1024 },
    response: { success: true, data: UPLOAD },
  },
  "DELETE /api/tests/{testId}/upload": {
    response: { success: true, data: { test_id: TEST_ID, status: "cancelled" } },
  },
  "POST /api/tests/{testId}/upload/complete": {
    request: { parts: [{ number: 1, etag: ETAG }] },
    response: { success: true, data: { ...UPLOAD, state: "arrived", upload: null } },
  },
  "GET /api/targets": { response: { success: true, data: [TARGET] } },
  "POST /api/targets": { request: { host: "shop.example.com" }, response: { success: true, data: TARGET } },
  "GET /api/targets/{targetId}": { response: { success: true, data: TARGET } },
  "DELETE /api/targets/{targetId}": { response: { success: true, data: { id: TEST_ID } } },
  "POST /api/targets/{targetId}/verify": { response: { success: true, data: TARGET } },
  "GET /api/credentials": { response: { success: true, data: [CREDENTIAL] } },
  "POST /api/credentials": {
    request: { host: "shop.example.com", label: "A customer", ...ACCOUNT },
    response: { success: true, data: CREDENTIAL },
  },
  "PUT /api/credentials/{credentialId}": {
    request: { ...ACCOUNT, password: "correct horse battery staple" },
    response: { success: true, data: { ...CREDENTIAL, rotated_at: TIME } },
  },
  "DELETE /api/credentials/{credentialId}": { response: { success: true, data: { id: TEST_ID } } },
  "POST /api/v1/api-keys/signing/{keyId}": {
    response: { success: true, data: { id: TEST_ID, signing_secret: "ss-deffatest-a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6" } },
  },
  "DELETE /api/v1/api-keys/signing/{keyId}": { response: { success: true, data: { id: TEST_ID } } },
  "GET /api/v1/api-keys": {
    response: {
      success: true,
      data: [{
        id: TEST_ID,
        name: "df_12345678",
        api_key_hash: "sha256:hash_value_here",
        is_active: true,
        created_at: "2025-06-01T10:00:00Z",
        expires_at: "2026-06-01T10:00:00Z",
        last_used_at: "2025-07-01T12:00:00Z",
        signs_since: null,
      }],
    },
  },
  "POST /api/v1/api-keys/generate": {
    response: {
      success: true,
      data: {
        id: TEST_ID,
        api_key: "sk-deffatest-a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6",
        name: "df_a1b2c3d4",
        is_active: true,
        created_at: "2025-07-01T12:00:00Z",
      },
    },
  },
  "PUT /api/v1/api-keys/status/{keyId}": {
    request: { is_active: false },
    response: {
      success: true,
      data: { id: TEST_ID, is_active: false },
      message: "API key status updated successfully",
    },
  },
  "DELETE /api/v1/api-keys/revoke/{keyId}": {
    response: { success: true, data: { id: TEST_ID }, message: "API key deleted successfully" },
  },
  "POST /api/payment/change-plan": {
    request: { plan_type: "chaos" },
    response: {
      success: true,
      data: {
        checkout_url: "https://shop.example.com/pay?_ptxn=txn_01h9rypm60zg5v2n3cavwedmyf",
        transaction_id: "txn_01h9rypm60zg5v2n3cavwedmyf",
        effective_at: null,
      },
      message: "Plan change initiated. You will be redirected to complete payment.",
    },
  },
  "POST /paddle/webhook": {
    request: {
      id: "web_wh_bG9yZW1pcHN1bQ",
      event_type: "transaction.completed",
      data: {
        id: "txn_1_bG9yZW1pcHN1bQ",
        status: "completed",
        customer: { id: "ctm_01h9rypm60zg5v2n3cavwedmyf", email: "user@example.com" },
        items: [{
          price: { id: "pri_01jys1q85m44rjw1w1csssaank", description: "DEFFATEST Chaos Plan Monthly" },
        }],
      },
    },
    response: { success: true, message: "Webhook processed successfully" },
  },
};
