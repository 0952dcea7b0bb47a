/** Whether a word may be shown: of the list, a small number, or of a spelling that belongs to protocols. */
import { VOCABULARY } from './vocabulary.ts';

/** Of protocols and systems, whatever the letters. */
const SPELLINGS: readonly RegExp[] = [
  /^[+-]?\d{1,6}(?:\.\d{1,6}){0,2}(?:ms|s|kb|mb|gb|kib|mib|b|x)?$/i,
  /^(?:TLS|SSL|DTLS)v?[\d._]{1,4}$/,
  /^(?:SCRAM|SHA|AES|MD|RSA|ECDSA|ECDHE|DHE|GCM|POLY|CHACHA|CBC|PLUS|UTF|IPv?|HTTP|X|EC|P)\d{0,5}$/i,
  /^AH\d{5}$/,
  /^(?:E(?:CONN(?:REFUSED|RESET|ABORTED)|ADDRINUSE|ACCES|NOENT|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN|PERM|MFILE|NOSPC))$/,
  /^SIG[A-Z]{2,5}$/,
];

/** `not-authorized`, `mod_http_api`, `TLS_AES_256_GCM_SHA384`: each part of it. */
export function isPlain(word: string): boolean {
  // Addresses, telephones and the like are numbers too; a date is none of them.
  const digits = word.replace(/\D/g, '').length;
  if (word.length > 80 || /\d+(?:[-._]\d+){3}/.test(word)) return false;
  if (digits > 8 || (digits > 6 && !/^\d{4}-\d\d-\d\d$/.test(word))) return false;
  const parts = word.replace(/['’]s$/, '').split(/[-_.*#+$]/);
  return (
    parts.every((part) =>
      part.length <= 1
        ? /^[\w]?$/.test(part)
        : VOCABULARY.has(part.toLowerCase()) || SPELLINGS.some((one) => one.test(part)),
    ) && parts.filter((part) => /^[A-Za-z]$/.test(part)).length <= 2
  );
}
