/** What each version of a program wants to hear of, asked once and remembered when its hash is true (XEP-0115 §5.4). */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import { type Advertised, isVerified, wantedIn } from '../support/capabilities.ts';
import { xml } from '../support/elements.ts';

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
  learned(nodes: string[]): void;
}

export interface Programs {
  isKnown(advertised: Advertised): boolean;
  /** Calls back at once when the version is known or there is none, else once the device has answered for it. */
  learn(question: Question): void;
}

export function createPrograms(ctx: ModuleContext): Programs {
  /** By hash function and value: the nodes wanted. What is verified of one device is true of all. */
  const table = ctx.store.keyval('caps', z.array(z.string()));
  const remembered = new Map<string, string[]>();
  const asked = new Map<string, number>();
  const keyOf = ({ version, hash, ver }: Advertised) => [`${version} ${hash}`, ver] as const;

  function find(advertised: Advertised): string[] | undefined {
    if (advertised.hash === undefined) return undefined;
    const [owner, key] = keyOf(advertised);
    const known = remembered.get(`${owner} ${key}`) ?? table.get(owner, key);
    if (known) keep(`${owner} ${key}`, known);
    return known;
  }

  function keep(key: string, nodes: string[]): void {
    const [oldest] = remembered.keys();
    if (remembered.size >= MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    remembered.set(key, nodes);
  }

  /** WHY programs of other people's servers in memory only: anybody can make up as many as he likes, each with its true hash. */
  function remember(advertised: Advertised, nodes: string[], device: Jid): void {
    const [owner, key] = keyOf(advertised);
    keep(`${owner} ${key}`, nodes);
    if (remembered.size < MAX_REMEMBERED && !ctx.router.isOutside(device)) table.set(owner, key, nodes);
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
    const nodes = wantedIn(info);
    // SPEC XEP-0115 §5.4: if the hashes do not match, it "MUST NOT globally cache the verification string".
    if (isVerified(advertised, info)) remember(advertised, nodes, device);
    else ctx.log.debug('capabilities do not hash to what was advertised', { device: device.toString() });
    if (stillTrue()) learned(nodes);
  }

  return {
    isKnown: (advertised) => find(advertised) !== undefined,
    learn(question) {
      const { advertised } = question;
      const known = advertised ? find(advertised) : [];
      if (!advertised || known) question.learned(known ?? []);
      else void learn(advertised, question);
    },
  };
}
