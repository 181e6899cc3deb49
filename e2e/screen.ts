import { expect, type Locator, type Page } from '@playwright/test';

/** The page as people and screen readers find it: by role and name. */
export class Screen {
  readonly page: Page;
  readonly library: Locator;
  readonly grid: Locator;
  readonly slider: Locator;
  readonly verdict: Locator;
  readonly currentRow: Locator;
  readonly machine: Locator;
  readonly choices: Locator;
  /** What is said where something is pointed at or focused. */
  readonly note: Locator;

  constructor(page: Page) {
    this.page = page;
    this.library = page.getByRole('navigation', { name: 'Scenarios' });
    this.grid = page.getByRole('grid', { name: 'Interleaving' });
    this.slider = page.getByRole('slider', { name: 'Step' });
    this.verdict = page.getByRole('region', { name: 'Verdict' }).getByRole('status');
    this.machine = page.getByRole('region', { name: 'Machine' });
    this.choices = page.getByRole('region', { name: 'Choices' });
    this.note = page.getByRole('tooltip');
    this.currentRow = this.grid.locator('[role="row"][aria-selected="true"]');
  }

  async open(fragment = ''): Promise<void> {
    await this.page.goto(fragment ? `./#${fragment}` : './');
  }

  async openScenario(title: string | RegExp): Promise<void> {
    await this.showLibrary();
    await this.library.getByRole('button', { name: title }).first().click();
    await this.grid.waitFor();
  }

  /** By its id; its scenario must be open. */
  async openInterleaving(id: string): Promise<void> {
    await this.showLibrary();
    await this.library.getByRole('button', { name: id }).click();
    await this.page.locator('nav [aria-current="true"]', { hasText: id }).waitFor({ state: 'attached' });
  }

  /** Steps on from the start to the first step whose row has this name. */
  async stepTo(name: RegExp): Promise<void> {
    await this.grid.focus();
    await this.page.keyboard.press('Home');
    const last = Number(await this.slider.getAttribute('aria-valuemax'));
    for (let step = 1; step <= last; step++) {
      await this.page.keyboard.press('ArrowRight');
      await this.currentRow
        .and(this.page.getByRole('row', { name: new RegExp(`^Step ${step} of`) }))
        .waitFor();
      if (name.test((await this.currentRow.getAttribute('aria-label')) ?? '')) return;
    }
    throw new Error(`no step is named ${name.source}`);
  }

  /** The last step of whatever run is shown by then: the run itself may still be on its way. */
  async expectAtEnd(): Promise<void> {
    await expect
      .poll(async () => {
        const [now, last] = await Promise.all(
          ['aria-valuenow', 'aria-valuemax'].map((name) => this.slider.getAttribute(name)),
        );
        return now !== null && now === last;
      })
      .toBe(true);
  }

  /** On a narrow page the library is a drawer or a sheet. */
  async showLibrary(): Promise<void> {
    if (await this.library.isVisible()) return;
    await this.page.getByRole('button', { name: 'Library' }).first().click();
  }
}
