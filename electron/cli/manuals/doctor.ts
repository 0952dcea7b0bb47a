/** The manual of `chatelaine doctor`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const DOCTOR = manual({
  name: 'doctor',
  about: 'what is wrong with a domain, why, and what to do',
  usage: ['[DOMAIN] [OPTIONS]'],
  text: `Looks at a domain as a phone and as another company's server find it: asks the
domain's own name servers and public resolvers, compares with what should be there,
follows the records to the doors and reads what is offered there. One cause is shown
with what follows from it. For a domain this installation does not serve it looks as
a stranger would. Without DOMAIN: all that this installation serves. Nothing is changed.

Asked are, besides the name servers of the domain, the resolvers of this computer,
Quad9 (9.9.9.9) and Cloudflare (1.1.1.1), over UDP, TCP and HTTPS; they learn that
somebody asks for these names.`,
  options: {
    only: {
      value: 'TOPIC,…',
      help: 'dns, certificate, ports, protocol. Default: all. What nobody looks at yet is listed as not checked, never as fine',
    },
    resolver: {
      value: 'IP[:PORT]',
      help: 'ask this one resolver instead of those of this computer and the public ones. Default: CHATELAINE_RESOLVER',
    },
    lang: { ...LANG, help: 'the language of the sentences. Default: that of LANG' },
    json: {
      help: 'print {"domain","findings":[{"code","severity":"broken|warning|info", "subject","cause","effect","fix","who","dependsOn"}],"notChecked"}, a line for each domain',
    },
    data: DATA,
  },
  exits: {
    0: 'nothing is broken',
    1: 'something is, or nobody could be asked',
    2: 'wrong usage',
  },
});
