/** What each version of a program is and wants to hear of, asked once and remembered when its hash is true (XEP-0115 §5.4). */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import { type Advertised, isVerified, wantedIn } from '../support/capabilities.ts';
import { identityIn, type ProgramIdentity, SILENT } from '../support/device-facts.ts';
import { xml } from '../support/elements.ts';

const identitySchema = z.object({ name: z.string(), version: z.string(), os: z.string(), type: z.string() });

/** An office sees dozens. */
const MAX_REMEMBERED = 5000;
/** Questions that wait for an answer, to people of one server. */
const MAX_ASKED = 50;

export interface Question {
  readonly advertised: Advertised | undefined;
  /** Who is asked, a full address, and in whose name. */
  readonly device: Jid;
  readonly asker: Jid;
  /** False when the device has said something else since. */
  stillTrue(): boolean;
  learned(nodes: string[], program: ProgramIdentity): void;
}

interface Known {
  readonly nodes: string[];
  readonly program: ProgramIdentity;
}

const NOTHING: Known = { nodes: [], program: SILENT };

export interface Programs {
  isKnown(advertised: Advertised): boolean;
  /** Calls back at once when the version is known or there is none, else once the device has answered for it. */
  learn(question: Question): void;
}

export function createPrograms(ctx: ModuleContext): Programs {
  /** By hash function and value: the nodes wanted. What is verified of one device is true of all. */
  const table = ctx.store.keyval('caps', z.array(z.string()));
  const identities = ctx.store.keyval('caps-program', identitySchema);
  const remembered = new Map<string, Known>();
  const asked = new Map<string, number>();
  const keyOf = ({ version, hash, ver }: Advertised) => [`${version} ${hash}`, ver] as const;

  function find(advertised: Advertised): Known | undefined {
    if (advertised.hash === undefined) return undefined;
    const [owner, key] = keyOf(advertised);
    const known = remembered.get(`${owner} ${key}`) ?? read(owner, key);
    if (known) keep(`${owner} ${key}`, known);
    return known;
  }

  function read(owner: string, key: string): Known | undefined {
    const nodes = table.get(owner, key);
    // One that was learned before its name was of interest is asked once more.
    const program = nodes && identities.get(owner, key);
    return nodes && program && { nodes, program: { ...program, known: true } };
  }

  function keep(key: string, known: Known): void {
    const [oldest] = remembered.keys();
    if (remembered.size >= MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    remembered.set(key, known);
  }

  /** WHY programs of other people's servers in memory only: anybody can make up as many as he likes, each with its true hash. */
  function remember(advertised: Advertised, known: Known, device: Jid): void {
    const [owner, key] = keyOf(advertised);
    keep(`${owner} ${key}`, known);
    if (remembered.size >= MAX_REMEMBERED || ctx.router.isOutside(device)) return;
    const { known: _, ...identity } = known.program;
    table.set(owner, key, known.nodes);
    identities.set(owner, key, identity);
  }

  function count(domain: string, more: number): void {
    const next = (asked.get(domain) ?? 0) + more;
    if (next > 0) asked.set(domain, next);
    else asked.delete(domain);
  }

  /** Undefined when the device does not tell. */
  async function ask({ node }: Advertised, device: Jid, asker: Jid): Promise<Element | undefined> {
    const query = xml('query', { xmlns: NS.discoInfo, node });
    const attrs = { xmlns: NS.client, type: 'get', from: asker.toString(), to: device.toString() };
    if (ctx.router.isOutside(device) && (asked.get(device.domain) ?? 0) >= MAX_ASKED) return undefined;
    count(device.domain, 1);
    try {
      const answer = await ctx.router.query(xml('iq', attrs, query));
      return answer.getChild('query', NS.discoInfo);
    } catch (error) {
      const cause = (error as Error).message;
      ctx.log.debug('a device does not tell its capabilities', { device: device.toString(), cause });
      return undefined;
    } finally {
      count(device.domain, -1);
    }
  }

  async function learn(
    advertised: Advertised,
    { device, asker, stillTrue, learned }: Question,
  ): Promise<void> {
    const info = await ask(advertised, device, asker);
    if (!info || ctx.signal.aborted) return;
    const known = { nodes: wantedIn(info), program: identityIn(info) };
    // SPEC XEP-0115 §5.4: if the hashes do not match, it "MUST NOT globally cache the verification string".
    if (isVerified(advertised, info)) remember(advertised, known, device);
    else ctx.log.debug('capabilities do not hash to what was advertised', { device: device.toString() });
    if (stillTrue()) learned(known.nodes, known.program);
  }

  return {
    isKnown: (advertised) => find(advertised) !== undefined,
    learn(question) {
      const { advertised } = question;
      const known = advertised ? find(advertised) : NOTHING;
      if (!advertised || known) question.learned((known ?? NOTHING).nodes, (known ?? NOTHING).program);
      else void learn(advertised, question);
    },
  };
}
