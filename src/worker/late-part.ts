/** A chunk of a thread's program that is loaded when it is first needed, and tried again where it did not come. */

export const NOT_LOADED =
  'A part of the program that this needs could not be loaded. Try again when you are online; if the site was updated meanwhile, reload the page.';

export class LatePart<T> {
  private readonly load: () => Promise<T>;
  private loaded: T | null = null;

  constructor(load: () => Promise<T>) {
    this.load = load;
  }

  /** The part, if it is there. */
  get now(): T | null {
    return this.loaded;
  }

  /** Calls back with the part, at once when it is there; `without` when it does not come. */
  with(use: (part: T) => void, without: () => void): void {
    if (this.loaded) {
      use(this.loaded);
      return;
    }
    this.load().then((part) => {
      this.loaded = part;
      use(part);
    }, without);
  }
}
