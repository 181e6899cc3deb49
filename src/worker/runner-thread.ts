/** What `new Worker` starts in the page to step and to search. */
import { attach } from './channel.ts';
import { runPrograms } from './run-programs.ts';

attach(runPrograms);
