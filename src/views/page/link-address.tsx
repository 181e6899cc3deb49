/** Where the links lead that a copied mail carries: a page that everybody can reach, instead of one's own machine. */
import { useState } from 'react';
import { usePage, usePreferences } from '../context.ts';
import { Overlay } from './overlay.tsx';

export function LinkAddress() {
  const { preferences } = usePage();
  const [base, setBase] = useState(usePreferences().base);
  return (
    <Overlay title="Address in mails">
      <form
        className="go-to link-address"
        onSubmit={(event) => {
          event.preventDefault();
          preferences.setBase(base);
          preferences.showOverlay(null);
        }}
      >
        <label>
          Links lead to{' '}
          <input
            type="url"
            placeholder="this page"
            value={base}
            onChange={(event) => setBase(event.target.value)}
          />
        </label>
        <button type="submit" className="main">
          Keep
        </button>
      </form>
      <p className="quiet">Copied mails link to it, so that others can open the run. Empty: this page.</p>
    </Overlay>
  );
}
