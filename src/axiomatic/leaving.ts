/** Which statements may end what stands around them, so that what follows depends on whether they do. */
import type { KernelStatement } from './program.ts';

export function mayLeave(statement: KernelStatement): boolean {
  switch (statement.k) {
    case 'break':
    case 'continue':
    case 'return':
      return true;
    case 'if':
      return [...statement.then, ...statement.otherwise].some(mayLeave);
    case 'loop':
      return statement.body.some(mayReturn);
    default:
      return false;
  }
}

export function mayReturn(statement: KernelStatement): boolean {
  switch (statement.k) {
    case 'return':
      return true;
    case 'if':
      return [...statement.then, ...statement.otherwise].some(mayReturn);
    case 'loop':
      return statement.body.some(mayReturn);
    default:
      return false;
  }
}
