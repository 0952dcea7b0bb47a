/**
 * The firewall of this machine: what it lets in of what the office needs, the smallest change where it does not, and that
 * change kept only when somebody says so. Joins the pure parts and the helper; decides nothing itself.
 */
import { z } from 'zod';
import type { HelperLine } from './elevate.ts';
import { inForce } from './kept.ts';
import { openLedger } from './ledger.ts';
import type { Operation } from './operations.ts';
import { rawState } from './raw.ts';
import { type FirewallReport, reportOf, type Wants } from './report.ts';
import { seen } from './seen.ts';

/** What is so, and what would be done about it. */
export interface FirewallState extends FirewallReport {
  /** What was kept earlier and can be taken back. */
  readonly kept: readonly Operation[];
  /** Of the rules the plan was made from: what is applied later is refused where they are others by then. */
  readonly fingerprint: string;
  /** A change is among these rules that nobody has kept yet: they may be others in a moment. */
  readonly guarded?: boolean;
}

/** The helper did not do it; `said` is the firewall's own sentence. */
export class FirewallRefused extends Error {
  readonly said: string;
  /** `busy`: another change waits to be kept. `changed`: the rules are others by now. `too-late`: it was taken back. */
  readonly why: 'busy' | 'changed' | 'too-late' | 'failed';

  constructor(said: string, why: FirewallRefused['why'] = 'failed') {
    super(said);
    this.name = 'FirewallRefused';
    this.said = said;
    this.why = why;
  }
}

const persisted = z.object({
  files: z.array(z.string()),
  forgotten: z.array(z.string()),
  /** Files that could not be written. */
  failed: z.array(z.object({ file: z.string(), said: z.string() })).default([]),
});
export type Persisted = z.infer<typeof persisted>;

export interface Waiting {
  /** Milliseconds since the epoch: then all is as before, unless it was kept. */
  readonly until: number;
  keep(): Promise<Persisted>;
  /** False where it was taken back already. */
  back(): Promise<boolean>;
}

export interface Firewall {
  look(): Promise<FirewallState>;
  /** The rules alone, as they are at this moment: while a change counts, nothing is settled. */
  readBack(): Promise<FirewallReport>;
  /** Undefined where there is nothing to do. Rejects with a FirewallRefused, and then nothing has changed. */
  apply(seconds: number): Promise<Waiting | undefined>;
  /** What a look has shown, and nothing else. */
  applyThese(shown: Pick<FirewallState, 'operations' | 'fingerprint'>, seconds: number): Promise<Waiting>;
  /** Takes back all that was kept. Resolves to how many rules that were. */
  undo(): Promise<number>;
}

export interface FirewallParts {
  readonly dataDir: string;
  readonly wants: () => Wants;
  readonly helper: HelperLine;
  /** Told of each look: for the page of a manager that may not look itself. */
  readonly looked?: (state: FirewallState) => Promise<void>;
}

const answers = {
  look: z.object({ raw: rawState, fingerprint: z.string(), guarded: z.boolean().default(false) }),
  apply: z.object({ applied: z.literal(true), until: z.number() }),
  keep: z.object({ kept: z.literal(true), persisted }),
  back: z.object({ back: z.boolean() }),
  remove: z.object({ removed: z.literal(true) }),
};

export function createFirewall({ dataDir, wants, helper, looked }: FirewallParts): Firewall {
  const ledger = openLedger(dataDir);

  async function ask<Kind extends keyof typeof answers>(
    request: Extract<Parameters<HelperLine['ask']>[0], { do: Kind }>,
  ): Promise<z.infer<(typeof answers)[Kind]>> {
    const answer = await helper.ask(request);
    const read = answers[request.do].safeParse(answer);
    if (!read.success) throw refusedOf(answer);
    return read.data as z.infer<(typeof answers)[Kind]>;
  }

  async function look(): Promise<FirewallState> {
    const { raw, fingerprint, guarded } = await ask({ do: 'look' });
    // What was about to be kept when somebody pulled the plug: the rules say whether it was.
    await ledger.settle((one) => inForce(seen(raw), one));
    const state = { ...reportOf(raw, wants()), kept: await ledger.kept(), fingerprint, guarded };
    await looked?.(state);
    return state;
  }

  /** Whoever only reads what we saw has to see this as well. */
  async function tellOthers(): Promise<void> {
    if (looked) await look();
  }

  async function applyThese(
    { operations, fingerprint }: Pick<FirewallState, 'operations' | 'fingerprint'>,
    seconds: number,
  ): Promise<Waiting> {
    const { until } = await ask({ do: 'apply', operations: [...operations], seconds, fingerprint });
    return {
      until,
      async keep() {
        // Before it is so: else a crash in between would leave rules that nobody knows for ours.
        await ledger.intend(operations);
        const { persisted: how } = await ask({ do: 'keep' });
        await ledger.settle(() => true);
        await tellOthers();
        return how;
      },
      back: async () => (await ask({ do: 'back' })).back,
    };
  }

  return {
    look,
    readBack: async () => reportOf((await ask({ do: 'look' })).raw, wants()),
    applyThese,
    async apply(seconds) {
      const shown = await look();
      return shown.operations.length === 0 ? undefined : applyThese(shown, seconds);
    },
    async undo() {
      const list = await ledger.kept();
      if (list.length === 0) return 0;
      await ask({ do: 'remove', operations: [...list] });
      await ledger.forget();
      await tellOthers();
      return list.length;
    },
  };
}

const REFUSALS = ['busy', 'changed', 'too-late'] as const;

function refusedOf({ failed, refused, because }: Record<string, unknown>): FirewallRefused {
  const why = REFUSALS.find((one) => one === refused) ?? 'failed';
  return new FirewallRefused(String(failed ?? because ?? refused ?? 'no answer'), why);
}
