/** Keys as other editors have them; each habit is loaded when it is first chosen. */
import type { Extension } from '@codemirror/state';
import type { KeyHabit } from '../../state/index.ts';

export async function keysOf(habit: KeyHabit): Promise<Extension> {
  switch (habit) {
    case 'standard':
      return [];
    case 'vim':
      return (await import('@replit/codemirror-vim')).vim({ status: true });
    case 'emacs':
      return (await import('@replit/codemirror-emacs')).emacs();
  }
}
