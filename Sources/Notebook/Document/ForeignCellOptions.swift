/// Options of Quarto and knitr that mean nothing here, so that their documents can be built.
enum ForeignCellOptions {
  static let names: Set<String> = [
    "aniopts", "ansi", "animation-hook", "attr-output", "attr-source", "autodep", "background",
    "cache-comments", "cache-extra", "cache-lazy", "cache-path", "cache-rebuild", "cache-vars",
    "cap-location",
    "child", "class-output", "class-source", "classes", "code", "code-overflow", "collapse",
    "column",
    "comment", "crop", "daemon", "daemon-restart", "debug", "dependson", "dev", "dev-args", "dpi",
    "enabled", "engine", "engine-opts", "fig-align", "fig-asp", "fig-cap-location", "fig-column",
    "fig-dim", "fig-dpi", "fig-env", "fig-ext", "fig-format", "fig-keep", "fig-lp", "fig-link",
    "fig-ncol", "fig-path", "fig-pos", "fig-process", "fig-responsive", "fig-retina", "fig-scap",
    "fig-sep", "fig-show", "fig-showtext", "fig-topcaption", "file", "highlight",
    "html-table-processing",
    "indent", "interval", "ipynb-shell-interactivity", "keep-hidden", "keep-ipynb", "keep-md",
    "layout", "layout-align", "layout-nrow", "layout-valign", "lang", "lst-cap-location", "message",
    "opts-label", "out-extra", "out-height", "out-width", "panel", "plotly-connected", "prompt",
    "purl", "ref-label", "render", "resize-height", "resize-width", "results", "sanitize", "size",
    "split", "strip-white", "tab-cap", "tags", "tbl-cap-location", "tbl-colwidths", "tbl-column",
    "tbl-subcap", "tidy", "tidy-opts",
  ]
}
