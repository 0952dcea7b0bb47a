/**
 * What begins and ends with the manager, and in which order: a list of parts, each with the names of those it needs.
 *
 *     parts   jobs ─ service ─ backups ─ updates        begun from left to right, one after the other
 *     close   updates, then backups, then jobs and service side by side
 *
 * A part closes as soon as all that need it have closed; parts that need nothing of each other close together, since one
 * may be waiting for the very other that is to stop.
 */
export interface LifecyclePart {
  readonly name: string;
  /** Names of parts further up in the list. */
  readonly needs?: readonly string[];
  /** Brings up what should run by itself. */
  begin?(): unknown;
  /** Ends it in order; also called for a part that never began, which may hold timers and listeners all the same. */
  close?(): unknown;
}

export interface Lifecycle {
  /** Begins all in the order of the list. A part that fails ends those begun, and its error is thrown. */
  begin(): Promise<void>;
  /** Closes all, each once. A part that fails keeps no other from closing; the first failure is thrown at the end. */
  close(): Promise<void>;
}

/** @throws {Error} for a list in which a part needs one that is not further up, or a name stands twice */
export function createLifecycle(parts: readonly LifecyclePart[]): Lifecycle {
  const above = new Set<string>();
  for (const { name, needs = [] } of parts) {
    const missing = needs.find((need) => !above.has(need));
    if (missing !== undefined) throw new Error(`${name} needs ${missing}, which does not stand above it`);
    if (above.has(name)) throw new Error(`${name} stands twice`);
    above.add(name);
  }
  let closing: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    const closed = new Map<string, Promise<unknown>>();
    const failures: unknown[] = [];
    for (const part of parts.toReversed()) {
      const dependants = parts.filter(({ needs }) => needs?.includes(part.name));
      const after = Promise.all(dependants.map(({ name }) => closed.get(name)));
      closed.set(
        part.name,
        after.then(() => part.close?.()).catch((error: unknown) => failures.push(error)),
      );
    }
    await Promise.all(closed.values());
    if (failures.length > 0) throw failures[0];
  }
  const close = () => {
    closing ??= closeAll();
    return closing;
  };

  return {
    close,
    async begin() {
      for (const part of parts) {
        // Whoever ends it while it begins has closed these already.
        if (closing) return;
        try {
          await part.begin?.();
        } catch (error) {
          if (closing) return;
          // What is wrong is why it did not begin; a close that fails on top of that is its consequence.
          await close().catch(() => undefined);
          throw error;
        }
      }
    },
  };
}
