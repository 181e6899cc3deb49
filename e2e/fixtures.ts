import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type BrowserContext, type BrowserContextOptions } from '@playwright/test';

interface Fixtures {
  /** Demands that axe finds nothing wrong with the page as it is now; `within` narrows it to a selector. */
  readonly expectAccessible: (within?: string) => Promise<void>;
  /** A browser of somebody who has never been here; its pages are held to the same as the test's own. */
  readonly visitor: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** Errors that this test brings about on purpose. */
  readonly tolerated: RegExp;
  readonly errors: string[];
}

/** Playwright's test with what every spec here needs. A page that logs an error, throws or leaves a rejection unhandled,
 *  in any tab or browser of the test, fails it. */
export const test = base.extend<Fixtures>({
  tolerated: [/^$/, { option: true }],
  errors: async ({ tolerated }, use) => {
    const errors: string[] = [];
    await use(errors);
    expect(errors.filter((error) => !tolerated.test(error))).toEqual([]);
  },
  context: async ({ context, errors }, use) => {
    watch(context, errors);
    await use(context);
  },
  visitor: async ({ browser, errors, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ ...(baseURL === undefined ? {} : { baseURL }), ...options });
      watch(context, errors);
      contexts.push(context);
      return context;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
  expectAccessible: async ({ page }, use) => {
    await use(async (within) => {
      const axe = new AxeBuilder({ page });
      const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
      const found = violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map(({ html }) => html),
      }));
      expect(found).toEqual([]);
    });
  },
});

function watch(context: BrowserContext, errors: string[]): void {
  context.on('weberror', (error) => errors.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
}

export { expect };
