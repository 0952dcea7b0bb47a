/**
 * What is written into a program's own files, as data: the one form both our own writer and the file to take along carry out, so
 * that they cannot drift. Regular expressions are the part JavaScript and Python share. Text is Latin-1, byte for byte: what
 * somebody else has written in whatever encoding comes out as it was.
 */
import type { ClientProgram } from '../../contract/client-setup.ts';

/** Stand for what is chosen when it is written; no file of a program can hold them. */
export const NUMBER = '\u0001n\u0001';
export const RANDOM = '\u0001r\u0001';

/** Where the program is to connect; null: it finds that out by itself. */
export interface ServerChoice {
  readonly host: string;
  readonly port: number;
  readonly tls: 'starttls' | 'direct';
}

/** Whose account is made, and how. */
export interface AccountWish {
  /** Bare address, and its halves. */
  readonly address: string;
  readonly local: string;
  readonly domain: string;
  readonly server: ServerChoice | null;
  /** Null: the program asks for it. */
  readonly password: string | null;
}

/** One setting of an account that is there already, for the repair. */
export interface TextSetting {
  /** Matches the whole setting within the account. */
  readonly find: string;
  readonly text: string;
  /** Behind which it is put where it is missing. */
  readonly after: string;
}

/** An account as a piece of text in a file. */
export interface TextEdit {
  readonly kind: 'text';
  readonly form: 'xml' | 'keyfile';
  /** The file where there is none yet; the account goes before the first match of `before` in it. */
  readonly skeleton: string;
  /** Empty: at the end. */
  readonly before: string;
  /** How the program writes a file without accounts, and what it is with room for one; null where it needs none. */
  readonly hollow: { readonly find: string; readonly text: string } | null;
  /** May hold NUMBER (the lowest that is free, see `taken`) and RANDOM. */
  readonly block: string;
  /** Matches where a number is taken, NUMBER standing for it; empty where accounts have none. */
  readonly taken: string;
  /** Matches our account as a whole, also after the program has written it anew. */
  readonly own: string;
  readonly settings: readonly TextSetting[];
}

/** An account as a row in an SQLite database. */
export interface RowEdit {
  readonly kind: 'rows';
  /** Makes the database where there is none yet. */
  readonly create: readonly string[];
  /** Of `user_version`: the last one this was tried with. */
  readonly newest: number;
  readonly table: string;
  /** Texts may hold RANDOM. */
  readonly row: Readonly<Record<string, string | number | null>>;
  /** Condition that finds our account; `?` stand for `values`. */
  readonly own: { readonly where: string; readonly values: readonly string[] };
  /** A row that keeps ours out without being it; null where there is none. */
  readonly other: { readonly where: string; readonly values: readonly string[] } | null;
  /** `key`: within a column of JSON. */
  readonly settings: readonly {
    readonly column: string;
    readonly key: readonly string[];
    readonly value: string | number | boolean;
  }[];
}

export type Edit = TextEdit | RowEdit;

/** Text our program of trust is told by: a file of its own, or a part at the end of one that others may have made. */
export interface TrustEdit {
  readonly way: 'authority' | 'certificate';
  readonly place: Place;
  /** `file`: the whole of it. `append`: at the end, unless `own` finds it there. */
  readonly how: 'file' | 'append';
  readonly text: string;
  readonly own: string;
}

export interface Recipe {
  readonly program: ClientProgram;
  readonly edit: Edit;
  readonly trust: TrustEdit | null;
  /** It is to be told where to connect, and cannot be. */
  readonly cannotReach: boolean;
}

/** A file below one of the person's folders. `profile`: beside the program's own file. */
export interface Place {
  readonly root: 'home' | 'config' | 'data' | 'support' | 'profile';
  readonly path: readonly string[];
}

/** The office's certificate as it stands, where it is of the office's own authority. PEM. */
export interface TrustFacts {
  readonly authority: string;
  /** The first certificate the server shows. */
  readonly certificate: string;
}

/** UTF-8 bytes as Latin-1 characters, which is how the text of an edit is held. */
export const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** Text as a regular expression that matches it and nothing else. */
export const literally = (text: string): string => bytes(text).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
/** Text as XML has it. */
export const xml = (text: string): string => text.replace(/[&<>"']/g, (one) => ENTITIES[one]!);
