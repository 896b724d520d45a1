// <pdf-preview src="…">: a PDF in a frame of no origin, to which the store answers nothing. So this page fetches the file, from the app by way
// of a redirect to the store, and hands it over. An element of its own, since those tell when they come to the page and when they leave it.
class PdfPreview extends HTMLElement {
  static observedAttributes = ['src'];
  /** Aborts what belongs to the frame that is open. */
  #opened = null;

  connectedCallback() {
    this.#open();
  }

  disconnectedCallback() {
    this.#close();
  }

  attributeChangedCallback() {
    if (this.#opened) this.#open();
  }

  #open() {
    this.#close();
    const { signal } = (this.#opened = new AbortController());
    const answer = load(this.getAttribute('src'), signal);
    const frame = document.createElement('iframe');
    frame.className = 'preview-frame';
    frame.title = this.getAttribute('label');
    // Scripts, and nothing else: above all not our origin.
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.referrerPolicy = 'no-referrer';
    // The choice of colours, which the frame cannot see.
    frame.src = `/viewer/pdf.html#${getComputedStyle(this).colorScheme}`;
    // No name stands for an opaque origin but the star. What gets the file is our viewer: nothing else has run in the frame yet.
    const hand = async () => {
      const { bytes, refusal } = await answer;
      if (!signal.aborted) frame.contentWindow.postMessage({ bytes, refusal }, '*', bytes ? [bytes] : []);
    };
    frame.addEventListener('load', hand, { once: true });
    this.replaceChildren(frame);
  }

  #close() {
    this.#opened?.abort();
    this.#opened = null;
    this.replaceChildren();
  }
}

/** The file's bytes, or the sentence that says why there are none. */
async function load(source, signal) {
  try {
    const response = await fetch(source, { signal, headers: { accept: 'application/json' } });
    const type = response.headers.get('content-type');
    if (response.ok && type === 'application/pdf') return { bytes: await response.arrayBuffer() };
    if (type === 'application/json') return { refusal: (await response.json()).message };
  } catch {
    // The network is gone, or the frame is.
  }
  return { refusal: 'The file did not arrive. Check your connection, then reload the page.' };
}

customElements.define('pdf-preview', PdfPreview);
