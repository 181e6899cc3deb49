/**
 * Mails in the thread that compiles: a search through a large one goes on in slices, so that it can be taken back and
 * the page's other questions are answered between them.
 */
import { assertNever } from '../base/index.ts';
import type { MailRequest, Replies } from '../protocol/index.ts';
import { completedSource, readCopied, readTable, recognise, searchTables } from '../scenario/index.ts';
import type { Port } from './channel.ts';
import { fail } from './failure.ts';

/** Short enough for the page not to wait, long enough to be efficient. */
const SLICE_MS = 25;

export class MailReader {
  private readonly port: Port;
  private readonly under = new Set<number>();

  constructor(port: Port) {
    this.port = port;
  }

  answer(request: number, body: MailRequest): void {
    switch (body.do) {
      case 'find-tables':
        this.under.add(request);
        this.goOn(request, searchTables(body.mail));
        return;
      case 'read-table':
        this.done(request, () => readTable(body.table, body.edits, body.others));
        return;
      case 'complete-table':
        this.done(request, () => completedSource(body.reading, body.happens));
        return;
      case 'recognise-table':
        this.done(request, () => recognise(body.table, body.known));
        return;
      case 'read-copied':
        this.done(request, () => readCopied(body.mail, body.known));
        return;
      default:
        assertNever(body);
    }
  }

  private done(request: number, work: () => Replies[keyof Replies]): void {
    try {
      this.port.post({ type: 'done', request, reply: work() });
    } catch (error) {
      fail(this.port, request, error);
    }
  }

  /** The search ends without an answer. */
  cancel(request: number): void {
    if (this.under.delete(request)) this.port.post({ type: 'done', request, reply: null });
  }

  private goOn(request: number, search: ReturnType<typeof searchTables>): void {
    if (!this.under.has(request)) return;
    const until = performance.now() + SLICE_MS;
    try {
      for (;;) {
        const step = search.next();
        if (step.done === true) {
          this.under.delete(request);
          this.port.post({ type: 'done', request, reply: step.value });
          return;
        }
        if (performance.now() < until) continue;
        this.port.post({ type: 'progress', request, progress: { share: step.value } });
        this.port.later(() => this.goOn(request, search));
        return;
      }
    } catch (error) {
      this.under.delete(request);
      fail(this.port, request, error);
    }
  }
}
