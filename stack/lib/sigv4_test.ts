import { assertEquals, assertThrows } from "./asserts.ts";
import { demandSignature, Refusal } from "./sigv4.ts";

// The example of Amazon's own documentation ("GET Object", and the presigned address):
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const CREDENTIALS = { accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const NOON = new Date("2013-05-24T00:00:00Z");
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function documentedRequest(change: Record<string, string> = {}): Request {
  return new Request("http://examplebucket.s3.amazonaws.com/test.txt", {
    headers: {
      range: "bytes=0-9",
      "x-amz-content-sha256": EMPTY,
      "x-amz-date": "20130524T000000Z",
      authorization: "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request," +
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date," +
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
      ...change,
    },
  });
}

function presigned(seconds: number): Request {
  return new Request(
    "http://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
      "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request" +
      `&X-Amz-Date=20130524T000000Z&X-Amz-Expires=${seconds}&X-Amz-SignedHeaders=host` +
      "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  );
}

function code(request: Request, now = NOON): string {
  const refusal = assertThrows(() => demandSignature(request, CREDENTIALS, now));
  if (!(refusal instanceof Refusal)) throw refusal;
  return refusal.code;
}

Deno.test("Amazon's own signed request is accepted", () => {
  demandSignature(documentedRequest(), CREDENTIALS, NOON);
});

Deno.test("Amazon's own presigned address is accepted until it is over", () => {
  demandSignature(presigned(86400), CREDENTIALS, new Date("2013-05-24T23:59:59Z"));
  assertEquals(code(presigned(86400), new Date("2013-05-25T00:00:01Z")), "AccessDenied");
});

Deno.test("a header changed after signing is refused", () => {
  assertEquals(code(documentedRequest({ range: "bytes=0-99" })), "SignatureDoesNotMatch");
});

Deno.test("an x-amz header that was not signed is refused", () => {
  assertEquals(code(documentedRequest({ "x-amz-acl": "public-read" })), "AccessDenied");
});

Deno.test("a signed request is good for a quarter of an hour, not to be replayed tomorrow", () => {
  assertEquals(code(documentedRequest(), new Date("2013-05-24T00:16:00Z")), "RequestTimeTooSkewed");
});

Deno.test("an address that lives longer than seven days is refused, as by S3 and R2", () => {
  assertEquals(code(presigned(604801)), "AuthorizationQueryParametersError");
});

Deno.test("an unsigned request is refused", () => {
  assertEquals(code(new Request("http://examplebucket.s3.amazonaws.com/test.txt")), "AccessDenied");
});
