/** What a new scenario may begin with: each in kernel C, with what keeps it right as an option (templates.test.ts runs them). */
import breakBeforeMake from './templates/break-before-make.smp?raw';
import deviceDma from './templates/device-dma.smp?raw';
import empty from './templates/empty.smp?raw';
import flag from './templates/flag.smp?raw';
import ipiKick from './templates/ipi-kick.smp?raw';
import lockIrq from './templates/lock-irq.smp?raw';
import rcuList from './templates/rcu-list.smp?raw';
import textPatching from './templates/text-patching.smp?raw';

export interface Template {
  /** The new draft is called so. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly text: string;
}

const template = (name: string, text: string): Template => ({
  name,
  title: /^scenario "(.*)"$/m.exec(text)?.[1] ?? name,
  about: /^about "(.*)"$/m.exec(text)?.[1] ?? 'Two CPUs that do nothing yet.',
  text,
});

export const TEMPLATES: readonly Template[] = [
  { ...template('mine', empty), title: 'An empty one' },
  template('flag', flag),
  template('lock and interrupt', lockIrq),
  template('rcu list', rcuList),
  template('kick', ipiKick),
  template('break before make', breakBeforeMake),
  template('text patching', textPatching),
  template('device dma', deviceDma),
];
