/** The plan as a provider's form wants it, box after box. Pure. */
import type { DnsPlan, ExportProvider, PlannedRecord, ProviderRow } from '../../../contract/domains.ts';
import { type FieldId, FORMS, type ProviderForm, USUAL_LABELS } from './forms.ts';
import { type ExportOptions, exported, relativeName, zoneOf } from './zone.ts';

type Fields = Partial<Record<FieldId, string>>;

/** The order of boxes, where there are several. */
const ORDER: readonly FieldId[] = [
  ...(['name', 'service', 'protocol', 'flags', 'tag'] as const),
  ...(['usage', 'selector', 'matching', 'priority', 'weight', 'port', 'value', 'ttl', 'proxy'] as const),
];

function nameFor(form: ProviderForm, name: string, zone: string): string {
  if (form.names === 'absolute') return name;
  if (form.names === 'absolute-dot') return `${name}.`;
  const relative = relativeName(name, zone);
  return relative === '@' ? form.apex : relative;
}

const targetFor = ({ dots }: ProviderForm, absolute: string): string =>
  dots ? absolute : absolute.replace(/\.$/, '');

/** `"one" "two"` as the text it means. */
const unquoted = (value: string): string =>
  [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part]) => part!.replace(/\\(.)/g, '$1')).join('');

/** SRV: `_service._proto.rest` in one box, two or three. */
function srvFields(form: ProviderForm, name: string, value: string, zone: string): Fields {
  const [priority = '', weight = '', port = '', target = ''] = value.split(' ');
  if (form.srv === 'value')
    return {
      name: nameFor(form, name, zone),
      value: `${priority} ${weight} ${port} ${targetFor(form, target)}`,
    };
  const boxes = { priority, weight, port, value: targetFor(form, target) };
  if (form.srv === 'boxes') return { name: nameFor(form, name, zone), ...boxes };
  const [service = '', protocol = '', ...rest] = name.split('.');
  const below = relativeName(rest.join('.'), zone);
  if (form.srv === 'service') return { service, protocol, name: below === '@' ? form.apex : below, ...boxes };
  return { service, protocol: below === '@' ? protocol : `${protocol}.${below}`, ...boxes };
}

function valueFields(form: ProviderForm, { set }: PlannedRecord, value: string): Fields {
  switch (set.type) {
    case 'CNAME':
    case 'NS':
      return { value: targetFor(form, value) };
    case 'TXT':
      return { value: form.quotes ? value : unquoted(value) };
    case 'CAA': {
      const [flags = '', tag = '', ...rest] = value.split(' ');
      return form.boxes ? { flags, tag, value: unquoted(rest.join(' ')) } : { value };
    }
    case 'TLSA': {
      const [usage = '', selector = '', matching = '', data = ''] = value.split(' ');
      return form.boxes ? { usage, selector, matching, value: data } : { value };
    }
    default:
      return { value };
  }
}

/** Whether the switch for the proxy is there: for what leads somebody to an address. */
const HAS_PROXY: readonly string[] = ['A', 'AAAA', 'CNAME'];

/** One row a value, in the plan's order; a row without fields: this provider has no form for it. */
export function providerRows(plan: DnsPlan, provider: ExportProvider, options: ExportOptions): ProviderRow[] {
  const form = FORMS[provider];
  const zone = zoneOf(plan, options);
  return exported(plan, options).flatMap((record) =>
    record.set.values.map((value) => {
      const { name, type, ttl } = record.set;
      const fields: Fields = form.lacks.includes(type)
        ? {}
        : {
            ...(type === 'SRV'
              ? srvFields(form, name, value, zone)
              : { name: nameFor(form, name, zone), ...valueFields(form, record, value) }),
            ttl: String(ttl),
            ...(form.proxy && HAS_PROXY.includes(type) && { proxy: form.proxy[options.language] }),
          };
      return {
        ...{ purpose: record.purpose, need: record.need, type },
        fields: ORDER.flatMap((field) => {
          const text = fields[field];
          const named = field === 'value' && (type === 'SRV' || type === 'CNAME') ? form.target : undefined;
          const label = named ?? form.labels?.[field] ?? USUAL_LABELS[field];
          return text === undefined ? [] : [{ field, label: label[options.language], value: text }];
        }),
      };
    }),
  );
}
