/**
 * What belongs to a line: found in the lines of all logs around it, each with the reason why we think so.
 *
 * First what is sure and goes on from line to line: the same connection inside a program, the same address and port, a request that a web
 * server passed on. Then what is likely, from the chosen line and those: the same person, address or other domain within a moment.
 */
import type { LogEvent, TimelineItem } from '../../../contract/log-events.ts';
import type { BecauseCode } from '../../../contract/log-lines/index.ts';
import { samePerson } from './names.ts';

export interface MergedLine {
  readonly source: string;
  readonly time: number;
  readonly raw: string;
  readonly event: LogEvent;
  readonly place?: string | null;
}

/** How far from the chosen line a reason reaches, in milliseconds. */
const REACH: Readonly<Record<Exclude<BecauseCode, 'self' | 'person'>, number>> = {
  link: 10 * 60_000,
  peer: 10 * 60_000,
  // A web server writes its line when the answer is out, to the second.
  forwarded: 2500,
  follows: 1500,
  account: 60_000,
  address: 30_000,
  domain: 60_000,
};
/** So far around a line others have to be read. */
export const AROUND_MS = Math.max(...Object.values(REACH));
/** More lines than that nobody looks at side by side. */
const MOST = 400;

/** @returns the lines that belong together, the oldest first. @param lines of all sources, `chosen` among them or not */
export function timelineOf(
  chosen: MergedLine,
  lines: readonly MergedLine[],
): { items: TimelineItem[]; truncated: boolean } {
  const why = new Map<MergedLine, TimelineItem['because']>();
  const self = lines.find((line) => same(line, chosen)) ?? chosen;
  why.set(self, { code: 'self', value: '' });
  const near = lines.filter(({ time }) => Math.abs(time - chosen.time) <= AROUND_MS);

  // What is sure goes on from line to line; each round looks from what the last one found.
  let fresh: readonly MergedLine[] = [self];
  for (let round = 0; round < 6 && fresh.length > 0 && why.size < MOST; round++) {
    const found: MergedLine[] = [];
    const sure = sureOf(fresh);
    // A web server keeps its connection to the chat server and passes on everybody's requests through it.
    const asked = [...why.keys()].some(isCall);
    for (const line of near) {
      if (why.has(line)) continue;
      const because = sure(line);
      if (!because || (asked && isCall(line) && because.code !== 'forwarded')) continue;
      why.set(line, because);
      found.push(line);
    }
    fresh = found;
  }
  const likely = likelyOf([...why.keys()], self);
  for (const line of near) {
    const because = why.has(line) ? undefined : likely(line);
    if (because) why.set(line, because);
  }
  return shown(why, lines.includes(self) ? lines : [self, ...lines], self);
}

/** What happened to somebody: lines about them, and those of the same connections. */
export function personTimeline(
  person: string,
  lines: readonly MergedLine[],
): { items: TimelineItem[]; truncated: boolean } {
  const why = new Map<MergedLine, TimelineItem['because']>();
  const theirs = lines.filter(({ event }) => samePerson(event.who, person));
  for (const line of theirs) why.set(line, { code: 'person', value: person });
  let fresh: readonly MergedLine[] = theirs;
  for (let round = 0; round < 3 && fresh.length > 0; round++) {
    const sure = sureOf(fresh);
    const found: MergedLine[] = [];
    for (const line of lines) {
      // A connection may be used by one after the other; somebody else's line is somebody else's business.
      if (why.has(line) || (line.event.who !== null && !samePerson(line.event.who, person))) continue;
      const because = sure(line);
      if (!because) continue;
      why.set(line, because);
      found.push(line);
    }
    fresh = found;
  }
  return shown(why, lines, undefined);
}

type Judge = (line: MergedLine) => TimelineItem['because'] | undefined;

/** By connection, by address and port, by being passed on. */
function sureOf(known: readonly MergedLine[]): Judge {
  const links = new Map<string, number[]>();
  const peers = new Map<string, number[]>();
  const requests = known.filter(isRequest);
  const calls = known.filter(isCall);
  for (const { source, time, event } of known)
    for (const link of event.links) {
      if (link.startsWith('peer:')) add(peers, link.slice(5), time);
      // A process of ejabberd or a connection of nginx has its number in its own log only.
      else add(links, `${source} ${link}`, time);
    }
  return (line) => {
    const { source, time, event } = line;
    for (const link of event.links) {
      const peer = link.startsWith('peer:');
      const times = peer ? peers.get(link.slice(5)) : links.get(`${source} ${link}`);
      const code = peer ? 'peer' : 'link';
      if (times?.some((one) => Math.abs(one - time) <= REACH[code]))
        return { code, value: link.slice(link.indexOf(':') + 1) };
    }
    const passed = isRequest(line)
      ? calls.find((one) => passedOn(line, one))
      : isCall(line)
        ? requests.find((one) => passedOn(one, line))
        : undefined;
    if (passed) return { code: 'forwarded', value: pathOf(isRequest(line) ? line : passed) };
    const twin = isRequest(line) ? requests.find((one) => sameRequest(one, line)) : undefined;
    return twin && { code: 'forwarded', value: pathOf(line) };
  };
}

const isRequest = ({ event }: MergedLine) => event.data.path !== undefined;
const isCall = ({ event }: MergedLine) => event.data.command !== undefined;
const pathOf = ({ event }: MergedLine) => String(event.data.path ?? '');

/** The web server's line of `/api/check_password` and the chat server's "API call check_password". */
function passedOn(request: MergedLine, call: MergedLine): boolean {
  const command = String(call.event.data.command);
  const asked = pathOf(request).split(/[?#]/, 1)[0] ?? '';
  return asked.split('/').at(-1) === command && Math.abs(request.time - call.time) <= REACH.forwarded;
}

/** nginx says why in one log and what in another: the same client, the same path. */
const sameRequest = (one: MergedLine, other: MergedLine): boolean =>
  one.source !== other.source &&
  one.event.from === other.event.from &&
  pathOf(one) === pathOf(other) &&
  Math.abs(one.time - other.time) <= REACH.forwarded;

/** By person, by address, by domain. */
function likelyOf(known: readonly MergedLine[], { event, time }: MergedLine): Judge {
  const people = new Set(known.map((line) => line.event.who).filter((who) => who !== null));
  // Calls that were passed on come from the web server, whoever asked it.
  const passing = new Set(known.some(isRequest) ? known.filter(isCall).map((line) => line.event.from) : []);
  const addresses = new Set(
    known
      .map((line) => line.event.from)
      .filter((from) => from !== null && !isHere(from) && !passing.has(from)),
  );
  const domain = event.part === 'servers' ? event.host : null;
  const within = (line: MergedLine, reach: number) => Math.abs(line.time - time) <= reach;
  return (line) => {
    const { who, from, host } = line.event;
    if (who !== null && people.has(who) && within(line, REACH.account))
      return { code: 'account', value: who };
    if (domain !== null && host === domain && within(line, REACH.domain))
      return { code: 'domain', value: domain };
    if (from !== null && addresses.has(from) && within(line, REACH.address))
      return { code: 'address', value: from };
    return undefined;
  };
}

/** This computer itself: everything comes from there where a web server stands in front. */
const isHere = (address: string) => address.startsWith('127.') || address === '::1';

const same = (one: MergedLine, other: MergedLine) =>
  one.source === other.source && one.time === other.time && one.raw === other.raw;

function add(map: Map<string, number[]>, key: string, time: number): void {
  const times = map.get(key);
  if (!times) map.set(key, [time]);
  // Many lines of one connection: some of its times are enough to tell that it lasts.
  else if (times.length < 64) times.push(time);
}

function shown(
  why: ReadonlyMap<MergedLine, TimelineItem['because']>,
  lines: readonly MergedLine[],
  self: MergedLine | undefined,
): { items: TimelineItem[]; truncated: boolean } {
  // Of one second as they stand in their log.
  const all = lines.filter((line) => why.has(line)).sort((one, other) => one.time - other.time);
  const at = self ? all.indexOf(self) : 0;
  const from = Math.max(0, Math.min(at - MOST / 2, all.length - MOST));
  return {
    items: all.slice(from, from + MOST).map((line) => {
      const { source, time, raw, event, place = null } = line;
      const because = why.get(line)!;
      return { source, time, raw: raw.length > 4000 ? `${raw.slice(0, 4000)}…` : raw, event, place, because };
    }),
    truncated: all.length > MOST,
  };
}
