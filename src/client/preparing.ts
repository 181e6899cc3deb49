/** From what the page asks about texts to what a thread is asked that has never seen one. */
import type { Instance, Loadable, Request, RunRequest, Schedule, TextRequest } from '../protocol/index.ts';
import type { Numbered } from './programs.ts';

/** A request in the words of the thread that gets it, with the programs that it names. */
export interface Ready {
  readonly body: TextRequest | RunRequest;
  readonly programs: readonly Numbered[];
}

/** What the compiler is asked for. */
export interface Sources {
  readonly programOf: (instance: Instance) => Promise<Numbered>;
  readonly scheduleOf: (instance: Instance, name: string) => Promise<Schedule>;
}

export type RunnableRequest = Exclude<Request, TextRequest>;

/** Rejects where a text has errors. */
export async function inRunnersWords(
  body: RunnableRequest,
  { programOf, scheduleOf }: Sources,
): Promise<Ready> {
  const programs: Numbered[] = [];
  const load = async (instance: Instance): Promise<Loadable> => {
    const found = await programOf(instance);
    programs.push(found);
    return { program: found.number, settings: instance.settings, model: instance.model };
  };
  const worded = async (): Promise<RunRequest> => {
    switch (body.do) {
      case 'align':
      case 'switches':
        return body;
      case 'interleaving': {
        const [instance, schedule] = await Promise.all([
          load(body.instance),
          scheduleOf(body.instance, body.name),
        ]);
        return { do: 'interleaving', instance, schedule };
      }
      case 'translate': {
        const [instance, of] = await Promise.all([load(body.instance), body.of && load(body.of)]);
        return { ...body, instance, of };
      }
      case 'compare': {
        const [a, b] = await Promise.all([load(body.a), load(body.b)]);
        return { ...body, a, b };
      }
      default:
        return { ...body, instance: await load(body.instance) };
    }
  };
  return { body: await worded(), programs };
}
