'use strict';

// Before anything is drawn: that there are scripts, and the colours that the reader chose here last.
document.documentElement.classList.add('scripts');
try {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // a browser that keeps nothing: the system's colours
}
