// The documents in Swagger UI; a token that the console knows is used for trying out the control API.

const token = (() => {
  try {
    return sessionStorage.getItem("thulium-mock-token");
  } catch {
    return null;
  }
})();

/** Path of a document: a proxy may have the mock below a prefix. */
const here = (name) => new URL(`docs/${name}`, document.baseURI).pathname;

window.ui = SwaggerUIBundle({
  dom_id: "#swagger-ui",
  urls: [
    { url: here("openapi.json"), name: "Thulium chat API" },
    { url: here("control.json"), name: "Control API of the mock" },
  ],
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  deepLinking: true,
  tryItOutEnabled: true,
  // Otherwise Swagger UI shows each document to a validator on the internet.
  validatorUrl: null,
  // Otherwise the browser answers a 401 with a dialog of its own, and who tries it out never sees the answer.
  requestInterceptor: (request) => ({ ...request, credentials: "omit" }),
  onComplete: () => token && window.ui.preauthorizeApiKey("controlToken", token),
});
