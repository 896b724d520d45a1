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

/** What a file is for, and what it belongs to. */
export interface Place {
  purpose?: 'document' | 'image' | 'thumbnail';
  target?: 'top' | { folder: string } | { version: string } | { thumbnail: string };
}

/** Asks for a ticket; for a document at the top unless `place` says otherwise. */
export async function presign(page: Page, file: TestFile, place: Place = {}): Promise<Ticket> {
  const request = {
    purpose: 'document',
    target: 'top',
    ...place,
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

/** Brings a file in without the interface. Answers what confirm says, and the ticket. */
export async function upload(page: Page, file: TestFile, place?: Place): Promise<{ document: string; url: string; ticket: Ticket }> {
  const ticket = await presign(page, file, place);
  expect((await post(page, ticket, file)).status()).toBe(201);
  const confirmed = await (await call(page, 'uploads/confirm', { upload: ticket.upload })).json();
  expect(confirmed).toHaveProperty('ready');
  return { ...confirmed.ready, ticket };
}

/** Brings a document in without the interface. Answers its id and the ticket. */
export async function uploadDocument(page: Page, file: TestFile): Promise<{ document: string; ticket: Ticket }> {
  return upload(page, file);
}

/** Brings a new version of a document in without the interface. */
export async function uploadVersion(page: Page, document: string, file: TestFile): Promise<void> {
  await upload(page, file, { target: { version: document } });
}

/** Brings an image for everybody in, and its thumbnail, without the interface. Answers its URL. */
export async function uploadImage(page: Page, file: TestFile, thumbnail: TestFile): Promise<string> {
  const { url, ticket } = await upload(page, file, { purpose: 'image' });
  await upload(page, thumbnail, { purpose: 'thumbnail', target: { thumbnail: ticket.upload } });
  return url;
}

/** The presigned URL of a download. */
export async function downloadUrl(page: Page, document: string): Promise<string> {
  const answer = await call(page, 'documents/download', { document, disposition: 'attachment' });
  expect(answer.status(), await answer.text()).toBe(200);
  return (await answer.json()).url;
}
