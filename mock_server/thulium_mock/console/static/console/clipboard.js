// Copying text. Beyond loopback without TLS browsers offer no clipboard, so the old way is there too.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { toast } from "./toast.js";

export async function copy(text, said = t("copied")) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { class: "unseen", value: text, "aria-hidden": "true" });
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    focused?.focus?.();
    if (!done) {
      toast(t("copy.failed"), "bad");
      return;
    }
  }
  toast(said);
}
