/** Push for the operator: who asked for it, how the last one went, and a trial. */
import { z } from 'zod';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { accountOf, hostArgument, servedHost, userArgument } from '../support/command-arguments.ts';
import type { Outcome, Outcomes } from './outcomes.ts';
import type { Publisher } from './publisher.ts';
import { keyOf, type Registration, type Registrations } from './registrations.ts';

export interface PushTools {
  readonly registrations: Registrations;
  readonly outcomes: Outcomes;
  readonly publisher: Publisher;
}

export function registerCommands(
  ctx: ModuleContext,
  { registrations, outcomes, publisher }: PushTools,
): void {
  /** What is asked for, and what a service refused for good. The node is between the device and its service. */
  function stateOf(account: Jid) {
    const known = new Map(outcomes.of(account));
    const asked = registrations.of(account);
    const over = [...known].filter(([key]) => !asked.some((one) => keyOf(one) === key));
    return [
      ...asked.map((one) => describe(one, known.get(keyOf(one)))),
      ...over.map(([, outcome]) => describe({ ...outcome, enabledAt: 0 }, outcome)),
    ].map((one) => ({ jid: account.toString(), ...one }));
  }

  ctx.command({
    name: 'push_state',
    scope: 'people',
    reads: true,
    summary: 'List the devices of a domain that asked to be woken, and how the last notification went',
    positional: ['host'],
    args: z.strictObject({ host: hostArgument }),
    run: ({ host }) => ctx.accounts.list(servedHost(ctx, host)).flatMap(({ jid }) => stateOf(jid)),
  });

  ctx.command({
    name: 'try_push',
    scope: 'people',
    summary: 'Have the devices of an account woken now, and tell what their services answer',
    positional: ['user', 'host'],
    details:
      'Each shows what it shows for a new message. A service that does not answer within ten seconds is silent.',
    args: z.strictObject({ user: userArgument, host: hostArgument }),
    async run({ user, host }) {
      const account = accountOf(ctx, user, host);
      const tried = registrations.of(account).map(async (registration) => {
        const { service, resource } = registration;
        return { service, resource, ...(await publisher.attempt(account, registration)) };
      });
      return Promise.all(tried);
    },
    text: (tried) =>
      tried.length === 0
        ? 'No device asked to be woken.'
        : tried
            .map(
              ({ service, resource, answer, condition }) =>
                `${resource}\t${service}\t${answer}\t${condition}`,
            )
            .join('\n'),
  });
}

const describe = (
  { service, resource, enabledAt }: Pick<Registration, 'service' | 'resource' | 'enabledAt'>,
  outcome: Outcome | undefined,
) => ({
  ...{ service, resource, enabledAt },
  acceptedAt: outcome?.acceptedAt || null,
  failure: outcome?.failure ?? null,
});
