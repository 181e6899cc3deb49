/**
 * The loop of the thread that compiles: every request is short and answered at once, from texts that are remembered.
 * Nothing here runs a program, so this thread begins with the language alone.
 */
import type { Replies, TextRequest, ToThread } from '../protocol/index.ts';
import type { Port } from './channel.ts';
import { fail } from './failure.ts';
import { LatePart } from './late-part.ts';
import type * as MistakesModule from './mistakes.ts';
import { Texts } from './texts.ts';

/**
 * Handles the messages of one port; give every message that arrives to the function returned. `load` gets the words for
 * mistakes; where it fails, a text with mistakes is answered without them and the next one tries again.
 */
export function compileTexts(
  port: Port,
  load: () => Promise<typeof MistakesModule> = () => import('./mistakes.ts'),
): (message: ToThread<TextRequest>) => void {
  const texts = new Texts();
  const mistakes = new LatePart(load);

  const answer = (request: number, work: () => Replies[keyof Replies]) => {
    try {
      port.post({ type: 'done', request, reply: work() });
    } catch (error) {
      fail(port, request, error);
    }
  };

  const reply = (request: number, body: TextRequest) => {
    const isOwn = body.do === 'compile' && body.own === true;
    if (!isOwn && !(body.do === 'compile' && texts.isUnread(body))) {
      answer(request, () => texts.answer(body));
      return;
    }
    mistakes.with(
      ({ explain }) => {
        answer(request, () => explain(texts.compile(body), body));
      },
      () => {
        // Without words for it the place of a mistake is still worth knowing.
        answer(request, () => texts.compile(body));
      },
    );
  };

  return (message) => {
    if (message.type === 'ping') port.post({ type: 'pong' });
    // Whatever is asked here is answered before it could be taken back.
    if (message.type !== 'request') return;
    try {
      reply(message.request, message.body);
    } catch (error) {
      fail(port, message.request, error);
    }
  };
}
