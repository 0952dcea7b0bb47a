/**
 * Passwords in lines of ejabberd's API, hidden before anybody is shown them. Newer ejabberds write `<<"***">>` themselves
 * (`hide_sensitive_log_data`); without that, or with older ones, the password of each `check_password` stands in the log. Pure.
 */

/** As ejabberd calls them; a value with other letters than those of ASCII is written as numbers. */
const WRITTEN =
  /(<<"(?:password|newpass|oldpass)">>\s*,\s*)(?:<<"(?:[^"\\]|\\[\s\S])*"(?:\/utf8)?>>|<<[\d,\s]+>>)/g;

/** @returns the same text, with stars for them */
export const withoutPasswords = (text: string): string =>
  text.includes('pass') ? text.replaceAll(WRITTEN, '$1<<"***">>') : text;
