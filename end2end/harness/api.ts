import { type APIResponse, expect, type Page } from '@playwright/test';
import type { TestFile } from './files';

/** A ticket as `/api/uploads/presign` answers it. */
export interface Ticket {
  upload: string;
  url: string;
  fields: [string, string][];
}

/** Calls a server function with the page's cookies, as the page's own script would. */
export function call(page: Page, endpoint: string, input: unknown): Promise<APIResponse> {
  return page.request.post(`/api/${endpoint}`, { data: input, headers: { 'sec-fetch-site': 'same-origin' } });
}

/** Asks for a ticket for a document. */
export async function presign(page: Page, file: TestFile): Promise<Ticket> {
  const request = {
    purpose: 'document',
    file_name: file.name,
    content_type: file.mimeType,
    size_bytes: file.buffer.length,
    checksum_sha256: null,
  };
  const answer = await call(page, 'uploads/presign', { request });
  expect(answer.status(), await answer.text()).toBe(200);
  return answer.json();
}

/** Posts a ticket's form to S3, `file` last. */
export async function post(page: Page, ticket: Ticket, file: TestFile): Promise<APIResponse> {
  const form = new FormData();
  for (const [name, value] of ticket.fields) form.append(name, value);
  form.append('file', new File([new Uint8Array(file.buffer)], file.name, { type: file.mimeType }));
  return page.request.post(ticket.url, { multipart: form });
}

/** Brings a document in without the interface. Answers its id and the ticket. */
export async function uploadDocument(page: Page, file: TestFile): Promise<{ document: string; ticket: Ticket }> {
  const ticket = await presign(page, file);
  expect((await post(page, ticket, file)).status()).toBe(201);
  const confirmed = await (await call(page, 'uploads/confirm', { upload: ticket.upload })).json();
  expect(confirmed).toHaveProperty('ready');
  return { document: confirmed.ready.document, ticket };
}

/** The presigned URL of a download. */
export async function downloadUrl(page: Page, document: string): Promise<string> {
  const answer = await call(page, 'documents/download', { document, disposition: 'attachment' });
  expect(answer.status(), await answer.text()).toBe(200);
  return (await answer.json()).url;
}
