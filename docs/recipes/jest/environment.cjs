// jsdom has no `fetch`: pages under test get that of Node.js.
const { TestEnvironment } = require("jest-environment-jsdom");

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { fetch, AbortSignal });
  }
};
