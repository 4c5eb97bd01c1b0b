/** The description of all functions: as an OpenAPI document for programs, as a page for people. */

import { createRoute, type Door, z } from "../_shared/door.ts";
import { type ApiDocument, renderPage } from "./description-page.ts";
import generated from "./openapi.json" with { type: "json" };

export interface DescriptionDeps {
  /** The address that the functions lie below, such as https://ref.supabase.co/functions/v1. */
  functionsUrl: string;
}

// Its own type, of every field of every endpoint, is more than the compiler takes.
const DOCUMENT = generated as unknown as ApiDocument;

const readDocument = createRoute({
  method: "get",
  path: "/openapi.json",
  summary: "Read this description as an OpenAPI 3.1 document",
  tags: ["Description"],
  access: "everyone",
  limit: "api",
  responses: {
    200: {
      description: "The document, with this project's address.",
      content: { "application/json": { schema: z.object({ openapi: z.string() }) } },
    },
  },
});

const readPage = createRoute({
  method: "get",
  path: "/docs",
  summary: "Read this description as a page",
  description:
    "Supabase answers HTML from its own address as plain text; the page shows where the project has a custom domain.",
  tags: ["Description"],
  access: "everyone",
  limit: "api",
  responses: {
    200: { description: "The page. It loads nothing.", content: { "text/html": { schema: z.string() } } },
  },
});

export function addDescription(door: Door, { functionsUrl }: DescriptionDeps): void {
  const served = { ...DOCUMENT, servers: [{ url: functionsUrl }] };
  let page: Promise<{ html: string; policy: string }> | undefined;

  door.openapi(readDocument, (context) => context.json<{ openapi: string }, 200>(served, 200));

  door.openapi(readPage, async (context) => {
    // Made once, when somebody first asks.
    page ??= renderPage(served);
    const { html, policy } = await page;
    context.header("content-security-policy", policy);
    return context.html(html, 200);
  });
}
