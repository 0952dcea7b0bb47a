/** A page of 50 out of a long archive, each time at another place (XEP-0313, XEP-0059). */
import { setTimeout as after } from 'node:timers/promises';
import { HOST, PASSWORD, userNames } from '../engines/engine.ts';
import { connectMany, type LoadClient } from '../load-client.ts';
import { median, quantile } from '../statistics.ts';
import type { Scenario } from './scenario.ts';

const PAGE = 50;
const WINDOW = 50;
/** A server that takes longer to fill the archive is not measured on it. */
const FILL_MS = 240_000;
const STANZA_ID = /<stanza-id[^>]*? id=["']([^"']+)["']/g;
const RESULT_OR_IQ = /<(result) |<iq [^>]*type=["'](?:result|error)["']/g;

export const archive: Scenario = {
  name: 'archive',
  summary: 'pages of 50 at random places of an archive of 20,000',
  accounts: () => 2,
  async run({ start, size, measured }) {
    const server = await start();
    const account = { port: server.port, host: HOST, password: PASSWORD };
    const [reader, writer] = await connectMany(userNames(2), account);
    if (!reader || !writer) return [];
    const broken = Promise.race([server.failed, reader.failed, writer.failed]);
    const ids = await Promise.race([
      fill(writer, reader, size.archived),
      broken,
      after(FILL_MS, [] as string[], { ref: false }),
    ]);
    if (ids.length === 0) {
      process.stderr.write(
        `  ${size.archived} messages were not archived in ${FILL_MS / 1000} s: no pages\n`,
      );
      return [];
    }
    const times: number[] = [];
    await measured('archive', async () => {
      for (let query = 0; query < size.pages; query++) {
        // The same places for every engine, spread over the whole by the golden ratio.
        const place = Math.floor(((query * 0.618_034) % 1) * (ids.length - PAGE - 1));
        times.push(await Promise.race([page(reader, `q${query}`, ids[place]!), broken]));
      }
    });
    await Promise.all([reader.close(), writer.close()]);
    const name = `page of ${PAGE} of ${size.archived}`;
    return [
      { name: `${name}, median`, value: median(times), unit: 'ms', better: 'lower' },
      { name: `${name}, p90`, value: quantile(times, 0.9), unit: 'ms', better: 'lower' },
    ];
  },
};

/** Sends `count` messages, `WINDOW` under way; resolves with the archive's ids, oldest first. */
async function fill(writer: LoadClient, reader: LoadClient, count: number): Promise<string[]> {
  const { promise, resolve } = Promise.withResolvers<string[]>();
  const ids: string[] = [];
  let sent = 0;
  const say = () => {
    sent++;
    writer.send(
      `<message type='chat' to='${reader.jid}' id='m${sent}'><body>Message ${sent} of many.</body></message>`,
    );
  };
  reader.onText = (text) => {
    let end = 0;
    for (const match of text.matchAll(STANZA_ID)) {
      ids.push(match[1]!);
      end = match.index + match[0].length;
      if (sent < count) say();
    }
    if (ids.length >= count) resolve(ids);
    return end;
  };
  while (sent < Math.min(WINDOW, count)) say();
  return promise;
}

/** Resolves with the milliseconds of one query. A page that is not full would be a fault, not a fast answer. */
async function page(reader: LoadClient, id: string, from: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let results = 0;
  // What was read is let go at once: patterns over a whole page would cost more than the page.
  reader.onText = (text) => {
    let end = 0;
    for (const match of text.matchAll(RESULT_OR_IQ)) {
      end = match.index + match[0].length;
      if (match[1]) results++;
      else resolve();
    }
    return end;
  };
  const rsm = `<set xmlns='http://jabber.org/protocol/rsm'><max>${PAGE}</max><after>${from}</after></set>`;
  const began = performance.now();
  reader.send(`<iq type='set' id='${id}'><query xmlns='urn:xmpp:mam:2' queryid='${id}'>${rsm}</query></iq>`);
  await promise;
  const took = performance.now() - began;
  if (results !== PAGE) throw new Error(`A page of ${results} results.`);
  return took;
}
