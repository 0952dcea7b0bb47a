/** Lets the browser save a text as a file. */
export function offerFile(name: string, type: string, text: string): void {
  offerBytes(name, type, [text]);
}

/** The same for bytes, in pieces. */
export function offerBytes(name: string, type: string, pieces: BlobPart[]): void {
  const url = URL.createObjectURL(new Blob(pieces, { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
