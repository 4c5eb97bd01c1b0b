import { assertEquals, assertThrows } from "../lib/asserts.ts";
import { Broadcast, serializerFor, Unreadable, version1, version2 } from "./serializer.ts";

const BYTES_OF_CLIENT = "0301010a01000136377265616c74696d653a61457b2261223a317d";
const BYTES_OF_SERVER = "040a0100017265616c74696d653a61457b2261223a317d";
const JSON_BYTES = new TextEncoder().encode('{"a":1}');

Deno.test("a binary broadcast is read as the official client writes it", () => {
  const { joinRef, ref, topic, event, payload } = version2.decode(Uint8Array.fromHex(BYTES_OF_CLIENT).buffer);
  assertEquals([joinRef, ref, topic, event], ["6", "7", "realtime:a", "broadcast"]);
  assertEquals(payload, new Broadcast("E", "json", JSON_BYTES));
});

Deno.test("a binary broadcast is written as the official client reads it", () => {
  const frame = version2.encodeBroadcast("realtime:a", new Broadcast("E", "json", JSON_BYTES));
  assertEquals((frame as Uint8Array).toHex(), BYTES_OF_SERVER);
});

Deno.test("a frame has exactly the keys of its version", () => {
  const message = { joinRef: "1", topic: "t", event: "e", payload: {} };
  assertEquals(version1.encode(message), '{"topic":"t","event":"e","payload":{},"ref":null}');
  assertEquals(version2.encode(message), '["1",null,"t","e",{}]');
});

Deno.test("JSON in a binary frame that is none is refused before others get it", () => {
  const frame = Uint8Array.fromHex(BYTES_OF_CLIENT);
  frame[frame.length - 1] = 0;
  assertEquals(assertThrows(() => version2.decode(frame.buffer)) instanceof Unreadable, true);
});

for (
  const [vsn, found] of [[null, "1.0.0"], ["1.0.7", "1.0.0"], ["2.0.0", "2.0.0"], ["3.0.0", undefined], ["", undefined]]
) {
  Deno.test(`vsn ${vsn} is spoken as ${found}`, () => {
    assertEquals(serializerFor(vsn as string | null)?.vsn, found);
  });
}
