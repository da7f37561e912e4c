// The form in which somebody plays the agent of a conversation.

import { Refused, post } from "./api.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

/** Who takes a conversation if the fixtures have no agents. */
const AGENT = "agent";

export class AgentForm {
  #conversation = null;

  /** `done()` is called once the agent has done something. */
  constructor(done) {
    this.done = done;
    this.element = h("form", { class: "agent-form", onsubmit: (event) => { event.preventDefault(); this.#reply(); } });
    this.login = h("input", { id: "agent-login", list: "agent-logins", autocomplete: "off", spellcheck: "false", maxlength: "200", required: true });
    this.text = h("input", { id: "agent-text", autocomplete: "off" });
    this.logins = h("datalist", { id: "agent-logins" });
  }

  /** Build it in the language of now; what is typed stays. */
  build() {
    const button = (name, kind, properties) => h("button", { class: kind, id: `agent-${name}`, ...properties }, t(`agent.${name}`));
    this.element.setAttribute("aria-label", t("agent.title"));
    this.element.replaceChildren(
      h("div", { class: "field" }, h("label", { for: "agent-login" }, t("agent.login")), this.login, this.logins),
      h("div", { class: "field wide-field" }, h("label", { for: "agent-text" }, t("agent.text")), this.text),
      h("div", { class: "buttons" },
        button("reply", "primary", {}),
        button("assign", "", { type: "button", onclick: () => this.#act({ login: this.#who() }) }),
        button("close", "danger", { type: "button", onclick: () => this.#act({ close: true }) })),
      h("p", { class: "note" }, t("agent.over")),
    );
  }

  clear() {
    this.login.value = this.text.value = "";
  }

  /** Fit it to a conversation as it is now. */
  update(conversation) {
    this.#conversation = conversation;
    const logins = [...new Set([conversation.user_login, ...(state.fixtures?.agents ?? []).map(({ login }) => login), AGENT])].filter(Boolean);
    this.logins.replaceChildren(...logins.map((login) => h("option", { value: login })));
    if (!this.login.value && document.activeElement !== this.login) [this.login.value] = logins;
    const over = conversation.status === "CLOSED";
    this.element.dataset.over = String(over);
    for (const each of this.element.querySelectorAll("input, button")) each.disabled = over;
  }

  #who() {
    return this.login.value.trim() || AGENT;
  }

  async #reply() {
    if (!this.text.value) {
      this.text.focus();
      return;
    }
    if (await this.#act({ login: this.#who(), text: this.text.value })) this.text.value = "";
  }

  /** Tell the mock what the agent does, and whether it could be done. */
  async #act(action) {
    try {
      await post(`/conversations/${this.#conversation.conversation_id}/agent`, action);
      await this.done();
      return true;
    } catch (error) {
      if (!(error instanceof Refused || error instanceof TypeError)) throw error;
      toast(error instanceof Refused ? error.message : t("gone.title"), "bad");
      return false;
    }
  }
}
