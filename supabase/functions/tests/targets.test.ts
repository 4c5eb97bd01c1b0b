import assert from "node:assert/strict";
import { parseSealing } from "../_shared/sealing.ts";

const KEY = new Uint8Array(32).map((_, index) => index).toBase64();
const ROW = "target_credentials/6f9619ff-8b86-4011-b42d-00c04fc964ff";
// The same stands in tests/unit/test_sealing.py: what one side seals the other opens.
const SEALED = "v1.k-1.AAECAwQFBgcICQoL.N8FyaLaSrWnpbO8sF2xyb639pi3XL73Ysg";

Deno.test("what Python seals opens here, in its own row alone", async () => {
  const sealing = parseSealing(`k-1:${KEY}`);
  assert.equal(await sealing.open(SEALED, ROW), "pässword");
  await assert.rejects(sealing.open(SEALED, `${ROW}x`), /not sealed by the key k-1/);
});
