/**
 * This computer's firewall: what it lets in of what the office needs, the smallest change, and that change kept only when a
 * person who is still there says so. What stands between this computer and the world beyond it is router.ts and reach.ts.
 */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { doctorFinding } from './findings/finding.ts';

const base = oc.errors(errorMap);
const portNumber = z.number().int().min(0).max(65_535);
/** What a firewall or a program says of itself, cut to a length that fits a page. */
const line = z.string().max(2000);

/**
 * How we get at the rules. `root`: we may. `asks`: the system asks the person in a window of its own. `by-hand`: only a command
 * typed by the administrator. `plan-only`: Windows and macOS, which we look at and give commands for, and have never run on.
 */
export const firewallAccess = z.enum(['root', 'asks', 'by-hand', 'plan-only']);
export type FirewallAccess = z.infer<typeof firewallAccess>;

/** What the rules do with somebody who comes in; `rule`: the one that decides where it is not `accept`. */
export const firewallJudged = z.object({ verdict: z.enum(['accept', 'drop', 'unknown']), rule: line });
/** `nobody`: no program listens there now; for ports that are opened only when needed that is as it should be. */
export const firewallHeard = z.enum(['listening', 'this-machine-only', 'nobody']);

const perFamily = <S extends z.ZodType>(value: S) => z.object({ v4: value, v6: value });

/** One way through the firewall that the office needs, and how it stands. */
export const firewallFlow = z.object({
  id: z.string().max(64),
  /** What it is for: a door (doors.ts), `calls-relay`, `certificate`, `monitoring`… */
  why: z.string().max(40),
  protocol: z.enum(['tcp', 'udp']),
  ports: z.object({ from: portNumber, to: portNumber }),
  need: z.enum(['required', 'useful']),
  /** Networks that may come in; null: everybody. */
  from: z.array(z.string().max(50)).max(100).nullable(),
  now: perFamily(firewallJudged.nullable()),
  heard: perFamily(firewallHeard),
  /** Who listens there; null: nobody. `ours`: our own server. */
  by: z
    .object({
      program: z.string().max(200).nullable(),
      pid: z.number().nullable(),
      container: z.string().max(200).nullable(),
      address: z.string().max(100),
      ours: z.boolean(),
    })
    .nullable(),
  /** The plan opens it. */
  opens: z.boolean(),
});
export type FirewallFlow = z.infer<typeof firewallFlow>;

/** A part of the rules before and after, line by line. `was` null: added; `is` null: gone; both null: lines left out. */
export const firewallPreview = z.object({
  /** `chain inet filter input`, `ufw`, `/etc/nftables.conf`. */
  title: line,
  rows: z.array(z.object({ was: z.number().nullable(), is: z.number().nullable(), text: line })).max(200),
});
export type FirewallPreview = z.infer<typeof firewallPreview>;

export const firewallPlan = z.object({
  /** Of exactly these changes: whoever applies says which they have seen. */
  id: z.string().max(64),
  /** How many rules are added. */
  rules: z.number(),
  previews: z.array(firewallPreview).max(50),
  /** As one would type them, as root. */
  commands: z.array(z.string().max(50_000)).max(500),
  /** The same as a script with what it does above each. */
  script: z.string().max(500_000),
});
export type FirewallPlan = z.infer<typeof firewallPlan>;

export const firewallName = z.enum(['none', 'nftables', 'iptables', 'ufw', 'firewalld', 'windows', 'macos']);
export type FirewallName = z.infer<typeof firewallName>;

/** What was found. */
export const firewallSeen = z.object({
  at: z.number(),
  /** Who looked: this manager, or `chatelaine firewall` typed by an administrator. */
  by: z.enum(['manager', 'command-line']),
  firewall: firewallName,
  /** By which it was told, in technical words. */
  because: line,
  flows: z.array(firewallFlow).max(200),
  /** Null where nothing is to be done. */
  plan: firewallPlan.nullable(),
  /** How many rules of ours are kept, and can be taken back. */
  kept: z.number(),
  /** Ports of remote access (SSH), which no plan touches. */
  remoteAccess: z.array(portNumber).max(20),
  /** Who has the web's usual ports, where that is not our server. */
  web: z
    .array(
      z.object({
        port: portNumber,
        program: z.string().max(200).nullable(),
        container: z.string().max(200).nullable(),
      }),
    )
    .max(4),
  /** What else is worth knowing, in codes of electron/contract/findings. */
  findings: z.array(doctorFinding).max(100),
});
export type FirewallSeen = z.infer<typeof firewallSeen>;

export const firewallLook = z.discriminatedUnion('state', [
  z.object({ state: z.literal('never') }),
  z.object({ state: z.literal('seen'), seen: firewallSeen }),
  /** `said`: the system's or the firewall's own words. `last`: what was found before that. */
  z.object({ state: z.literal('failed'), at: z.number(), said: line, last: firewallSeen.nullable() }),
]);
export type FirewallLook = z.infer<typeof firewallLook>;

/**
 * What is watched while the change is in force and nobody has kept it yet. `window`: whoever pressed is still heard, over their own
 * connection. `remote-access`, `sessions`: those that were there still are. `doors`: what should be open by now is, by the rules.
 */
export const firewallCheckId = z.enum(['window', 'remote-access', 'sessions', 'doors']);
export const firewallCheck = z.object({
  id: firewallCheckId,
  /** `none`: there was nothing to look after. */
  state: z.enum(['looking', 'fine', 'lost', 'none']),
  /** How many sessions, or doors, there were before, and are now. */
  before: z.number(),
  now: z.number(),
});
export type FirewallCheck = z.infer<typeof firewallCheck>;

/**
 * Why a change is not in force any more, or is for good. `kept`: a person said so. `back`: a person took it back. `time`: nobody
 * said anything. `window`, `sessions`, `closed`: we took it back, for what was lost. `ended`: the helper, or the manager, was gone.
 * `undone`: what was kept was taken back later.
 */
export const firewallOutcome = z.enum([
  'kept',
  'back',
  'time',
  'window',
  'sessions',
  'closed',
  'ended',
  'undone',
]);
export type FirewallOutcome = z.infer<typeof firewallOutcome>;

/**
 *   resting ──apply──▶ counting ──keep──▶ resting (kept)
 *                         │ back, time, the window or a session lost, the manager or the helper ended
 *                         ▼
 *                      resting (as before)
 */
export const firewallCountdown = z.object({
  id: z.string().max(64),
  /** Of the window that applied. */
  window: z.string().max(64),
  /** Milliseconds left when this was answered: clocks of two computers differ. */
  left: z.number(),
  /** In all, in milliseconds. */
  total: z.number(),
  rules: z.number(),
  checks: z.array(firewallCheck).max(10),
  /** It is being kept, or taken back, at this moment. */
  settling: z.boolean(),
});
export type FirewallCountdown = z.infer<typeof firewallCountdown>;

export const firewallState = z.object({
  access: firewallAccess,
  /** What an administrator types to apply it; empty where nobody needs to. */
  byHand: z.object({ look: line, apply: line, undo: line }),
  looking: z.boolean(),
  look: firewallLook,
  countdown: firewallCountdown.nullable(),
  /** How the last change ended. */
  last: z
    .object({
      at: z.number(),
      outcome: firewallOutcome,
      rules: z.number(),
      /** Connections that were lost, as `192.0.2.7 → 5222`; doors that were closed. */
      lost: z.array(line).max(50),
      /** Files that keep it over a restart of this computer. */
      files: z.array(line).max(20),
      /** Firewalls that forget it at a restart of this computer. */
      forgotten: z.array(z.string().max(40)).max(10),
      /** Files that could not be written, with what the system said: in force now, and gone after a restart. */
      unwritten: z.array(line).max(10),
    })
    .nullable(),
});
export type FirewallState = z.infer<typeof firewallState>;

/** Made by each window once, and kept by it over a reload. */
const windowId = z.string().regex(/^[A-Za-z0-9-]{8,64}$/);
/** An address, or a network such as 2001:db8::/64. */
const monitor = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const counting = z.object({ id: z.string().max(64) });

export const firewall = {
  get: base.output(firewallState),
  /** Looks now. Where the system asks a person first, it does so here. */
  look: base.output(firewallState),
  /**
   * In force now, for as long as the countdown, unless it is kept. Refused with `firewall.outdated` where the plan is another by now,
   * `firewall.busy`, `firewall.refused`, `firewall.not-possible`.
   */
  apply: base
    .input(
      z.object({
        plan: z.string().max(64),
        window: windowId,
        seconds: z.number().int().min(20).max(300).optional(),
      }),
    )
    .output(firewallState),
  /** The window is still there: said every two seconds while it counts. */
  alive: base.input(counting.extend({ window: windowId })).output(z.object({})),
  /** Refused with `firewall.too-late`. */
  keep: base.input(counting).output(firewallState),
  back: base.input(counting).output(firewallState),
  /** Takes back all that was kept. */
  undo: base.output(firewallState),
  /** Who may ask this computer how it is (SNMP): addresses and networks, nobody where empty. Refused with `setup.not-done`. */
  monitors: base.output(z.array(monitor)),
  /** Decides it for good, and notes it. The rule itself is put in force by the next `apply`. Refused with `access.confirm`. */
  decideMonitors: base.input(z.object({ monitors: z.array(monitor).max(100) })).output(z.array(monitor)),
};
