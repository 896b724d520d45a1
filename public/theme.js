// The choice of colours, kept in this browser. Loaded before the first paint, so that nothing flashes.
(() => {
  const root = document.documentElement;
  const kept = () => {
    try {
      return localStorage.getItem('theme');
    } catch {
      return null; // Storage is shut: the system's choice holds.
    }
  };
  const apply = (theme) => {
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  const mark = () => {
    for (const radio of document.querySelectorAll('input[name="theme"]')) radio.checked = radio.value === (root.dataset.theme ?? 'system');
  };
  apply(kept());
  document.addEventListener('change', ({ target }) => {
    if (target.name !== 'theme') return;
    apply(target.value);
    try {
      localStorage.setItem('theme', target.value);
    } catch {
      // It holds for this page.
    }
  });
  // The menu may be rendered again at any time; when it opens, its radio buttons say what holds.
  document.addEventListener('toggle', mark, true);
})();
