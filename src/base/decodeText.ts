/** The encoding that a file's byte order mark names, else UTF-8; two bytes tell. */
export function encodingOf(start: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** A file's text, without a byte order mark, or with it where offsets in the file as it is are wanted. */
export function decodeText(bytes: Uint8Array, keepsMark = false): string {
  return new TextDecoder(encodingOf(bytes), { ignoreBOM: keepsMark }).decode(bytes);
}
