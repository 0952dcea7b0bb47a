/**
 * How each person stands now: from which programs, whether what they write can be encrypted end to end, whether their telephone
 * wakes up. All of it is what the server can know, and says where that ends.
 */
import { z } from 'zod';

/** What kind of device a program says it runs on (XEP-0030 identities). */
export const deviceKind = z.enum([
  'phone',
  'tablet',
  'computer',
  'browser',
  'terminal',
  'machine',
  'unknown',
]);
export type DeviceKind = z.infer<typeof deviceKind>;

/** A connected program. Empty where it does not say. */
export const liveProgram = z.object({
  /** Full address of the device. */
  address: z.string(),
  resource: z.string(),
  /** `Gajim`; as the program calls itself. */
  name: z.string(),
  version: z.string(),
  os: z.string(),
  kind: deviceKind,
  since: z.number(),
  /** Waiting for the program to come back (XEP-0198). */
  detached: z.boolean(),
  /** It said that nobody looks at it (XEP-0352). */
  inactive: z.boolean(),
  /** It says that it keeps the lists of keys in step, which only programs that encrypt do. `unknown`: it said nothing yet. */
  omemo: z.enum(['yes', 'no', 'unknown']),
  /** Every device sees the whole conversation (XEP-0280). */
  carbons: z.boolean(),
  /** When it last read the history kept here (XEP-0313); null: not since it connected. */
  historyAt: z.number().nullable(),
  push: z.boolean(),
});
export type LiveProgram = z.infer<typeof liveProgram>;

/** One device that asked its maker's service to wake it (XEP-0357). */
export const pushRegistration = z.object({
  /** The service, which belongs to whoever made the program. */
  service: z.string(),
  /** The device that asked, by its resource. */
  resource: z.string(),
  enabledAt: z.number(),
  /** When the service last took a notification; null: never, or not for a long time. */
  acceptedAt: z.number().nullable(),
  /**
   * Set while the last one was not taken: when, and the service's own condition (RFC 6120 §8.3.3). `over`: for good, until the device
   * asks again.
   */
  failure: z
    .object({ at: z.number(), condition: z.string(), inARow: z.number(), over: z.boolean() })
    .nullable(),
});
export type PushRegistration = z.infer<typeof pushRegistration>;

/**
 * `on`: keys are published, and every connected program can encrypt. `partly`: one of them cannot. `off`: nothing is published, so
 * nobody can encrypt to them this way. `unknown`: a program has said nothing yet, or none is connected that we could judge.
 */
export const encryptionState = z.enum(['on', 'partly', 'off', 'unknown']);
export type EncryptionState = z.infer<typeof encryptionState>;

/** `working`: the last one was taken. `untried`: asked for, nothing had to be sent yet. `none`: no device asked. */
export const pushState = z.enum(['working', 'failing', 'untried', 'none']);
export type PushState = z.infer<typeof pushState>;

/** What somebody here may want to do something about, the worst first. `program`: its name, or its resource. */
export const personNeed = z.discriminatedUnion('code', [
  z.object({ code: z.literal('never-connected'), days: z.number() }),
  z.object({
    code: z.literal('push-failing'),
    service: z.string(),
    condition: z.string(),
    since: z.number(),
  }),
  z.object({ code: z.literal('not-encrypted'), program: z.string() }),
  /** Programs that encrypt are connected, and yet no keys are published. */
  z.object({ code: z.literal('no-keys'), program: z.string() }),
]);
export type PersonNeed = z.infer<typeof personNeed>;

export const personState = z.object({
  /** Bare address. */
  address: z.string(),
  programs: z.array(liveProgram),
  /** When the last device left; null while one is here, and for somebody who never was. */
  lastSeen: z.number().nullable(),
  encryption: z.object({
    state: encryptionState,
    /** Devices with published keys (OMEMO, old and new lists together). */
    keys: z.number(),
  }),
  push: z.object({ state: pushState, registrations: z.array(pushRegistration) }),
  /** Messages kept until a device comes for them. */
  waiting: z.number(),
  needs: z.array(personNeed),
});
export type PersonState = z.infer<typeof personState>;

/** What each service answered to a trial. `silent`: nothing within ten seconds. */
export const pushTrial = z.object({
  service: z.string(),
  resource: z.string(),
  answer: z.enum(['taken', 'refused', 'silent']),
  /** RFC 6120 §8.3.3, of a refusal; empty otherwise. */
  condition: z.string(),
});
export type PushTrial = z.infer<typeof pushTrial>;
