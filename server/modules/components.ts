/**
 * Attached components. Specs: XEP-0114 1.6, XEP-0030 2.5.
 * Lists programs beside this server, such as a gateway to IRC, where people look for services, and tells the operator how they are.
 * It does not speak with them: server/components/ does.
 */
import { z } from 'zod';
import type { Component, ComponentState } from '../kernel/components.ts';
import { defineModule } from '../kernel/module.ts';

export const components = defineModule({
  name: 'components',
  specs: ['XEP-0114 1.6'],
  setup(ctx) {
    // Only those that would answer: who asks for the list asks each of them next.
    ctx.discoItems('host', ({ host, node }) => {
      if (node !== undefined) return undefined;
      const here = ctx.components.all().filter((one) => one.host === host && one.state.at === 'attached');
      return { items: here.map(({ domain, name }) => ({ jid: domain, ...(name && { name }) })) };
    });

    ctx.command({
      name: 'components',
      summary: 'List the components of this server, and which of them are attached',
      positional: [],
      args: z.strictObject({}),
      run: () => ctx.components.all().map(({ name, ...component }) => ({ ...component, name: name ?? null })),
      text: (all) => (all.length === 0 ? 'There are no components.' : all.map((one) => line(one)).join('\n')),
    });
  },
});

type Listed = Omit<Component, 'name'>;

const line = ({ domain, host, state, received, sent }: Listed) =>
  `${domain} (${host}): ${inWords(state)}; ${received} stanzas from it, ${sent} to it`;

function inWords(state: ComponentState): string {
  const since = new Date(state.since).toISOString();
  switch (state.at) {
    case 'attached':
      return `attached since ${since} from ${state.address}`;
    case 'waiting':
      return `not attached since ${since}${state.because ? ` (${state.because})` : ''}`;
    case 'unusable':
      return `cannot attach: ${state.because}`;
  }
}
