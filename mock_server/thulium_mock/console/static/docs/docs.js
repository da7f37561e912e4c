// The documents in Swagger UI; a token that the console knows is used for trying out the control API.

const token = (() => {
  try {
    return sessionStorage.getItem("thulium-mock-token");
  } catch {
    return null;
  }
})();

window.ui = SwaggerUIBundle({
  dom_id: "#swagger-ui",
  urls: [
    { url: "/docs/openapi.json", name: "Thulium chat API" },
    { url: "/docs/control.json", name: "Control API of the mock" },
  ],
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  deepLinking: true,
  tryItOutEnabled: true,
  // Otherwise Swagger UI shows each document to a validator on the internet.
  validatorUrl: null,
  onComplete: () => token && window.ui.preauthorizeApiKey("controlToken", token),
});
