/** What Auth says no with, in our words. */

import { ApiError } from "../_shared/errors.ts";
import { AuthRefused } from "./supabase-auth.ts";

const PAUSE_SECONDS = 60;

export const wrongCredentials = (): ApiError =>
  new ApiError(
    401,
    "invalid_credentials",
    "The e-mail address or the password is wrong.",
    "After five failures signing in is closed for 15 minutes. Forgot the password? Use POST /auth/reset-password.",
  );

/** The same while failures are followed by a wait, and while the account is locked: nobody learns from it which. */
export const tooManyFailures = (retryAfter: number): ApiError =>
  new ApiError(
    429,
    "too_many_failures",
    "There were too many failed attempts to sign in.",
    `Try again in ${retryAfter} s, as the header Retry-After says, or set a new password: POST /auth/reset-password.`,
    undefined,
    { headers: { "retry-after": String(retryAfter) } },
  );

/** Any other refusal of Auth; what is not expected is thrown as it came. */
export function translated(error: unknown): unknown {
  if (!(error instanceof AuthRefused)) return error;
  const { status, code, message, retryAfter } = error;
  const detail = message || undefined;
  const options = { cause: error, detail };
  if (status === 429) {
    const seconds = retryAfter ?? PAUSE_SECONDS;
    return new ApiError(429, "rate_limited", "Too many requests.", `Try again in ${seconds} s.`, undefined, {
      ...options,
      headers: { "retry-after": String(seconds) },
    });
  }
  switch (code) {
    case "email_not_confirmed":
      return new ApiError(
        403,
        "email_not_confirmed",
        "The e-mail address is not confirmed yet.",
        "Follow the link in the mail that we sent.",
        undefined,
        { cause: error },
      );
    case "weak_password":
      return new ApiError(
        422,
        "weak_password",
        "This password is too weak.",
        "Choose another one.",
        undefined,
        options,
      );
    case "same_password":
      return new ApiError(
        422,
        "same_password",
        "This is the old password.",
        "Choose another one.",
        undefined,
        { cause: error },
      );
    case "reauthentication_needed":
    case "reauthentication_not_valid":
      return reauthenticationNeeded(error);
    case "signup_disabled":
    case "email_provider_disabled":
      return new ApiError(
        403,
        "registration_closed",
        "Nobody can register at the moment.",
        undefined,
        undefined,
        { cause: error },
      );
    case "email_address_invalid":
    case "email_address_not_authorized":
    case "validation_failed":
      return new ApiError(
        422,
        "invalid_request",
        "The request was refused.",
        "Check its fields.",
        undefined,
        options,
      );
    case "bad_jwt":
    case "no_authorization":
    case "session_not_found":
    case "session_expired":
    case "user_not_found":
      return new ApiError(
        401,
        "session_ended",
        "This session has ended.",
        "Sign in again.",
        undefined,
        { cause: error },
      );
  }
  return new Error(`Auth answered ${status} ${code}: ${message}`, { cause: error });
}

export const reauthenticationNeeded = (cause?: unknown): ApiError =>
  new ApiError(
    403,
    "reauthentication_needed",
    "It is long ago that this session signed in.",
    "Send current_password too, or use the link of POST /auth/reset-password.",
    undefined,
    { cause },
  );
