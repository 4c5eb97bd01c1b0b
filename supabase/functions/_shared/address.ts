/** Where a request came from, behind proxies. */

/** Gives a request's address. */
export type AddressOf = (request: Request) => string;

/**
 * Reads X-Forwarded-For. Each proxy adds who asked it at the right, and anything further left than our own proxies is
 * what the caller claims; so the address is the one that the outermost of `trustedProxies` saw.
 */
export function addressReader(trustedProxies: number): AddressOf {
  return (request) => {
    const hops = (request.headers.get("x-forwarded-for") ?? "").split(",").map((hop) => hop.trim()).filter(Boolean);
    return normal(hops.at(-Math.min(trustedProxies, hops.length)) ?? "");
  };
}

/** One spelling for each address, without a port; "unknown" for what is none. */
function normal(hop: string): string {
  const bare = hop.replace(/^\[([^\]]*)\](:\d+)?$/, "$1").replace(/^([\d.]+):\d+$/, "$1");
  const address = /^::ffff:([\d.]+)$/i.exec(bare)?.[1] ?? bare;
  if (!/^[\d.]+$|^[\da-f:]+$/i.test(address)) return "unknown";
  try {
    return new URL(`http://${address.includes(":") ? `[${address}]` : address}`).hostname.replace(/^\[|\]$/g, "");
  } catch {
    return "unknown";
  }
}
