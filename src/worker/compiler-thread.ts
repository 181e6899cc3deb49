/** What `new Worker` starts in the page to compile. */
import { attach } from './channel.ts';
import { compileTexts } from './compile-texts.ts';

attach(compileTexts);
