/** Who may log in, and how: the part of the server that sees passwords. */
export { type AccountsParts, type AccountsWithPasswords, createAccounts } from './accounts.ts';
export { type AdminsParts, createAdmins } from './admins.ts';
export { refuseLate } from './admission.ts';
export { forgetGuests } from './anonymous.ts';
export { type AuthenticationParts, createAuthentication } from './sasl.ts';
export { createThrottle, noThrottle, type Throttle } from './throttle.ts';
