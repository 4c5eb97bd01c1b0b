/** What clients are told when something is refused, word for word as the hosted server says it. */

/** Why a channel is not joined; its text is the `reason` of the error reply. */
export class JoinRefused extends Error {
  override name = "JoinRefused";

  constructor(readonly code: string, text: string) {
    super(`${code}: ${text}`);
  }
}

export const JOIN = {
  noTopic: () => new JoinRefused("TopicNameRequired", "You must provide a topic name"),
  unauthorized: (topic: string) => new JoinRefused("Unauthorized", noPermission(topic)),
  tooManyChannels: () => new JoinRefused("ChannelRateLimitReached", "Too many channels"),
  tooManyJoins: () => new JoinRefused("ClientJoinRateLimitReached", "Too many joins per second"),
  tooLarge: () => new JoinRefused("JoinPayloadTooLarge", "The payload of a join is limited to 100 KB"),
  replayOfPublic: () => new JoinRefused("UnableToReplayMessages", "Replay is not allowed for public channels"),
  replayParameters: () => new JoinRefused("UnableToReplayMessages", "Replay params are not valid"),
  replayFailed: () => new JoinRefused("UnableToReplayMessages", "Realtime was unable to replay messages"),
  tooManyProbes: () => new JoinRefused("IncreaseConnectionPool", "Please increase your connection pool size"),
  noDatabase: () =>
    new JoinRefused("UnableToConnectToProject", "Realtime was unable to connect to the project database"),
  noPartition: () => new JoinRefused("MissingPartition", "Realtime was unable to find the expected messages partition"),
} as const;

/** The reason of a join that failed for a cause that is ours. */
export const UNKNOWN_ERROR = "Unknown Error on Channel";

export const UNMATCHED_TOPIC = "unmatched topic";

export const noPermission = (topic: string) => `You do not have permissions to read from this Channel topic: ${topic}`;

/** Messages of `system` frames. */
export const SYSTEM = {
  subscribed: "Subscribed to PostgreSQL",
  logReady: "Replication connection established",
  logMissing: "Replication connection was not established in time",
  noPermission,
  permissionLost: (topic: string) => `You no longer have permission to read from this Channel topic: ${topic}`,
  tooManyMessages: "Too many messages per second",
  tooManyTracks: "Client presence rate limit exceeded",
  trackTooLarge: "Track message size exceeded",
  goodbye: "Server requested disconnect",
} as const;

/** Codes and reasons of close frames. */
export const CLOSE = {
  silent: [1000, "No message for 60 seconds"],
  unused: [1000, "No channel for 10 minutes"],
  tooManyJoins: [1001, "Too many joins per second"],
  tooManyFrames: [1008, "Too many frames per second"],
  tooMuchWaiting: [1008, "Too many bytes wait for an answer"],
  tooSlow: [1008, "Client does not read what it is sent"],
  frameTooLarge: [1009, "Frame is too large"],
  restart: [1012, "Server requested disconnect"],
} as const satisfies Record<string, readonly [number, string]>;

/** What an upgrade is answered with instead. */
export class UpgradeRefused extends Error {
  override name = "UpgradeRefused";

  constructor(readonly status: number, text: string) {
    super(text);
  }

  response(): Response {
    return Response.json({ error: this.message }, { status: this.status });
  }
}
