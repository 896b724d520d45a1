import type { TestFile } from './files';

/** A PDF that people can read: a page of text for each of `pages`, in A4. `catalog` adds to its catalog, `annotations` and `drawing` to its pages. */
export function readablePdf(pages: string[], { name = 'contract.pdf', catalog = '', annotations = '', drawing = '', ballast = 0 } = {}): TestFile {
  const objects: Buffer[] = [];
  const add = (text: string): number => objects.push(Buffer.from(text, 'latin1'));
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(' ');
  add(`<< /Type /Catalog /Pages 2 0 R ${catalog} >>`);
  add(`<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  for (const text of pages) {
    add(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${objects.length + 2} 0 R /Resources << /Font << /F1 3 0 R >> >> /Annots [${annotations}] >>`);
    add(stream(Buffer.from(`BT /F1 28 Tf 72 700 Td (${text}) Tj ET ${drawing}`, 'latin1')));
  }
  // What no page shows, so that there is something to carry.
  if (ballast > 0) add(stream(Buffer.alloc(ballast, '%')));
  return { name, mimeType: 'application/pdf', buffer: assemble(objects) };
}

function stream(content: Buffer): string {
  return `<< /Length ${content.length} >>\nstream\n${content.toString('latin1')}\nendstream`;
}

/** The objects, numbered from 1, between header, cross-reference table and trailer (ISO 32000-1, 7.5). */
function assemble(objects: Buffer[]): Buffer {
  const parts = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets: number[] = [];
  let length = parts[0]!.length;
  const append = (part: Buffer<ArrayBuffer>): void => {
    parts.push(part);
    length += part.length;
  };
  objects.forEach((object, index) => {
    offsets.push(length);
    append(Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]));
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const table = length;
  append(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`));
  append(Buffer.from(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`));
  return Buffer.concat(parts);
}
