/** The machine as the other rooms use it: what runs steps (step/), and the words for what it does (words/). */
import type { Machine } from './api.ts';
import type { Model, Program } from './program.ts';
import { RaceMachine } from './step/race-machine.ts';
import { decodeState } from './words/decode.ts';
import { describeChoice } from './words/describe.ts';
import { Recorder } from './words/recorder.ts';

class TellingMachine extends RaceMachine implements Machine {
  choiceInfo(src: Int32Array, at: number, choice: number): ReturnType<Machine['choiceInfo']> {
    return describeChoice(this, src, at, choice);
  }

  trace(
    src: Int32Array,
    at: number,
    choice: number,
    dst: Int32Array,
    dstAt: number,
  ): ReturnType<Machine['trace']> {
    const recorder = new Recorder(this.program.cpus.length);
    this.watcher = recorder;
    try {
      const info = describeChoice(this, src, at, choice);
      const status = this.step(src, at, choice, dst, dstAt);
      return recorder.finish(this, src, at, dst, dstAt, info, status);
    } finally {
      this.watcher = null;
    }
  }

  decode(src: Int32Array, at: number): ReturnType<Machine['decode']> {
    return decodeState(this, src, at);
  }
}

/** A machine for one program under one model. Tables fill lazily and are never emptied: one object per search. */
export function createMachine(program: Program, model: Model): Machine {
  return new TellingMachine(program, model);
}
