/** Positions in the write-ahead log: PostgreSQL writes "16/B374D848", we compare numbers. */

export function positionOf(text: string): bigint {
  const [high, low] = text.split("/").map((half) => BigInt(`0x${half}`));
  return (high << 32n) | low;
}

export function positionText(position: bigint): string {
  return `${(position >> 32n).toString(16).toUpperCase()}/${(position & 0xffffffffn).toString(16).toUpperCase()}`;
}
