/** People: accounts and their devices. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { personState, pushTrial } from './people-state.ts';
import { person } from './shapes.ts';

const base = oc.errors(errorMap);
const address = z.object({ address: z.string().max(3071) });

export const people = {
  list: base.output(z.array(person)),
  get: base.input(address).output(person),
  /** Without `password` one is generated. It is in the answer once and kept nowhere. */
  add: base
    .input(
      z.object({
        username: z.string().max(1023),
        displayName: z.string().max(200),
        password: z.string().min(1).max(1023).optional(),
        /** One the office serves; without it the first one. */
        domain: z.string().max(253).optional(),
      }),
    )
    .output(z.object({ person, password: z.string() })),
  resetPassword: base
    .input(z.object({ address: z.string().max(3071), password: z.string().min(1).max(1023).optional() }))
    .output(z.object({ password: z.string() })),
  rename: base
    .input(z.object({ address: z.string().max(3071), displayName: z.string().max(200) }))
    .output(person),
  /** A disabled person is disconnected and cannot log in; everything is kept. */
  setDisabled: base.input(z.object({ address: z.string().max(3071), disabled: z.boolean() })).output(person),
  /** The account and everything that hangs on it: contacts, history, waiting messages. Cannot be undone. */
  remove: base.input(address).output(z.object({})),
  /** What removing would take away, for the warning. */
  removalPreview: base
    .input(address)
    .output(z.object({ contacts: z.number(), archivedMessages: z.number(), waitingMessages: z.number() })),
  /** `address` is the device's full address. */
  disconnect: base.input(address).output(z.object({})),
  /** How everybody stands, in one call; asks connected programs for their version where they have not said it yet. */
  state: base.output(z.array(personState)),
  /** Has the services wake this person's devices now, and tells what they answered. Empty: no device asked for it. */
  tryPush: base.input(address).output(z.array(pushTrial)),
};
