"""`python -m benchmarks.realtime.crowd`: many clients in one process, each on a socket and a private topic of its own.

Reads one line of JSON: the address, and a topic and a token for each client. Prints `joined` once all are in. At the
next line it prints what came: the number of each message and when, in seconds since the epoch.
"""

import asyncio
import json
import sys
import time

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.realtime.phoenix import heartbeat, join

AT_ONCE = 20
HEARTBEAT_SECONDS = 25


async def main() -> None:
    asked = json.loads(sys.stdin.readline())
    heard: list[tuple[int, float]] = []
    gate = asyncio.Semaphore(AT_ONCE)

    async def client(topic: str, token: str) -> ClientConnection:
        async with gate:
            # The sender's pings would be more traffic than what is measured.
            socket = await connect(asked["address"], ping_interval=None, compression=None)
            await socket.send(join(topic, token, "1"))
            answer = json.loads(await socket.recv())
            if answer["payload"]["status"] != "ok":
                raise RuntimeError(f"a client could not join: {answer}")
            return socket

    async def listen(socket: ClientConnection) -> None:
        async for text in socket:
            now = time.time()
            frame = json.loads(text)
            if frame["event"] == "broadcast":
                heard.append((frame["payload"]["payload"]["id"], now))

    async def stay(socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await socket.send(heartbeat())

    sockets = await asyncio.gather(*(client(topic, token) for topic, token in asked["clients"]))
    going = [asyncio.create_task(work(socket)) for socket in sockets for work in (listen, stay)]
    print("joined", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    print(json.dumps(heard), flush=True)
    for task in going:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(main())
