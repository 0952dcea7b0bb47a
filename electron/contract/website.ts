/** A web server in front of Chatelaine's web: what it needs, and whether all of it arrives. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

export const webProgram = z.enum(['nginx', 'apache', 'caddy', 'haproxy']);
export type WebProgram = z.infer<typeof webProgram>;

/** The web server that stands in front. */
export const websiteFront = z.object({
  program: webProgram,
  /** The name under which it shows Chatelaine: one of its own, so that the website stays as it is. */
  name: z.string().max(253),
  /** The network address of the machine it is on; null for this one. */
  machine: z.union([z.ipv4(), z.ipv6()]).nullable(),
});
export type WebsiteFront = z.infer<typeof websiteFront>;

/** What to put into the web server, where, and how it takes it over. */
export const siteFile = z.object({
  /**
   * `site` is a site of its own; `domain` a few lines for the website that the domain has already, `hoster` the same as
   * files where a website can pass nothing on; `one-port` for sslh.
   */
  kind: z.enum(['site', 'domain', 'hoster', 'one-port']),
  fileName: z.string(),
  place: z.string(),
  text: z.string(),
  commands: z.array(z.string()),
});
export type SiteFile = z.infer<typeof siteFile>;

/** What is tried, in the order of a program's way; each needs the one before, but `host-meta`, which is the website's own. */
export const websiteCheckId = z.enum([
  'reach',
  'passed-on',
  'files',
  'upload',
  'pages',
  'websocket',
  'bosh',
  'host-meta',
]);
export type WebsiteCheckId = z.infer<typeof websiteCheckId>;

/** Why something does not work. The face has a sentence, an effect and a next step for each. */
export const websiteTrouble = z.enum([
  /** This computer could not ask anybody: nothing is known of the web server. */
  'offline',
  /** The name is not in DNS. */
  'no-address',
  'no-answer',
  'refused',
  'tls-broken',
  'certificate-expired',
  'certificate-name',
  'certificate-unknown',
  /** The web server answers, but Chatelaine is not behind it. */
  'chatelaine-away',
  'other-site',
  'redirected',
  'not-encrypted',
  'person-unknown',
  'proxy-not-trusted',
  'name-lost',
  'file-too-small',
  'file-collected',
  /** A file with a slot was not taken: by whom is in `server`, where that one says who it is. */
  'upload-refused',
  /** It did not come back as it was sent. */
  'download-broken',
  'range-lost',
  'header-lost',
  'cors-missing',
  'cors-twice',
  'no-websocket',
  'bosh-broken',
  'website-away',
  'host-meta-missing',
  'host-meta-other',
  'host-meta-cors',
]);
export type WebsiteTrouble = z.infer<typeof websiteTrouble>;

export const websiteCheck = z.object({
  id: websiteCheckId,
  /** `skipped`: something before it has to work first. */
  state: z.enum(['fine', 'broken', 'warning', 'skipped']),
  trouble: websiteTrouble.nullable(),
  /** For the sentence: `name`, `status`, `location`, `program` … */
  data: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Exactly what was sent and what came, for a technician; empty when nothing was. */
  sent: z.array(z.string()),
  came: z.array(z.string()),
});
export type WebsiteCheck = z.infer<typeof websiteCheck>;

const state = z.object({
  domain: z.string(),
  /** Null: Chatelaine's web stands by itself, on a port of its own. */
  inUse: websiteFront.nullable(),
  /** Where everybody finds it now. */
  address: z.string(),
  /** Chat and web on the web's usual port as well (443), for networks that let nothing else out. */
  onePort: z.object({
    wanted: z.boolean(),
    /** Null while the server does not run: nobody has tried. */
    open: z.boolean().nullable(),
    /** The other program that has it, as the system names it; null when nobody has, or it does not say. */
    by: z.string().nullable(),
  }),
  /** What would most likely fit: `program` is what has the web's port on this machine, if that is one we know. */
  suggestion: websiteFront,
  /** The program that has the web's ports here, as the system names it; null when that is Chatelaine, nobody, or it does not say. */
  owner: z.string().nullable(),
});
export type WebsiteState = z.infer<typeof state>;

export const website = {
  get: base.output(state),
  /** Changes nothing. `language` is that of their comments. Refused with `settings.refused` for a name that cannot be. */
  files: base
    .input(websiteFront.extend({ language: z.enum(['en', 'fr']).optional() }))
    .output(z.array(siteFile)),
  /** Null: without a web server in front. The server restarts; devices come back by themselves. */
  use: base.input(z.object({ front: websiteFront.nullable() })).output(state),
  /** The server restarts; devices come back by themselves. */
  setOnePort: base.input(z.object({ wanted: z.boolean() })).output(state),
  /** Fetches every address as the world would. Takes some seconds. Refused with `server.not-running`. */
  check: base.output(z.object({ checks: z.array(websiteCheck), at: z.number() })),
};
