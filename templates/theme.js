// Runs before the page is drawn, so that a chosen scheme does not flash.
try {
  const theme = localStorage.theme;
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {}
