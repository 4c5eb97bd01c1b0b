/** The readable page of the API: one document without a script, its style in it, so that a strict policy holds. */

import { html, raw } from "npm:hono@4.13.19/html";
import { ERROR_CODES } from "../_shared/error_codes.ts";
import { STYLE } from "./description-style.ts";

type Html = ReturnType<typeof html>;

/** What the page reads of an OpenAPI document. */
export interface ApiDocument {
  openapi: string;
  info: { title: string; version: string; summary?: string; description: string };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Answer> };
}

interface Operation {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security: Record<string, unknown>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Answer | { $ref: string }>;
}

interface Answer {
  description: string;
  content?: Record<string, Media>;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Schema;
}

interface Media {
  schema: Schema;
  example?: unknown;
}

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
}

interface Endpoint {
  method: string;
  path: string;
  operation: Operation;
}

/** The page and the policy that lets its own style apply and nothing else. */
export async function renderPage(document: ApiDocument): Promise<{ html: string; policy: string }> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return {
    html: String(await whole(document)),
    policy:
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

function whole(document: ApiDocument): Html {
  const { info, servers: [{ url }], components } = document;
  const rooms = roomsOf(document);
  return html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${info.title} API</title>
        <style>${raw(STYLE)}</style>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the endpoints</a>
        <nav aria-label="Endpoints">
    <p class="brand">${info.title} <span>API ${info.version}</span></p>
    ${rooms.map(({ name, endpoints }) =>
      html`
        <p class="room">${name}</p>
        <ul>${endpoints.map(({ method, path, operation }) =>
          html`<li><a href="#${operation.operationId}"><b class="${method}">${method.toUpperCase()}</b>${
            shortened(path)
          }</a></li>`
        )}</ul>
      `
    )}
        <ul class="room"><li><a href="#errors">Error codes</a></li></ul>
        </nav>
        <main id="content">
    <header>
    <h1>${info.title} API</h1>
    <p class="lead">${info.summary}</p>
    ${prose(info.description)}
    <p>Every address begins with <code>API=${url}</code>. The same for programs: <a href="openapi.json">openapi.json</a>.</p>
    </header>
    ${rooms.map(({ name, description, endpoints }) =>
      html`<section><h2>${name}</h2><p>${description}</p>
${endpoints.map((endpoint) => article(endpoint, components))}</section>`
    )}
        <section id="errors"><h2>Error codes</h2><p>What stands in <code>error.code</code>.</p>
        <dl class="codes">${Object.entries(ERROR_CODES).map(([code, { status, meaning, action }]) =>
          html`
            <dt><code>${code}</code> <span>${status.join(", ")}</span></dt>
            <dd>${meaning} ${action}</dd>
          `
        )}</dl></section>
        </main>
      </body>
    </html>
  `;
}

/** The endpoints by their tags, in the order of the tags; rooms with none are left out. */
function roomsOf(document: ApiDocument) {
  const all = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): Endpoint => ({ method, path, operation }))
  );
  const known = new Set(document.tags.map(({ name }) => name));
  const rooms = [...document.tags, { name: "More", description: "" }];
  return rooms
    .map((room) => ({
      ...room,
      endpoints: all.filter(({ operation: { tags = [] } }) =>
        known.has(tags[0]) ? tags[0] === room.name : room.name === "More"
      ),
    }))
    .filter(({ endpoints }) => endpoints.length > 0);
}

function article({ method, path, operation }: Endpoint, components: ApiDocument["components"]): Html {
  const { operationId, summary, description, security, parameters = [], requestBody, responses } = operation;
  const { schemas } = components;
  const [type, body] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const answers = Object.entries(responses).map(([status, one]): [string, Answer] => [
    status,
    "$ref" in one ? components.responses[one.$ref.split("/").pop()!] : one,
  ]);
  const refused = answers.filter(([status]) => !/^[23]/.test(status));
  const answered = answers.filter(([status]) => /^[23]/.test(status));
  return html`<article id="${operationId}">
<h3><a href="#${operationId}">${summary ?? path}</a></h3>
<p class="line"><b class="${method}">${method.toUpperCase()}</b> <code>${path}</code> <span class="who">${
    callers(security)
  }</span></p>
${description ? prose(description) : ""}
<div class="columns"><div>
${parameters.length ? parametersTable(parameters) : ""}
${
    body
      ? html`<h4>Body <span>${Object.keys(requestBody!.content).join(" or ")}</span></h4>${
        fields(body.schema, schemas)
      }`
      : ""
  }
${
    answered.map(([status, { description, content }]) => {
      const media = content?.["application/json"];
      return html`<h4>${status} <span>${description}</span></h4>${
        media ? fields(dataOf(media.schema, schemas), schemas) : ""
      }`;
    })
  }
<details><summary>Refusals: ${refused.map(([status]) => status).join(", ")}</summary>
<dl>${
    refused.map(([status, { description }]) =>
      html`
        <dt>${status}</dt>
        <dd>${description}</dd>
      `
    )
  }</dl></details>
</div><div>
<h4>Request</h4><pre tabindex="0">${call(method, path, security, type, body?.example)}</pre>
${
    answered.map(([status, { content }]) => {
      const example = content?.["application/json"]?.example;
      return example === undefined ? "" : html`
        <h4>Answer <span>${status}</span></h4>
        <pre tabindex="0">${JSON.stringify(example, null, 2)}</pre>
      `;
    })
  }
</div></div>
</article>`;
}

function callers(security: Record<string, unknown>[]): string {
  const schemes = security.flatMap((one) => Object.keys(one));
  if (schemes.includes("paddleSignature")) return "signed by Paddle";
  if (schemes.includes("apiKey")) return "access token or API key";
  return schemes.includes("accessToken") ? "access token" : "open to everybody";
}

function parametersTable(parameters: Parameter[]): Html {
  return html`
    <h4>Parameters</h4>
    <dl class="fields">${parameters.map((one) =>
      field(one.name, { description: one.description, ...one.schema }, one.required, one.in)
    )}</dl>
  `;
}

/** What stands in `data`, which is what an answer is read for; the envelope is said once, above. */
function dataOf(schema: Schema, schemas: Record<string, Schema>): Schema {
  return resolved(schema, schemas).properties?.data ?? {};
}

/** The fields of an object, or of the objects in a list, those inside them too; nothing for other things. */
function fields(schema: Schema, schemas: Record<string, Schema>): Html | string {
  const listed = [...fieldsBelow("", schema, schemas)];
  return listed.length ? html`<dl class="fields">${listed}</dl>` : "";
}

function* fieldsBelow(above: string, schema: Schema, schemas: Record<string, Schema>): Generator<Html> {
  const found = resolved(schema, schemas);
  if (found.items) yield* fieldsBelow(above && `${above}[]`, found.items, schemas);
  for (const one of found.anyOf ?? found.oneOf ?? found.allOf ?? []) yield* fieldsBelow(above, one, schemas);
  for (const [name, inner] of Object.entries(found.properties ?? {})) {
    const path = above ? `${above}.${name}` : name;
    const one = resolved(inner, schemas);
    yield field(path, one, found.required?.includes(name));
    yield* fieldsBelow(path, one, schemas);
  }
}

function field(name: string, schema: Schema, required?: boolean, where?: string): Html {
  const told = [
    kind(schema),
    ...bounds(schema),
    ...(where ? [`in the ${where}`] : []),
    ...(required ? [] : ["optional"]),
  ];
  return html`
    <dt><code>${name}</code> <span>${told.join(", ")}</span></dt>
    <dd>${schema.description ?? ""}</dd>
  `;
}

function kind(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.map(kind).join(" or ");
  const types = [schema.type ?? "anything"].flat();
  return types.map((type) => type === "null" ? "null" : schema.format ?? type).join(" or ");
}

function bounds({ minimum, maximum, minLength, maxLength, default: otherwise }: Schema): string[] {
  return [
    minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? `from ${minimum}` : "",
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `to ${maximum}` : "",
    minLength && maxLength ? `${minLength} to ${maxLength} characters` : "",
    minLength && !maxLength ? `${minLength} or more characters` : "",
    maxLength && !minLength ? `up to ${maxLength} characters` : "",
    otherwise !== undefined ? `${JSON.stringify(otherwise)} otherwise` : "",
  ].filter(Boolean);
}

function resolved(schema: Schema, schemas: Record<string, Schema>): Schema {
  const name = schema.$ref?.split("/").pop();
  return name ? { ...schemas[name], description: schema.description ?? schemas[name]?.description } : schema;
}

/** The call as a line for a shell. */
function call(
  method: string,
  path: string,
  security: Record<string, unknown>[],
  type: string | undefined,
  example: unknown,
): string {
  const lines = [`curl${method === "get" ? "" : ` -X ${method.toUpperCase()}`} "$API${path}"`];
  const schemes = security.flatMap((one) => Object.keys(one));
  if (schemes.includes("accessToken")) lines.push(`-H "Authorization: Bearer $TOKEN"`);
  if (schemes.includes("paddleSignature")) lines.push(`-H 'Paddle-Signature: ts=…;h1=…'`);
  if (type === "multipart/form-data") {
    for (const [name, value] of Object.entries(example as object ?? {})) lines.push(`-F '${name}=${value}'`);
  } else if (type && example !== undefined) {
    lines.push(`-H 'Content-Type: ${type}'`, `-d '${JSON.stringify(example, null, 2)}'`);
  }
  return lines.join(" \\\n  ");
}

/** Without the function's name, and where a line may break. */
function shortened(path: string): Html {
  return html`<span>${path.replace(/^\/api(?=\/)/, "").split("/").slice(1).map((part) => html`/<wbr>${part}`)}</span>`;
}

/** Paragraphs, `code` and **strong**: the little of Markdown that our descriptions use. */
function prose(text: string): Html {
  const paragraphs = text.trim().split(/\n\s*\n/);
  return html`${paragraphs.map((one) => html`<p>${one.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map(word)}</p>`)}`;
}

function word(text: string): Html | string {
  if (text.startsWith("`")) return html`<code>${text.slice(1, -1)}</code>`;
  if (text.startsWith("**")) return html`<strong>${text.slice(2, -2)}</strong>`;
  return text;
}
