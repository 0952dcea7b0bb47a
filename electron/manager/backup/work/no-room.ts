/** The disk has not the room a backup or a restore needs; found out before anything is written. */
export class NoRoomError extends Error {
  readonly folder: string;
  readonly needed: number;
  readonly free: number;
  constructor(folder: string, needed: number, free: number) {
    super(`${folder} has ${free} bytes free and ${needed} are needed`);
    this.folder = folder;
    this.needed = needed;
    this.free = free;
  }
}
