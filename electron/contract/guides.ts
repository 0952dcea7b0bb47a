/**
 * How a colleague's program is set up: guides as data, one file a program (resources/guides), and a guide filled with an
 * office's and a person's own values. Words of a program are named by a key and stand once, in both languages, as it shows them.
 */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

export const clientId = z.enum([
  ...(['gajim', 'pidgin', 'conversations', 'cheogram', 'dino', 'monal'] as const),
  ...(['siskin', 'beagle', 'psi', 'profanity', 'thunderbird', 'converse'] as const),
]);
export type ClientId = z.infer<typeof clientId>;

export const clientSystem = z.enum(['android', 'ios', 'windows', 'macos', 'linux', 'browser']);
export type ClientSystem = z.infer<typeof clientSystem>;

export const guideLanguage = z.enum(['en', 'fr']);
export type GuideLanguage = z.infer<typeof guideLanguage>;

/** `[key]` is a word of the program, `{name}` a value (`guideValue`). */
const sentence = z.strictObject({ en: z.string().min(1).max(600), fr: z.string().min(1).max(700) });
export type Sentence = z.infer<typeof sentence>;

/** Everything a guide may name in braces. */
export const guideValue = z.enum([
  ...(['address', 'username', 'domain', 'host', 'port', 'password', 'name'] as const),
  ...(['fingerprint', 'authorityFile', 'rooms', 'room', 'roomName', 'chat'] as const),
]);
export type GuideValue = z.infer<typeof guideValue>;

/**
 * When a step is shown; all that are named must hold. `found`: DNS leads to the server; `typed`: host and port are typed.
 * `starttls` and `direct`: which kind of TLS is typed. `authority`: the office vouches for its certificate itself.
 */
const when = z.enum(['found', 'typed', 'starttls', 'direct', 'authority', 'room']);
export type GuideWhen = z.infer<typeof when>;

const field = z.strictObject({
  /** The field's name: a key of `words`. */
  word: z.string(),
  /** What a person does: type it, choose it in a list, tick or untick it, leave it as it is. */
  act: z.enum(['type', 'choose', 'tick', 'untick', 'leave']),
  /** For `type`: text with values in braces. For `choose`: a key of `words`. Else empty. */
  value: z.string().max(400).default(''),
  when: z.array(when).default([]),
  note: sentence.optional(),
});

const step = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*$/),
  when: z.array(when).default([]),
  text: sentence,
  fields: z.array(field).max(12).default([]),
  /** Also on the hand-out, which has room for few. */
  short: z.boolean().default(true),
});

const digest = z.enum(['SHA-256', 'SHA-1']);
const fingerprint = z.object({ digest, value: z.string() });
export type Fingerprint = z.infer<typeof fingerprint>;

const install = z.strictObject({
  system: clientSystem,
  /** `store`: by its name there. `package`: a distribution's. `site`: fetched from its makers. `none`: nothing to install. */
  how: z.enum(['store', 'package', 'site', 'none']),
  /** Of the store or the distribution, as they write it; empty for a site. */
  where: z.string().max(60),
  /** What to look for, or to type in a terminal. */
  name: z.string().max(120),
  /** Its makers' or the store's own page; empty where there is none. */
  page: z.union([z.literal(''), z.url({ protocol: /^https$/ })]),
});

export const guide = z.strictObject({
  id: clientId,
  name: z.string().max(40),
  /** One sentence: for whom it is. */
  about: sentence,
  /** The first one is where it is at home. */
  systems: z.array(clientSystem).min(1),
  /** How strongly we recommend it on a system, 1 to 3: the best first. */
  rank: z.partialRecord(clientSystem, z.number().int().min(1).max(3)),
  /** Where the words were read: a catalogue a test compares with, the makers' sources, or their documentation. */
  wordsFrom: z.strictObject({
    kind: z.enum(['catalogue', 'sources', 'documentation']),
    version: z.string().max(60),
    /** File of the catalogue, or the address of sources or documentation. */
    where: z.string().max(200),
    /** False: the program speaks English only. */
    french: z.boolean(),
  }),
  /** How it comes to the server: host and port can be typed, it goes by the domain alone, or it is a page of the server's. */
  reach: z.enum(['typed', 'name', 'page']),
  /** Kinds of TLS it can be told to use; the usual one first. */
  tls: z.array(z.enum(['starttls', 'direct'])).min(1),
  /** Which fingerprints it shows of a certificate it asks about: two of different kinds cannot be compared. */
  fingerprints: z.array(digest).min(1).default(['SHA-256']),
  install: z.array(install).min(1).max(12),
  words: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
    z.strictObject({
      en: z.string().max(200),
      fr: z.string().max(200),
      /** What the catalogue calls it, where that is not its English. */
      id: z.string().max(200).optional(),
      /** A word of its toolkit or of a place where no catalogue says it: why a test does not look for it. */
      elsewhere: z.string().max(120).optional(),
    }),
  ),
  steps: z.array(step).min(2).max(12),
  /** What a person sees when all went well. */
  expect: sentence,
  encryption: z.strictObject({
    /** How to see that the line to the server is encrypted. */
    line: sentence,
    endToEnd: z.array(z.enum(['omemo', 'openpgp', 'otr'])),
    /** How to turn it on and to check it. */
    check: sentence,
  }),
  rooms: z.strictObject({ text: sentence, fields: z.array(field).max(6).default([]) }),
  /** What it cannot do, each with what to do about it. */
  cannot: z.array(z.strictObject({ id: z.string(), text: sentence })).max(8),
});
export type Guide = z.infer<typeof guide>;

/** A sentence in one language with its values in place. `word`: as the program shows it; `value`: to be typed or copied. */
const part = z.object({ kind: z.enum(['text', 'word', 'value']), text: z.string() });
export type GuidePart = z.infer<typeof part>;
const parts = z.array(part);

const filledField = z.object({
  name: z.string(),
  act: field.shape.act,
  /** As shown. For the password without one: what to type, in words. */
  value: z.string(),
  /** Which value it is, where it is one alone: a robot and a hand-out look for `password`. */
  is: guideValue.nullable(),
  note: parts.nullable(),
});
export type FilledField = z.infer<typeof filledField>;

const filledStep = z.object({
  id: z.string(),
  text: parts,
  fields: z.array(filledField),
  short: z.boolean(),
});
export type FilledStep = z.infer<typeof filledStep>;

export const filledGuide = z.object({
  id: clientId,
  name: z.string(),
  language: guideLanguage,
  about: parts,
  systems: z.array(clientSystem),
  rank: guide.shape.rank,
  wordsFrom: guide.shape.wordsFrom,
  /** As things are it cannot get in: it has to find the server by its name, and cannot. */
  stuck: z.boolean(),
  /** The kind of TLS its steps are for. */
  tls: z.enum(['starttls', 'direct']),
  /** Of the server's certificate, as this program shows it; none where nobody is asked about it. */
  fingerprints: z.array(fingerprint),
  install: z.array(install),
  steps: z.array(filledStep),
  expect: parts,
  encryption: z.object({ line: parts, endToEnd: guide.shape.encryption.shape.endToEnd, check: parts }),
  rooms: z.object({ text: parts, fields: z.array(filledField) }),
  cannot: z.array(z.object({ id: z.string(), text: parts })),
});
export type FilledGuide = z.infer<typeof filledGuide>;

/** What is known of the way in, for one domain of the office. */
export const guideWay = z.object({
  domain: z.string(),
  /** `found`: programs find the server by the domain alone. `typed`: host and port have to be typed. */
  way: z.enum(['found', 'typed']),
  /** Why: asked and right · asked and not right · not asked yet · a network of its own, whose names no DNS knows. */
  because: z.enum(['dns-right', 'dns-trouble', 'not-asked', 'lan']),
  /** When that was found out; null where nothing was asked. */
  at: z.number().nullable(),
  /** What to type as server, the best first; never empty. */
  hosts: z.array(z.string()),
  ports: z.object({ starttls: z.number(), direct: z.number() }),
  /**
   * The office vouches for its certificate itself, and programs have to be told. `fingerprint` (SHA-256) and `sha1`: of the
   * certificate they show when they ask, which is the server's and not the authority's; it changes when that is renewed. `file`:
   * the authority's.
   */
  authority: z
    .object({ fingerprint: z.string(), sha1: z.string(), until: z.number(), file: z.string() })
    .nullable(),
  /** Where rooms are. */
  rooms: z.string(),
  /** A room everybody may enter, to begin with; null: none. */
  room: z.object({ address: z.string(), name: z.string() }).nullable(),
  /** Where the chat in the browser is; null: it is off. */
  chat: z.string().nullable(),
});
export type GuideWay = z.infer<typeof guideWay>;

export const guides = {
  /** How programs get in, for a domain of the office (without one: the first). */
  way: base.input(z.object({ domain: z.string().max(253).optional() })).output(guideWay),
  /** All guides, or those named, filled for a person. `tls` and `way` say otherwise than what was found out. */
  fill: base
    .input(
      z.object({
        /** Bare address. */
        address: z.string().max(3071),
        language: guideLanguage,
        clients: z.array(clientId).max(12).optional(),
        way: z.enum(['found', 'typed']).optional(),
        tls: z.enum(['starttls', 'direct']).optional(),
      }),
    )
    .output(z.object({ way: guideWay, guides: z.array(filledGuide) })),
};
