/** Writes to its output what is made of the functions' declarations: the document, and the list of error codes. */

import { makeApi } from "../api/handler.ts";
import { makeAuth } from "../auth/handler.ts";
import { makePaddle } from "../paddle/handler.ts";
import { ERROR_CODES } from "../_shared/error_codes.ts";
import { describe } from "./document.ts";

/** Stands for whatever the handlers will ask for: to describe them calls none of it. */
// deno-lint-ignore no-explicit-any
const unused: any = new Proxy(function () {}, { get: () => unused });

const document = describe([makeAuth(unused, unused), makeApi(unused, unused), makePaddle(unused, unused)]);
console.log(JSON.stringify({ document, error_codes: ERROR_CODES }));
