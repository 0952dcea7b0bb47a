/** `chatelaine firewall`: what this machine's firewall lets in, the smallest change, and that change taken back unless confirmed. */
import { createInterface } from 'node:readline';
import type { Language } from '../contract/findings/index.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { findProgram } from '../manager/find-program.ts';
import { elevationHere, HelperGone, type HelperLine, startHelper } from '../manager/firewall/elevate.ts';
import { isElsewhere, lookElsewhere } from '../manager/firewall/elsewhere/elsewhere.ts';
import { firewallFindings } from '../manager/firewall/findings.ts';
import {
  createFirewall,
  type Firewall,
  FirewallRefused,
  type FirewallState,
} from '../manager/firewall/firewall.ts';
import { adminDoorsOf, flowsOf } from '../manager/firewall/flows.ts';
import { lookByHand } from '../manager/firewall/look-file.ts';
import { networks } from '../manager/firewall/operations.ts';
import type { Wants } from '../manager/firewall/report.ts';
import { shellLine } from '../manager/firewall/script.ts';
import type { Host } from '../manager/host.ts';
import { problem } from '../manager/problem.ts';
import { run } from '../manager/run.ts';
import { openSettings } from '../manager/settings.ts';
import { createNodeHost } from '../node-host.ts';
import { decideMonitors } from './firewall-monitors.ts';
import { statusText, TEXT } from './firewall-text.ts';
import { FIREWALL } from './manuals/firewall.ts';
import { languageOf, readLine } from './options.ts';
import { failed as notDone, wrongUsage } from './outcome.ts';

const ACTIONS = ['status', 'plan', 'apply', 'undo', 'monitors'] as const;
type Action = (typeof ACTIONS)[number];

export interface FirewallArgs {
  readonly action: Action;
  /** Addresses and networks that may ask this machine how it is (SNMP), beside those of the settings. */
  readonly monitors: readonly string[];
  /** Of the action `monitors`: what is decided; null: only tell. */
  readonly decided: readonly string[] | null;
  readonly httpChallenge: boolean;
  readonly seconds: number;
  readonly yes: boolean;
  readonly language: Language;
  readonly data: string | undefined;
  readonly json: boolean;
}

const ADDRESSES = 'network addresses with commas between, such as 192.0.2.10,2001:db8::/64';

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readFirewallArgs(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): FirewallArgs | string {
  const line = readLine(args, FIREWALL.options, {
    actions: ACTIONS,
    words: (one) => (one === 'monitors' ? 1 : 0),
  });
  if (typeof line === 'string') return line;
  const { action, values, words } = line;
  const [named = null] = words;
  const monitors = networks.safeParse(values.monitor?.split(',') ?? []);
  if (!monitors.success) return `--monitor takes ${ADDRESSES}.`;
  const decided = networks.safeParse(named === null || named === 'none' ? [] : named.split(','));
  if (!decided.success) return `"monitors" takes "none", or ${ADDRESSES}.`;
  const seconds = Number(values.seconds);
  if (!Number.isInteger(seconds) || seconds < 5 || seconds > 600)
    return '--seconds is how long to wait for your word: between 5 and 600.';
  return {
    ...{ action, monitors: monitors.data, seconds, language: values.lang ?? languageOf(env) },
    ...{ decided: named === null ? null : decided.data, httpChallenge: values['port-80'] },
    ...{ yes: values.yes, data: values.data, json: values.json },
  };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);
const complain = (line: string) => void process.stderr.write(`${line}\n`);

/** Exit codes: 0 all comes in (or came in after the change), 1 something does not or was taken back, 2 asked wrongly. */
export async function firewall(args: readonly string[]): Promise<number> {
  const asked = readFirewallArgs(args);
  if (typeof asked === 'string') return wrongUsage('firewall', asked);
  const words = TEXT[asked.language];
  let helper: HelperLine | undefined;
  try {
    const host = createNodeHost(dataFolder(asked.data));
    if (asked.action === 'monitors') {
      const monitors = await decideMonitors(host, asked.decided);
      say(asked.json ? JSON.stringify({ monitors }) : words.monitors(monitors.join(', ')));
      return 0;
    }
    const wants = await wantsOf(host, asked);
    const { aaaa } = wants;
    if (process.platform !== 'linux') return await elsewhere(wants, { ...asked, aaaa });
    const elevation = elevationHere({
      ...{ uid: process.getuid?.(), terminal: process.stdin.isTTY === true, findProgram },
      display: Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY),
    });
    if (!elevation) {
      complain(words.administrator);
      return 1;
    }
    helper = startHelper(elevation);
    const looked = lookByHand(host.dataDir, host.clock.now);
    const area = createFirewall({ dataDir: host.dataDir, wants: () => wants, helper, looked });
    return await ACTS[asked.action](area, { ...asked, aaaa });
  } catch (error) {
    return failed(error, asked);
  } finally {
    await helper?.close();
  }
}

/** What the office needs, and whether its DNS names an IPv6 address of this machine. */
async function wantsOf(
  host: Host,
  { action, httpChallenge, monitors }: FirewallArgs,
): Promise<Wants & { readonly aaaa: boolean }> {
  const { office, values } = await openSettings({
    folder: host.dataDir,
    now: host.clock.now,
    readOnly: true,
  });
  // What was put in is taken back also where the office has left this computer since.
  if (!office && action === 'undo') return { flows: [], admin: [], aaaa: false };
  if (!office) throw problem('setup.not-done', {});
  return {
    ...{ flows: flowsOf({ office, httpChallenge, monitors }), admin: adminDoorsOf(office, values.web) },
    aaaa: (office.addresses?.v6?.length ?? 0) > 0,
  };
}

/** Windows and macOS: what is so, and what to type; nothing is changed by us. */
async function elsewhere(wants: Wants, asked: Asked): Promise<number> {
  const { language } = asked;
  if (!isElsewhere(process.platform)) {
    complain(TEXT[language].notThere);
    return 1;
  }
  const state = { ...(await lookElsewhere(process.platform, run, wants)), kept: [], fingerprint: '' };
  const code = asked.action === 'status' ? status(state, asked) : plan(state, asked);
  complain(TEXT[language].planOnly);
  return asked.action === 'apply' || asked.action === 'undo' ? 1 : code;
}

interface Asked extends FirewallArgs {
  readonly aaaa: boolean;
}
type Act = (area: Firewall, asked: Asked) => Promise<number>;

const ACTS: Readonly<Record<Exclude<Action, 'monitors'>, Act>> = {
  status: async (area, asked) => status(await area.look(), asked),
  plan: async (area, asked) => plan(await area.look(), asked),
  async apply(area, { seconds, yes, json, language }) {
    const words = TEXT[language];
    const waiting = await area.apply(seconds);
    if (!waiting) {
      say(json ? JSON.stringify({ applied: 0 }) : words.nothing);
      return 0;
    }
    if (!yes) complain(words.ask(seconds));
    if (!yes && !(await confirmed(seconds))) {
      await waiting.back();
      say(json ? JSON.stringify({ kept: false }) : words.nobodySaid);
      return 1;
    }
    const { files, forgotten, failed: unwritten } = await waiting.keep();
    if (json) say(JSON.stringify({ kept: true, files, forgotten, failed: unwritten }));
    else say(words.kept(files.join(', ')));
    const install = forgotten.includes('iptables') ? 'iptables-persistent' : 'nftables';
    if (!json && forgotten.length > 0) say(words.forgotten(forgotten.join(', '), install));
    for (const { file, said } of json ? [] : unwritten) say(words.notWritten(file, said));
    return 0;
  },
  async undo(area, { json, language }) {
    const count = await area.undo();
    say(json ? JSON.stringify({ removed: count }) : TEXT[language].undone(count));
    return 0;
  },
};

function status(state: FirewallState, { json, language, aaaa }: Asked): number {
  const findings = firewallFindings(state, { aaaa });
  if (json) say(JSON.stringify({ ...state, findings }));
  else say(statusText(state, findings, language));
  const shut = state.flows.some(({ now }) => Object.values(now).some(({ verdict }) => verdict !== 'accept'));
  return shut || state.operations.length > 0 ? 1 : 0;
}

function plan({ commands, operations }: FirewallState, { json, language }: FirewallArgs): number {
  if (json) say(JSON.stringify({ operations, commands }));
  else if (commands.length === 0) say(TEXT[language].nothing);
  for (const command of json ? [] : commands) say(shellLine(command));
  return commands.length > 0 ? 1 : 0;
}

/** Asks on the terminal; without one, nobody answers. */
async function confirmed(seconds: number): Promise<boolean> {
  const input = createInterface({ input: process.stdin });
  const time = setTimeout(() => input.close(), seconds * 1000 - 1000);
  try {
    for await (const line of input) if (/^\s*(keep|garder)\s*$/i.test(line)) return true;
    return false;
  } finally {
    clearTimeout(time);
    input.close();
  }
}

function failed(error: unknown, { json, language }: FirewallArgs): number {
  const words = TEXT[language];
  if (error instanceof FirewallRefused) {
    complain(error.why === 'failed' ? words.refused.failed(error.said) : words.refused[error.why]);
    if (json) say(JSON.stringify({ error: { code: 'firewall.refused', why: error.why, said: error.said } }));
    return 1;
  }
  if (error instanceof HelperGone) {
    complain(words.helperGone(error.said).trim());
    if (json) say(JSON.stringify({ error: { code: 'firewall.refused', why: 'gone', said: error.said } }));
    return 1;
  }
  return notDone(error, { json, language });
}
