/** Schemas of fields that several rooms take. */

import { z } from "../_shared/door.ts";

/** The id of a test in a path. */
export const TestId = z.object({
  testId: z.guid("It is not a UUID; use the test_id that submitting the test gave.").toLowerCase().openapi({
    example: "550e8400-e29b-41d4-a716-446655440000",
  }),
});

export const TEST_TYPES = ["web_url", "web_bundle", "android_apk"] as const;
export const TEST_STATUSES = ["queued", "running", "processing_results", "completed", "failed", "cancelled"] as const;

/** A time as all answers write it. */
export const Time = z.iso.datetime().openapi({ example: "2025-07-01T12:00:00Z" });

/** A time of the database as all answers write it. */
export const utcText = (time: string) => new Date(time).toISOString().replace(/\.\d+Z$/, "Z");

/** One line of text; characters are counted as the database counts them. */
export function line(longest: number) {
  return z.string().trim()
    .refine((text) => [...text].length <= longest, `It is longer than ${longest} characters.`)
    .refine((text) => !/\p{Cc}/u.test(text), "It has a line break or another control character in it.")
    .openapi({ maxLength: longest });
}

/** A whole number of a query; an empty one means `otherwise`. */
export function wholeNumber(lowest: number, highest: number, otherwise: number) {
  const wrong = `It is not a whole number from ${lowest} to ${highest}.`;
  return z.string().regex(/^\d{0,9}$/, wrong)
    .transform((digits) => digits === "" ? otherwise : Number(digits))
    .refine((number) => number >= lowest && number <= highest, wrong)
    .optional().transform((number) => number ?? otherwise)
    .openapi({ type: "integer", minimum: lowest, maximum: highest, default: otherwise });
}

/** One of some words of a query; an empty one means `otherwise`. */
export function choice<const Words extends readonly string[], const Otherwise extends Words[number]>(
  words: Words,
  otherwise: Otherwise,
) {
  return z.enum(["", ...words], `It is none of ${words.join(", ")}.`).optional()
    .transform((word) => (word || otherwise) as Words[number])
    .openapi({ type: "string", enum: ["", ...words], default: otherwise });
}
