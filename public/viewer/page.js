// One page: room for it at first, its picture and its words once it comes near.
import { TextLayer } from './pdfjs.js';

/** More pixels than any browser refuses to a canvas. */
const MAX_PIXELS = 2 ** 24;

export class Page {
  #pdf;
  #number;
  /** Aborts what is being drawn, or what has been. */
  #drawing = null;

  /** Page `number` of `pdf`, as large as the first one until it is known better. */
  constructor(pdf, number, size) {
    this.#pdf = pdf;
    this.#number = number;
    this.label = `Page ${number} of ${pdf.numPages}`;
    this.element = document.createElement('section');
    this.element.className = 'page';
    this.element.role = 'group';
    this.element.ariaLabel = this.label;
    this.#keepRoom(size);
  }

  /** Draws the page as wide as its room is now. What was drawn before stays until then. */
  async show() {
    this.#drawing?.abort();
    const { signal } = (this.#drawing = new AbortController());
    try {
      const page = await this.#pdf.getPage(this.#number);
      signal.throwIfAborted();
      const parts = await this.#draw(page, signal);
      signal.throwIfAborted();
      this.element.replaceChildren(...parts);
    } catch {
      if (signal.aborted) return;
      const note = document.createElement('p');
      note.textContent = 'This page is damaged. Download the document to open it.';
      this.element.replaceChildren(note);
    }
  }

  /** Keeps the room alone: the pictures of a few hundred pages fill a phone's memory. */
  hide() {
    this.#drawing?.abort();
    this.#drawing = null;
    this.element.replaceChildren();
  }

  get shown() {
    return this.#drawing !== null;
  }

  async #draw(page, signal) {
    const size = page.getViewport({ scale: 1 });
    this.#keepRoom(size);
    const scale = this.element.clientWidth / size.width;
    const viewport = page.getViewport({ scale });
    this.element.style.setProperty('--total-scale-factor', scale * page.userUnit);

    const canvas = document.createElement('canvas');
    const density = Math.min(devicePixelRatio, Math.sqrt(MAX_PIXELS / (viewport.width * viewport.height)));
    canvas.width = Math.max(1, Math.floor(viewport.width * density));
    canvas.height = Math.max(1, Math.floor(viewport.height * density));
    canvas.ariaHidden = 'true';
    const picture = page.render({ canvas, viewport, transform: [density, 0, 0, density, 0, 0] });

    const container = document.createElement('div');
    container.className = 'text';
    const words = new TextLayer({ textContentSource: page.streamTextContent(), container, viewport });

    signal.addEventListener('abort', () => {
      picture.cancel();
      words.cancel();
    });
    await Promise.all([picture.promise, words.render()]);
    page.cleanup();
    return [canvas, container];
  }

  #keepRoom({ width, height }) {
    this.element.style.aspectRatio = `${width} / ${height}`;
  }
}
