/** Fetches every address of the web as the world would, and says what of it does not arrive, and because of what. */
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { WebsiteCheck, WebsiteCheckId } from '../../contract/index.ts';
import type { Ask, Exchange } from './ask.ts';
import { MAX_UPLOAD } from './files.ts';
import {
  judgeBosh,
  judgeHostMeta,
  judgeLargest,
  judgePassedOn,
  judgePreflight,
  judgeReach,
  judgeWebSocket,
  outcome,
  readSeen,
  skipped,
} from './judge.ts';
import { largestThatPasses, roundTrip, type Slot, TRIAL_BYTES } from './round-trip.ts';

export interface CheckParts {
  /** `https://chat.office.example`: where the world finds Chatelaine's web. */
  readonly address: string;
  readonly domain: string;
  /** A web server stands in front, and has to say whom it speaks for. */
  readonly behind: boolean;
  readonly ask: Ask;
  /** An address of the server's own that shows what arrives of a request to it (server/modules/web-check.ts). */
  readonly mirror: string;
  /** A slot for a trial file of so many bytes, as people's programs get them; undefined where the server gives none. */
  readonly slot: (bytes: number) => Promise<Slot | undefined>;
  /** The website of the domain is not here: for tests. */
  readonly website?: string;
}

const ORIGIN = 'https://chatelaine.invalid';
/** A file nobody has a slot for. */
const NO_FILE = '/upload/chatelaine/check';
const MEGABYTE = 1024 * 1024;

/** Each needs what stands before it; `host-meta` is another website's. */
export async function checkWebsite(parts: CheckParts): Promise<WebsiteCheck[]> {
  const { address, domain, ask } = parts;
  const name = new URL(address).hostname;
  const website = parts.website ?? `https://${domain}`;
  const meta = ask({ url: `${website}/.well-known/host-meta.json`, headers: { origin: ORIGIN } });
  const hostMeta = async () => {
    const exchange = await meta;
    return outcome('host-meta', exchange, judgeHostMeta(exchange.asked, domain, address));
  };

  const first = await ask({ url: `${address}/` });
  const reach = outcome('reach', first, judgeReach(first.asked, name));
  if (reach.trouble === 'offline') return [reach, ...[...LATER, 'host-meta' as const].map(skipped)];
  if ('failed' in first.asked) return [reach, ...LATER.map(skipped), await hostMeta()];

  const second = await ask({ url: address + parts.mirror });
  const passedOn = outcome('passed-on', second, judgePassedOn(second.asked, name, parts.behind));
  const arrives = 'answer' in second.asked && readSeen(second.asked.answer) !== undefined;
  if (!arrives) return [reach, passedOn, ...LATER.slice(1).map(skipped), await hostMeta()];

  // Who does not seem to come encrypted is let in by none of the two: one cause, told once.
  const letsIn = passedOn.state !== 'broken';
  const [fileChecks, ...rest] = await Promise.all([
    files(parts, name),
    pages(parts, name),
    letsIn ? webSocket(parts, name) : skipped('websocket'),
    letsIn ? bosh(parts, name) : skipped('bosh'),
    hostMeta(),
  ]);
  return [reach, passedOn, ...fileChecks, ...rest];
}

/** What needs the first to work. */
const LATER: readonly WebsiteCheckId[] = ['passed-on', 'files', 'upload', 'pages', 'websocket', 'bosh'];

/** A file that would be stopped anyway is not sent: one cause, told once. */
async function files(parts: CheckParts, name: string): Promise<WebsiteCheck[]> {
  const largest = await largestFile(parts, name);
  if (largest.trouble === 'file-too-small' && Number(largest.data.limit) * MEGABYTE < TRIAL_BYTES)
    return [largest, skipped('upload')];
  return [largest, await roundTrip({ ask: parts.ask, slot: parts.slot, name, origin: ORIGIN })];
}

/** The largest file is announced, and none of it sent: who does not take it says so at once. */
async function largestFile(parts: CheckParts, name: string): Promise<WebsiteCheck> {
  const { address, ask } = parts;
  const headers = { 'content-length': String(MAX_UPLOAD), expect: '100-continue' };
  const exchange = await ask({
    url: address + NO_FILE,
    method: 'PUT',
    headers,
    half: 0,
    timeoutMs: COLLECTS_MS,
  });
  const verdict = judgeLargest(exchange.asked, name, MAX_UPLOAD / MEGABYTE);
  if (verdict?.trouble === 'file-too-small') {
    const limit = await largestThatPasses((megabytes) => isStopped(parts, megabytes), MAX_UPLOAD / MEGABYTE);
    return outcome('files', exchange, { ...verdict, data: { ...verdict.data, limit } });
  }
  if (verdict && verdict.trouble !== 'no-answer') return outcome('files', exchange, verdict);
  if (!verdict && (await passesThrough(parts))) return outcome('files', exchange, undefined);
  return outcome('files', exchange, { trouble: 'file-collected', warning: true });
}

/** Whether a file of so many megabytes is stopped when it is announced. */
async function isStopped({ address, ask }: CheckParts, megabytes: number): Promise<boolean> {
  const headers = { 'content-length': String(megabytes * MEGABYTE), expect: '100-continue' };
  const { asked } = await ask({
    ...{ url: address + NO_FILE, method: 'PUT', headers, half: 0 },
    ...{ untilContinue: true, timeoutMs: COLLECTS_MS },
  });
  return 'answer' in asked && asked.answer.status === 413;
}

/** Who collects files first answers nothing before it has the whole. */
const COLLECTS_MS = 4000;
const HALF = 64 * 1024;
const LOOKS = 15;
const LOOK_MS = 200;

/** Half of a body is sent: whether Chatelaine has seen any of it shortly afterwards. */
async function passesThrough({ address, ask, mirror }: CheckParts): Promise<boolean> {
  const stop = new AbortController();
  const url = address + mirror;
  void ask({ url, method: 'PUT', headers: { 'content-length': String(2 * HALF) }, half: HALF }, stop.signal);
  try {
    for (let look = 0; look < LOOKS; look++) {
      await pause(LOOK_MS);
      const { asked } = await ask({ url });
      if ('answer' in asked && (readSeen(asked.answer)?.received ?? 0) > 0) return true;
    }
    return false;
  } finally {
    stop.abort();
  }
}

async function pages({ address, ask }: CheckParts, name: string): Promise<WebsiteCheck> {
  const headers = {
    origin: ORIGIN,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'content-type',
  };
  const exchange = await ask({ url: address + NO_FILE, method: 'OPTIONS', headers });
  return outcome('pages', exchange, judgePreflight(exchange.asked, name));
}

async function webSocket({ address, ask }: CheckParts, name: string): Promise<WebsiteCheck> {
  const exchange = await ask({
    url: `${address}/xmpp-websocket`,
    headers: {
      ...{ connection: 'Upgrade', upgrade: 'websocket', origin: ORIGIN },
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      'sec-websocket-protocol': 'xmpp',
    },
  });
  return outcome('websocket', exchange, judgeWebSocket(exchange.asked, name));
}

async function bosh({ address, domain, ask }: CheckParts, name: string): Promise<WebsiteCheck> {
  const rid = randomInt(1, 2 ** 40);
  const post = (more: string): Promise<Exchange> =>
    ask({
      ...{
        url: `${address}/http-bind`,
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8' },
      },
      body: `<body xmlns='http://jabber.org/protocol/httpbind' ${more}/>`,
    });
  const exchange = await post(`rid='${rid}' to='${domain}' wait='5' hold='1' ver='1.6'`);
  const check = outcome('bosh', exchange, judgeBosh(exchange.asked, name));
  const sid =
    'answer' in exchange.asked ? / sid='([\w-]+)'/.exec(exchange.asked.answer.body)?.[1] : undefined;
  if (sid) await post(`rid='${rid + 1}' sid='${sid}' type='terminate'`);
  return check;
}
