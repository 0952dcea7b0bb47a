/** Whoever keeps the office's zones: access to them, applying the plan and putting it back, and an address that changes. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { recordChange, recordSet } from './records.ts';

const base = oc.errors(errorMap);
const domainText = z.string().trim().min(1).max(1023);
const domain = z.object({ domain: domainText });

export const providerId = z.enum(['ovh', 'gandi', 'cloudflare', 'hetzner', 'desec', 'rfc2136']);
export type ProviderId = z.infer<typeof providerId>;

const both = z.object({ en: z.string(), fr: z.string() });
export type BothLanguages = z.infer<typeof both>;

/** One field of the form of a provider. */
export const providerField = z.object({
  name: z.string(),
  label: both,
  /** Under the field; empty without. */
  hint: both,
  /** `secret` is never shown again, `choice` has `choices`. */
  kind: z.enum(['text', 'secret', 'choice']),
  choices: z.array(z.object({ value: z.string(), label: both })),
  /** What stands in it at first. */
  value: z.string(),
  optional: z.boolean(),
});
export type ProviderField = z.infer<typeof providerField>;

/** What the page shows for one provider: where to get access with the least rights, and what to type. */
export const providerForm = z.object({
  id: providerId,
  name: z.string(),
  fields: z.array(providerField),
  /** Where to make the token, step by step, in the provider's own words for its pages. */
  steps: z.array(both),
  /** The page on which it is made; null where there is none. */
  link: z.string().nullable(),
  /** The rights it needs, exactly; for OVH a line each. */
  rights: z.array(z.string()),
});
export type ProviderForm = z.infer<typeof providerForm>;

/** One access that was tested and is kept. Its secrets never leave the manager. */
export const providerAccess = z.object({
  id: z.string().max(64),
  provider: providerId,
  name: z.string(),
  /** Zones it may change, as it said when it was last asked. */
  zones: z.array(z.string()).max(1000),
  /** Which of the office's domains lie in them. */
  covers: z.array(z.string()),
  since: z.number(),
});
export type ProviderAccess = z.infer<typeof providerAccess>;

/**
 * What would be done with one set:
 * `create`: there is none · `update`: there is one, made by us before · `merge`: ours beside what is there (texts, CAA) ·
 * `replace`: what is there is somebody else's, and is only replaced when the person says so ·
 * `remove`: one of ours that the plan does not want any more · `keep`: it is right as it is ·
 * `blocked`: something else at the name is in the way that we never touch · `elsewhere`: no access covers its zone.
 */
export const applyKind = z.enum([
  'create',
  'update',
  'merge',
  'replace',
  'remove',
  'keep',
  'blocked',
  'elsewhere',
]);
export type ApplyKind = z.infer<typeof applyKind>;

/** `key`: name and type with a space between; what consent is given to. */
export const applyItem = recordChange.extend({
  key: z.string().max(300),
  kind: applyKind,
  /** Why, as a code: `none-there`, `ours`, `not-ours`, `texts-are-joined`, `alias-in-the-way`, … */
  because: z.string().max(60),
  /** Further sets at the name that go with it: an alias in the way of an address. */
  removes: z.array(recordSet).max(10),
});
export type ApplyItem = z.infer<typeof applyItem>;

const preview = z.object({
  domain: z.string(),
  /** Who would do it; null: no access covers the domain. */
  access: z.object({ id: z.string(), provider: providerId, name: z.string(), zone: z.string() }).nullable(),
  items: z.array(applyItem),
  /** Hand it back with `apply`: what is applied is what was shown, or nothing. */
  ticket: z.string().max(64),
});
export type ApplyPreview = z.infer<typeof preview>;

/** One applying, kept so that it can be put back. */
export const applied = z.object({
  id: z.string().max(64),
  domain: z.string(),
  provider: providerId,
  at: z.number(),
  /** `pending`: under way, or interrupted and taken up again. `partly`: it stopped, see the items. */
  state: z.enum(['pending', 'applied', 'partly', 'undoing', 'undone']),
  items: z.array(
    recordChange.extend({
      key: z.string(),
      kind: applyKind,
      /** `left`: not put back, since somebody had changed it. */
      state: z.enum(['waiting', 'writing', 'written', 'failed', 'undone', 'left']),
    }),
  ),
});
export type Applied = z.infer<typeof applied>;

/**
 * What putting back would do: `before` and `now` are what is there, `after` is what it would become again. `changed`: somebody
 * changed it since.
 */
export const undoPreview = z.object({
  id: z.string(),
  items: z.array(
    recordChange.extend({
      key: z.string(),
      state: z.enum(['ready', 'already', 'changed']),
      now: recordSet.nullable(),
    }),
  ),
});
export type UndoPreview = z.infer<typeof undoPreview>;

/** The mail and the page for whoever manages the domain. */
export const letter = z.object({
  subject: z.string(),
  text: z.string(),
  /** `mailto:` with both; where that is too long for mail programs, with a word about the page that goes along. */
  mailto: z.string().nullable(),
  /** A page of its own, to be sent along or printed. */
  html: z.string(),
  fileName: z.string(),
});
export type Letter = z.infer<typeof letter>;

/** Who was asked to put the records in, and when; null: nobody. */
const asked = z.object({ who: z.string(), at: z.number() }).nullable();

/** A proof for the certificate that waits for a person to put it in. */
export const handProof = z.object({
  name: z.string(),
  /** Without quotation marks. */
  text: z.string(),
  since: z.number(),
  /** Seen by some of the zone's name servers, but not by all. */
  seen: z.enum(['nowhere', 'some']),
  lastLook: z.number().nullable(),
});
export type HandProof = z.infer<typeof handProof>;

/** What is asked for the public address. Nothing is asked that is not listed. */
export const addressSources = z.object({
  /** `host` or `host:port` of STUN servers (RFC 8489). */
  stun: z.array(z.string().trim().min(1).max(262)).max(4),
  /** https addresses that answer with the address of whoever asks. */
  echo: z.array(z.url().max(500)).max(4),
});
export type AddressSources = z.infer<typeof addressSources>;

export const addressLook = z.object({
  at: z.number(),
  v4: z.string().nullable(),
  v6: z.string().nullable(),
  /** How each source answered, for the expert. */
  answers: z.array(
    z.object({
      source: z.string(),
      family: z.enum(['v4', 'v6']),
      address: z.string().nullable(),
      said: z.string(),
    }),
  ),
  /** What stands between this machine and the internet. */
  network: z.enum(['public', 'router', 'carrier', 'double', 'unknown']),
});
export type AddressLook = z.infer<typeof addressLook>;

export const dynamicChoice = z.object({
  /** Looks whether the address has changed. */
  on: z.boolean(),
  /** And changes the records by itself, where an access covers them. */
  update: z.boolean(),
  sources: addressSources,
});
export type DynamicChoice = z.infer<typeof dynamicChoice>;

const dynamicState = z.object({
  choice: dynamicChoice,
  /** Sources offered at first, named on the screen; asked only once the person has agreed. */
  offered: addressSources,
  look: addressLook.nullable(),
  /** What the records and calls say now. */
  published: z.object({ v4: z.array(z.string()), v6: z.array(z.string()) }),
  /** This machine's own addresses that the world could reach. */
  candidates: z.object({ v4: z.array(z.string()), v6: z.array(z.string()) }),
  nextLook: z.number().nullable(),
  /** Records a person has to change, where we may not. */
  wanted: z.array(recordChange),
});
export type DynamicState = z.infer<typeof dynamicState>;

export const dnsProviders = {
  /** Forms of all providers, and the accesses there are. */
  get: base.output(z.object({ forms: z.array(providerForm), accesses: z.array(providerAccess) })),
  /** Tests the access, and keeps it when it works. Refused with `dns-provider.…`. */
  connect: base
    .input(z.object({ provider: providerId, fields: z.record(z.string().max(40), z.string().max(2000)) }))
    .output(providerAccess),
  /** Asks again which zones it may change. */
  test: base.input(z.object({ id: z.string().max(64) })).output(providerAccess),
  forget: base.input(z.object({ id: z.string().max(64) })).output(z.object({})),
  /** `optional`: also what nothing breaks without. What is there of it, and ours, is looked after either way. */
  preview: base.input(domain.extend({ optional: z.boolean().default(false) })).output(preview),
  /** `optional` as in the look. `consent`: keys of the sets marked `replace` that may be replaced; the others are left. Follow the job `dns.apply`. */
  apply: base
    .input(
      domain.extend({
        ...{ ticket: z.string().max(64), optional: z.boolean().default(false) },
        consent: z.array(z.string().max(300)).max(200),
      }),
    )
    .output(z.object({ jobId: z.string(), id: z.string() })),
  /** Newest first. */
  applied: base.input(domain).output(z.array(applied)),
  undoPreview: base.input(z.object({ id: z.string().max(64) })).output(undoPreview),
  /** `leave`: keys of sets that somebody changed since, and that stay as they are. Refused when others were changed. */
  undo: base
    .input(z.object({ id: z.string().max(64), leave: z.array(z.string().max(300)).max(200) }))
    .output(z.object({ jobId: z.string() })),
  letter: base.input(domain.extend({ language: z.enum(['en', 'fr']) })).output(letter),
  asked: base.input(domain).output(z.object({ asked })),
  /** `who` empty: nobody is waited for any more. */
  setAsked: base.input(domain.extend({ who: z.string().trim().max(200) })).output(z.object({ asked })),
  handProofs: base.output(z.array(handProof)),
  dynamic: base.output(dynamicState),
  setDynamic: base.input(dynamicChoice.partial()).output(dynamicState),
  /** The public addresses of the server, as the records are to have them; empty lists: not known. */
  setAddresses: base
    .input(z.object({ v4: z.array(z.ipv4()).max(4), v6: z.array(z.ipv6()).max(4) }))
    .output(dynamicState),
  /** Asks the sources now. Refused with `input.invalid` where none is chosen. */
  lookNow: base.output(dynamicState),
};
