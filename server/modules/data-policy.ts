/**
 * Data policy. Specs: XEP-0504 0.1.0, XEP-0128.
 * Tells people, before they trust it, how this server handles their data.
 * It says what the operator says, and nothing by itself: nobody but the operator knows who reads the backups.
 */
import { z } from 'zod';
import type { AdhocField, AdhocFieldType } from '../kernel/adhoc.ts';
import { defineModule } from '../kernel/module.ts';
import { formOfResult } from './support/data-form.ts';

const POLICY = 'urn:xmpp:data-policy:0';

const hours = (words: readonly [string, ...string[]]) =>
  z.union([z.int().min(0), z.enum(words)], { error: `must be a number of hours, or ${words.join(' or ')}` });
const ACCESS = [
  'admins',
  'moderators',
  'organization_member',
  'government',
  'advertisers',
  'partners',
  'none',
] as const;

/** §3.1-§3.13, each under its own name. */
const options = z
  .strictObject({
    auth_data: z.enum(['no_auth', 'plain', 'hidden', 'restricted']),
    data_transmission: z.enum(['plain', 'encrypted', 'e2e', 'gre']),
    encryption_algorithm: z.string(),
    data_retention: hours(['infinite', 'unknown']),
    data_deletion: z.boolean(),
    encryption_at_rest: z.boolean(),
    tos: z.url(),
    data_export: z.boolean(),
    access_policy: z
      .array(z.enum(ACCESS))
      .min(1)
      .refine((values) => !values.includes('none') || values.length === 1, 'none stands alone'),
    full_erasure: z.boolean(),
    backup_frequency: z.int().min(0),
    backup_retention: hours(['infinite', 'unknown']),
    extra_info: z.string().max(4000),
  })
  .partial();

const TYPES: Readonly<Record<string, AdhocFieldType>> = {
  auth_data: 'list-single',
  data_transmission: 'list-single',
  data_deletion: 'boolean',
  encryption_at_rest: 'boolean',
  data_export: 'boolean',
  full_erasure: 'boolean',
  extra_info: 'text-multi',
};

export const dataPolicy = defineModule({
  name: 'data-policy',
  specs: ['XEP-0504 0.1.0'],
  options,
  setup(ctx) {
    const fields = Object.entries(ctx.options).map(([name, value]): AdhocField => {
      const values = typeof value === 'string' ? value.split('\n') : [value].flat().map(String);
      return { name, type: name === 'access_policy' ? 'list-multi' : (TYPES[name] ?? 'text-single'), values };
    });
    if (fields.length === 0) return;
    const form = () => formOfResult(fields, POLICY);
    ctx.discoInfo('host', ({ node }) => (node === undefined ? { forms: [form()] } : undefined));
  },
});
