/**
 * How a stream is put on a connection: as one long document (RFC 6120), or as frames (framing-frames.ts).
 * The stream above it is the same.
 */
import { writeHeader } from './stream-header.ts';
import { createXmlReader, type XmlHandlers, type XmlLimits, type XmlReader } from './xml.ts';

/** Our side of the header. */
export type ServerHeader = Parameters<typeof writeHeader>[0];

export interface Framing {
  reader(handlers: XmlHandlers, limits: XmlLimits): XmlReader;
  /** Begins our side of the stream. */
  header(header: ServerHeader): string;
  /** A whole child of the stream, our own XML, as it goes out. */
  child(text: string): string;
  /** Ends our side of the stream. */
  readonly footer: string;
  /** Sent to see whether a silent connection is still there; undefined where the transport looks for itself. */
  readonly keepalive: string | undefined;
}

/** RFC 6120 §4: one document for each direction. */
export const documentFraming: Framing = {
  reader: createXmlReader,
  header: writeHeader,
  child: (text) => text,
  footer: '</stream:stream>',
  // RFC 6120 §4.6.1: whitespace shows a connection that TCP has lost already.
  keepalive: ' ',
};
