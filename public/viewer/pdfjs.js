// Made by tools/assets.mjs.
export * from './pdfjs-6.5.438/pdf.min.mjs';
export const folder = new URL('./pdfjs-6.5.438/', import.meta.url).href;
