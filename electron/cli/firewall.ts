/** `chatelaine firewall`: what this machine's firewall lets in, the smallest change, and that change taken back unless confirmed. */
import { createInterface } from 'node:readline';
import { dataFolder } from '../manager/data-folder.ts';
import { findProgram } from '../manager/find-program.ts';
import { elevationHere, HelperGone, startHelper } from '../manager/firewall/elevate.ts';
import {
  createFirewall,
  type Firewall,
  FirewallRefused,
  type FirewallState,
} from '../manager/firewall/firewall.ts';
import { flowsOf } from '../manager/firewall/flows.ts';
import { networks } from '../manager/firewall/operations.ts';
import { problem } from '../manager/problem.ts';
import { openSettings } from '../manager/settings.ts';
import { createNodeHost } from '../node-host.ts';
import { closedText, flowText, rulerText } from './firewall-text.ts';
import { didYouMean, readOptions } from './options.ts';
import { problemOf, problemText } from './problem-text.ts';

const ACTIONS = ['status', 'plan', 'apply', 'undo'] as const;
type Action = (typeof ACTIONS)[number];

const OPTIONS = {
  monitor: { type: 'string' },
  'port-80': { type: 'boolean', default: false },
  seconds: { type: 'string', default: '60' },
  yes: { type: 'boolean', default: false },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export interface FirewallArgs {
  readonly action: Action;
  /** Addresses and networks that may ask this machine how it is (SNMP). */
  readonly monitors: readonly string[];
  readonly httpChallenge: boolean;
  readonly seconds: number;
  readonly yes: boolean;
  readonly data: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for, or a sentence about what is wrong with it. */
export function readFirewallArgs([action = '', ...args]: readonly string[]): FirewallArgs | string {
  if (!(ACTIONS as readonly string[]).includes(action))
    return action === '' || action.startsWith('-')
      ? `Say what to do: ${ACTIONS.join(', ')}.`
      : `There is nothing called ${action}.${didYouMean(action, ACTIONS)}`;
  const values = readOptions(args, OPTIONS);
  if (typeof values === 'string') return values;
  const monitors = networks.safeParse(values.monitor?.split(',') ?? []);
  if (!monitors.success)
    return '--monitor takes network addresses with commas between, such as 192.0.2.10,2001:db8::/64.';
  const seconds = Number(values.seconds);
  if (!Number.isInteger(seconds) || seconds < 5 || seconds > 600)
    return '--seconds is how long to wait for your word: between 5 and 600.';
  return {
    ...{ action: action as Action, monitors: monitors.data, seconds },
    ...{ httpChallenge: values['port-80'], yes: values.yes, data: values.data, json: values.json },
  };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Exit codes: 0 all comes in (or came in after the change), 1 something does not or was taken back, 2 asked wrongly. */
export async function firewall(args: readonly string[]): Promise<number> {
  const asked = readFirewallArgs(args);
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n"chatelaine firewall --help" is the manual.\n`);
    return 2;
  }
  const elevation = elevationHere({
    ...{ uid: process.getuid?.(), terminal: process.stdin.isTTY === true, findProgram },
    display: Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY),
  });
  if (process.platform !== 'linux' || !elevation) {
    process.stderr.write(
      process.platform === 'linux'
        ? 'Only the administrator of this machine may read its firewall. Run the same with "sudo" before it.\n'
        : 'Chatelaine knows the firewalls of Linux; those of Windows and macOS it cannot read or change yet.\n',
    );
    return 1;
  }
  const helper = startHelper(elevation);
  try {
    const area = await openFirewall(asked, helper);
    return await ACTS[asked.action](area, asked);
  } catch (error) {
    return failed(error, asked.json);
  } finally {
    await helper.close();
  }
}

async function openFirewall(
  { data, httpChallenge, monitors }: FirewallArgs,
  helper: ReturnType<typeof startHelper>,
): Promise<Firewall> {
  const host = createNodeHost(dataFolder(data));
  const { office } = await openSettings({ folder: host.dataDir, now: host.clock.now });
  if (!office) throw problem('setup.not-done', {});
  const flows = () => flowsOf({ office, httpChallenge, monitors });
  return createFirewall({ dataDir: host.dataDir, flows, helper });
}

const ACTS: Readonly<Record<Action, (area: Firewall, asked: FirewallArgs) => Promise<number>>> = {
  async status(area, { json }) {
    const state = await area.look();
    if (json) say(JSON.stringify(state));
    else tell(state);
    return state.operations.length > 0 ? 1 : 0;
  },
  async plan(area, { json }) {
    const { commands, operations } = await area.look();
    if (json) say(JSON.stringify({ operations, commands }));
    else if (commands.length === 0) say('Nothing to do: all that is needed comes in.');
    for (const { program, args, input } of json ? [] : commands)
      say(
        input === undefined
          ? [program, ...args].map(quoted).join(' ')
          : `${[program, ...args].join(' ')} <<'RULES'\n${input}RULES`,
      );
    return operations.length > 0 ? 1 : 0;
  },
  async apply(area, { seconds, yes, json }) {
    const waiting = await area.apply(seconds);
    if (!waiting) {
      say(json ? JSON.stringify({ applied: 0 }) : 'Nothing to do: all that is needed comes in.');
      return 0;
    }
    const keeps = yes || (await confirmed(seconds));
    if (!keeps) {
      await waiting.back();
      say(json ? JSON.stringify({ kept: false }) : 'Nobody said "keep": everything is as it was before.');
      return 1;
    }
    const { files, forgotten } = await waiting.keep();
    if (json) say(JSON.stringify({ kept: true, files, forgotten }));
    else
      say(
        `Kept.${files.length > 0 ? ` Changed for the next start of this machine: ${files.join(', ')}.` : ''}`,
      );
    if (!json && forgotten.length > 0)
      say(
        `After this machine restarts the rules of ${forgotten.join(' and ')} are gone: nothing here keeps them. On Debian, "apt install ${forgotten.includes('iptables') ? 'iptables-persistent' : 'nftables'}" does; then apply once more.`,
      );
    return 0;
  },
  async undo(area, { json }) {
    const count = await area.undo();
    say(
      json
        ? JSON.stringify({ removed: count })
        : count === 0
          ? 'There is nothing to take back.'
          : `Taken back: ${count}. All else is as it was.`,
    );
    return 0;
  },
};

function tell({ ruler, because, flows, operations }: FirewallState): void {
  say(`${rulerText(ruler)}${ruler.firewall === 'none' ? '' : ` (${because})`}\n`);
  for (const { flow, now, listener } of flows) say(flowText(flow, now, listener));
  say('');
  say(operations.length === 0 ? 'All that is needed comes in.' : closedText(operations.length));
}

/** Asks on the terminal; without one, nobody answers. */
async function confirmed(seconds: number): Promise<boolean> {
  const input = createInterface({ input: process.stdin });
  process.stderr.write(
    `The rules are in force. Look whether you still reach this machine, then type "keep" and Enter.\nIn ${seconds} seconds, or if this window is cut off, everything is as it was before.\n`,
  );
  const time = setTimeout(() => input.close(), seconds * 1000 - 1000);
  for await (const line of input)
    if (/^\s*(keep|garder)\s*$/i.test(line)) {
      clearTimeout(time);
      input.close();
      return true;
    }
  clearTimeout(time);
  return false;
}

const quoted = (word: string) => (/[^\w@%+=:,./-]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word);

function failed(error: unknown, json: boolean): number {
  if (error instanceof FirewallRefused || error instanceof HelperGone) {
    const text =
      error instanceof HelperGone
        ? `The part that may change the firewall did not start. ${error.said}`
        : `The firewall did not take it, and everything is as it was before. It said: ${error.said}`;
    process.stderr.write(`${text.trim()}\n`);
    if (json) say(JSON.stringify({ error: { code: 'firewall.refused', said: error.said } }));
    return 1;
  }
  process.stderr.write(`${problemText(error)}\n`);
  if (json) say(JSON.stringify({ error: problemOf(error) }));
  return 1;
}
