// Run before the page is drawn, so that a chosen theme does not flash. `light` and `dark` win over the system's setting.
try {
  const theme = localStorage.getItem("thulium-mock-theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // A browser that forbids storage gets the system's theme.
}
