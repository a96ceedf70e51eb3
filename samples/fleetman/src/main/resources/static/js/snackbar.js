// A word about what went wrong, for five seconds.

import { byId } from "./dom.js";

const SHOWN_MS = 5000;
let timer = 0;

/** Shows the failure of a question to the gateway. */
export function showError(error) {
  const bar = byId("snackbar");
  bar.textContent = `Error code ${error.status} occured. ${error.message}`;
  bar.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => {
    bar.hidden = true;
  }, SHOWN_MS);
}
