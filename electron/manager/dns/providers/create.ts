/** From what was typed into a provider's form to the provider: checked, trimmed, one line each. */
import type { ProviderId } from '../../../contract/dns-providers.ts';
import { problem } from '../../problem.ts';
import { createCloudflare } from './cloudflare.ts';
import { createDesec } from './desec.ts';
import { providerForms } from './forms.ts';
import { createGandi } from './gandi.ts';
import { createHetzner } from './hetzner.ts';
import type { ProviderParts } from './http.ts';
import { createOvh } from './ovh.ts';
import type { DnsProvider } from './provider.ts';
import { createRfc2136, readServer } from './rfc2136/rfc2136.ts';

export type ProviderFields = Readonly<Record<string, string>>;

const CREATE: Readonly<Record<ProviderId, (fields: never, parts: ProviderParts) => DnsProvider>> = {
  ...{ ovh: createOvh, gandi: createGandi, cloudflare: createCloudflare },
  ...{ hetzner: createHetzner, desec: createDesec, rfc2136: createRfc2136 },
};

/** Headers cannot hold anything else, and no token has it. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/** The fields of the form, and no others. Refused with `input.invalid`, whose `field` is the form's. */
export function readFields(id: ProviderId, given: ProviderFields): ProviderFields {
  const form = providerForms('').find((one) => one.id === id)!;
  const fields: Record<string, string> = {};
  for (const { name, optional, choices } of form.fields) {
    const value = (given[name] ?? '').trim();
    if (value === '' && !optional) throw problem('input.invalid', { field: name, reason: 'empty' });
    if (value !== '' && !PRINTABLE.test(value))
      throw problem('input.invalid', { field: name, reason: 'characters' });
    if (choices.length > 0 && !choices.some((choice) => choice.value === value))
      throw problem('input.invalid', { field: name, reason: 'choice' });
    fields[name] = value;
  }
  if (id === 'rfc2136') {
    readServer(fields.server!);
    if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(fields.secret!))
      throw problem('input.invalid', { field: 'secret', reason: 'base64' });
  }
  return fields;
}

export const createProvider = (id: ProviderId, fields: ProviderFields, parts: ProviderParts): DnsProvider =>
  CREATE[id](fields as never, parts);
