/** One SOAP call to a service of the router's (UPnP Device Architecture 1.1 §3): its answer as plain texts, or its refusal. */
import { type Refusal, RouterRefused } from '../client.ts';
import type { Service } from './description.ts';
import { exchange } from './http.ts';
import { allOf, escapeXml, readXml, textOf } from './xml.ts';

/** Those of WANIPConnection, WANIPv6FirewallControl, and the device architecture's own. */
const REFUSALS: Readonly<Record<number, Refusal>> = {
  401: 'not-offered',
  402: 'strange',
  // Action Failed: what boxes say whose owner has switched it off, and for everything else.
  501: 'not-allowed',
  606: 'not-allowed',
  // InboundPinholeNotAllowed, PinholeSpaceExhausted, FirewallDisabled.
  ...{ 703: 'not-allowed', 701: 'full', 702: 'not-offered' },
  // The doors of others, and of other ways to make them.
  ...{ 718: 'taken', 729: 'taken' },
  728: 'full',
};

/** A refusal with the number the router gave. */
export class SoapFault extends RouterRefused {
  readonly number: number;

  constructor(number: number, said: string) {
    super(REFUSALS[number] ?? 'strange', `UPnP ${number} ${said}`.trim());
    this.number = number;
  }
}

/** @param input in the order the service's description has them: some boxes count. */
export async function call(
  { type, at }: Service,
  action: string,
  input: readonly (readonly [string, string | number])[],
  signal: AbortSignal,
): Promise<(name: string) => string> {
  const fields = input.map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`).join('');
  const body = `<?xml version="1.0"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body><u:${action} xmlns:u="${type}">${fields}</u:${action}></s:Body></s:Envelope>\r\n`;
  const headers = { 'Content-Type': 'text/xml; charset="utf-8"', SOAPAction: `"${type}#${action}"` };
  const { status, text } = await exchange(at, { headers, body }, signal);
  const answer = readXml(text);
  const [fault] = allOf(answer, 'UPnPError');
  if (status !== 200 || fault) {
    const number = fault ? Number(textOf(fault, 'errorCode')) : Number.NaN;
    if (!fault || !Number.isInteger(number)) throw new RouterRefused('strange', `HTTP status ${status}`);
    throw new SoapFault(number, textOf(fault, 'errorDescription'));
  }
  const [out] = allOf(answer, `${action}Response`);
  if (!out) throw new RouterRefused('strange', 'an answer to something else');
  return (name) => textOf(out, name);
}
