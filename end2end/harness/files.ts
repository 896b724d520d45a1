import { crc32, deflateSync } from 'node:zlib';

/** What `setInputFiles` takes. */
export interface TestFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Bytes that look random and are the same every time for a name: equal files would be told as known. */
function noise(length: number, name = ''): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let state = crc32(name) ^ 0x9e3779b9 || 1;
  for (let i = 0; i < length; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state & 0xff;
  }
  return bytes;
}

/** A PDF's first and last lines around noise, exactly `size` bytes. */
export function pdf(size: number, name = 'contract.pdf'): TestFile {
  const head = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1');
  const tail = Buffer.from('\n%%EOF\n', 'latin1');
  return { name, mimeType: 'application/pdf', buffer: Buffer.concat([head, noise(size - head.length - tail.length, name), tail]) };
}

/** Lines of plain text, exactly `size` bytes. */
export function txt(size: number, name = 'notes.txt'): TestFile {
  return { name, mimeType: 'text/plain', buffer: Buffer.alloc(size, `${name}: The quick brown fox signs the lazy contract.\n`) };
}

type Rgb = [number, number, number];

/** A picture that browsers can show: `width` × `height` in one colour. Padded to `size` bytes where that is given. */
export function png(width: number, height: number, rgb: Rgb, size?: number, name = 'picture.png'): TestFile {
  return painting(width, height, () => rgb, size, name);
}

/** A picture whose pixels have the colours that `colour` gives them. */
export function painting(width: number, height: number, colour: (x: number, y: number) => Rgb, size?: number, name = 'picture.png'): TestFile {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = (y: number): Buffer => Buffer.from([0, ...Array.from({ length: width }, (_, x) => colour(x, y)).flat()]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, (_, y) => row(y))));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))];
  const length = Buffer.concat(parts).length;
  // A private chunk that viewers skip; an empty one takes 12 bytes.
  if (size !== undefined && size !== length) parts.splice(2, 0, chunk('paDd', noise(size - length - 12)));
  return { name, mimeType: 'image/png', buffer: Buffer.concat(parts) };
}

/** A PNG chunk (PNG specification, 5.3): length, type, data, CRC of type and data. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
