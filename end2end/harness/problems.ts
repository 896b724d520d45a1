import type { BrowserContext } from '@playwright/test';

/** Everything that a page complained of: console errors, uncaught exceptions, violations of the content security policy. */
export class Problems {
  #found: string[] = [];
  #expected: RegExp[] = [];

  /** Watches every page of a context. Has to come before the first page. */
  async watch(context: BrowserContext): Promise<void> {
    context.on('console', (message) => {
      if (message.type() === 'error') this.#found.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#found.push(`exception: ${error.error().stack ?? error.error()}`));
    // Chromium prints violations too, but not those of a policy that only reports.
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy violation: ${event.violatedDirective} blocked ${event.blockedURI}`);
      });
    });
  }

  /** Announces a complaint that the test provokes, such as a refused request's "status of 404". */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  /** The complaints that nobody announced. */
  get unexpected(): string[] {
    return this.#found.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }
}
