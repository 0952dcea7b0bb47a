/** How personal nodes are configured when nobody says (XEP-0163 §5), and those whose specification wants it otherwise. */
import { type NodeConfig, SERVICE_DEFAULTS } from './node.ts';

/**
 * XEP-0163 §5: 'Support the "presence" access model and set it to the default', "Default the
 * 'send_last_published_item' configuration option to on_sub_and_presence".
 */
const PERSONAL: NodeConfig = {
  ...SERVICE_DEFAULTS,
  accessModel: 'presence',
  maxItems: 1,
  notifyDelete: false,
  sendLast: 'on_sub_and_presence',
};

/** Nobody else's business, told to one's own devices in full: XEP-0223. Also where a program forgets to say so. */
const PRIVATE: Partial<NodeConfig> = {
  accessModel: 'whitelist',
  maxItems: 'max',
  notifyDelete: true,
  sendLast: 'never',
};

const BY_NODE: Readonly<Record<string, Partial<NodeConfig>>> = {
  // XEP-0402 §3.3, XEP-0490 §7, XEP-0048 §3.
  'urn:xmpp:bookmarks:1': PRIVATE,
  'urn:xmpp:mds:displayed:0': PRIVATE,
  // XEP-0292 §6.
  'urn:xmpp:contacts': PRIVATE,
  'storage:bookmarks': { accessModel: 'whitelist' },
  // Whoever writes to somebody for the first time has to be able to encrypt: XEP-0384 §5.3.1, and 0.3 before it.
  'eu.siacs.conversations.axolotl.devicelist': { accessModel: 'open' },
  'urn:xmpp:omemo:2:devices': { accessModel: 'open' },
  'urn:xmpp:omemo:2:bundles': { accessModel: 'open', maxItems: 'max', sendLast: 'never' },
  // XEP-0277: a log, not a state.
  'urn:xmpp:microblog:0': { maxItems: 'max', sendLast: 'never' },
};

const BUNDLE = 'eu.siacs.conversations.axolotl.bundles:';

export function personalDefaults(node: string): NodeConfig {
  const special = node.startsWith(BUNDLE)
    ? { accessModel: 'open' as const, sendLast: 'never' as const }
    : Object.hasOwn(BY_NODE, node)
      ? BY_NODE[node]
      : {};
  return { ...PERSONAL, ...special };
}
