// PDF.js's worker, which reads the file while people scroll.
import { folder, GlobalWorkerOptions, PDFWorker } from './pdfjs.js';

// What PDF.js loads into the frame itself where there is no worker.
GlobalWorkerOptions.workerSrc = `${folder}pdf.worker.min.mjs`;

/** An opaque origin has no file to start a worker from, but may write one. Answers `null` in browsers where it may not. */
export async function startWorker() {
  // A classic one that imports the module: Chromium starts no module from a blob of an opaque origin.
  const script = new Blob([`import(${JSON.stringify(GlobalWorkerOptions.workerSrc)});`], { type: 'text/javascript' });
  const url = URL.createObjectURL(script);
  try {
    const port = new Worker(url);
    await new Promise((ready, failed) => {
      port.addEventListener('message', ready, { once: true });
      port.addEventListener('error', failed, { once: true });
    });
    return PDFWorker.create({ port });
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
