/** Whether a router has forgotten its doors, by the seconds it says it has been counting. Pure. */

/** A count as it was heard. */
export interface Heard {
  /** The router's seconds. */
  readonly epoch: number;
  /** Our own clock then, in milliseconds. */
  readonly at: number;
}

/** RFC 6887 §8.5. `before` is null for the first answer of this router. */
export function isLostByPcp(before: Heard | null, now: Heard): boolean {
  // SPEC: "If this is the first PCP response the client has received from this PCP server, the Epoch Time value is treated as
  // necessarily valid".
  if (before === null) return false;
  // SPEC: "going backwards by *up to* one second is not deemed invalid".
  if (now.epoch < before.epoch - 1) return true;
  const client = Math.floor((now.at - before.at) / 1000);
  const server = now.epoch - before.epoch;
  // SPEC: "If client_delta+2 < server_delta - server_delta/16 or server_delta+2 < client_delta - client_delta/16", in integers.
  return client + 2 < server - Math.floor(server / 16) || server + 2 < client - Math.floor(client / 16);
}

/** RFC 6886 §3.6. */
export function isLostByNatPmp(before: Heard | null, now: Heard): boolean {
  if (before === null) return false;
  // SPEC: "by taking the SSSoE value in the last packet it received from the gateway and adding 7/8 (87.5%) of the time
  // elapsed according to the client's local clock".
  const expected = before.epoch + Math.floor(((now.at - before.at) / 1000) * (7 / 8));
  // SPEC: "less than the client's conservative estimate by more than 2 seconds".
  return now.epoch < expected - 2;
}

/** Remembers one router's count, and says after each answer whether it lost its doors. */
export function watchEpoch(
  rule: (before: Heard | null, now: Heard) => boolean,
  now: () => number,
  lost: () => void,
): (epoch: number) => void {
  let before: Heard | null = null;
  return (epoch) => {
    const heard = { epoch, at: now() };
    const gone = rule(before, heard);
    before = heard;
    if (gone) lost();
  };
}
