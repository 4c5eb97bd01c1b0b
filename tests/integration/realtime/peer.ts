/** `peer.ts <topic>`: an official JavaScript client in a room, moved by lines on its input; tells by lines what it hears. */
import { client } from "./acting.ts";

const say = (line: unknown) => console.log(JSON.stringify(line));

const channel = (await client()).channel(Deno.args[0], { config: { presence: { key: "javascript" } } });
channel
  .on("broadcast", { event: "*" }, ({ event, payload }) => say({ heard: event, payload }))
  .on("presence", { event: "sync" }, () => say({ present: Object.keys(channel.presenceState()) }))
  .subscribe((status) => say({ status }));

const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
let rest = "";
for await (const piece of lines) {
  const complete = (rest + piece).split("\n");
  rest = complete.pop()!;
  for (const line of complete) {
    const { send, payload, bytes, track } = JSON.parse(line);
    if (track) await channel.track(track);
    else {await channel.send({
        type: "broadcast",
        event: send,
        payload: bytes ? new Uint8Array(bytes).buffer : payload,
      });}
  }
}
