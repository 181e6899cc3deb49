/** How a scenario is read for the Linux-kernel memory model. */
import type { Settings } from '../api.ts';

/** Where a scenario is for both architectures it is read as arm64's, on which more orderings leave a trace. */
export function kernelSettings(settings: Settings): Settings {
  return { arch: 'arm64', ...settings };
}
