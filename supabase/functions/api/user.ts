/** The person: what they told us of themselves, and their plan. */

import { createRoute, type Door, success, z } from "../_shared/door.ts";
import { succeed } from "../_shared/respond.ts";
import { line, Time } from "./fields.ts";

const Profile = z.object({
  user_id: z.string(),
  email: z.string(),
  full_name: z.string().nullable(),
  company_name: z.string().nullable(),
  industry: z.string().nullable(),
  plan_type: z.string(),
  created_at: Time,
  subscription_status: z.string(),
  tests_this_month_count: z.int(),
  concurrent_test_slots: z.int(),
  phone_number: z.string().nullable(),
  country: z.string().nullable(),
}).openapi("Profile");

const Personal = z.strictObject({
  full_name: line(200).nullable(),
  company_name: line(200).nullable(),
  industry: line(100).nullable(),
  phone_number: line(40).nullable(),
  country: line(100).nullable(),
}).partial();

const ProfileChange = Personal
  .refine((change) => Object.keys(change).length > 0, "It names nothing to change.")
  .openapi("ProfileChange", {
    example: { full_name: "John Smith", company_name: "New Company Inc", industry: "Finance" },
  });

const Changed = z.object({ user_id: z.string(), ...Personal.shape }).openapi("ChangedProfile");

const Plan = z.object({
  plan_type: z.string(),
  subscription_status: z.string(),
  current_billing_period_ends_at: Time.nullable(),
  tests_this_month_count: z.int(),
  testsThisMonthRemaining: z.int(),
  concurrent_test_slots: z.int(),
  paddle_customer_id: z.string().nullable(),
  max_test_duration_minutes: z.int(),
  available_durations: z.array(z.int()).openapi({ description: "Minutes that a form offers." }),
  features: z.array(z.string()),
}).openapi("Plan");

const shared = { tags: ["Profile"] as string[], limit: "api" } as const;

const readProfile = createRoute({
  ...shared,
  method: "get",
  path: "/user/profile",
  summary: "Read your profile",
  access: "person or key",
  responses: { 200: success(Profile, "Your profile.") },
});

const changeProfile = createRoute({
  ...shared,
  method: "put",
  path: "/user/profile",
  summary: "Change your profile",
  description: "Fields that are left out stay as they are; null or an empty text clears one.",
  access: "person",
  request: { body: { required: true, content: { "application/json": { schema: ProfileChange } } } },
  responses: { 200: success(Changed, "The fields that were sent, as they are now.", { message: z.string() }) },
});

const readPlan = createRoute({
  ...shared,
  method: "get",
  path: "/user/plan",
  summary: "Read your plan",
  access: "person or key",
  responses: { 200: success(Plan, "Your plan, its limits, and what is left of the month.") },
});

export function addUser(door: Door): void {
  door.openapi(readProfile, async (context) => {
    const [row] = await context.get("database").asCaller((sql) => sql`select public.my_profile() as profile`);
    return succeed(context, Profile.parse(row.profile));
  });

  door.openapi(changeProfile, async (context) => {
    const change = context.req.valid("json");
    const { userId } = context.get("caller");
    const [row] = await context.get("database").asCaller((sql) =>
      sql`
        update public.profiles
        set ${sql(change)}
        where user_id = ${userId}
        returning ${sql(["user_id", ...Object.keys(change)])}`
    );
    return succeed(context, Changed.parse(row), { message: "Profile updated successfully" });
  });

  door.openapi(readPlan, async (context) => {
    const [row] = await context.get("database").asCaller((sql) => sql`select public.my_plan() as plan`);
    return succeed(context, Plan.parse(row.plan));
  });
}
