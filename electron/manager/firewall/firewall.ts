/**
 * The firewall of this machine: what it lets in of what the office needs, the smallest change where it does not, and that
 * change kept only when somebody says so. Joins the pure parts and the helper; decides nothing itself.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeAtomically } from '../files.ts';
import { changesFor } from './changes-for.ts';
import type { HelperLine } from './elevate.ts';
import type { Flow } from './flows.ts';
import { type FlowListener, listenerOf } from './listeners.ts';
import { type Command, commandsFor, type Operation, operations } from './operations.ts';
import { type FlowState, flowStates } from './plan.ts';
import { rawState } from './raw.ts';
import { FAMILIES } from './rule-set.ts';
import { type Ruler, seen } from './seen.ts';

/** What is so, and what would be done about it. */
export interface FirewallState {
  readonly ruler: Ruler;
  readonly because: string;
  readonly flows: readonly (FlowState & { readonly listener: FlowListener })[];
  readonly operations: readonly Operation[];
  readonly commands: readonly Command[];
  /** What was kept earlier and can be taken back. */
  readonly kept: readonly Operation[];
}

/** The helper did not do it; `said` is the firewall's own sentence. */
export class FirewallRefused extends Error {
  readonly said: string;

  constructor(said: string) {
    super(said);
    this.name = 'FirewallRefused';
    this.said = said;
  }
}

export interface Waiting {
  /** Milliseconds since the epoch: then all is as before, unless it was kept. */
  readonly until: number;
  keep(): Promise<{ readonly files: readonly string[]; readonly forgotten: readonly string[] }>;
  back(): Promise<void>;
}

export interface Firewall {
  look(): Promise<FirewallState>;
  /** Undefined where there is nothing to do. Rejects with a FirewallRefused, and then nothing has changed. */
  apply(seconds: number): Promise<Waiting | undefined>;
  /** Takes back all that was kept. Resolves to how many rules that were. */
  undo(): Promise<number>;
}

export interface FirewallParts {
  readonly dataDir: string;
  readonly flows: () => readonly Flow[];
  readonly helper: HelperLine;
}

const answers = {
  look: z.object({ raw: rawState }),
  apply: z.object({ applied: z.literal(true), until: z.number() }),
  keep: z.object({
    kept: z.literal(true),
    persisted: z.object({ files: z.array(z.string()), forgotten: z.array(z.string()) }),
  }),
  back: z.object({ back: z.boolean() }),
  remove: z.object({ removed: z.literal(true) }),
};

export function createFirewall({ dataDir, flows, helper }: FirewallParts): Firewall {
  const file = join(dataDir, 'firewall.json');

  async function ask<Kind extends keyof typeof answers>(
    request: Extract<Parameters<HelperLine['ask']>[0], { do: Kind }>,
  ): Promise<z.infer<(typeof answers)[Kind]>> {
    const answer = await helper.ask(request);
    const read = answers[request.do].safeParse(answer);
    if (!read.success) throw new FirewallRefused(String(answer.failed ?? answer.refused ?? 'no answer'));
    return read.data as z.infer<(typeof answers)[Kind]>;
  }

  async function kept(): Promise<Operation[]> {
    const text = await readIfThere(file);
    return text === undefined ? [] : operations.parse(JSON.parse(text));
  }
  const remember = (list: readonly Operation[]) =>
    writeAtomically(file, `${JSON.stringify(list, null, 2)}\n`);

  async function look(): Promise<FirewallState> {
    const now = seen((await ask({ do: 'look' })).raw);
    const wanted = flows();
    const list = changesFor(now, wanted, FAMILIES);
    const facts = { set: now.set, flows: wanted, interface: now.interface, families: FAMILIES };
    return {
      ...{
        ruler: now.ruler,
        because: now.because,
        flows: flowStates(facts).map((one) => ({ ...one, listener: listenerOf(one.flow, now.listeners) })),
      },
      ...{ operations: list, commands: commandsFor(list), kept: await kept() },
    };
  }

  return {
    look,
    async apply(seconds) {
      const { operations: list } = await look();
      if (list.length === 0) return undefined;
      const { until } = await ask({ do: 'apply', operations: [...list], seconds });
      return {
        until,
        async keep() {
          const { persisted } = await ask({ do: 'keep' });
          await remember([...(await kept()), ...list]);
          return persisted;
        },
        async back() {
          await ask({ do: 'back' });
        },
      };
    },
    async undo() {
      const list = await kept();
      if (list.length === 0) return 0;
      await ask({ do: 'remove', operations: list });
      await remember([]);
      return list.length;
    },
  };
}
