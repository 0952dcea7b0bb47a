/** Whether a text is at a name already, as every name server of its zone tells it: for proofs that come and go (RFC 8555 §8.4). */
import type { AskedServer } from './askers.ts';
import { zoneAsker } from './askers.ts';
import { createAsking } from './asking.ts';
import { findZone, firstAnswer } from './zone.ts';

export interface TellsParts {
  readonly resolvers: readonly AskedServer[];
  readonly patienceMs?: readonly number[] | undefined;
}

/**
 * `all`: every name server of the zone that can be reached tells the text. Asks anew each time, and name servers: what a resolver
 * remembers says little, and counts only where none of them can be asked. Rejects with the signal's reason.
 */
export async function tells(
  name: string,
  text: string,
  { resolvers, patienceMs }: TellsParts,
  signal: AbortSignal,
): Promise<{ all: boolean; some: boolean }> {
  const asking = createAsking({ signal, patienceMs });
  const zone = await findZone(name, { asking, resolvers });
  const askers = zone.servers.flatMap((server) =>
    server.addresses.map((address) => zoneAsker(server.name, address)),
  );
  const ask = (asker: AskedServer) => asking.ask(asker, name, 'TXT');
  const heard = await Promise.all(askers.map(ask));
  // A network that lets no question out but to its own resolver: that one is all there is.
  if (heard.every(({ problem }) => problem !== null)) heard.push(...(await Promise.all(resolvers.map(ask))));
  // One that does not know the zone, or cannot be reached from here, would keep us waiting for ever.
  const told = heard.filter(({ problem }) => problem === null);
  const wanted = `"${text.replace(/[\\"]/g, '\\$&')}"`;
  const having = told.filter(({ said }) =>
    said!.answers.some(({ type, value }) => type === 'TXT' && value === wanted),
  );
  return { all: told.length > 0 && having.length === told.length, some: having.length > 0 };
}

const MOST_ALIASES = 8;

/** The name at the end of a chain of aliases; the name itself when it is none. Rejects with the signal's reason. */
export async function aliasOf(
  name: string,
  { resolvers, patienceMs }: TellsParts,
  signal: AbortSignal,
): Promise<string> {
  let here = name;
  const seen = new Set([name]);
  for (let hops = 0; hops < MOST_ALIASES; hops++) {
    const heard = await firstAnswer(
      { asking: createAsking({ signal, patienceMs }), resolvers },
      here,
      'CNAME',
    );
    const alias = heard?.said?.answers.find((line) => line.type === 'CNAME' && line.name === here);
    if (!alias) return here;
    here = alias.value.replace(/\.$/, '');
    if (seen.has(here)) return here;
    seen.add(here);
  }
  return here;
}
