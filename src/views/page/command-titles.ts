/** What a command is called where a litmus test is shown, of which the advice is its executions. */
import type { Command } from '../commands.ts';

export function titleOf({ id, title }: Pick<Command, 'id' | 'title'>, isLitmus: boolean): string {
  return isLitmus && id === 'advice' ? 'Executions: what the axioms allow and forbid, as graphs' : title;
}
