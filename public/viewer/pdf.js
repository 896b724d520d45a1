// Shows the PDF that the page around this frame hands over. The frame is sandboxed, and its policy lets it load the files beside this one and
// nothing else: a PDF that took it over would find nothing to take and nobody to tell. There are no links, no forms and no scripts of PDFs.
import { Page } from './page.js';
import { folder, getDocument, VerbosityLevel } from './pdfjs.js';
import { startWorker } from './worker.js';

const room = document.getElementById('pages');
const status = document.getElementById('status');

document.documentElement.style.colorScheme = location.hash.slice(1);

/** What is drawn ahead of the scrolling, above and below, in frames' heights. */
const AHEAD = '100% 0px';

// Not `self.origin`, which is opaque: the origin that this page was loaded from.
addEventListener('message', ({ data, origin, source }) => {
  if (source === parent && origin === location.origin) open(data);
});

/** Opens the file, or says why there is none. */
async function open({ bytes, refusal }) {
  if (refusal) {
    status.textContent = refusal;
    return;
  }
  try {
    const worker = await startWorker();
    const pdf = await getDocument({
      data: bytes,
      ...(worker && { worker }),
      cMapUrl: folder,
      standardFontDataUrl: folder,
      wasmUrl: folder,
      // The policy allows no wasm.
      useWasm: false,
      verbosity: VerbosityLevel.ERRORS,
    }).promise;
    const first = await pdf.getPage(1);
    lay(pdf, first.getViewport({ scale: 1 }));
  } catch {
    status.textContent = 'This PDF is damaged or has a password. Download it to open it.';
  }
}

/** Lays the pages out below each other, and draws those that are near. */
function lay(pdf, size) {
  const pages = Array.from({ length: pdf.numPages }, (_, index) => new Page(pdf, index + 1, size));
  const pageOf = new Map(pages.map((page) => [page.element, page]));
  room.replaceChildren(...pageOf.keys());

  const near = watch(AHEAD, (entry) => (entry.isIntersecting ? pageOf.get(entry.target).show() : pageOf.get(entry.target).hide()));
  // A line across the middle of the frame: the page on it is the one that is read.
  const middle = watch('-50% 0px', (entry) => {
    if (entry.isIntersecting) status.textContent = pageOf.get(entry.target).label;
  });
  for (const element of pageOf.keys()) {
    near.observe(element);
    middle.observe(element);
  }

  let width = room.clientWidth;
  new ResizeObserver(() => {
    if (room.clientWidth === width) return;
    width = room.clientWidth;
    for (const page of pages.filter((page) => page.shown)) page.show();
  }).observe(room);
}

/** Watches elements cross the frame's edges, moved out by `rootMargin`. */
function watch(rootMargin, each) {
  return new IntersectionObserver((entries) => entries.forEach(each), { root: document, rootMargin });
}
