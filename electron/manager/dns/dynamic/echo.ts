/** From which address a web page sees us: an https address that answers with nothing but the address of whoever asks. */
import { get } from 'node:https';
import ipaddr from 'ipaddr.js';
import type { Family } from './stun.ts';

const TIMEOUT_MS = 8_000;
/** An address, and perhaps a line of JSON around it. */
const MOST_BYTES = 1024;

/** The first address of the family in a short text. */
export function readEcho(text: string, family: Family): string | undefined {
  for (const [word] of text.matchAll(/[0-9a-f.:]{3,45}/gi)) {
    if (!ipaddr.isValid(word)) continue;
    const address = ipaddr.parse(word);
    if (address.kind() === (family === 'v4' ? 'ipv4' : 'ipv6') && word.length >= 3) return address.toString();
  }
  return undefined;
}

/**
 * Rejects with what the network says, or for an answer that is none. Follows no redirect.
 * @param ca an authority to believe instead of the usual ones, in PEM.
 */
export function askEcho(url: string, family: Family, own: AbortSignal, ca?: string): Promise<string> {
  const signal = AbortSignal.any([own, AbortSignal.timeout(TIMEOUT_MS)]);
  return new Promise((resolve, reject) => {
    const request = get(url, { family: family === 'v4' ? 4 : 6, signal, agent: false, ca }, (answer) => {
      if (answer.statusCode !== 200) {
        answer.resume();
        return reject(new Error(`status ${answer.statusCode}`));
      }
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MOST_BYTES) request.destroy(new Error('a long answer'));
      });
      answer.on('end', () => {
        const found = readEcho(text, family);
        if (found) resolve(found);
        else reject(new Error('no address in the answer'));
      });
      answer.on('error', reject);
    });
    request.on('error', reject);
  });
}
