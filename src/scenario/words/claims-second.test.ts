/** What words say that they order, measured: a third of them, so that workers share the time (claims.fixture.ts). */
import { checkShare } from './claims.fixture.ts';

checkShare(1, 3);
