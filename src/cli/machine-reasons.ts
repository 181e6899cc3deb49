/** Why no execution satisfies a test's condition under a machine's model: the cycle in which something would come before itself. */
import { finish, hardwareExecutionsWork, uncovered } from '../axiomatic/index.ts';
import type { Model } from '../machine/index.ts';
import type { LitmusTest } from '../scenario/index.ts';
import { forbiddenLines } from './litmus-kernel.ts';

const LONGEST = 10_000;

/** Of a test whose observation is Never; lines without indentation, none where no executions are drawn of it. */
export function machineReasons({ program, condition }: LitmusTest, model: Model): readonly string[] {
  if (uncovered(program) !== null) return [];
  const question = {
    values: null,
    where: condition,
    which: 'forbidden',
    most: 1,
    ms: LONGEST,
    loose: true,
  } as const;
  const [execution] = finish(hardwareExecutionsWork(program, model, question)).executions;
  return execution ? forbiddenLines(execution) : [];
}
