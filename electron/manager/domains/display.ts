/** A domain as people read it: `bücher.example`. */
import { domainToUnicode } from 'node:url';

export const displayOf = (ascii: string): string => domainToUnicode(ascii) || ascii;
