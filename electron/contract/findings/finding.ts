/**
 * Findings of the doctor and their words: one home for the pages and the command line.
 *
 * A kind of finding is a row: how bad it is, who can do something, and three sentences in each language, written for the
 * person who "does the computers" (shared with the page through renderer/words, with `chatelaine doctor` directly).
 * The sentences say what is so, what it means for colleagues, what to do; the exact value stands in `data`.
 */
import { z } from 'zod';

export const findingData = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
);
export type FindingData = z.infer<typeof findingData>;

export const findingSeverity = z.enum(['broken', 'warning', 'info']);
export const findingWho = z.enum(['you', 'chatelaine', 'technician', 'provider']);

/** What was found: `code` is a key of one of the tables beside this file. */
export const doctorFinding = z.object({
  code: z.string().max(80),
  severity: findingSeverity,
  /** The name, port or file it is about. */
  subject: z.string().max(1023),
  data: findingData,
  who: findingWho,
  /** The code of the root cause under which this one folds. */
  dependsOn: z.string().max(80).nullable(),
  /** What was asked and what was answered, line by line, for an expert. */
  evidence: z.array(z.string().max(2000)).max(50),
});
export type DoctorFinding = z.infer<typeof doctorFinding>;

/** Plain text, no markup. */
export interface FindingWords {
  readonly cause: string;
  readonly effect: string;
  readonly fix: string;
}

export type Language = 'en' | 'fr';

export interface FindingKind {
  readonly severity: z.infer<typeof findingSeverity>;
  readonly who: z.infer<typeof findingWho>;
  readonly words: { readonly [language in Language]: (about: AboutFinding) => FindingWords };
}

/** What the sentences are made of. */
export interface AboutFinding {
  readonly subject: string;
  readonly data: FindingData;
}

/** Keeps the codes as a union, so that a finding of no kind does not compile. */
export const findingKinds = <Kinds extends Record<string, FindingKind>>(kinds: Kinds): Kinds => kinds;

/** Makes a finding of a table's kind; severity and who are the kind's unless said otherwise. */
export function makeFinding<Code extends string>(
  kinds: Readonly<Record<Code, FindingKind>>,
  code: Code,
  rest: Partial<Omit<DoctorFinding, 'code' | 'subject'>> & { subject: string },
): DoctorFinding {
  const { severity, who } = kinds[code];
  return { severity, who, data: {}, dependsOn: null, evidence: [], ...rest, code };
}
