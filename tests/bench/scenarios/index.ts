import { archive } from './archive.ts';
import { crowd } from './crowd.ts';
import { idle } from './idle.ts';
import { logins } from './logins.ts';
import { messages } from './messages.ts';
import { presence } from './presence.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [idle, logins, messages, presence, archive, crowd];
