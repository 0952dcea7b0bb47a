/** Every module there is, in the order they join a phase. A new one is a file and a line here. */
import type { ModuleSpec } from '../kernel/module.ts';
import { archive } from './archive.ts';
import { carbons } from './carbons.ts';
import { disco } from './disco.ts';
import { offline } from './offline.ts';
import { ping } from './ping.ts';
import { presence } from './presence.ts';
import { registration } from './registration.ts';
import { roster } from './roster.ts';
import { streamManagement } from './stream-management.ts';
import { subscriptions } from './subscriptions.ts';
import { time } from './time.ts';
import { vcard } from './vcard.ts';
import { version } from './version.ts';

export const modules: readonly ModuleSpec[] = [
  streamManagement,
  roster,
  presence,
  subscriptions,
  archive,
  carbons,
  offline,
  disco,
  ping,
  version,
  time,
  vcard,
  registration,
];
