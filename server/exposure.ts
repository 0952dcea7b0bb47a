/** What a configuration shows to others that is usually kept to this machine: sentences for whoever wrote it. Pure. */
import type { ServerConfig } from './config.ts';
import { LOOPBACK, networkList } from './kernel/networks.ts';

const isLoopback = networkList(LOOPBACK);

export function exposures({ listen, modules }: Pick<ServerConfig, 'listen' | 'modules'>): string[] {
  const sentences: string[] = [];
  for (const options of listen) {
    if (options.type !== 'admin') continue;
    const { port, tls, from, address } = options;
    if (address === undefined ? from === undefined : isLoopback(address)) continue;
    const others = from === undefined ? 'other machines' : `${from.join(', ')} and by nobody else`;
    sentences.push(
      `The administration port ${port} can be reached by ${others}: whoever has a token, or comes from an address that a rule ` +
        'allows, can run commands there; everybody can see whether the server is well.' +
        (tls === 'none'
          ? ' It is not encrypted: whoever listens on the way can take the tokens. Give it "tls": "direct".'
          : ''),
    );
  }
  const api = modules.api as { public?: unknown } | undefined;
  if (api?.public === true)
    sentences.push(
      'The HTTP API is on the public web: whoever has a token can run commands from anywhere. Without "public" it is on the ' +
        'administration port alone.',
    );
  return sentences;
}
