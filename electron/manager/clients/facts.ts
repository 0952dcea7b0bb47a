/** What of the office goes into a program's configuration. */
import type { ServerChoice, TrustFacts } from './recipe.ts';

/** What the office knows about an address. Throws `setup.not-done`, and `person.unknown` where it is of no domain of ours. */
export interface OfficeFacts {
  readonly server: ServerChoice | null;
  /** Null: everybody believes the certificate. */
  readonly trust: TrustFacts | null;
  /** The machine's own list has the authority. */
  readonly systemTrusts: boolean;
}
