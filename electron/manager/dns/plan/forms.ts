/**
 * How each provider's form wants a record: which boxes there are, what goes into them, and how they are labelled. Data.
 * As their help pages show them; a form that has changed since is still filled rightly, only under another label.
 */
import type { ExportProvider } from '../../../contract/domains.ts';
import type { Language } from '../../../contract/findings/finding.ts';
import type { RecordType } from '../../../contract/records.ts';

export type FieldId =
  | 'name'
  | 'service'
  | 'protocol'
  | 'value'
  | 'priority'
  | 'weight'
  | 'port'
  | 'flags'
  | 'tag'
  | 'usage'
  | 'selector'
  | 'matching'
  | 'ttl'
  | 'proxy';

export interface ProviderForm {
  readonly title: string;
  /** `relative`: the domain is written behind the box already. `absolute-dot`: the whole name with its final dot. */
  readonly names: 'relative' | 'absolute' | 'absolute-dot';
  /** What stands for the domain itself in a relative form. */
  readonly apex: string;
  /** Whether a name in a value needs its final dot; without it such a form appends the domain once more. */
  readonly dots: boolean;
  /**
   * `boxes`: priority, weight, port and target each in their own; `service`: the name in three boxes as well; `service-protocol`: the
   * name in two, where what stands below the domain is written behind the protocol; `value`: all in one.
   */
  readonly srv: 'boxes' | 'service' | 'service-protocol' | 'value';
  /** Quotation marks around texts. */
  readonly quotes: boolean;
  /** Flags, tag and value of CAA, and the parts of TLSA, in boxes of their own. */
  readonly boxes: boolean;
  /** Types for which there is no form. */
  readonly lacks: readonly RecordType[];
  readonly labels?: Partial<Record<FieldId, Readonly<Record<Language, string>>>>;
  /** Of the box for a value that is a name. */
  readonly target?: Readonly<Record<Language, string>>;
  /** A switch that must stand so; it is shown with each record that has it. */
  readonly proxy?: Readonly<Record<Language, string>>;
}

export const USUAL_LABELS: Readonly<Record<FieldId, Readonly<Record<Language, string>>>> = {
  name: { en: 'Name', fr: 'Nom' },
  service: { en: 'Service', fr: 'Service' },
  protocol: { en: 'Protocol', fr: 'Protocole' },
  value: { en: 'Value', fr: 'Valeur' },
  priority: { en: 'Priority', fr: 'Priorité' },
  weight: { en: 'Weight', fr: 'Poids' },
  port: { en: 'Port', fr: 'Port' },
  flags: { en: 'Flags', fr: 'Drapeau' },
  tag: { en: 'Tag', fr: 'Étiquette' },
  usage: { en: 'Usage', fr: 'Utilisation' },
  selector: { en: 'Selector', fr: 'Sélecteur' },
  matching: { en: 'Matching type', fr: 'Type de correspondance' },
  ttl: { en: 'TTL', fr: 'TTL' },
  proxy: { en: 'Proxy status', fr: 'État du proxy' },
};

const target = { en: 'Target', fr: 'Cible' };
const host = { en: 'Host', fr: 'Hôte' };

export const FORMS: Readonly<Record<ExportProvider, ProviderForm>> = {
  plain: {
    ...{ title: '', names: 'absolute', apex: '', dots: true, srv: 'value' },
    ...{ quotes: true, boxes: false, lacks: [] },
  },
  ovh: {
    ...{ title: 'OVHcloud', names: 'relative', apex: '', dots: true, srv: 'boxes' },
    ...{ quotes: false, boxes: true, lacks: [] },
    ...{ labels: { name: { en: 'Sub-domain', fr: 'Sous-domaine' }, value: target }, target },
  },
  gandi: {
    ...{ title: 'Gandi', names: 'relative', apex: '@', dots: true, srv: 'boxes' },
    ...{ quotes: true, boxes: true, lacks: [] },
    target: { en: 'Hostname', fr: 'Nom d’hôte' },
  },
  cloudflare: {
    ...{ title: 'Cloudflare', names: 'relative', apex: '@', dots: false, srv: 'boxes' },
    ...{ quotes: true, boxes: true, lacks: [] },
    target,
    // Its proxy speaks HTTP only: chat would end there.
    proxy: { en: 'DNS only', fr: 'DNS uniquement' },
  },
  hetzner: {
    ...{ title: 'Hetzner', names: 'relative', apex: '@', dots: true, srv: 'value' },
    ...{ quotes: true, boxes: false, lacks: [] },
  },
  ionos: {
    ...{ title: 'IONOS', names: 'relative', apex: '@', dots: false, srv: 'service' },
    ...{ quotes: false, boxes: true, lacks: [] },
    labels: { name: { en: 'Host name', fr: 'Nom d’hôte' } },
    target: { en: 'Points to', fr: 'Pointe vers' },
  },
  infomaniak: {
    ...{ title: 'Infomaniak', names: 'relative', apex: '', dots: false, srv: 'boxes' },
    ...{ quotes: false, boxes: true, lacks: [] },
    ...{ labels: { name: { en: 'Source', fr: 'Source' }, value: target }, target },
  },
  godaddy: {
    ...{ title: 'GoDaddy', names: 'relative', apex: '@', dots: false, srv: 'service' },
    ...{ quotes: false, boxes: true, lacks: ['TLSA'] },
  },
  namecheap: {
    ...{ title: 'Namecheap', names: 'relative', apex: '@', dots: false, srv: 'service-protocol' },
    ...{ quotes: false, boxes: true, lacks: ['TLSA'] },
    ...{ labels: { name: host }, target },
  },
  o2switch: {
    ...{ title: 'o2switch (cPanel)', names: 'absolute-dot', apex: '', dots: false, srv: 'boxes' },
    ...{ quotes: false, boxes: true, lacks: ['TLSA'] },
    target,
  },
};
