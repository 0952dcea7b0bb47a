/** What the server itself can do: hashes in its stream features, and the nodes behind them (XEP-0115 §6.3, XEP-0390 §5). */
import type { Element } from 'ltx';
import type { DiscoInfo } from '../../kernel/discovery.ts';
import { parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import { CAPS2, capsHash, capsHash2, HASHES } from '../support/capabilities.ts';
import { xml } from '../support/elements.ts';

/** SPEC XEP-0115 §4: a URI for the software. */
const NODE = 'urn:x-chatelaine:server';
/** WHY: every log-in shows it, and it changes with the configuration only. */
const FRESH_MS = 1000;

interface Own {
  readonly at: number;
  readonly info: DiscoInfo;
  readonly ver: string;
  readonly ver2: string;
}

export function advertiseServer(ctx: ModuleContext): void {
  const byHost = new Map<string, Own>();

  for (const feature of [NS.caps, CAPS2]) ctx.feature(feature, 'host');
  ctx.streamFeature('authenticated', ({ host }) => {
    const own = ownOf(host);
    return own && xml('c', { xmlns: NS.caps, hash: 'sha-1', node: NODE, ver: own.ver });
  });
  ctx.streamFeature('authenticated', ({ host }) => {
    const own = ownOf(host);
    return own && xml('c', { xmlns: CAPS2 }, xml('hash', { xmlns: HASHES, algo: 'sha-256' }, own.ver2));
  });
  ctx.discoInfo('host', ({ node, host }) => {
    if (!node?.startsWith(`${NODE}#`) && !node?.startsWith(`${CAPS2}#`)) return undefined;
    const own = ownOf(host);
    const nodes = own ? [`${NODE}#${own.ver}`, `${CAPS2}#sha-256.${own.ver2}`] : [];
    return nodes.includes(node) ? own?.info : undefined;
  });

  function ownOf(host: string): Own | undefined {
    const known = byHost.get(host);
    if (known && Date.now() - known.at < FRESH_MS) return known;
    const info = infoOf(host);
    const query = info && queryOf(info);
    const [ver, ver2] = query ? [capsHash(query), capsHash2(query)] : [];
    if (!info || !ver || !ver2) return undefined;
    const own = { at: Date.now(), info, ver, ver2 };
    byHost.set(host, own);
    return own;
  }

  /** What anybody would be told who asks the domain. */
  function infoOf(host: string): Required<DiscoInfo> | undefined {
    const jid = parseJid(host)!;
    const payload = xml('query', { xmlns: NS.discoInfo });
    const request = {
      from: jid,
      to: jid,
      host,
      node: undefined,
      session: undefined,
      lang: undefined,
      payload,
    };
    const answer = ctx.discovery.info('host', request);
    return answer instanceof Promise ? undefined : answer;
  }
}

const queryOf = ({ identities, features, forms }: Required<DiscoInfo>): Element =>
  xml(
    'query',
    { xmlns: NS.discoInfo },
    ...identities.map((identity) => xml('identity', { ...identity })),
    ...features.map((feature) => xml('feature', { var: feature })),
    ...forms,
  );
