// PDF.js's worker, which reads the file while people scroll.
import { folder, GlobalWorkerOptions, PDFWorker } from './pdfjs.js';

// What PDF.js loads into the frame itself where there is no worker.
GlobalWorkerOptions.workerSrc = `${folder}pdf.worker.min.mjs`;

/** An opaque origin has no file to start a worker from, but it may make one. Answers `null` in browsers that let it not. */
export async function startWorker() {
  const script = new Blob([`import ${JSON.stringify(GlobalWorkerOptions.workerSrc)};`], { type: 'text/javascript' });
  const url = URL.createObjectURL(script);
  try {
    const port = new Worker(url, { type: 'module' });
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
