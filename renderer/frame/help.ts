/**
 * Three to six plain sentences per page.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

export const HELP: Readonly<Record<string, readonly MessageDescriptor[]>> = {
  '/': [
    msg`The sentence at the top says whether people can chat. If it is calm, there is nothing to do here.`,
    msg`The chain shows what a message passes on its way. Where it is broken, there is the trouble; dashed links were not checked.`,
    msg`Stopping the server disconnects everyone. Accounts, contacts and messages are kept, and everyone is back after a start.`,
    msg`If the server ends by itself, Chatelaine starts it again: at most four times within a minute, then it asks you.`,
    msg`The certificate proves to programs that this is your server. It is renewed by itself.`,
  ],
  '/people': [
    msg`Each person has one address, such as sophie@fabrik-martin.example, for all of their devices.`,
    msg`A password is shown once, when it is made. Nobody can look it up later, but you can make a new one at any time.`,
    msg`Disabling disconnects a person and keeps everything. Deleting takes everything away and cannot be undone.`,
    msg`Disconnecting a device only ends its connection: its program comes back by itself unless the password was changed.`,
    msg`Arrow keys go through the list, Enter opens a person, Esc closes.`,
  ],
  '/rooms': [
    msg`A room is where several people talk. It has an address of its own, and programs open it by that.`,
    msg`“Everyone in the office” may enter unasked; “only its members” are the people on its list.`,
    msg`Who runs a room may change everything about it from their own program, too. A room always has somebody who runs it.`,
    msg`Taking a message back hides it in the programs of colleagues and in what is kept. It cannot be undone.`,
    msg`Closing a room takes away what was said in it, for everybody and for good.`,
  ],
  '/network': [
    msg`A domain has an address book that the whole world can read. Its lines tell phones and other companies where your server is.`,
    msg`“Found” is what everybody we asked agrees on. “Waiting” means that some still remember the old answer; that passes by itself.`,
    msg`There are three roads: Chatelaine writes the lines at your provider, you copy them by hand, or you send them to whoever manages the domain.`,
    msg`Before anything is written you see each line before and after. What is replaced is kept, and can be put back.`,
    msg`Mail and website have lines of their own, which are never touched.`,
    msg`Chatelaine looks again by itself, more often while this page is open, and once a day when all is right.`,
  ],
  '/federation': [
    msg`Here is decided with whom outside the office your people can talk, and shown how it goes with each company.`,
    msg`A company is known by its domain: what stands after the @ in its people’s chat addresses.`,
    msg`“At rest” is as good as “Connected”: nobody is writing, and a connection is made when somebody does.`,
    msg`When something is in the way, open the company: it says what, who can mend it, and has the exact words for their administrator.`,
    msg`Whoever is kept out can neither write here nor be written to. Colleagues notice nothing else.`,
    msg`Under “Other networks” are bridges, such as one to IRC: colleagues use them from the chat program they have.`,
  ],
  '/network/certificate': [
    msg`The certificate is what a program looks at before it sends a password: it proves that this is really your server.`,
    msg`From a public authority, it is believed by every program and every company. It is renewed by itself, long before it runs out.`,
    msg`The authority first wants proof that the names are yours: by a question to this computer, or by a line in your domain’s address book.`,
    msg`If nobody may write into the domain’s address book for you, one line there is enough: a CNAME from _acme-challenge to a name in a domain whose provider is connected. The proofs are then put there.`,
    msg`A new certificate only stays when every door shows it. If one does not, the certificate before is back within seconds.`,
    msg`A rehearsal tries all of it and changes nothing. The one before can be put back as long as it is good.`,
    msg`The private key stays on this computer and is never shown.`,
  ],
  '/website': [
    msg`On the web, only one program can have the usual port of a computer. If your website has it, its web server passes chat on.`,
    msg`Chat gets a name of its own there, so that no page of your website changes.`,
    msg`Put the two files in place first, then press “Use it like this”, then look whether everything arrives.`,
    msg`The check asks as a visitor would, and sends a file of its own there and back: nobody sees it, and it is gone after two minutes. Once a day it looks by itself.`,
    msg`Chat programs on computers and phones do not go through the web server. They work either way.`,
  ],
  '/files': [
    msg`Pictures and documents that people send are kept on this machine, so that others can open them later.`,
    msg`Each file goes by itself after the time you choose. The largest and the oldest are the first to look at when the disk is full.`,
    msg`Who sends more than fits is not stopped: their own oldest files make room.`,
    msg`You see names and sizes. What is in a file you do not see here.`,
    msg`A deleted file is gone for whoever has not opened it yet. It cannot be brought back.`,
    msg`The small pictures in a chat are made by each person’s program. The server makes none: it does not open what people send, and much of it is encrypted.`,
  ],
  '/connect': [
    msg`Choose a person, then the program they use: the values are exactly those of its fields.`,
    msg`Programs trust a server by its certificate. Yours comes from Chatelaine’s own authority, so each computer has to be told once to trust it.`,
    msg`Compare the fingerprint by eye when a program shows it: if they are the same, it is your server.`,
    msg`The QR code holds the person’s address. It holds no password.`,
  ],
  '/logs': [
    msg`Each line is something the server or Chatelaine noted. Most are of no concern; warnings and what went wrong carry a sign.`,
    msg`Every word you type in the search must occur in a line for it to stay.`,
    msg`Pause to read in peace: new lines are counted and come when you follow again.`,
    msg`Select a line to see it exactly as it was written, and to copy it.`,
    msg`No line holds a password.`,
  ],
  '/settings': [
    msg`Everything here applies to this Chatelaine, not to what people write.`,
    msg`The data folder holds accounts, messages, keys and settings. Keep a copy of it in a safe place.`,
    msg`To work from another browser, make a new link. It works once, for ten minutes.`,
    msg`End a session when a browser should no longer get in, such as on a computer that was given away.`,
    msg`Give each program a token of its own, good for as little as it needs: then one can be taken back without touching the others. Programs on other computers reach the server only from addresses you name.`,
  ],
};
