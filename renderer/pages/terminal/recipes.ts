/** What is often wanted, as commands that are typed in and wait for Enter. */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

export interface Recipe {
  readonly title: MessageDescriptor;
  readonly command: string;
}

/** The last word of some is left for the person to fill in. */
export const RECIPES: readonly Recipe[] = [
  { title: msg`How the server is`, command: 'chatelaine ctl status' },
  { title: msg`Who is connected`, command: 'chatelaine ctl connected_users' },
  { title: msg`What is wrong, and what to do`, command: 'chatelaine doctor' },
  { title: msg`The latest warnings`, command: 'chatelaine logs --level warn' },
  { title: msg`All accounts`, command: 'chatelaine ctl registered_users ' },
  { title: msg`How many people, rooms and messages`, command: 'chatelaine ctl data_counts' },
  { title: msg`Read configuration and certificates anew`, command: 'chatelaine ctl reload_config' },
  { title: msg`A link to these pages`, command: 'chatelaine' },
  { title: msg`Every command`, command: 'chatelaine ctl help' },
];
