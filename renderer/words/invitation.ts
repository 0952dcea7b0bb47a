/** An invitation on its way to its person: the link, the mail that goes along, the address that opens it in a mail program. */
export { invitationMail, linkOf, mailtoOf } from '../../electron/contract/invitation-mail.ts';
