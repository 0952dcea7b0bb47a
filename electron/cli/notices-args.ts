/** What `chatelaine notices` is asked for on the command line. Pure. */
import type { Language } from '../contract/findings/finding.ts';
import type { NoticeConfig, NoticeWay } from '../contract/index.ts';
import { mailAddress } from '../contract/notices.ts';
import { NOTICES } from './manuals/notices.ts';
import { didYouMean, languageOf, readOptions, type Values } from './options.ts';

type Parts = { [part in keyof NoticeConfig]?: Partial<NoticeConfig[part]> };
export interface NoticesChange extends Parts {
  readonly passwordFromInput?: boolean;
}

interface Common {
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}
export type NoticesAsked = Common &
  (
    | { readonly act: 'show' }
    | { readonly act: 'test'; readonly way: NoticeWay | null }
    | { readonly act: 'set'; readonly change: NoticesChange }
  );

type Given = Values<typeof NOTICES.options>;

const ACTS = ['test', 'set'] as const;
const WAYS: readonly NoticeWay[] = ['desktop', 'xmpp', 'mail'];
/** RFC 8314 §7.3, RFC 6409. */
const PORTS = { tls: 465, starttls: 587 } as const;

/** Or a sentence about what is wrong with it. */
export function readNoticesArgs(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): NoticesAsked | string {
  const until = args.findIndex((word) => word.startsWith('-'));
  const [act, way, ...more] = until < 0 ? args : args.slice(0, until);
  const values = readOptions(until < 0 ? [] : args.slice(until), NOTICES.options);
  if (typeof values === 'string') return values;
  const { lang = languageOf(env), data, json = false } = values;
  const common: Common = { language: lang, data, json };
  if (more.length > 0) return `"${more[0]}" is not expected here.`;
  if (act === undefined) return { ...common, act: 'show' };
  if (act === 'test') {
    if (way !== undefined && !WAYS.some((one) => one === way))
      return `There is no way ${way}: ${WAYS.join(', ')}.${didYouMean(way, WAYS)}`;
    return { ...common, act, way: (way as NoticeWay | undefined) ?? null };
  }
  if (act !== 'set') return `There is nothing called ${act}.${didYouMean(act, ACTS)}`;
  if (way !== undefined) return `"${way}" is not expected here.`;
  const change = readChange(values);
  return typeof change === 'string' ? change : { ...common, act, change };
}

function readChange(values: Given): NoticesChange | string {
  const switches: { [part in 'xmpp' | 'mail' | 'desktop']?: { on: boolean } } = {};
  for (const name of ['xmpp', 'mail', 'desktop'] as const) {
    const value = values[name];
    if (value === undefined) continue;
    if (value !== 'on' && value !== 'off') return `--${name} is on or off.`;
    switches[name] = { on: value === 'on' };
  }
  const mail = readMail(values);
  if (typeof mail === 'string') return mail;
  const quiet = values.quiet === undefined ? undefined : readQuiet(values.quiet);
  if (typeof quiet === 'string') return quiet;
  const change: NoticesChange = {
    ...(switches.desktop && { desktop: switches.desktop }),
    ...((switches.xmpp || values.to) && { xmpp: { ...switches.xmpp, ...(values.to && { to: values.to }) } }),
    ...((switches.mail || mail) && { mail: { ...switches.mail, ...mail } }),
    ...(quiet && { quiet }),
    ...(values['password-stdin'] && { passwordFromInput: true }),
  };
  return Object.keys(change).length === 0 ? 'Say what to choose, such as --mail on.' : change;
}

function readMail(values: Given): Partial<NoticeConfig['mail']> | undefined | string {
  const mail: Partial<NoticeConfig['mail']> = {};
  if (values.relay !== undefined) {
    const [, host, port] = /^([^:\s]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?$/i.exec(values.relay) ?? [];
    if (!host) return '--relay is a name, or a name and a port: smtp.example.org:465.';
    const security = values.starttls ? 'starttls' : 'tls';
    Object.assign(mail, { host, security, port: Number(port ?? PORTS[security]) });
  }
  for (const address of [values.from, ...(values['mail-to'] ?? [])])
    if (address !== undefined && !mailAddress.safeParse(address).success)
      return `${address} is no address of mail.`;
  if (values.user !== undefined) mail.user = values.user;
  if (values.from !== undefined) mail.from = values.from;
  if (values['mail-to']) mail.to = values['mail-to'];
  return Object.keys(mail).length === 0 ? undefined : mail;
}

function readQuiet(text: string): NoticeConfig['quiet'] | { on: false } | string {
  if (text === 'off') return { on: false };
  const [, h1, m1, h2, m2] = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const [from, to] = [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)];
  if (!(from < 1_440 && to < 1_440)) return '--quiet is off, or two times: 22:00-07:00.';
  return { on: true, from, to };
}
