/** Every module there is, in the order they join a phase. A new one is a file and a line here. */
import type { ModuleSpec } from '../kernel/module.ts';
import { accountExport } from './account-export.ts';
import { adhoc } from './adhoc/index.ts';
import { administration } from './administration/index.ts';
import { announcements } from './announcements/index.ts';
import { api } from './api/index.ts';
import { archive } from './archive/index.ts';
import { avatars } from './avatars.ts';
import { blockLists } from './block-lists/index.ts';
import { blockedServers } from './blocked-servers.ts';
import { blocking } from './blocking/index.ts';
import { bookmarks } from './bookmarks.ts';
import { caps } from './caps/index.ts';
import { carbons } from './carbons.ts';
import { clientState } from './client-state/index.ts';
import { components } from './components.ts';
import { contactInfo } from './contact-info.ts';
import { dataPolicy } from './data-policy.ts';
import { delegation } from './delegation/index.ts';
import { disco } from './disco.ts';
import { hostMeta } from './host-meta.ts';
import { invitations } from './invitations/index.ts';
import { lastActivity } from './last-activity.ts';
import { mds } from './mds.ts';
import { metrics } from './metrics/index.ts';
import { muc } from './muc/module.ts';
import { offline } from './offline/index.ts';
import { outage } from './outage.ts';
import { partnerProbes } from './partner-probes.ts';
import { peopleState } from './people-state/index.ts';
import { ping } from './ping.ts';
import { presence } from './presence.ts';
import { privateXml } from './private.ts';
import { privileges } from './privileges/index.ts';
import { proxy65 } from './proxy65/index.ts';
import { personal } from './pubsub/personal.ts';
import { pubsub } from './pubsub/service.ts';
import { push } from './push/index.ts';
import { registration } from './registration/index.ts';
import { roster } from './roster.ts';
import { streamManagement } from './stream-management.ts';
import { subscriptions } from './subscriptions.ts';
import { teams } from './teams/index.ts';
import { time } from './time.ts';
import { turn } from './turn/index.ts';
import { upload } from './upload/index.ts';
import { vcard } from './vcard.ts';
import { version } from './version.ts';
import { webCheck } from './web-check.ts';
import { webchat } from './webchat/index.ts';

export const modules: readonly ModuleSpec[] = [
  // Before all others, so that it counts what they stop.
  metrics,
  streamManagement,
  clientState,
  roster,
  presence,
  subscriptions,
  teams,
  blockedServers,
  blockLists,
  blocking,
  archive,
  carbons,
  offline,
  push,
  disco,
  contactInfo,
  dataPolicy,
  outage,
  adhoc,
  administration,
  announcements,
  caps,
  peopleState,
  pubsub,
  personal,
  ping,
  version,
  time,
  lastActivity,
  vcard,
  privateXml,
  accountExport,
  avatars,
  bookmarks,
  mds,
  registration,
  invitations,
  muc,
  hostMeta,
  upload,
  webCheck,
  partnerProbes,
  turn,
  proxy65,
  components,
  privileges,
  delegation,
  api,
  webchat,
];
