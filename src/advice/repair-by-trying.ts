/**
 * Repairs where there are no runs that show what must be kept in order, as under the Linux-kernel memory model. More order
 * allows less: where a set of additions fails, so does every smaller one. So a set that fails is grown as long as it does; a
 * repair must have something of what is left outside, and the next set to try is the cheapest that has it of each.
 */
import type { Menu, Strengthening, TextEdit } from '../scenario/index.ts';
import { cheapestHittingSet } from './hitting-set.ts';
import type { Judged } from './judgement.ts';
import { isAsStrong } from './orders.ts';
import { overlap, tryOthers, withKills, type Failure, type Repair, type RepairAnswer } from './repair.ts';

const MOST_PARTS = 4;
const MOST_REPAIRS = 5;

/** Sets of up to four. `ms` for all of it: what is found by then is told. `inOrder`: the scenario itself where nothing is
 *  reordered; what goes wrong there no ordering helps against. */
export async function tryRepairs(
  { orderings, others }: Menu,
  judge: (edits: readonly TextEdit[]) => Promise<Judged>,
  inOrder: Judged | null,
  ms: number,
): Promise<RepairAnswer> {
  const base = await judge([]);
  if (base.k !== 'judged')
    return {
      k: 'unknown',
      reason: base.k === 'refused' ? base.message : 'the scenario itself was not searched',
    };
  if (base.bad.length === 0)
    return base.verdict === 'bounded'
      ? { k: 'unknown', reason: 'the search reached its limit' }
      : { k: 'holds' };
  const { bad } = base;
  const failing = inOrder?.k === 'judged' ? inOrder.bad.filter((end) => bad.includes(end)) : [];
  const failure = async (edits: readonly TextEdit[]): Promise<Failure<'lkmm'>> => {
    const asked = await judge(edits);
    // What changes nothing fails as the scenario does.
    const judged = asked.k === 'same' ? base : asked;
    if (judged.k === 'refused') return { k: 'unknown', reason: judged.message };
    if (judged.bad.length > 0) return { k: 'fails', model: 'lkmm', judged };
    if (judged.verdict === 'bounded') return { k: 'unknown', reason: 'the search reached its limit' };
    return { k: 'holds' };
  };
  if (failing.length === 0) {
    const answer = await new Trial(orderings, failure, performance.now() + ms).run();
    return { ...answer, repairs: await withKills(answer.repairs, failure) };
  }
  const found = await tryOthers(others, failure, { ms, repairs: MOST_REPAIRS });
  return { k: 'not ordering', bad: failing, ...found };
}

class Trial {
  private readonly parts: readonly Strengthening[];
  private readonly failure: (edits: readonly TextEdit[]) => Promise<Failure<'lkmm'>>;
  private readonly until: number;
  /** Of each a repair must have one. */
  private readonly clauses: (readonly number[])[] = [];
  private readonly holding: (readonly number[])[] = [];
  /** Sets that do not compile, or of which nothing is known. */
  private readonly unknown: (readonly number[])[] = [];

  constructor(parts: readonly Strengthening[], failure: Trial['failure'], until: number) {
    this.parts = parts;
    this.failure = failure;
    this.until = until;
  }

  async run() {
    const repairs: Omit<Repair, 'kills'>[] = [];
    let above = 0;
    const answer = (complete: boolean) => ({ k: 'repairs', repairs, complete, above }) as const;
    await this.learn([]);
    while (!this.isLate()) {
      const next = cheapestHittingSet(
        this.clauses,
        (chosen) => this.isForbidden([...chosen]),
        (part) => this.parts[part]?.cost ?? 0,
        MOST_PARTS,
      );
      if (!next) return answer(true);
      if (repairs.length === 0) above = next.cost;
      const holds = await this.holds(next.members);
      if (holds === null) this.unknown.push(next.members);
      else if (holds) {
        this.holding.push(next.members);
        const edits = this.editsOf(next.members);
        repairs.push({ parts: this.partsOf(next.members), cost: next.cost, edits, against: [] });
        if (repairs.length >= MOST_REPAIRS) return answer(true);
      } else await this.learn(next.members);
    }
    return answer(false);
  }

  /** From a set that fails: it is grown, and what is outside then is what might help. */
  private async learn(failing: readonly number[]): Promise<void> {
    let most = failing;
    const grow = async (more: readonly number[]): Promise<void> => {
      const fitting: number[] = [];
      for (const one of more) if (this.fits([...most, ...fitting], one)) fitting.push(one);
      if (fitting.length === 0 || this.isLate()) return;
      if ((await this.holds([...most, ...fitting])) === false) {
        most = [...most, ...fitting];
        const rest = more.filter((one) => !fitting.includes(one));
        if (rest.length > 0 && rest.length < more.length) await grow(rest);
      } else if (more.length > 1) {
        const half = more.length >> 1;
        await grow(more.slice(0, half));
        await grow(more.slice(half));
      }
    };
    await grow([...this.parts.keys()].filter((one) => !most.includes(one)));
    this.clauses.push([...this.parts.keys()].filter((one) => !most.includes(one)));
  }

  /** Null where that is not known. */
  private async holds(members: readonly number[]): Promise<boolean | null> {
    const { k } = await this.failure(this.editsOf(members));
    return k === 'unknown' ? null : k === 'holds';
  }

  private isLate(): boolean {
    return performance.now() > this.until;
  }

  private fits(members: readonly number[], one: number): boolean {
    const part = this.parts[one];
    return part !== undefined && !this.partsOf(members).some((other) => overlap(part, other));
  }

  /** What contains a set that is known, or one that is as strong, or differs by nothing but the line, is none of interest. */
  private isForbidden(chosen: readonly number[]): boolean {
    if (chosen.some((one, n) => !this.fits(chosen.slice(0, n), one))) return true;
    const parts = this.partsOf(chosen);
    return (
      this.unknown.some((known) => known.every((one) => chosen.includes(one))) ||
      this.holding.some((known) =>
        this.partsOf(known).every((part) =>
          parts.some((one) => isAsStrong(one, part) || isTheSame(one, part)),
        ),
      )
    );
  }

  private partsOf(members: readonly number[]): readonly Strengthening[] {
    return members.flatMap((one) => this.parts[one] ?? []);
  }

  private editsOf(members: readonly number[]): readonly TextEdit[] {
    return this.partsOf(members).flatMap(({ edits }) => edits);
  }
}

function isTheSame(one: Strengthening, other: Strengthening): boolean {
  return one.says === other.says && one.inside === other.inside;
}
