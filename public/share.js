// A page that a chat or a search engine reads of a scenario (s/…/index.html) sends its readers on to the page itself: to the
// run in its picture, or to what the address says behind the `#`.

(() => {
  const target = new URL(document.currentScript.dataset.to, location.href);
  target.search = location.search;
  if (location.hash.length > 1) target.hash = location.hash;
  location.replace(target.href);
})();
