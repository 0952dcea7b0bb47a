/** Subscription options as a data form: pubsub#subscribe_options (XEP-0060 §6.3, §17.4.2). */
import type { Element } from 'ltx';
import { readForm } from '../support/forms.ts';
import { refuse } from './errors.ts';
import { boolean, choices, field, type Kind, readFields, writeForm } from './form-fields.ts';
import { PS } from './namespaces.ts';
import type { SubscriptionOptions } from './node.ts';

/** A DateTime of XEP-0082, "presence" (§13.5), or nothing for good. */
const expiry: Kind<SubscriptionOptions['expire']> = {
  type: 'text-single',
  read(values) {
    const [value = ''] = values;
    if (values.length > 1) return undefined;
    if (value === '') return null;
    if (value === 'presence') return 'presence';
    const when = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
    return Number.isNaN(when) ? undefined : when;
  },
  write: (value) => (value === null ? [] : [value === 'presence' ? value : new Date(value).toISOString()]),
};

const one = field<SubscriptionOptions>();
const FIELDS = [
  one('pubsub#deliver', 'deliver', 'Whether to receive event notifications', boolean),
  one('pubsub#expire', 'expire', 'When the subscription ends, or presence', expiry),
  one(
    'pubsub#show-values',
    'showValues',
    'The presence states for which to receive notifications',
    choices(['online', 'chat', 'away', 'dnd', 'xa'] as const),
  ),
];

export const optionsForm = (options: SubscriptionOptions): Element =>
  writeForm(PS.subscribeOptions, 'form', FIELDS, options);

/**
 * What `<options/>` changes. SPEC §6.3.6.2: "If the subscriber attempts to set an invalid group of options, the service
 * MUST respond with a <bad-request/> error."
 */
export function readOptions(options: Element): Partial<SubscriptionOptions> {
  const invalid = (name: string) => refuse('invalid-options', `${name} is not an option here`);
  const values = readForm(options, PS.subscribeOptions);
  if (!values) throw refuse('invalid-options', 'the options need a form');
  return readFields(FIELDS, values, { invalid });
}
