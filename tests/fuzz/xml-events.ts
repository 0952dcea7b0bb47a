/** Reads a stream and writes down what the reader reported, for comparing. */
import { createXmlReader, type XmlLimits } from '../../server/kernel/xml.ts';

export const TEST_LIMITS: XmlLimits = { stanzaBytes: 2000, depth: 8, attributes: 8, nameBytes: 60 };

export interface Events {
  events: string[];
  fault: string | undefined;
}

/** The events of `bytes` written in pieces that end at `cuts`. White space between stanzas is left out. */
export function readEvents(bytes: Uint8Array, cuts: readonly number[] = [], limits = TEST_LIMITS): Events {
  const events: string[] = [];
  let fault: string | undefined;
  const reader = createXmlReader(
    {
      header: (element) => events.push(`header ${element}`),
      element: (element) => events.push(`element ${element}`),
      footer: () => events.push('footer'),
      fault: ({ condition, text }) => {
        fault = condition;
        events.push(`fault ${condition} ${text}`);
      },
    },
    limits,
  );
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    reader.write(bytes.subarray(from, cut));
    from = cut;
  }
  return { events, fault };
}

/** Cuts behind every byte. */
export const everyByte = (bytes: Uint8Array): number[] => Array.from(bytes.keys()).slice(1);
