import './style/tokens.css';
import './style/controls.css';
import './style/page.css';
import './style/slider.css';
import './style/panels.css';
import './style/code.css';
import './style/score.css';
import './style/engraving.css';
import './style/overlay.css';

export { Guard } from './guard.tsx';
export { PageProvider, type Deeds, type Page } from './context.ts';
export { FRAME } from './page/frame.ts';
export { PageView } from './page/page.tsx';
