/** What backups need to know of the data folder of a server: consistent copies, what is in them, and bringing parts of them back. */
export { connectControl } from './control.ts';
export { lockData } from './lock.ts';
export { type BroughtBack, bringBack, filesOfPart, type Part } from './storage/bring-back.ts';
export {
  bringUpToDate,
  type Counts,
  countsOf,
  dropLostFiles,
  filesIn,
  type Held,
  peopleIn,
  placeOfFile,
  roomsIn,
  SCHEMA,
  type StoredFile,
} from './storage/contents.ts';
export { type CopyOptions, copyDatabase, faultsOf, versionOf } from './storage/copy.ts';
